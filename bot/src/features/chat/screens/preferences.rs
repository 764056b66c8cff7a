//! How answers come, and which model new conversations have.

use super::{super::tap::ChatTap, model_word};
use crate::{
    domain::Lang,
    features::chat::domain::{Preferences, Streaming},
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

/// `rich`: the operator offers rich messages. `room`: the way back is the chat's room, not the settings.
pub fn preferences(lang: Lang, preferences: &Preferences, rich: bool, room: bool) -> Screen {
    let buttons = Streaming::ALL.map(|streaming| {
        let chosen = streaming == preferences.streaming;
        let label = match streaming {
            Streaming::Draft => tr!(lang, "chat-preferences-draft-third", chosen = chosen),
            Streaming::Edit => tr!(lang, "chat-preferences-edit-third", chosen = chosen),
            Streaming::Off => tr!(lang, "chat-preferences-off-third", chosen = chosen),
        };
        Button::tap(label, ChatTap::PickStreaming { streaming, room }.encode())
    });
    let model = model_word(preferences.model.as_deref(), 18);
    let keyboard = Keyboard::new()
        .row(buttons)
        .row(rich.then(|| rich_button(lang, preferences.rich, room)))
        .row([Button::tap(
            tr!(lang, "chat-preferences-model-button", model = model),
            ChatTap::OpenModels { page: 0, usual: true }.encode(),
        )])
        .row(nav::back_and_home(lang, if room { Door::Chat } else { Door::Settings }));
    let text = tr!(lang, "chat-preferences-text");
    let text = if rich { format!("{text}\n\n{}", tr!(lang, "chat-preferences-rich-text")) } else { text };
    Screen::new(text).keyboard(keyboard)
}

fn rich_button(lang: Lang, rich: bool, room: bool) -> Button {
    let label = tr!(lang, "chat-preferences-rich-button", chosen = rich);
    Button::tap(label, ChatTap::SetRich { rich: !rich, room }.encode())
}

pub fn preferences_note(lang: Lang) -> String {
    tr!(lang, "chat-preferences-toast")
}

/// The chat's line of the settings screen.
pub fn settings_line(lang: Lang, preferences: &Preferences) -> Button {
    let model = model_word(preferences.model.as_deref(), 10);
    let streaming = preferences.streaming.value();
    let label = tr!(lang, "chat-preferences-button", streaming = streaming, model = model);
    Button::tap(label, Door::ChatSettings.data())
}
