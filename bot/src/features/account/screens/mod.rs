//! What the account's screens look like. Pure: a value in, a screen out.

mod clock;
mod language;
mod look;
mod notices;
mod privacy;

pub use clock::{clock, clock_offer, clock_set, clock_several, clock_unknown, zone_name};
pub use language::{language, other_language_button};
pub use look::look;
pub use notices::notices;
pub use privacy::{Kept, privacy, services};

use super::{
    domain::{Account, Notice},
    service::SettingsLine,
    tap::AccountTap,
};
use crate::{
    telegram::{keyboard::Button, tap::Tap as _},
    tr,
};
use chrono::{DateTime, Utc};

/// The account's lines of the settings screen; rooms put theirs between these two lists.
pub fn settings_lines(account: &Account, now: DateTime<Utc>) -> (Vec<SettingsLine>, Vec<SettingsLine>) {
    let lang = account.lang();
    let line = |label: String, tap: &AccountTap| SettingsLine { button: Button::tap(label, tap.encode()) };
    let time = now.with_timezone(&account.zone()).format("%H:%M").to_string();
    let on = Notice::ALL.iter().filter(|notice| account.wants(**notice)).count();
    let before = vec![
        line(tr!(lang, "account-language-button"), &AccountTap::OpenLanguage),
        line(
            tr!(lang, "account-clock-button", time = time, place = zone_name(lang, account.zone())),
            &AccountTap::OpenClock,
        ),
    ];
    let after = vec![
        line(tr!(lang, "account-look-button", look = account.look().value()), &AccountTap::OpenLook),
        line(tr!(lang, "account-notices-button", on = on, all = Notice::ALL.len()), &AccountTap::OpenNotices),
        line(tr!(lang, "account-privacy-button"), &AccountTap::OpenPrivacy),
    ];
    (before, after)
}
