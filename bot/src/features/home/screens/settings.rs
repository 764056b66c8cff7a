//! One line for each thing that can be set, with its present value.

use crate::{
    domain::Lang,
    features::account::SettingsLine,
    telegram::{keyboard::Keyboard, nav, screen::Screen},
    tr,
};

pub fn settings(lang: Lang, lines: Vec<SettingsLine>) -> Screen {
    let keyboard = lines.into_iter().fold(Keyboard::new(), |keyboard, line| keyboard.row([line.button]));
    Screen::new(tr!(lang, "home-settings-text")).keyboard(keyboard.row([nav::home(lang)]))
}
