//! Answers to what no room knows: unknown commands, odd messages, old buttons.

use crate::{
    domain::Lang,
    telegram::{nav, screen::Screen, visit::OtherKind},
    tr,
};

pub fn unknown_command(lang: Lang, command: &str, nearest: Option<&str>) -> Screen {
    let command = crate::domain::shorten(command, 32);
    let text = match nearest {
        Some(nearest) => tr!(lang, "home-unknown-near", command = command, nearest = nearest),
        None => tr!(lang, "home-unknown-text", command = command),
    };
    Screen::new(text).keyboard(nav::home_only(lang))
}

/// A message of a kind that means nothing here; `None` for those that nobody sent on purpose.
pub fn unexpected(lang: Lang, kind: OtherKind) -> Option<Screen> {
    let (kind, value) = match kind {
        OtherKind::Contact => ("contact", 0),
        OtherKind::Poll => ("poll", 0),
        OtherKind::Dice(value) => ("dice", value),
        OtherKind::Sticker => ("sticker", 0),
        OtherKind::Unknown => ("unknown", 0),
        OtherKind::Service => return None,
    };
    let text = tr!(lang, "home-unexpected-text", kind = kind, value = value);
    Some(Screen::new(text).keyboard(nav::home_only(lang)))
}

pub fn cancelled(lang: Lang, was_waiting: bool) -> Screen {
    let text = if was_waiting { tr!(lang, "home-cancel-left") } else { tr!(lang, "home-cancel-nothing") };
    Screen::new(text).keyboard(nav::home_only(lang))
}

pub fn old_button(lang: Lang) -> String {
    tr!(lang, "common-old-toast")
}

/// What was waited for cannot be read any more.
pub fn step_lost(lang: Lang) -> Screen {
    Screen::new(tr!(lang, "common-step-lost")).keyboard(nav::home_only(lang))
}

/// Rooms are for private chats.
pub fn only_private(lang: Lang, link: &str) -> Screen {
    Screen::new(tr!(lang, "common-private-only", link = link))
}
