//! What people are told when the chat cannot do something.

use super::super::{domain::QUESTION_LIMIT, error::ChatError};
use crate::{
    domain::Lang,
    providers::ErrorKind,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
    },
    tr,
};

pub fn error(error: &ChatError, lang: Lang) -> Option<Screen> {
    let text = match error {
        ChatError::TooLong { length } => {
            tr!(lang, "chat-too-long-text", length = *length, limit = QUESTION_LIMIT)
        }
        ChatError::QueueFull { waiting } => tr!(lang, "chat-queue-full", count = *waiting),
        ChatError::TooLate => tr!(lang, "chat-deleted-late"),
        ChatError::NoConversation | ChatError::NoAnswer | ChatError::NoModel => tr!(lang, "common-gone"),
        ChatError::Account(_)
        | ChatError::Billing(_)
        | ChatError::Queue(_)
        | ChatError::Provider(_)
        | ChatError::Storage(_) => return None,
    };
    let conversations = Button::tap(tr!(lang, "chat-answer-conversations-half"), Door::Conversations.data());
    Some(Screen::new(text).keyboard(Keyboard::new().row([conversations, nav::home(lang)])))
}

/// The word by which the texts tell failures apart.
pub fn reason_of(error: ErrorKind) -> &'static str {
    match error {
        ErrorKind::Busy { .. } => "busy",
        ErrorKind::Unreachable => "unreachable",
        ErrorKind::Stalled => "stalled",
        ErrorKind::Broken => "broken",
        ErrorKind::Refused => "refused",
        ErrorKind::TooLong => "too_long",
        ErrorKind::NotAllowed => "key",
        ErrorKind::NoCredit => "credit",
        ErrorKind::UnknownModel => "model",
        ErrorKind::BadRequest => "other",
    }
}
