//! The chat's own room.

use super::{super::tap::ChatTap, model_line, title};
use crate::{
    domain::Lang,
    features::chat::domain::Conversation,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

#[derive(Clone, Debug)]
pub struct RoomView {
    pub current: Option<Conversation>,
    pub conversations: u64,
}

pub fn room(lang: Lang, view: &RoomView) -> Screen {
    let text = match &view.current {
        Some(conversation) => {
            let now = tr!(lang, "chat-room-text", title = title(lang, conversation));
            format!("{now}\n{}", model_line(lang, conversation.model.as_deref()))
        }
        None => tr!(lang, "chat-room-empty-text"),
    };
    Screen::new(text).keyboard(room_keyboard(lang, view))
}

/// Only what there is something to do with: without conversations there is nothing to list or to search.
fn room_keyboard(lang: Lang, view: &RoomView) -> Keyboard {
    let button = |label, tap: ChatTap| Button::tap(label, tap.encode());
    let new = view
        .current
        .is_some()
        .then(|| button(tr!(lang, "chat-room-new-half"), ChatTap::StartConversation).primary());
    let all = tr!(lang, "chat-room-all-half", count = view.conversations);
    let any = view.conversations > 0;
    let buttons = [
        new,
        any.then(|| button(all, ChatTap::OpenConversations { page: 0 })),
        any.then(|| button(tr!(lang, "chat-room-search-half"), ChatTap::OpenSearch)),
        Some(button(tr!(lang, "chat-room-settings-half"), ChatTap::OpenPreferences { room: true })),
    ];
    Keyboard::new().grid(2, buttons.into_iter().flatten()).row([nav::home(lang)])
}

/// A clean sheet; the conversation that was left is named.
pub fn new_conversation(lang: Lang, left: Option<&Conversation>) -> Screen {
    let text = match left {
        Some(conversation) => tr!(lang, "chat-new-text", title = title(lang, conversation)),
        None => tr!(lang, "chat-new-first-text"),
    };
    Screen::new(text).keyboard(Keyboard::new().row(nav::back_and_home(lang, Door::Chat)))
}

/// The button that leads here from the home screen.
pub fn room_button(lang: Lang) -> Button {
    Button::tap(tr!(lang, "chat-home-half"), Door::Chat.data())
}
