//! Which command, tap and step leads to which handler.

use std::sync::Arc;

use super::{handlers, service::Chat, state::ChatStep, tap::ChatTap};
use crate::telegram::{
    failure::Handled,
    reply::Reply,
    routes::{Command, Routes, commands, steps, taps},
    visit::{Input, Visit},
};

/// Commands of the chat.
pub const COMMANDS: &[&str] = &["new", "chats", "chat", "stop", "model", "search"];

pub fn routes() -> Routes {
    dptree::entry()
        .branch(commands(COMMANDS).endpoint(on_command))
        .branch(steps::<ChatStep>().endpoint(on_step))
        .branch(taps::<ChatTap>().endpoint(on_tap))
        .branch(
            dptree::filter(|visit: Arc<Visit>| matches!(visit.input, Input::StopDraft { .. }))
                .endpoint(on_stop_draft),
        )
}

/// Words that nobody else asked for, and what becomes of them; the last branch of the tree.
pub fn talk() -> Routes {
    dptree::filter(|visit: Arc<Visit>| matches!(visit.input, Input::Text(_) | Input::Edited { .. }))
        .endpoint(on_text)
}

/// What is said in groups, and presses of the buttons under answers there.
pub fn group_talk() -> Routes {
    dptree::filter(|visit: Arc<Visit>| !visit.is_private())
        .branch(taps::<ChatTap>().endpoint(on_tap))
        .branch(dptree::endpoint(on_call))
}

async fn on_call(visit: Visit, chat: Arc<Chat>) -> Handled {
    handlers::take_call(&visit, &chat).await
}

async fn on_command(command: Command, visit: Visit, chat: Arc<Chat>) -> Handled {
    match command.name.as_str() {
        "new" => handlers::start_conversation(&visit, &chat).await,
        "chats" => handlers::open_conversations(&visit, &chat, 0).await,
        "stop" => handlers::stop(&visit, &chat).await,
        "model" => handlers::open_models(&visit, &chat, 0, false).await,
        "search" => handlers::open_search(&visit, &chat, &command.arguments).await,
        _ => handlers::open_room(&visit, &chat).await,
    }
}

async fn on_step(step: ChatStep, visit: Visit, chat: Arc<Chat>) -> Handled {
    let Input::Text(text) = &visit.input else { return Ok(Reply::Nothing) };
    match step {
        ChatStep::Rename { conversation, page } => {
            handlers::take_title(&visit, &chat, conversation, page, text).await
        }
        ChatStep::Page => handlers::take_page(&visit, &chat, text).await,
        ChatStep::Search => handlers::take_words(&visit, &chat, text).await,
        ChatStep::Model { usual } => handlers::take_model(&visit, &chat, usual, text).await,
        ChatStep::AskAbout { file, message, mut more } => {
            more.insert(0, file);
            handlers::take_question(&visit, &chat, more, message, text).await
        }
    }
}

async fn on_tap(tap: ChatTap, visit: Visit, chat: Arc<Chat>) -> Handled {
    match tap {
        ChatTap::OpenRoom => handlers::open_room(&visit, &chat).await,
        ChatTap::StartConversation => handlers::start_conversation(&visit, &chat).await,
        ChatTap::OpenConversations { page } => handlers::open_conversations(&visit, &chat, page).await,
        ChatTap::AskPage => handlers::ask_page(&visit, &chat).await,
        ChatTap::OpenConversation { conversation, page } => {
            handlers::open_conversation(&visit, &chat, conversation, page).await
        }
        ChatTap::GoOn { conversation } => handlers::pick_conversation(&visit, &chat, conversation).await,
        ChatTap::RenameConversation { conversation, page } => {
            handlers::rename_conversation(&visit, &chat, conversation, page).await
        }
        ChatTap::DeleteConversation { conversation, page } => {
            handlers::delete_conversation(&visit, &chat, conversation, page).await
        }
        ChatTap::UndeleteConversation { conversation, page } => {
            handlers::undelete_conversation(&visit, &chat, conversation, page).await
        }
        ChatTap::ExportConversation { conversation } => {
            handlers::export_conversation(&visit, &chat, conversation).await
        }
        ChatTap::OpenModels { page, usual } => handlers::open_models(&visit, &chat, page, usual).await,
        ChatTap::PickModel { key, usual } => handlers::pick_model(&visit, &chat, &key, usual).await,
        ChatTap::OpenSearch => handlers::open_search(&visit, &chat, "").await,
        ChatTap::OpenPreferences { room } => handlers::open_preferences(&visit, &chat, room).await,
        ChatTap::PickStreaming { streaming, room } => {
            handlers::pick_streaming(&visit, &chat, streaming, room).await
        }
        ChatTap::SetRich { rich, room } => handlers::set_rich(&visit, &chat, rich, room).await,
        ChatTap::Stop { answer } => handlers::stop_answer(&visit, &chat, answer).await,
        ChatTap::AskAgain { answer } => handlers::ask_again(&visit, &chat, answer).await,
        ChatTap::Continue { answer } => handlers::go_on(&visit, &chat, answer).await,
        ChatTap::OpenMore { answer } => handlers::open_more(&visit, &chat, answer).await,
        ChatTap::CloseMore { answer } => handlers::close_more(&visit, &chat, answer).await,
        ChatTap::SaveAnswer { answer } => handlers::save_answer(&visit, &chat, answer).await,
        ChatTap::SendNow { answer } => handlers::send_now(&visit, &chat, answer).await,
        ChatTap::SendLater { answer } => handlers::send_later(&visit, &chat, answer).await,
        ChatTap::AskNow { answer } => handlers::ask_now(&visit, &chat, answer).await,
    }
}

async fn on_stop_draft(visit: Visit, chat: Arc<Chat>) -> Handled {
    match visit.input {
        Input::StopDraft { draft } => handlers::stop_draft(&visit, &chat, draft).await,
        _ => Ok(Reply::Nothing),
    }
}

async fn on_text(visit: Visit, chat: Arc<Chat>) -> Handled {
    match &visit.input {
        Input::Text(text) => handlers::take_text(&visit, &chat, &visit.in_context(text)).await,
        Input::Edited { text } => handlers::take_edit(&visit, &chat, &visit.in_context(text)).await,
        _ => Ok(Reply::Nothing),
    }
}
