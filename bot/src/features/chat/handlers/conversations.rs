//! Conversations: listed, opened, named, deleted, exported.

use super::{
    super::{
        domain::{ConversationId, given_title},
        screens::{self, ConversationView, RoomView},
        service::Chat,
        state::ChatStep,
    },
    reader,
};
use crate::{
    domain::Page,
    telegram::{failure::Handled, reply::Reply, screen::Screen, steps::StepRecord, visit::Visit},
};

/// Conversations on a page.
const PAGE: u32 = 6;

pub async fn open_room(visit: &Visit, chat: &Chat) -> Handled {
    let current = chat.current(visit.account).await?;
    let conversations = chat.count_conversations(visit.account).await?;
    Ok(screens::room(visit.lang, &RoomView { current, conversations }).into())
}

pub async fn start_conversation(visit: &Visit, chat: &Chat) -> Handled {
    let left = chat.start_conversation(visit.account).await?;
    Ok(screens::new_conversation(visit.lang, left.as_ref()).into())
}

pub async fn open_conversations(visit: &Visit, chat: &Chat, page: u32) -> Handled {
    let page = chat.conversations(visit.account, page, PAGE).await?;
    let current = chat.current(visit.account).await?.map(|conversation| conversation.id);
    Ok(screens::conversations(reader(visit), &page, current).into())
}

pub async fn ask_page(visit: &Visit, chat: &Chat) -> Handled {
    let pages = chat.conversations(visit.account, 0, PAGE).await?.count();
    Ok(awaiting(screens::which_page(visit.lang, pages), &ChatStep::Page))
}

pub async fn take_page(visit: &Visit, chat: &Chat, text: &str) -> Handled {
    let pages = chat.conversations(visit.account, 0, PAGE).await?.count();
    match Page::<()>::jump(text, pages) {
        Some(page) => open_conversations(visit, chat, page).await,
        None => Ok(awaiting(screens::no_such_page(visit.lang, pages), &ChatStep::Page)),
    }
}

pub async fn open_conversation(visit: &Visit, chat: &Chat, id: ConversationId, page: u32) -> Handled {
    let conversation = chat.conversation(visit.account, id).await?;
    let current = chat.current(visit.account).await?.is_some_and(|current| current.id == id);
    let messages = chat.count_messages(visit.account, id).await?;
    let view = ConversationView { conversation, current, messages, page };
    Ok(screens::conversation(reader(visit), &view).into())
}

pub async fn pick_conversation(visit: &Visit, chat: &Chat, id: ConversationId) -> Handled {
    let conversation = chat.open_conversation(visit.account, id).await?;
    let note = screens::opened_note(visit.lang);
    Ok(Reply::Show(screens::opened(visit.lang, &conversation)).toast(note))
}

pub async fn rename_conversation(visit: &Visit, chat: &Chat, id: ConversationId, page: u32) -> Handled {
    let conversation = chat.conversation(visit.account, id).await?;
    let step = ChatStep::Rename { conversation: id, page };
    Ok(awaiting(screens::rename(visit.lang, &conversation, page), &step))
}

pub async fn take_title(visit: &Visit, chat: &Chat, id: ConversationId, page: u32, text: &str) -> Handled {
    match given_title(text) {
        Ok(title) => {
            let conversation = chat.rename(visit.account, id, &title).await?;
            Ok(screens::renamed(visit.lang, &conversation, page).into())
        }
        Err(fault) => {
            let step = ChatStep::Rename { conversation: id, page };
            Ok(awaiting(screens::rename_refused(visit.lang, id, page, fault), &step))
        }
    }
}

pub async fn delete_conversation(visit: &Visit, chat: &Chat, id: ConversationId, page: u32) -> Handled {
    let conversation = chat.delete(visit.account, id).await?;
    Ok(screens::deleted(visit.lang, &conversation, page).into())
}

pub async fn undelete_conversation(visit: &Visit, chat: &Chat, id: ConversationId, page: u32) -> Handled {
    chat.undelete(visit.account, id).await?;
    let card = open_conversation(visit, chat, id, page).await?;
    Ok(card.toast(screens::undeleted_note(visit.lang)))
}

pub async fn export_conversation(visit: &Visit, chat: &Chat, id: ConversationId) -> Handled {
    let conversation = chat.conversation(visit.account, id).await?;
    let turns = chat.turns(visit.account, id).await?;
    if turns.is_empty() {
        return Ok(Reply::Toast(screens::nothing_to_export_note(visit.lang)));
    }
    let text = screens::transcript(reader(visit), &conversation, &turns);
    let file = screens::exported(visit.lang, &conversation, &turns, chat.save(visit.account, &text).await?);
    Ok(Reply::Send(file).toast(screens::exported_note(visit.lang)))
}

fn awaiting(screen: Screen, step: &ChatStep) -> Reply {
    Reply::Show(screen).awaiting(StepRecord::of(step))
}
