//! How answers come, and which model new conversations have.

use super::{super::tap::ChatTap, yes_no};
use crate::{
    domain::Lang,
    features::{
        account::SettingsLine,
        chat::domain::{Preferences, Streaming},
    },
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

pub fn preferences(lang: Lang, preferences: &Preferences) -> Screen {
    let buttons = Streaming::ALL.map(|streaming| {
        let chosen = yes_no(streaming == preferences.streaming);
        let label = match streaming {
            Streaming::Draft => tr!(lang, "chat-preferences-draft-third", chosen = chosen),
            Streaming::Edit => tr!(lang, "chat-preferences-edit-third", chosen = chosen),
            Streaming::Off => tr!(lang, "chat-preferences-off-third", chosen = chosen),
        };
        Button::tap(label, ChatTap::PickStreaming { streaming }.encode())
    });
    let model = crate::domain::shorten(preferences.model.as_deref().unwrap_or("auto"), 18);
    let keyboard = Keyboard::new()
        .row(buttons)
        .row([Button::tap(
            tr!(lang, "chat-preferences-model-button", model = model),
            ChatTap::OpenModels { page: 0, usual: true }.encode(),
        )])
        .row(nav::back_and_home(lang, Door::Settings));
    Screen::new(tr!(lang, "chat-preferences-text")).keyboard(keyboard)
}

/// The chat's line of the settings screen.
pub fn settings_line(lang: Lang, preferences: &Preferences) -> SettingsLine {
    let model = crate::domain::shorten(preferences.model.as_deref().unwrap_or("auto"), 10);
    let label =
        tr!(lang, "chat-preferences-button", streaming = preferences.streaming.value(), model = model);
    SettingsLine { button: Button::tap(label, Door::ChatSettings.data()) }
}
