# Монеты, Премиум, платежи.

billing-balance-command = Монеты, лимиты на сегодня, платежи
billing-premium-command = Что даёт Премиум и сколько стоит
billing-paysupport-command = Помощь с платежом
billing-terms-command = Условия

## Баланс

billing-balance-coins = 🪙 { $coins ->
    [one] { $coins } монета
    [few] { $coins } монеты
   *[many] { $coins } монет
}
billing-balance-premium = 👑 до { $until }{ $renews ->
    [yes] , продлевается
   *[no] { "" }
}
billing-balance-held = Отложено для начатой работы: { $coins } 🪙.
billing-balance-debt = Долг { $coins } 🪙 после возврата; погасится следующими монетами.
billing-balance-left = Осталось бесплатно: { $list }. Новые через { $wait }.
billing-balance-unlimited = Бесплатно: { $list }.
billing-left = { $allowance ->
    [messages] { $left } из { $limit } сообщений
    [pictures] { $left } из { $limit } картинок
    [voice_minutes] { $left } из { $limit } минут голоса
    [photos] { $left } из { $limit } фото
    [book_pictures] { $left } из { $limit } картинок к книгам
   *[maps] { $left } из { $limit } карт
}
billing-unlimited = { $allowance ->
    [messages] сообщения без лимита
    [pictures] картинки без лимита
    [voice_minutes] голос без лимита
    [photos] фото без лимита
    [book_pictures] картинки к книгам без лимита
   *[maps] карты без лимита
}
billing-operation = { $amount } 🪙 · { $when } · { $reason }
billing-reason = { $reason ->
    [welcome] приветствие
    [pack] набор
    [refund] возврат
    [admin] от владельца
    [invite] приглашение
    [gift] подарок
    [promo] промокод
    [settle] долг погашен
    [message] сообщение
    [picture_fast] картинка, быстрая
    [picture_balanced] картинка
    [picture_high] картинка, высокое
    [picture_ultra] картинка, ультра
    [vary] вариант
    [edit] правка картинки
    [upscale] увеличение картинки
    [avatar] аватар
    [transcript_minute] расшифровка
    [photo] подпись к фото
    [book_picture] картинка к книге
    [map] карта историй
   *[other] прочее
}
billing-reason-returned = { $reason }, возвращено
billing-balance-packs-half = ➕ Купить монеты
billing-balance-premium-half = 👑 Премиум
billing-balance-operations-half = Все операции

## Операции

billing-operations-text = 🪙 Операции, сначала новые
billing-operations-none = Пока ничего. Здесь будет всё, что вы получили и потратили.
billing-operations-end = Это всё.
billing-operations-more-button = › Раньше

## Наборы

billing-packs-text = Монеты не сгорают. Сообщение сверх дневных — { $message } 🪙.
billing-pack-button = { $coins } 🪙 — { $stars } ⭐
billing-packs-terms = Оплата звёздами Telegram. Правила: /terms · что-то не так: /paysupport

## Счёт

billing-invoice-pack-title = { $coins ->
    [one] { $coins } монета
    [few] { $coins } монеты
   *[many] { $coins } монет
}
billing-invoice-pack-about = Хватит на { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[many] { $messages } сообщений
} сверх дневных. Не сгорают. Что-то не так? /paysupport
billing-invoice-premium-title = Премиум на { $months ->
    [one] { $months } месяц
    [few] { $months } месяца
   *[many] { $months } месяцев
}
billing-invoice-premium-about = Сообщения без дневного лимита и больше бесплатного, до { $until }. Платится один раз, само не продлевается. Что-то не так? /paysupport
billing-invoice-month-title = Премиум помесячно
billing-invoice-month-about = Сообщения без дневного лимита и больше бесплатного. Продлевается каждые 30 дней, пока не выключите. Что-то не так? /paysupport
billing-invoice-pay-button = Заплатить ⭐ { $stars }
billing-invoice-packs-button = ‹ Другие наборы
billing-invoice-terms-button = ‹ Другие сроки

## Почему нельзя заплатить

billing-checkout-unknown = Этот счёт устарел. Откройте /balance, там есть новый.
billing-checkout-not-yours = Это чужой счёт. Ваш — в /balance.
billing-checkout-outdated = Цена с тех пор изменилась. Новый счёт сейчас придёт.
billing-checkout-paid = Это уже оплачено. Остальное — в /balance.
billing-checkout-busy = Ателье на ремонте. Ничего не списано; попробуйте через несколько минут.

## Чек

billing-receipt-coins = ✅ +{ $coins } 🪙, теперь { $balance }.
billing-receipt-premium = ✅ 👑 Премиум до { $until }.
billing-receipt-paid = Оплачено { $stars } ⭐, { $when }. Платёж { $number }
billing-receipt-unmatched = ⚠️ Ваши { $stars } ⭐ возвращаются: за что они заплачены, здесь больше не известно.
billing-receipt-copy-half = 📎 Номер платежа
billing-receipt-balance-half = 🪙 Баланс

## Звёзды вернулись

billing-returned-text = ↩ Вам возвращено { $stars } ⭐.
billing-returned-coins = Их { $coins } 🪙 списаны, осталось { $balance }.
billing-returned-debt = Из них { $coins } 🪙 уже потрачены: погасится следующими монетами.
billing-returned-premium = Премиум теперь до { $until }.
billing-returned-free = Премиум на этом закончился.

## Премиум

billing-premium-text = 👑 Премиум: { $gives }.
billing-gives = { $allowance ->
    [messages] { $amount } { $amount ->
        [one] сообщение
        [few] сообщения
       *[many] сообщений
    }
    [pictures] { $amount } { $amount ->
        [one] картинка
        [few] картинки
       *[many] картинок
    }
    [voice_minutes] { $amount } { $amount ->
        [one] минута голоса
        [few] минуты голоса
       *[many] минут голоса
    }
    [photos] { $amount } фото
    [book_pictures] { $amount } { $amount ->
        [one] картинка к книгам
        [few] картинки к книгам
       *[many] картинок к книгам
    }
   *[maps] { $amount } { $amount ->
        [one] карта
        [few] карты
       *[many] карт
    }
} { $monthly ->
    [yes] в месяц
   *[no] в день
}
billing-premium-until = Он у вас до { $until }. Купленное сейчас добавится в конец.
billing-premium-no-link = Подписку по месяцам сейчас предложить не получается; откройте чуть позже.
billing-premium-month-button = Помесячно — { $stars } ⭐
billing-premium-term-button = { $months ->
    [one] { $months } месяц
    [few] { $months } месяца
   *[many] { $months } месяцев
} — { $stars } ⭐{ $saved ->
    [0] { "" }
   *[other] { " " }(−{ $saved } %)
}
billing-premium-renewal-button = ⚙️ Продление

## Подписка

billing-subscription-active = 👑 Помесячно. Следующий платёж { $until }: { $stars } ⭐.
billing-subscription-canceled = 👑 Продление выключено. Премиум — до { $until }, потом бесплатный план; ничего вашего не удалится.
billing-subscription-failed = ⚠️ Продлить не вышло: не хватило звёзд. Премиум — до { $until }; добавьте звёзд, и Telegram попробует снова, или возьмите другой срок.
billing-subscription-none = Подписки с продлением нет.
billing-subscription-off-button = Не продлевать
billing-subscription-on-button = ↩ Продлевать снова
billing-subscription-off-toast = Продление выключено
billing-subscription-allowed = Включить продление снова можете только вы, в самом Telegram: Настройки › Мои звёзды › подписка этого бота › Продлить. Я сразу об этом узнаю.
billing-stars-away = ⚠️ Telegram не ответил, ничего не изменилось. Попробуйте чуть позже.

## Его конец

billing-ending-text = 🔔 👑 Премиум заканчивается { $when }. Ничего вашего не удалится; дальше — бесплатный план.
billing-ended-text = 👑 Премиум закончился. Дальше — бесплатный план, ничего вашего не удалится.
billing-ended-button = 👑 Премиум

## Не хватает, и лимиты

billing-not-enough-text = Нужно { $needed } 🪙, у вас { $available }: не хватает { $missing }.
billing-not-sold = Это больше не продаётся. Что есть сейчас — в /balance.

## Помощь с платежом

billing-support-text = 🛟 Помощь с платежом. Оплаченное и не доставленное возвращается само.
billing-support-payment = { $stars } ⭐ · { $when } · { $number }{ $returned ->
    [yes] { " " }· возвращено
   *[no] { "" }
}
billing-support-none = Вы здесь пока ничего не оплачивали.
billing-support-ask = { $person ->
    [yes] На остальное ответит человек: напишите владельцу и укажите номер платежа.
   *[no] На остальное ответит владелец этого бота; укажите номер платежа.
} Поддержка самого Telegram с покупками здесь не поможет.
billing-support-button = 🛟 Написать владельцу

## Условия

billing-terms-text = Условия этого бота

    1. Что это. Ателье отвечает, рисует и читает с помощью ИИ. Он может ошибаться; важное проверяйте.

    2. Оплата. Монеты и Премиум оплачиваются звёздами Telegram и приходят сразу. Цена видна до каждой траты. Монеты не сгорают, не продаются и вне этого бота ничего не стоят.

    3. Премиум. Месяц продлевается каждые 30 дней, пока вы это не выключите: /premium, «Продление». Более длинные сроки платятся один раз и не продлеваются.

    4. Возврат. Оплаченное и не доставленное возвращается само. Остальное: /paysupport. Поддержка самого Telegram с покупками здесь не поможет. Монеты, списанные возвратом и уже потраченные, погасятся следующими монетами.

    5. Честность. Ничего против закона и против других. Кто это нарушит, может быть закрыт для бота.

    6. Ваши данные. Что хранится, как выгрузить и стереть: /privacy
