//! The ground on which charts and sheets are drawn.

use super::super::{domain::Look, tap::AccountTap};
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

pub fn look(lang: Lang, current: Look) -> Screen {
    let buttons = Look::ALL.map(|look| {
        let chosen = look == current;
        let label = match look {
            Look::Auto => tr!(lang, "account-look-auto-third", chosen = chosen),
            Look::Light => tr!(lang, "account-look-light-third", chosen = chosen),
            Look::Dark => tr!(lang, "account-look-dark-third", chosen = chosen),
        };
        Button::tap(label, AccountTap::PickLook { look }.encode())
    });
    let keyboard = Keyboard::new().row(buttons).row(nav::back_and_home(lang, Door::Settings));
    Screen::new(tr!(lang, "account-look-text")).keyboard(keyboard)
}
