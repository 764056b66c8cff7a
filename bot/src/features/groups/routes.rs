//! Which command, tap and message of a group leads to which handler. Nothing here is for private chats.

use std::sync::Arc;

use super::{handlers, service::Groups, state::GroupsStep, tap::GroupsTap};
use crate::telegram::{
    failure::Handled,
    reply::Reply,
    routes::{Command, Routes, commands, steps, taps},
    visit::{Input, Visit},
};

/// Commands that work in groups.
pub const COMMANDS: &[&str] = &["ask", "new", "help", "settings", "start", "privacy"];

pub fn routes() -> Routes {
    dptree::filter(|visit: Arc<Visit>| !visit.is_private())
        .branch(commands(COMMANDS).endpoint(on_command))
        .branch(
            dptree::filter(|visit: Arc<Visit>| answers_bot(&visit))
                .chain(steps::<GroupsStep>())
                .chain(dptree::filter_async(answers_screen))
                .endpoint(on_step),
        )
        .branch(taps::<GroupsTap>().endpoint(on_tap))
        .branch(dptree::filter(|visit: Arc<Visit>| is_news(&visit.input)).endpoint(on_news))
        .branch(dptree::filter(|visit: Arc<Visit>| is_empty(&visit)).endpoint(on_call))
}

/// It answers something that the bot has said.
fn answers_bot(visit: &Visit) -> bool {
    visit.replied.as_ref().is_some_and(|replied| replied.own)
}

/// What is waited for in a group comes as an answer to the screen that waits: other words there are talk, and so are
/// those that answer an answer.
async fn answers_screen(visit: Arc<Visit>, groups: Arc<Groups>) -> bool {
    let Some(message) = visit.replied.as_ref().and_then(|replied| replied.message) else { return false };
    // A database that is away stops whoever takes the words, and nothing is lost.
    groups.shows_screen(visit.peer.chat, message).await.unwrap_or(true)
}

/// The group itself has changed, or the bot's place in it.
const fn is_news(input: &Input) -> bool {
    matches!(input, Input::Membership { .. } | Input::Moved { .. })
}

/// The bot was called by its name and nothing more, or in answer to what has neither words nor a file.
fn is_empty(visit: &Visit) -> bool {
    let Input::Text(text) = &visit.input else { return false };
    let shown = visit.replied.as_ref().is_some_and(|replied| replied.file.is_some());
    !shown && visit.in_context(text).trim().is_empty()
}

async fn on_command(command: Command, visit: Visit, groups: Arc<Groups>) -> Handled {
    match command.name.as_str() {
        "new" => handlers::start_anew(&visit, &groups).await,
        "settings" => handlers::open_settings(&visit, &groups).await,
        "privacy" => Ok(handlers::open_privacy(&visit)),
        _ => handlers::open_about(&visit, &groups).await,
    }
}

async fn on_step(step: GroupsStep, visit: Visit, groups: Arc<Groups>) -> Handled {
    let Input::Text(text) = &visit.input else { return Ok(Reply::Nothing) };
    match step {
        GroupsStep::Manner => handlers::take_manner(&visit, &groups, text).await,
        GroupsStep::Keyword => handlers::take_keyword(&visit, &groups, text).await,
    }
}

async fn on_tap(tap: GroupsTap, visit: Visit, groups: Arc<Groups>) -> Handled {
    match tap {
        GroupsTap::OpenSettings => handlers::open_settings(&visit, &groups).await,
        GroupsTap::PickLanguage { lang } => handlers::pick_language(&visit, &groups, lang).await,
        GroupsTap::OpenModels { page } => handlers::open_models(&visit, &groups, page).await,
        GroupsTap::PickModel { key } => handlers::pick_model(&visit, &groups, &key).await,
        GroupsTap::OpenManner => handlers::open_manner(&visit, &groups).await,
        GroupsTap::PickManner { manner } => handlers::pick_manner(&visit, &groups, manner).await,
        GroupsTap::OpenKeyword => handlers::open_keyword(&visit, &groups).await,
        GroupsTap::DropKeyword => handlers::drop_keyword(&visit, &groups).await,
        GroupsTap::OpenLimit => handlers::open_limit(&visit, &groups).await,
        GroupsTap::PickLimit { limit } => handlers::pick_limit(&visit, &groups, limit).await,
    }
}

async fn on_news(visit: Visit, groups: Arc<Groups>) -> Handled {
    match visit.input {
        Input::Membership { reachable: true } => handlers::arrive(&visit, &groups).await,
        Input::Membership { reachable: false } => handlers::leave(&visit, &groups).await,
        Input::Moved { from, to } => handlers::relocate(&groups, from, to).await,
        _ => Ok(Reply::Nothing),
    }
}

async fn on_call(visit: Visit, groups: Arc<Groups>) -> Handled {
    Ok(handlers::ask_back(&visit, &groups))
}
