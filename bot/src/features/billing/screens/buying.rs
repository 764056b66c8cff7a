//! Packs of coins, invoices, and why one cannot be paid.

use super::super::{
    domain::{Action, Goods, Objection, Order, PriceList, Span},
    tap::BillingTap,
};
use crate::{
    domain::{Coins, Lang},
    features::account::Account,
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::{Invoice, Screen},
        tap::Tap as _,
    },
    tr,
};

pub fn packs(lang: Lang, prices: &PriceList) -> Screen {
    let text = tr!(lang, "billing-packs-text", message = prices.price(Action::Message).0);
    let packs: Vec<_> = prices.packs().collect();
    let buttons = packs.iter().map(|pack| {
        let label = tr!(lang, "billing-pack-button", coins = pack.coins.0, stars = pack.stars.0);
        Button::tap(label, BillingTap::PickPack { coins: pack.coins.0 }.encode())
    });
    let keyboard = Keyboard::new().grid(1, buttons).row(nav::back_and_home(lang, Door::Balance));
    Screen::new(format!("{text}\n\n{}", tr!(lang, "billing-packs-terms"))).keyboard(keyboard)
}

/// A message that can be paid; `span`: the Premium that it would be.
pub fn invoice(account: &Account, order: &Order, prices: &PriceList, span: Span) -> Screen {
    let lang = account.lang();
    let (title, about, others, door) = match order.goods {
        Goods::Coins(coins) => (
            tr!(lang, "billing-invoice-pack-title", coins = coins.0),
            tr!(lang, "billing-invoice-pack-about", messages = messages(coins, prices)),
            tr!(lang, "billing-invoice-packs-button"),
            BillingTap::OpenPacks,
        ),
        Goods::Premium(months) => {
            let until = format::date(lang, span.ends_at, &account.zone());
            (
                tr!(lang, "billing-invoice-premium-title", months = months),
                tr!(lang, "billing-invoice-premium-about", until = until),
                tr!(lang, "billing-invoice-terms-button"),
                BillingTap::OpenPremium,
            )
        }
        Goods::Subscription => (
            tr!(lang, "billing-invoice-month-title"),
            tr!(lang, "billing-invoice-month-about"),
            tr!(lang, "billing-invoice-terms-button"),
            BillingTap::OpenPremium,
        ),
    };
    let pay = Button::pay(tr!(lang, "billing-invoice-pay-button", stars = order.stars.0));
    let keyboard = Keyboard::new().row([pay]).row([Button::tap(others, door.encode())]);
    let invoice = Invoice {
        title,
        about,
        payload: order.id.0.clone(),
        stars: order.stars,
        // Not empty, so that a forwarded copy leads here and cannot be paid by others (Bot API, `start_parameter`).
        start: "balance".to_owned(),
    };
    Screen::invoice(invoice).keyboard(keyboard)
}

/// What Telegram shows to somebody who cannot pay.
pub fn refusal(lang: Lang, objection: Objection) -> String {
    match objection {
        Objection::Unknown => tr!(lang, "billing-checkout-unknown"),
        Objection::NotYours => tr!(lang, "billing-checkout-not-yours"),
        Objection::Outdated => tr!(lang, "billing-checkout-outdated"),
        Objection::Paid => tr!(lang, "billing-checkout-paid"),
    }
}

/// The same while nothing is known of any order.
pub fn repaired(lang: Lang) -> String {
    tr!(lang, "billing-checkout-busy")
}

fn messages(coins: Coins, prices: &PriceList) -> i64 {
    coins.0 / prices.price(Action::Message).0.max(1)
}
