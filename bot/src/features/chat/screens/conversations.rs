//! The list of conversations.

use super::{super::tap::ChatTap, Reader, title};
use crate::{
    domain::{Lang, Page, shorten},
    features::chat::domain::{Conversation, ConversationId},
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

/// Graphemes of a title in the list: with the mark and the time, what one row holds.
const TITLE: usize = 17;

pub fn conversations(reader: Reader, page: &Page<Conversation>, current: Option<ConversationId>) -> Screen {
    let lang = reader.lang;
    if page.total == 0 {
        let text = tr!(lang, "chat-conversations-empty-text");
        return Screen::new(text).keyboard(Keyboard::new().row(nav::back_and_home(lang, Door::Chat)));
    }
    let mut keyboard = Keyboard::new();
    for conversation in &page.items {
        let tap = ChatTap::OpenConversation { conversation: conversation.id, page: page.number };
        keyboard = keyboard.row([Button::tap(label(reader, conversation, current), tap.encode())]);
    }
    let keyboard = keyboard
        .row(pager(lang, page.number, page.count()))
        .row([
            Button::tap(tr!(lang, "chat-conversations-new-half"), ChatTap::StartConversation.encode()),
            Button::tap(tr!(lang, "chat-conversations-search-half"), ChatTap::OpenSearch.encode()),
        ])
        .row(nav::back_and_home(lang, Door::Chat));
    Screen::new(tr!(lang, "chat-conversations-text", count = page.total)).keyboard(keyboard)
}

/// The question for the number of a page.
pub fn which_page(lang: Lang, pages: u32) -> Screen {
    nav::which_page(lang, pages, ChatTap::OpenConversations { page: 0 }.encode())
}

/// What was typed is the number of no page; the question stays open.
pub fn no_such_page(lang: Lang, pages: u32) -> Screen {
    nav::no_such_page(lang, pages, ChatTap::OpenConversations { page: 0 }.encode())
}

fn pager(lang: Lang, page: u32, pages: u32) -> Vec<Button> {
    let open = |page| ChatTap::OpenConversations { page }.encode();
    nav::pager(lang, page, pages, open, ChatTap::AskPage.encode())
}

fn label(reader: Reader, conversation: &Conversation, current: Option<ConversationId>) -> String {
    let title = shorten(&title(reader.lang, conversation), TITLE);
    let when = format::short(reader.lang, conversation.changed_at, reader.now, &reader.zone);
    let current = current == Some(conversation.id);
    tr!(reader.lang, "chat-conversations-item-button", current = current, title = title, when = when)
}
