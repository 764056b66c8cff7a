//! What is kept about a person, where it goes, until when, and how to end it.

use super::super::{
    domain::{Kept, Outside, Retention, RetentionLimit},
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

/// `days`: how long messages are kept; `None` until they are deleted.
pub fn privacy(lang: Lang, kept: Kept, days: Option<u32>, limit: RetentionLimit) -> Screen {
    let text = [
        tr!(lang, "account-privacy-kept", messages = kept.messages, conversations = kept.conversations),
        tr!(lang, "account-privacy-files", count = kept.files),
        tr!(lang, "account-privacy-where"),
        match days {
            Some(days) => tr!(lang, "account-privacy-until-days", days = days),
            None => tr!(lang, "account-privacy-until-deleted"),
        },
        tr!(lang, "account-privacy-delivery"),
        tr!(lang, "account-privacy-end"),
    ];
    let text: Vec<&str> = text.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
    let mut keyboard = Keyboard::new().row([
        Button::tap(tr!(lang, "account-privacy-services-half"), AccountTap::OpenServices.encode()),
        Button::tap(tr!(lang, "account-privacy-conversations-half"), Door::Conversations.data()),
    ]);
    if !limit.choices().is_empty() {
        let label = tr!(lang, "account-privacy-retention-button", days = days.unwrap_or_default());
        keyboard = keyboard.row([Button::tap(label, AccountTap::OpenRetention.encode())]);
    }
    let keyboard = keyboard
        .row([Button::tap(tr!(lang, "account-privacy-export-button"), AccountTap::Export.encode())])
        .row([
            Button::tap(tr!(lang, "account-privacy-erase-button"), AccountTap::AskErasure.encode()).danger()
        ])
        .row(nav::back_and_home(lang, Door::Settings));
    Screen::new(text.join("\n\n")).keyboard(keyboard)
}

/// How long messages are kept; the operator's limit is the longest choice.
pub fn retention(lang: Lang, days: Option<u32>, limit: RetentionLimit) -> Screen {
    let text = match limit.0 {
        Some(limit) => tr!(lang, "account-retention-text-limited", days = limit),
        None => tr!(lang, "account-retention-text"),
    };
    let choices = limit.choices().into_iter().map(|choice| {
        let chosen = choice.days() == days;
        let label = match choice {
            Retention::Keep => tr!(lang, "account-retention-keep-button", chosen = chosen),
            _ => tr!(
                lang,
                "account-retention-days-button",
                chosen = chosen,
                days = choice.days().unwrap_or_default()
            ),
        };
        Button::tap(label, AccountTap::PickRetention { choice }.encode())
    });
    let keyboard = Keyboard::new().grid(1, choices).row(nav::back_and_home(lang, Door::Privacy));
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
