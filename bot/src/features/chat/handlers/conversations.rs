//! Conversations: listed, opened, named, deleted, exported.

use super::{
    super::{
        domain::{ConversationId, TITLE_LIMIT},
        screens::{self, ConversationView, RoomView},
        service::Chat,
        state::ChatStep,
    },
    reader,
};
use crate::{
    telegram::{failure::Handled, reply::Reply, steps::StepRecord, visit::Visit},
    tr,
};

/// Conversations on a page.
const PAGE: u32 = 6;

pub async fn open_room(visit: &Visit, chat: &Chat) -> Handled {
    let current = chat.current(visit.account).await?;
    let conversations = chat.conversations(visit.account, 0, 1).await?.total;
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

pub async fn open_conversation(visit: &Visit, chat: &Chat, id: ConversationId, page: u32) -> Handled {
    let conversation = chat.conversation(visit.account, id).await?;
    let current = chat.current(visit.account).await?.is_some_and(|current| current.id == id);
    let messages = chat.count_messages(id).await?;
    let view = ConversationView { conversation, current, messages, page };
    Ok(screens::conversation(reader(visit), &view).into())
}

pub async fn pick_conversation(visit: &Visit, chat: &Chat, id: ConversationId) -> Handled {
    let conversation = chat.open_conversation(visit.account, id).await?;
    Ok(Reply::Show(screens::opened(visit.lang, &conversation))
        .toast(tr!(visit.lang, "chat-conversation-opened-toast")))
}

pub async fn rename_conversation(visit: &Visit, chat: &Chat, id: ConversationId) -> Handled {
    let conversation = chat.conversation(visit.account, id).await?;
    let step = StepRecord::of(&ChatStep::Rename { conversation: id });
    Ok(Reply::Show(screens::rename(visit.lang, &conversation)).awaiting(step))
}

pub async fn take_title(visit: &Visit, chat: &Chat, id: ConversationId, title: &str) -> Handled {
    let length = title.chars().count();
    if length > TITLE_LIMIT {
        let step = StepRecord::of(&ChatStep::Rename { conversation: id });
        return Ok(Reply::Show(screens::rename_too_long(visit.lang, id, length)).awaiting(step));
    }
    let conversation = chat.rename(visit.account, id, title).await?;
    Ok(screens::renamed(visit.lang, &conversation).into())
}

pub async fn delete_conversation(visit: &Visit, chat: &Chat, id: ConversationId) -> Handled {
    let conversation = chat.delete(visit.account, id).await?;
    Ok(screens::deleted(visit.lang, &conversation).into())
}

pub async fn undelete_conversation(visit: &Visit, chat: &Chat, id: ConversationId) -> Handled {
    chat.undelete(visit.account, id).await?;
    let card = open_conversation(visit, chat, id, 0).await?;
    Ok(card.toast(tr!(visit.lang, "chat-deleted-back-toast")))
}

pub async fn export_conversation(visit: &Visit, chat: &Chat, id: ConversationId) -> Handled {
    let conversation = chat.conversation(visit.account, id).await?;
    let turns = chat.turns(visit.account, id).await?;
    if turns.is_empty() {
        return Ok(Reply::Toast(tr!(visit.lang, "chat-export-empty-toast")));
    }
    let text = screens::transcript(reader(visit), &conversation, &turns);
    let media = chat.save(&text, &format!("conversation-{}.md", id.0)).await?;
    let file = Reply::Send(screens::exported(visit.lang, &conversation, turns.len(), media));
    Ok(file.toast(tr!(visit.lang, "chat-export-toast")))
}
