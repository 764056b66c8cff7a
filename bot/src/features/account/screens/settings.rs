//! The account's lines of the settings screen, each with its present value.

use chrono::{DateTime, Utc};

use super::{
    super::{
        domain::{Account, Notice},
        tap::AccountTap,
    },
    clock,
};
use crate::{
    i18n::format,
    telegram::{keyboard::Button, tap::Tap as _},
    tr,
};

/// The lines above those of the rooms.
pub fn settings_above(account: &Account, now: DateTime<Utc>) -> [Button; 2] {
    let (lang, zone) = (account.lang(), account.zone());
    let (time, place) = (format::clock(now, &zone), clock::zone_name(lang, zone));
    [
        Button::tap(tr!(lang, "account-language-button"), AccountTap::OpenLanguage.encode()),
        Button::tap(
            tr!(lang, "account-clock-button", time = time, place = place),
            AccountTap::OpenClock.encode(),
        ),
    ]
}

/// The lines below those of the rooms.
pub fn settings_below(account: &Account) -> [Button; 3] {
    let lang = account.lang();
    let on = Notice::ALL.iter().filter(|notice| account.wants(**notice)).count();
    let line = |label: String, tap: &AccountTap| Button::tap(label, tap.encode());
    [
        line(tr!(lang, "account-look-button", look = account.look().value()), &AccountTap::OpenLook),
        line(tr!(lang, "account-notices-button", on = on, all = Notice::ALL.len()), &AccountTap::OpenNotices),
        line(tr!(lang, "account-privacy-button"), &AccountTap::OpenPrivacy),
    ]
}
