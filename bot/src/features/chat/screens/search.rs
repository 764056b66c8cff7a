//! Looking through conversations.

use super::{super::tap::ChatTap, Reader, titled};
use crate::{
    domain::{Lang, shorten},
    features::chat::domain::Found,
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

/// Graphemes of a title in the list.
const TITLE: usize = 19;

/// The question for words; `any`: there is something to look through.
pub fn search(lang: Lang, any: bool) -> Screen {
    let keyboard = Keyboard::new().row(nav::back_and_home(lang, Door::Chat));
    if !any {
        return Screen::new(tr!(lang, "chat-search-empty-text")).keyboard(keyboard);
    }
    let waiting = nav::waiting(lang, tr!(lang, "chat-search-waiting"));
    Screen::new(format!("{}\n\n{waiting}", tr!(lang, "chat-search-text"))).keyboard(keyboard)
}

/// What was found; other words can be sent at once.
pub fn search_results(reader: Reader, query: &str, found: &[Found]) -> Screen {
    let lang = reader.lang;
    let query = shorten(query, 40);
    let head = if found.is_empty() {
        tr!(lang, "chat-search-none", query = query)
    } else {
        tr!(lang, "chat-search-found", query = query, count = found.len())
    };
    let waiting = nav::waiting(lang, tr!(lang, "chat-search-waiting"));
    let mut keyboard = Keyboard::new();
    for place in found {
        let when = format::short(lang, place.when, reader.now, &reader.zone);
        let title = shorten(&titled(lang, place.title.as_deref()), TITLE);
        let label = tr!(lang, "chat-search-item-button", title = title, when = when);
        let tap = ChatTap::OpenConversation { conversation: place.conversation, page: 0 };
        keyboard = keyboard.row([Button::tap(label, tap.encode())]);
    }
    Screen::new(format!("{head}\n\n{waiting}")).keyboard(keyboard.row(nav::back_and_home(lang, Door::Chat)))
}
