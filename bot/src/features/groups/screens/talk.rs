//! What is said in groups beside answers.

use std::time::Duration;

use crate::{domain::Lang, i18n::format, telegram::screen::Screen, tr};

/// The bot was brought into a group.
pub fn arrived(lang: Lang, bot: &str) -> Screen {
    Screen::new(tr!(lang, "groups-arrived-text", bot = bot))
}

/// How to speak to it.
pub fn about(lang: Lang, bot: &str, keyword: Option<&str>) -> Screen {
    let text = tr!(lang, "groups-about-text", bot = bot);
    match keyword {
        Some(word) => Screen::new(format!("{text}\n{}", tr!(lang, "groups-about-keyword-text", word = word))),
        None => Screen::new(text),
    }
}

/// It was called without being asked anything.
pub fn what_to_ask(lang: Lang, bot: &str) -> Screen {
    Screen::new(tr!(lang, "groups-what-text", bot = bot))
}

/// What is kept of a group.
pub fn privacy(lang: Lang) -> Screen {
    Screen::new(tr!(lang, "groups-privacy-text"))
}

/// The context of this place is forgotten.
pub fn anew(lang: Lang) -> Screen {
    Screen::new(tr!(lang, "groups-anew-text"))
}

/// The answers of the day are spent.
pub fn spent(lang: Lang, limit: u64, rest: Duration) -> Screen {
    Screen::new(tr!(lang, "groups-spent-text", limit = limit, wait = format::duration(lang, rest)))
}

/// The same, to whoever wants one more by a button.
pub fn spent_note(lang: Lang, limit: u64, rest: Duration) -> String {
    tr!(lang, "groups-spent-alert", limit = limit, wait = format::duration(lang, rest))
}

pub fn admins_only_note(lang: Lang) -> String {
    tr!(lang, "groups-admins-alert")
}

pub fn not_yours_note(lang: Lang) -> String {
    tr!(lang, "groups-not-yours-alert")
}

pub fn only_private_note(lang: Lang) -> String {
    tr!(lang, "groups-private-alert")
}
