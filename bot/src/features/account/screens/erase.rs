//! Erasing everything: the question, the countdown, the last word.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::super::{
    domain::{Account, Erasure},
    tap::AccountTap,
};
use crate::{
    domain::Lang,
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

/// The one question that is asked before something is done.
pub fn erase(lang: Lang, grace: Duration) -> Screen {
    let wait = span(lang, grace);
    let button = |label: String, tap: AccountTap| Button::tap(label, tap.encode());
    let keyboard = Keyboard::new()
        .row([button(tr!(lang, "account-erase-export-button"), AccountTap::Export)])
        .row([button(tr!(lang, "account-erase-confirm-button", wait = &wait), AccountTap::Erase).danger()])
        .row([button(tr!(lang, "account-erase-keep-button"), AccountTap::OpenPrivacy).primary()]);
    Screen::new(tr!(lang, "account-erase-text", wait = wait)).keyboard(keyboard)
}

/// All that the account shows until then.
pub fn countdown(account: &Account, erasure: Erasure, now: DateTime<Utc>) -> Screen {
    let lang = account.lang();
    let left = (erasure.due - now).to_std().unwrap_or_default();
    if left.is_zero() {
        return Screen::new(begun_note(lang));
    }
    let when = format::near(lang, erasure.due, now, &account.zone());
    let left = span(lang, left);
    let stop = Button::tap(tr!(lang, "account-erase-stop-button"), AccountTap::StopErasure.encode());
    Screen::new(tr!(lang, "account-erase-countdown", when = when, left = left))
        .keyboard(Keyboard::new().row([stop.primary()]))
}

/// It goes on already: nothing else is said until the last word.
pub fn begun_note(lang: Lang) -> String {
    tr!(lang, "account-erase-begun-toast")
}

pub fn kept_note(lang: Lang) -> String {
    tr!(lang, "account-erase-kept-toast")
}

/// The last that is sent.
pub fn erased(lang: Lang) -> Screen {
    Screen::new(tr!(lang, "account-erased-text"))
}

/// A day is 24 hours here: people count them.
fn span(lang: Lang, length: Duration) -> String {
    let minutes = length.as_secs().div_ceil(60);
    if minutes < 24 * 60 { format::duration(lang, length) } else { format::hours(lang, minutes / 60) }
}
