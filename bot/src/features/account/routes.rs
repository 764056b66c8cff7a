//! Which command, tap and step leads to which handler.

use std::sync::Arc;

use super::{
    handlers,
    service::{Accounts, Privacy},
    state::AccountStep,
    tap::AccountTap,
};
use crate::telegram::{
    failure::Handled,
    reply::Reply,
    routes::{Command, Routes, commands, steps, taps},
    visit::{Input, Visit},
};

/// Commands of the account.
pub const COMMANDS: &[&str] = &["language", "privacy", "export", "erase"];

/// Whatever somebody does whose account is to go. It stands before every room.
pub fn while_erasing() -> Routes {
    let is_erasing =
        |visit: Visit, accounts: Arc<Accounts>| async move { accounts.is_erasing(visit.account).await };
    dptree::filter_async(is_erasing).endpoint(on_anything)
}

pub fn routes() -> Routes {
    dptree::entry()
        .branch(commands(COMMANDS).endpoint(on_command))
        .branch(steps::<AccountStep>().endpoint(on_step))
        .branch(taps::<AccountTap>().endpoint(on_tap))
        // A location that nobody asked for; after the steps, which may have asked.
        .branch(
            dptree::filter(|visit: Arc<Visit>| matches!(visit.input, Input::Location { .. }))
                .endpoint(on_location),
        )
}

async fn on_anything(visit: Visit, accounts: Arc<Accounts>, privacy: Arc<Privacy>) -> Handled {
    handlers::while_erasing(&visit, &accounts, &privacy).await
}

async fn on_command(
    command: Command,
    visit: Visit,
    accounts: Arc<Accounts>,
    privacy: Arc<Privacy>,
) -> Handled {
    match command.name.as_str() {
        "language" => Ok(handlers::open_language(&visit)),
        "export" => handlers::export(&visit, &accounts, &privacy).await,
        "erase" => Ok(handlers::ask_erasure(&visit, &privacy)),
        _ => handlers::open_privacy(&visit, &privacy).await,
    }
}

async fn on_step(step: AccountStep, visit: Visit, accounts: Arc<Accounts>) -> Handled {
    match step {
        AccountStep::Clock => handlers::take_place(&visit, &accounts).await,
    }
}

async fn on_tap(tap: AccountTap, visit: Visit, accounts: Arc<Accounts>, privacy: Arc<Privacy>) -> Handled {
    match tap {
        AccountTap::OpenLanguage => Ok(handlers::open_language(&visit)),
        AccountTap::PickLanguage { lang } => handlers::pick_language(&visit, &accounts, lang).await,
        AccountTap::OpenClock => Ok(handlers::open_clock(&visit)),
        AccountTap::PickClock { zone } => handlers::pick_clock(&visit, &accounts, &zone).await,
        AccountTap::LeaveClock => Ok(handlers::leave_clock(&visit)),
        AccountTap::OpenLook => handlers::open_look(&visit, &accounts).await,
        AccountTap::PickLook { look } => handlers::pick_look(&visit, &accounts, look).await,
        AccountTap::OpenNotices => handlers::open_notices(&visit, &accounts).await,
        AccountTap::ToggleNotice { notice } => handlers::toggle_notice(&visit, &accounts, notice).await,
        AccountTap::OpenPrivacy => handlers::open_privacy(&visit, &privacy).await,
        AccountTap::OpenServices => Ok(handlers::open_services(&visit, &privacy)),
        AccountTap::OpenRetention => handlers::open_retention(&visit, &privacy).await,
        AccountTap::PickRetention { choice } => handlers::pick_retention(&visit, &privacy, choice).await,
        AccountTap::Export => handlers::export(&visit, &accounts, &privacy).await,
        AccountTap::CancelExport { job } => handlers::cancel_export(&visit, &privacy, job).await,
        AccountTap::AskErasure => Ok(handlers::ask_erasure(&visit, &privacy)),
        AccountTap::Erase => handlers::erase(&visit, &accounts, &privacy).await,
        AccountTap::StopErasure => handlers::stop_erasure(&visit, &privacy).await,
    }
}

async fn on_location(visit: Visit, accounts: Arc<Accounts>) -> Handled {
    Ok(match visit.input {
        Input::Location { latitude, longitude } => {
            handlers::take_location(&visit, &accounts, latitude, longitude)
        }
        _ => Reply::Nothing,
    })
}
