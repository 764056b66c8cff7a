//! When a message may make a sound.

use super::super::{
    domain::{Account, Notice, QUIET_FROM, QUIET_TO},
    tap::AccountTap,
};
use crate::{
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

pub fn notices(account: &Account) -> Screen {
    let lang = account.lang();
    let mut keyboard = Keyboard::new();
    for notice in Notice::ALL {
        let on = account.wants(notice);
        let label = match notice {
            Notice::Answers => tr!(lang, "account-notices-answers-button", on = on),
            Notice::Quiet => {
                tr!(lang, "account-notices-quiet-button", on = on, from = QUIET_FROM, to = QUIET_TO)
            }
        };
        keyboard = keyboard.row([Button::tap(label, AccountTap::ToggleNotice { notice }.encode())]);
    }
    let keyboard = keyboard.row(nav::back_and_home(lang, Door::Settings));
    Screen::new(tr!(lang, "account-notices-text")).keyboard(keyboard)
}
