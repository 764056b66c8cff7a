//! Answers to what no room knows: unknown commands, odd messages, old buttons.

use crate::{
    domain::{Lang, OtherKind, shorten},
    telegram::{nav, screen::Screen},
    tr,
};

pub fn unknown_command(lang: Lang, command: &str, nearest: Option<&str>) -> Screen {
    let command = shorten(command, 32);
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

pub fn left_question(lang: Lang) -> Screen {
    Screen::new(tr!(lang, "home-cancel-left")).keyboard(nav::home_only(lang))
}

/// `answering`: what might have been meant goes on.
pub fn no_question(lang: Lang, answering: bool) -> Screen {
    let text = if answering { tr!(lang, "home-cancel-answering") } else { tr!(lang, "home-cancel-nothing") };
    Screen::new(text).keyboard(nav::home_only(lang))
}

pub fn old_button_note(lang: Lang) -> String {
    tr!(lang, "common-old-toast")
}
