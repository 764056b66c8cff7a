//! The chat's own room.

use super::{super::tap::ChatTap, model_word, title};
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
            let model = model_word(conversation.model.as_deref(), 40);
            tr!(lang, "chat-room-text", title = title(lang, conversation), model = model)
        }
        None => tr!(lang, "chat-room-empty-text"),
    };
    let all = tr!(lang, "chat-room-all-half", count = view.conversations);
    let new = Button::tap(tr!(lang, "chat-room-new-half"), ChatTap::StartConversation.encode());
    let keyboard = Keyboard::new()
        .row([
            if view.current.is_some() { new.primary() } else { new },
            Button::tap(all, ChatTap::OpenConversations { page: 0 }.encode()),
        ])
        .row([
            Button::tap(tr!(lang, "chat-room-search-half"), ChatTap::OpenSearch.encode()),
            Button::tap(
                tr!(lang, "chat-room-settings-half"),
                ChatTap::OpenPreferences { room: true }.encode(),
            ),
        ])
        .row([nav::home(lang)]);
    Screen::new(text).keyboard(keyboard)
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
