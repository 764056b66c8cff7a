//! What people are told when something fails and no room has better words.

use std::time::Duration;

use crate::{
    domain::Lang,
    i18n::format,
    telegram::{failure::FailureKind, nav, screen::Screen},
    tr,
};

/// The general words for a failure; `code` is what a person can name.
pub fn wrong(lang: Lang, kind: FailureKind, code: &str) -> Screen {
    let text = match kind {
        FailureKind::Busy => tr!(lang, "common-busy"),
        FailureKind::Gone | FailureKind::Refusal => tr!(lang, "common-gone"),
        FailureKind::Bug => tr!(lang, "common-bug", code = code),
    };
    Screen::new(text).keyboard(nav::home_only(lang))
}

/// The database is away: what was sent is kept at Telegram and answered later.
pub fn busy(lang: Lang) -> Screen {
    Screen::new(tr!(lang, "common-unavailable"))
}

pub fn too_fast(lang: Lang, wait: Duration) -> Screen {
    Screen::new(tr!(lang, "common-too-fast", wait = format::duration(lang, wait)))
}
