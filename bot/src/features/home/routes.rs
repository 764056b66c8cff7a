//! Which command, tap and message leads to which handler.

use std::sync::Arc;

use super::{handlers, service::Home, tap::HomeTap};
use crate::telegram::{
    failure::Handled,
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
        .branch(
            dptree::filter(|visit: Arc<Visit>| matches!(visit.input, Input::File { .. })).endpoint(on_file),
        )
}

/// Everything that nobody else has taken.
pub fn leftovers() -> Routes {
    dptree::endpoint(on_leftover)
}

async fn on_command(command: Command, visit: Visit, step: Option<StepRecord>, home: Arc<Home>) -> Handled {
    match command.name.as_str() {
        "start" => handlers::start(&visit, &home).await,
        "settings" => handlers::open_settings(&visit, &home).await,
        "help" => Ok(handlers::open_help(&visit, &home)),
        "cancel" => handlers::cancel(&visit, &home, step.as_ref()).await,
        _ => handlers::open_home(&visit, &home).await,
    }
}

async fn on_tap(tap: HomeTap, visit: Visit, home: Arc<Home>) -> Handled {
    match tap {
        HomeTap::OpenHome => handlers::open_home(&visit, &home).await,
        HomeTap::OpenSettings => handlers::open_settings(&visit, &home).await,
        HomeTap::OpenHelp => Ok(handlers::open_help(&visit, &home)),
        HomeTap::OpenTopic { topic } => Ok(handlers::open_topic(&visit, topic)),
        HomeTap::PickLanguage { lang } => handlers::pick_language(&visit, &home, lang).await,
        HomeTap::Give { received, receiver, always } => {
            handlers::give_file(&visit, &home, received, &receiver, always).await
        }
        HomeTap::MarkAlways { received, on, .. } => handlers::mark_always(&visit, &home, received, on).await,
        HomeTap::ForgetChoices => handlers::forget_choices(&visit, &home).await,
        HomeTap::Leave { received } => handlers::leave_file(&visit, &home, received).await,
    }
}

async fn on_file(visit: Visit, home: Arc<Home>) -> Handled {
    let Input::File { file, caption, album } = &visit.input else { return Ok(Reply::Nothing) };
    handlers::take_file(&visit, &home, file.clone(), caption, album.clone()).await
}

async fn on_leftover(visit: Visit, home: Arc<Home>) -> Handled {
    match &visit.input {
        Input::Command { name, .. } => Ok(handlers::take_unknown_command(&visit, name)),
        Input::Tap { .. } => handlers::take_old_button(&visit, &home).await,
        Input::Other(kind) => Ok(handlers::take_other(&visit, *kind)),
        _ => Ok(Reply::Nothing),
    }
}

#[cfg(test)]
mod tests {
    use super::super::screens::MENU;
    use crate::features::{account, billing, chat, home};

    #[test]
    fn every_command_of_a_room_is_in_the_menu_and_the_other_way_round() {
        let rooms = [account::COMMANDS, billing::COMMANDS, chat::COMMANDS, home::COMMANDS];
        let mut handled: Vec<&str> = rooms.into_iter().flatten().copied().collect();
        let mut listed: Vec<&str> = MENU.iter().map(|entry| entry.name).collect();
        handled.sort_unstable();
        listed.sort_unstable();
        assert_eq!(handled, listed);
    }
}
