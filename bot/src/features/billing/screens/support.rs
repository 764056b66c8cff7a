//! Help with a payment: what somebody paid, and who can be asked.

use super::super::domain::{Payment, PaymentStatus};
use crate::{
    domain::AccountId,
    features::account::Account,
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
    },
    tr,
};

/// `owner`: whom the operator has named.
pub fn support(account: &Account, payments: &[Payment], owner: Option<AccountId>) -> Screen {
    let (lang, zone) = (account.lang(), account.zone());
    let paid = |payment: &Payment| {
        let when = format::moment(lang, payment.paid_at, &zone);
        let returned = payment.status == PaymentStatus::Refunded;
        let (stars, number) = (payment.stars.0, payment.charge.0.as_str());
        tr!(lang, "billing-support-payment", stars = stars, when = when, number = number, returned = returned)
    };
    let mut told: Vec<_> = payments.iter().map(paid).collect();
    if told.is_empty() {
        told.push(tr!(lang, "billing-support-none"));
    }
    let ask = tr!(lang, "billing-support-ask", person = owner.is_some());
    let parts = [tr!(lang, "billing-support-text"), told.join("\n"), ask];
    let write = owner.map(|owner| {
        // Opens a chat with that person (Bot API, links of the form `tg://user?id=`).
        Button::url(tr!(lang, "billing-support-button"), format!("tg://user?id={owner}"))
    });
    let keyboard = Keyboard::new().row(write).row(nav::back_and_home(lang, Door::Balance));
    Screen::new(parts.join("\n\n")).keyboard(keyboard)
}
