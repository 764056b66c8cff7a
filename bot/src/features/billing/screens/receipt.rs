//! What somebody sees who has paid, or whose Stars went back.

use super::super::domain::{Goods, PaymentStatus, Receipt, Return};
use crate::{
    features::account::Account,
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::Door,
        screen::Screen,
    },
    tr,
};

pub fn receipt(account: &Account, receipt: &Receipt) -> Screen {
    let (lang, zone) = (account.lang(), account.zone());
    let Receipt { payment, balance } = receipt;
    let until = || format::date(lang, balance.premium_until.unwrap_or(payment.paid_at), &zone);
    let mut lines = vec![match payment.goods {
        None => tr!(lang, "billing-receipt-unmatched", stars = payment.stars.0),
        Some(Goods::Coins(coins)) => {
            tr!(lang, "billing-receipt-coins", coins = coins.0, balance = balance.available.0)
        }
        Some(Goods::Premium(_) | Goods::Subscription) => {
            tr!(lang, "billing-receipt-premium", until = until())
        }
    }];
    if !balance.debt.is_zero() {
        lines.push(tr!(lang, "billing-balance-debt", coins = balance.debt.0));
    }
    let when = format::moment(lang, payment.paid_at, &zone);
    let (stars, number) = (payment.stars.0, shown(&payment.charge.0));
    lines.push(tr!(lang, "billing-receipt-paid", stars = stars, when = when, number = number));
    let copy = Button::copy(tr!(lang, "billing-receipt-copy-half"), payment.charge.0.clone());
    let balance = Button::tap(tr!(lang, "billing-receipt-balance-half"), Door::Balance.data());
    Screen::new(lines.join("\n")).keyboard(Keyboard::new().row([copy, balance]))
}

pub fn returned(account: &Account, returned: &Return) -> Screen {
    let (lang, zone) = (account.lang(), account.zone());
    let Return { payment, balance, now } = returned;
    let mut lines = vec![tr!(lang, "billing-returned-text", stars = payment.stars.0)];
    match payment.goods.filter(|_| payment.status == PaymentStatus::Paid) {
        None => {}
        Some(Goods::Coins(coins)) => {
            let left = balance.available.0;
            lines.push(tr!(lang, "billing-returned-coins", coins = coins.0, balance = left));
            if !balance.debt.is_zero() {
                lines.push(tr!(lang, "billing-returned-debt", coins = balance.debt.0));
            }
        }
        Some(_) => lines.push(match balance.premium_until.filter(|until| until > now) {
            Some(until) => tr!(lang, "billing-returned-premium", until = format::date(lang, until, &zone)),
            None => tr!(lang, "billing-returned-free"),
        }),
    }
    let button = Button::tap(tr!(lang, "billing-receipt-balance-half"), Door::Balance.data());
    Screen::new(lines.join("\n")).keyboard(Keyboard::new().row([button]))
}

/// The ends of a number that nobody reads whole.
fn shown(number: &str) -> String {
    let signs: Vec<char> = number.chars().collect();
    if signs.len() <= 12 {
        return number.to_owned();
    }
    let (head, tail) = (&signs[..4], &signs[signs.len() - 4..]);
    format!("{}…{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
}
