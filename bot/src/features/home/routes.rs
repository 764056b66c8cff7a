//! Which command, tap and message leads to which handler.

use std::sync::Arc;

use super::{handlers, service::Home, tap::HomeTap};
use crate::telegram::{
    failure::Handled,
    receive::Received,
    reply::Reply,
    routes::{Command, Routes, commands, taps},
    steps::StepRecord,
    visit::{Input, Visit},
};

/// Commands of home.
pub const COMMANDS: &[&str] = &["start", "home", "settings", "help", "cancel"];

pub fn routes() -> Routes {
    dptree::entry()
        .branch(commands(COMMANDS).endpoint(on_command))
        .branch(taps::<HomeTap>().endpoint(on_tap))
        .branch(dptree::filter(|visit: Visit| matches!(visit.input, Input::File { .. })).endpoint(on_file))
}

/// Everything that nobody else has taken.
pub fn leftovers() -> Routes {
    dptree::endpoint(on_leftover)
}

async fn on_command(command: Command, visit: Visit, step: Option<StepRecord>, home: Arc<Home>) -> Handled {
    match command.name.as_str() {
        "start" => handlers::start(&visit, &home).await,
        "settings" => handlers::open_settings(&visit, &home).await,
        "help" => handlers::open_help(&visit, &home),
        "cancel" => handlers::cancel(&visit, step.as_ref()),
        _ => handlers::open_home(&visit, &home).await,
    }
}

async fn on_tap(tap: HomeTap, visit: Visit, home: Arc<Home>) -> Handled {
    match tap {
        HomeTap::OpenHome => handlers::open_home(&visit, &home).await,
        HomeTap::OpenSettings => handlers::open_settings(&visit, &home).await,
        HomeTap::OpenHelp => handlers::open_help(&visit, &home),
        HomeTap::OpenTopic { topic } => handlers::open_topic(&visit, topic),
        HomeTap::Give { received, receiver } => handlers::give_file(&visit, &home, received, &receiver).await,
        HomeTap::ToggleAlways { received } => handlers::toggle_always(&visit, &home, received).await,
        HomeTap::Leave { received } => handlers::leave_file(&visit, &home, received).await,
    }
}

async fn on_file(visit: Visit, home: Arc<Home>) -> Handled {
    let Input::File { file, caption, album, .. } = &visit.input else { return Ok(Reply::Nothing) };
    let received = Received { file: file.clone(), message: visit.message, words: caption.clone() };
    handlers::take_file(&visit, &home, received, album.as_deref()).await
}

async fn on_leftover(visit: Visit, home: Arc<Home>) -> Handled {
    match &visit.input {
        Input::Command { name, .. } => handlers::take_unknown_command(&visit, name),
        Input::Tap { .. } => handlers::take_old_button(&visit, &home).await,
        Input::Other(kind) => handlers::take_other(&visit, *kind),
        _ => Ok(Reply::Nothing),
    }
}
