//! The choice of language.

use super::super::tap::AccountTap;
use crate::{
    domain::Lang,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

pub fn language(lang: Lang) -> Screen {
    let chosen = |other| if lang == other { "yes" } else { "no" };
    let pick =
        |other, label| Button::tap(label, AccountTap::PickLanguage { lang: other, home: false }.encode());
    let keyboard = Keyboard::new()
        .row([
            pick(Lang::En, tr!(lang, "account-language-en-half", chosen = chosen(Lang::En))),
            pick(Lang::Ru, tr!(lang, "account-language-ru-half", chosen = chosen(Lang::Ru))),
        ])
        .row(nav::back_and_home(lang, Door::Settings));
    Screen::new(tr!(lang, "account-language-text")).keyboard(keyboard)
}

/// The button on the welcome screen for those whose client speaks another language than they do.
pub fn other_language_button(lang: Lang) -> Button {
    let other = match lang {
        Lang::En => Lang::Ru,
        Lang::Ru => Lang::En,
    };
    let tap = AccountTap::PickLanguage { lang: other, home: true };
    Button::tap(tr!(lang, "account-language-other-half"), tap.encode())
}
