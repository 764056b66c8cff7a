//! What is kept about a person, where it goes, and how to end it.

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

/// How much is kept about a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub messages: u64,
    pub conversations: u64,
}

pub fn privacy(lang: Lang, kept: Kept) -> Screen {
    let text = tr!(
        lang,
        "account-privacy-text",
        messages = kept.messages,
        conversations = kept.conversations,
        files = 0,
        days = 0
    );
    let keyboard = Keyboard::new()
        .row([
            Button::tap(tr!(lang, "account-privacy-services-half"), AccountTap::OpenServices.encode()),
            Button::tap(tr!(lang, "account-privacy-conversations-half"), Door::Conversations.data()),
        ])
        .row(nav::back_and_home(lang, Door::Settings));
    Screen::new(text).keyboard(keyboard)
}

/// Who reads what a person sends: the models and the host they are asked at, or nobody outside.
pub fn services(lang: Lang, outside: Option<(&str, &str)>) -> Screen {
    let text = match outside {
        Some((models, host)) => tr!(lang, "account-services-text", models = models, host = host),
        None => tr!(lang, "account-services-demo-text"),
    };
    let keyboard = Keyboard::new().row(nav::back_and_home(lang, Door::Privacy));
    Screen::new(text).keyboard(keyboard)
}
