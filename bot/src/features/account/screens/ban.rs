//! What somebody is told who may not use the bot.

use chrono::{DateTime, Utc};

use super::super::domain::{Account, Ban};
use crate::{i18n::format, telegram::screen::Screen, tr};

/// Until when, why, and what is left to them.
pub fn shut_out(account: &Account, ban: &Ban, now: DateTime<Utc>) -> Screen {
    let lang = account.lang();
    let until = ban.until.map(|until| format::near(lang, until, now, &account.zone()));
    let term = match until {
        Some(until) => tr!(lang, "account-banned-until", until = until),
        None => tr!(lang, "account-banned-ever"),
    };
    let text = match ban.reason.as_str() {
        "" => tr!(lang, "account-banned-plain-text", term = term),
        reason => tr!(lang, "account-banned-text", term = term, reason = reason),
    };
    Screen::new(text)
}
