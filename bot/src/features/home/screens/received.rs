//! A file without words: what shall become of it?

use super::super::{
    service::{Offered, kind_name},
    tap::HomeTap,
};
use crate::{
    domain::{FileRef, Lang},
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav,
        raw::DOWNLOAD_LIMIT,
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

pub fn received(lang: Lang, offered: &Offered) -> Screen {
    let id = offered.received;
    let text = tr!(lang, "home-received-text", kind = kind_name(&offered.file), count = 1);
    let mut keyboard = Keyboard::new();
    for (key, label) in &offered.offers {
        let tap = HomeTap::Give { received: id, receiver: (*key).to_owned() };
        keyboard = keyboard.row([Button::tap(label.clone(), tap.encode())]);
    }
    let always = tr!(lang, "home-received-always-button", on = offered.always);
    let nothing = tr!(lang, "home-received-nothing-button");
    let keyboard = keyboard
        .row([Button::tap(nothing, HomeTap::Leave { received: id }.encode())])
        .row([Button::tap(always, HomeTap::ToggleAlways { received: id }.encode())]);
    Screen::new(text).keyboard(keyboard)
}

/// No room can do anything with it.
pub fn unable(lang: Lang, file: &FileRef) -> Screen {
    let text = match file.size {
        Some(size) if size > DOWNLOAD_LIMIT => tr!(
            lang,
            "home-received-too-big",
            size = format::size(lang, size),
            limit = format::size(lang, DOWNLOAD_LIMIT)
        ),
        _ => tr!(lang, "home-received-unable", kind = kind_name(file)),
    };
    Screen::new(text).keyboard(nav::home_only(lang))
}

/// The person wants nothing done with it.
pub fn left(lang: Lang, offered: &Offered) -> Screen {
    let text = tr!(lang, "home-received-text", kind = kind_name(&offered.file), count = 1);
    Screen::new(text).collapsed()
}

pub fn left_note(lang: Lang) -> String {
    tr!(lang, "home-received-nothing-toast")
}
