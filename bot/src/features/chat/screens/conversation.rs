//! One conversation: its card, its name, its end, its transcript.

use super::{super::tap::ChatTap, Reader, title, yes_no};
use crate::{
    domain::Lang,
    features::chat::domain::{Conversation, ConversationId, TITLE_LIMIT, Turn},
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::{Media, Screen},
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
    let head = tr!(
        lang,
        "chat-conversation-text",
        current = yes_no(view.current),
        title = title(lang, conversation)
    );
    let when = |moment| format::near(lang, moment, reader.now, &reader.zone);
    let facts = tr!(
        lang,
        "chat-conversation-facts",
        messages = view.messages,
        model = conversation.model.clone().unwrap_or_else(|| "auto".to_owned()),
        begun = when(conversation.created_at),
        last = when(conversation.changed_at)
    );
    let id = conversation.id;
    let button = |label, tap: ChatTap| Button::tap(label, tap.encode());
    let mut keyboard = Keyboard::new();
    if !view.current {
        let go_on = tr!(lang, "chat-conversation-open-button");
        keyboard = keyboard.row([button(go_on, ChatTap::GoOn { conversation: id }).primary()]);
    }
    let rename = ChatTap::RenameConversation { conversation: id };
    let export = ChatTap::ExportConversation { conversation: id };
    let delete = ChatTap::DeleteConversation { conversation: id };
    let keyboard = keyboard
        .row([
            button(tr!(lang, "chat-conversation-rename-half"), rename),
            button(tr!(lang, "chat-conversation-export-half"), export),
        ])
        .row([button(tr!(lang, "chat-conversation-delete-half"), delete).danger()])
        .row(nav::back_to(lang, ChatTap::OpenConversations { page: view.page }.encode()));
    Screen::new(format!("{head}\n{facts}")).keyboard(keyboard)
}

/// It is the present one now.
pub fn opened(lang: Lang, conversation: &Conversation) -> Screen {
    let text = tr!(lang, "chat-conversation-opened", title = title(lang, conversation));
    Screen::new(text).keyboard(Keyboard::new().row(nav::back_and_home(lang, Door::Chat)))
}

/// The question for a title.
pub fn rename(lang: Lang, conversation: &Conversation) -> Screen {
    let what = tr!(lang, "chat-rename-waiting", limit = TITLE_LIMIT);
    let text = format!("💬 “{}”\n\n{}", title(lang, conversation), tr!(lang, "common-waiting", what = what));
    Screen::new(text).keyboard(Keyboard::new().row(back_to_card(lang, conversation.id)))
}

pub fn rename_too_long(lang: Lang, id: ConversationId, length: usize) -> Screen {
    let what = tr!(lang, "chat-rename-waiting", limit = TITLE_LIMIT);
    let text = tr!(lang, "chat-rename-too-long", length = length, limit = TITLE_LIMIT);
    let text = format!("{text}\n\n{}", tr!(lang, "common-waiting", what = what));
    Screen::new(text).keyboard(Keyboard::new().row(back_to_card(lang, id)))
}

pub fn renamed(lang: Lang, conversation: &Conversation) -> Screen {
    let text = tr!(lang, "chat-rename-text", title = title(lang, conversation));
    Screen::new(text).keyboard(Keyboard::new().row(back_to_card(lang, conversation.id)))
}

pub fn deleted(lang: Lang, conversation: &Conversation) -> Screen {
    let undo = ChatTap::UndeleteConversation { conversation: conversation.id };
    let keyboard = Keyboard::new()
        .row([Button::tap(tr!(lang, "chat-deleted-undo-half"), undo.encode())])
        .row(nav::back_and_home(lang, Door::Conversations));
    Screen::new(tr!(lang, "chat-deleted-text", title = title(lang, conversation))).keyboard(keyboard)
}

/// The transcript as a file.
pub fn exported(lang: Lang, conversation: &Conversation, turns: usize, media: Media) -> Screen {
    Screen::new(tr!(lang, "chat-export-text", title = title(lang, conversation), messages = turns * 2))
        .media(media)
}

/// Everything said, as Markdown.
pub fn transcript(reader: Reader, conversation: &Conversation, turns: &[Turn]) -> String {
    let lang = reader.lang;
    let mut text = format!("# {}\n", title(lang, conversation));
    for turn in turns {
        let when = format::moment(lang, turn.question.created_at, &reader.zone);
        let you = tr!(lang, "chat-export-you");
        text.push_str(&format!("\n## {you}, {when}\n\n{}\n", turn.question.text));
        if let Some(answer) = &turn.answer {
            text.push_str(&format!("\n## {}\n\n{answer}\n", tr!(lang, "chat-export-ai")));
        }
    }
    text
}

fn back_to_card(lang: Lang, conversation: ConversationId) -> [Button; 2] {
    nav::back_to(lang, ChatTap::OpenConversation { conversation, page: 0 }.encode())
}
