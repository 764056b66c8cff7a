//! What is kept about a person, where it goes, and how to end it.

use super::super::{
    domain::{Kept, Outside},
    tap::AccountTap,
};
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

pub fn privacy(lang: Lang, kept: Kept) -> Screen {
    let text =
        tr!(lang, "account-privacy-text", messages = kept.messages, conversations = kept.conversations);
    let keyboard = Keyboard::new()
        .row([
            Button::tap(tr!(lang, "account-privacy-services-half"), AccountTap::OpenServices.encode()),
            Button::tap(tr!(lang, "account-privacy-conversations-half"), Door::Conversations.data()),
        ])
        .row(nav::back_and_home(lang, Door::Settings));
    Screen::new(text).keyboard(keyboard)
}

/// Who reads what a person sends; `None`: nobody outside.
pub fn services(lang: Lang, outside: Option<&Outside>) -> Screen {
    let text = match outside {
        Some(Outside { models, host }) => tr!(lang, "account-services-text", models = models, host = host),
        None => tr!(lang, "account-services-demo-text"),
    };
    Screen::new(text).keyboard(Keyboard::new().row(nav::back_and_home(lang, Door::Privacy)))
}
