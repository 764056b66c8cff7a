//! One conversation: its card, its name, its end.

use super::{super::tap::ChatTap, Reader, model_line, title};
use crate::{
    domain::Lang,
    features::chat::domain::{Conversation, ConversationId, TITLE_LIMIT, TitleFault},
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

#[derive(Clone, Debug)]
pub struct ConversationView {
    pub conversation: Conversation,
    pub current: bool,
    pub messages: u64,
    /// The page of the list it was opened from.
    pub page: u32,
}

pub fn conversation(reader: Reader, view: &ConversationView) -> Screen {
    let (lang, conversation) = (reader.lang, &view.conversation);
    let head = tr!(lang, "chat-conversation-text", current = view.current, title = title(lang, conversation));
    let when = |moment| format::near(lang, moment, reader.now, &reader.zone);
    let facts = tr!(
        lang,
        "chat-conversation-facts",
        messages = view.messages,
        begun = when(conversation.created_at),
        last = when(conversation.changed_at)
    );
    let model = model_line(lang, conversation.model.as_deref());
    Screen::new(format!("{head}\n{facts}\n{model}")).keyboard(card_keyboard(lang, view))
}

fn card_keyboard(lang: Lang, view: &ConversationView) -> Keyboard {
    let (conversation, page) = (view.conversation.id, view.page);
    let button = |label, tap: ChatTap| Button::tap(label, tap.encode());
    let mut keyboard = Keyboard::new();
    if !view.current {
        let go_on = tr!(lang, "chat-conversation-open-button");
        keyboard = keyboard.row([button(go_on, ChatTap::GoOn { conversation }).primary()]);
    }
    let rename = ChatTap::RenameConversation { conversation, page };
    let export = ChatTap::ExportConversation { conversation };
    let delete = ChatTap::DeleteConversation { conversation, page };
    keyboard
        .row([
            button(tr!(lang, "chat-conversation-rename-half"), rename),
            button(tr!(lang, "chat-conversation-export-half"), export),
        ])
        .row([button(tr!(lang, "chat-conversation-delete-half"), delete).danger()])
        .row(nav::back_to(lang, ChatTap::OpenConversations { page }.encode()))
}

/// It is the present one now.
pub fn opened(lang: Lang, conversation: &Conversation) -> Screen {
    let text = tr!(lang, "chat-conversation-opened", title = title(lang, conversation));
    Screen::new(text).keyboard(Keyboard::new().row(nav::back_and_home(lang, Door::Chat)))
}

pub fn opened_note(lang: Lang) -> String {
    tr!(lang, "chat-conversation-opened-toast")
}

/// The question for a title.
pub fn rename(lang: Lang, conversation: &Conversation, page: u32) -> Screen {
    let text = tr!(lang, "chat-rename-text", title = title(lang, conversation));
    ask_title(lang, text, conversation.id, page)
}

/// What was typed is no title; the question stays open.
pub fn rename_refused(lang: Lang, id: ConversationId, page: u32, fault: TitleFault) -> Screen {
    let text = match fault {
        TitleFault::Empty => tr!(lang, "chat-rename-empty"),
        TitleFault::TooLong { length } => {
            tr!(lang, "chat-rename-too-long", length = length, limit = TITLE_LIMIT)
        }
    };
    ask_title(lang, text, id, page)
}

pub fn renamed(lang: Lang, conversation: &Conversation, page: u32) -> Screen {
    let text = tr!(lang, "chat-renamed-text", title = title(lang, conversation));
    Screen::new(text).keyboard(Keyboard::new().row(back_to_card(lang, conversation.id, page)))
}

/// Out of sight, and how to bring it back.
pub fn deleted(lang: Lang, conversation: &Conversation, page: u32) -> Screen {
    let undo = ChatTap::UndeleteConversation { conversation: conversation.id, page };
    let keyboard = Keyboard::new()
        .row([Button::tap(tr!(lang, "chat-deleted-undo-half"), undo.encode())])
        .row(nav::back_to(lang, ChatTap::OpenConversations { page }.encode()));
    Screen::new(tr!(lang, "chat-deleted-text", title = title(lang, conversation))).keyboard(keyboard)
}

pub fn undeleted_note(lang: Lang) -> String {
    tr!(lang, "chat-deleted-back-toast")
}

fn ask_title(lang: Lang, text: String, id: ConversationId, page: u32) -> Screen {
    let waiting = nav::waiting(lang, tr!(lang, "chat-rename-waiting", limit = TITLE_LIMIT));
    Screen::new(format!("{text}\n\n{waiting}")).keyboard(Keyboard::new().row(back_to_card(lang, id, page)))
}

fn back_to_card(lang: Lang, conversation: ConversationId, page: u32) -> [Button; 2] {
    nav::back_to(lang, ChatTap::OpenConversation { conversation, page }.encode())
}
