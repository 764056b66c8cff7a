# Coins, Premium, payments.

billing-balance-command = Coins, today's limits, payments
billing-premium-command = What Premium gives, and its price
billing-paysupport-command = Help with a payment
billing-terms-command = Terms of service

## Balance

# $coins: what there is; $until: a date, or nothing
billing-balance-coins = 🪙 { $coins ->
    [one] { $coins } coin
   *[other] { $coins } coins
}
billing-balance-premium = 👑 until { $until }{ $renews ->
    [yes] , renews
   *[no] { "" }
}
billing-balance-held = { $coins } 🪙 are set aside for work under way.
billing-balance-debt = { $coins } 🪙 owed after a refund; your next coins settle it.
# $list: what is left of each allowance
billing-balance-left = Left for nothing: { $list }. New ones in { $wait }.
billing-balance-unlimited = For nothing: { $list }.
billing-left = { $allowance ->
    [messages] { $left } of { $limit } messages
    [pictures] { $left } of { $limit } pictures
    [voice_minutes] { $left } of { $limit } minutes of voice
    [photos] { $left } of { $limit } photos
    [book_pictures] { $left } of { $limit } book pictures
   *[maps] { $left } of { $limit } maps
}
billing-unlimited = { $allowance ->
    [messages] messages without a limit
    [pictures] pictures without a limit
    [voice_minutes] voice without a limit
    [photos] photos without a limit
    [book_pictures] book pictures without a limit
   *[maps] maps without a limit
}
# $amount: with its sign; $when: a moment; $reason: what for
billing-operation = { $amount } 🪙 · { $when } · { $reason }
billing-reason = { $reason ->
    [welcome] welcome
    [pack] pack
    [refund] refund
    [admin] from the operator
    [invite] invitation
    [gift] gift
    [promo] promo code
    [settle] debt settled
    [message] message
    [picture_fast] picture, fast
    [picture_balanced] picture
    [picture_high] picture, high
    [picture_ultra] picture, ultra
    [vary] variation
    [edit] picture edited
    [upscale] picture enlarged
    [avatar] avatar
    [transcript_minute] transcript
    [photo] photo caption
    [book_picture] book picture
    [map] story map
   *[other] other
}
billing-reason-returned = { $reason }, given back
billing-balance-packs-half = ➕ Get coins
billing-balance-premium-half = 👑 Premium
billing-balance-operations-half = All operations

## Operations

billing-operations-text = 🪙 Operations, newest first
billing-operations-none = Nothing yet. What you get and spend will be here.
billing-operations-end = That is all.
billing-operations-more-button = › Earlier

## Packs

billing-packs-text = Coins do not expire. A message beyond the day's is { $message } 🪙.
billing-pack-button = { $coins } 🪙 — { $stars } ⭐
billing-packs-terms = Payment is by Telegram Stars. Rules: /terms · something wrong: /paysupport

## Invoice

billing-invoice-pack-title = { $coins ->
    [one] { $coins } coin
   *[other] { $coins } coins
}
billing-invoice-pack-about = Enough for { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
} beyond the day's. They do not expire. Something wrong? /paysupport
billing-invoice-premium-title = Premium, { $months ->
    [one] { $months } month
   *[other] { $months } months
}
billing-invoice-premium-about = No daily message limit and more for nothing, until { $until }. Paid once; it does not renew. Something wrong? /paysupport
billing-invoice-month-title = Premium, monthly
billing-invoice-month-about = No daily message limit and more for nothing. Renews every 30 days until you turn that off. Something wrong? /paysupport
billing-invoice-pay-button = Pay ⭐ { $stars }
billing-invoice-packs-button = ‹ Other packs
billing-invoice-terms-button = ‹ Other terms

## Why one cannot pay

billing-checkout-unknown = This invoice is too old. Please open /balance for a fresh one.
billing-checkout-not-yours = This invoice is another person's. Yours is in /balance.
billing-checkout-outdated = The price has changed since. A fresh invoice is on its way.
billing-checkout-paid = This is paid already. Anything else is in /balance.
billing-checkout-busy = Atelier is being repaired. Nothing was paid; please try again in a few minutes.

## Receipt

billing-receipt-coins = ✅ +{ $coins } 🪙, now { $balance }.
billing-receipt-premium = ✅ 👑 Premium until { $until }.
billing-receipt-paid = Paid { $stars } ⭐, { $when }. Payment { $number }
billing-receipt-unmatched = ⚠️ Your { $stars } ⭐ go back to you: what they were paid for is not known here any more.
billing-receipt-copy-half = 📎 Copy number
billing-receipt-balance-half = 🪙 Balance

## Stars that went back

billing-returned-text = ↩ { $stars } ⭐ went back to you.
billing-returned-coins = Their { $coins } 🪙 are gone, { $balance } are left.
billing-returned-debt = { $coins } 🪙 of them were spent already: your next coins settle that.
billing-returned-premium = Premium is until { $until } now.
billing-returned-free = Premium has ended with it.

## Premium

billing-premium-text = 👑 Premium: { $gives }.
billing-gives = { $allowance ->
    [messages] { $amount } messages
    [pictures] { $amount } pictures
    [voice_minutes] { $amount } minutes of voice
    [photos] { $amount } photos
    [book_pictures] { $amount } book pictures
   *[maps] { $amount } maps
} { $monthly ->
    [yes] a month
   *[no] a day
}
billing-premium-until = You have it until { $until }. What you buy now is added to its end.
billing-premium-no-link = The monthly subscription cannot be offered at this moment; please open this again later.
billing-premium-month-button = Monthly — { $stars } ⭐, renews
billing-premium-term-button = { $months } months — { $stars } ⭐{ $saved ->
    [0] { "" }
   *[other] { " " }(−{ $saved }%)
}
billing-premium-renewal-button = ⚙️ Renewal

## Subscription

billing-subscription-active = 👑 Monthly. Next payment { $until }: { $stars } ⭐.
billing-subscription-canceled = 👑 Renewal is off. Premium stays until { $until }, then the free plan; nothing of yours is deleted.
billing-subscription-failed = ⚠️ The renewal failed: there were not enough Stars. Premium is until { $until }; add Stars, and Telegram tries again, or take another term.
billing-subscription-none = There is no subscription that renews.
billing-subscription-off-button = Turn renewal off
billing-subscription-on-button = ↩ Turn it on again
billing-subscription-off-toast = Renewal is off
billing-subscription-allowed = It can be turned on again. Telegram lets only you do that: Settings › My Stars › your subscription here › Renew. I know of it at once.
billing-stars-away = ⚠️ Telegram did not answer, and nothing has changed. Please try again in a moment.

## Its end

billing-ending-text = 🔔 👑 Premium ends { $when }. Nothing of yours is deleted then; the free plan goes on.
billing-ended-text = 👑 Premium has ended. The free plan goes on, and nothing of yours is deleted.
billing-ended-button = 👑 Premium

## Not enough, and limits

billing-not-enough-text = This needs { $needed } 🪙, you have { $available }: { $missing } are missing.
billing-not-sold = That is not sold any more. What there is now is in /balance.

## Help with a payment

billing-support-text = 🛟 Help with a payment. What was paid for and not delivered goes back by itself.
billing-support-payment = { $stars } ⭐ · { $when } · { $number }{ $returned ->
    [yes] { " " }· went back
   *[no] { "" }
}
billing-support-none = You have paid nothing here yet.
billing-support-ask = { $person ->
    [yes] Anything else a person can answer: write to the operator, and give the number of the payment.
   *[no] Anything else the operator of this bot can answer; give the number of the payment.
} Telegram's own support cannot help with purchases made here.
billing-support-button = 🛟 Write to the operator

## Terms

billing-terms-text = Terms of this bot

    1. What it is. Atelier answers, draws and reads with the help of AI. It can be wrong; check what matters.

    2. Paying. Coins and Premium are paid in Telegram Stars and are delivered at once. Prices stand before every spend. Coins do not expire, cannot be sold and are worth nothing outside this bot.

    3. Premium. A month renews every 30 days until you turn that off: /premium, Renewal. Longer terms are paid once and do not renew.

    4. Money back. What was paid for and not delivered goes back by itself. Anything else: /paysupport. Telegram's own support cannot help with purchases made here. Coins that a refund takes back and that are spent already are settled by your next coins.

    5. Fair use. Nothing against the law or against others. Whoever breaks this may be kept out.

    6. Your data. What is kept, and how to export or erase it: /privacy
