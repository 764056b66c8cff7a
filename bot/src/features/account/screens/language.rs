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
    let buttons = Lang::ALL.map(|choice| {
        let chosen = choice == lang;
        let label = match choice {
            Lang::En => tr!(lang, "account-language-en-half", chosen = chosen),
            Lang::Ru => tr!(lang, "account-language-ru-half", chosen = chosen),
        };
        Button::tap(label, AccountTap::PickLanguage { lang: choice }.encode())
    });
    let keyboard = Keyboard::new().row(buttons).row(nav::back_and_home(lang, Door::Settings));
    Screen::new(tr!(lang, "account-language-text")).keyboard(keyboard)
}

/// What is told, in the new language, when it was chosen.
pub fn language_note(lang: Lang) -> String {
    tr!(lang, "account-language-toast")
}
