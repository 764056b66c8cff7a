//! One line for each thing that can be set, with its present value.

use chrono::{DateTime, Utc};

use super::super::{domain::ALWAYS, tap::HomeTap};
use crate::{
    features::{
        account::{self, Account},
        chat::{self, Preferences},
    },
    telegram::{
        keyboard::{Button, Keyboard},
        nav,
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

/// Each room hands over its line.
pub fn settings(account: &Account, chat: &Preferences, now: DateTime<Utc>) -> Screen {
    let lang = account.lang();
    let remembers = |(name, value): (&String, &String)| name.starts_with(ALWAYS) && !value.is_empty();
    let forget = account
        .preferences
        .iter()
        .any(remembers)
        .then(|| Button::tap(tr!(lang, "home-settings-files-button"), HomeTap::ForgetChoices.encode()));
    let keyboard = account::settings_above(account, now)
        .into_iter()
        .chain([chat::settings_line(lang, chat)])
        .chain(forget)
        .chain(account::settings_below(account))
        .fold(Keyboard::new(), |keyboard, line| keyboard.row([line]));
    Screen::new(tr!(lang, "home-settings-text")).keyboard(keyboard.row([nav::home(lang)]))
}
