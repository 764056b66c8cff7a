//! The terms of service.

use crate::{
    domain::Lang,
    telegram::{
        keyboard::Keyboard,
        nav::{self, Door},
        screen::Screen,
    },
    tr,
};

pub fn terms(lang: Lang) -> Screen {
    Screen::new(tr!(lang, "billing-terms-text"))
        .keyboard(Keyboard::new().row(nav::back_and_home(lang, Door::Balance)))
}
