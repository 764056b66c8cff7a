//! Files without words: what shall become of them?

use super::super::{
    domain::{Offered, kind_of},
    tap::HomeTap,
};
use crate::{
    domain::{DOWNLOAD_LIMIT, FileRef, Lang},
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav,
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

/// `always`: the choice that follows is remembered.
pub fn received(lang: Lang, offered: &Offered, always: bool) -> Screen {
    let received = offered.received;
    let mut keyboard = Keyboard::new();
    for offer in &offered.offers {
        let tap = HomeTap::Give { received, receiver: offer.receiver.to_owned(), always };
        keyboard = keyboard.row([Button::tap(offer.label.clone(), tap.encode())]);
    }
    let mark = HomeTap::MarkAlways { received, on: !always, album: false };
    let keyboard = keyboard
        .row([Button::tap(tr!(lang, "home-received-nothing-button"), HomeTap::Leave { received }.encode())])
        .row([Button::tap(tr!(lang, "home-received-always-button", on = always), mark.encode())]);
    let text = match offered.files.len() {
        0 | 1 => tr!(lang, "home-received-text", kind = kind_of(&offered.files)),
        count => tr!(lang, "home-received-several-text", count = count),
    };
    Screen::new(text).keyboard(keyboard)
}

/// No room can do anything with it.
pub fn unable(lang: Lang, files: &[FileRef]) -> Screen {
    let too_big = match files {
        [file] if file.is_too_big() => file.size,
        _ => None,
    };
    let text = match too_big {
        Some(size) => tr!(
            lang,
            "home-received-too-big",
            size = format::size(lang, size),
            limit = format::size(lang, DOWNLOAD_LIMIT)
        ),
        None => tr!(lang, "home-received-unable", kind = kind_of(files)),
    };
    Screen::new(text).keyboard(nav::home_only(lang))
}

/// The person wants nothing done with it.
pub fn left(lang: Lang, files: &[FileRef]) -> Screen {
    Screen::new(tr!(lang, "home-received-left", kind = kind_of(files)))
}

pub fn left_note(lang: Lang) -> String {
    tr!(lang, "home-received-nothing-toast")
}

/// Every file is asked about again.
pub fn forgotten_note(lang: Lang) -> String {
    tr!(lang, "home-received-forgotten-toast")
}
