//! The tree of routes in its order, and the guard around it: who it is, may they, what came of it, done.
//! A handler that panics or hangs costs its update nothing but an apology.

mod guard;

use std::sync::Arc;

use futures::StreamExt as _;
use teloxide::update_listeners::AsUpdateStream as _;
use tokio::task::JoinSet;

pub use guard::{Guard, GuardParts};

use crate::{
    features::{account, chat, home},
    telegram::{intake::Intake, routes::Routes},
};

/// The tree. The order is load-bearing: the first branch that takes an update has it.
pub fn tree() -> Routes {
    dptree::entry()
        // Commands, taps and steps of each room. Commands come before steps because a step accepts words alone,
        // and a command is none; a step before free text because it asked for it.
        .branch(account::routes())
        .branch(chat::routes())
        .branch(home::routes())
        // Words that nobody asked for are talk.
        .branch(chat::talk())
        // Unknown commands, old buttons, odd messages: always answered.
        .branch(home::leftovers())
}

/// Answers updates until the intake ends, and then lets what is under way end too. The inbox hands over one update
/// of a lane at a time and only so many at once, so each may be handled as soon as it comes (ADR 7).
pub async fn updates(intake: Intake, guard: Arc<Guard>) {
    let mut listener = intake.listener();
    let mut coming = listener.as_stream();
    let mut handling = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = handling.join_next(), if !handling.is_empty() => {}
            next = coming.next() => {
                let Some(Ok(update)) = next else { break };
                let guard = Arc::clone(&guard);
                handling.spawn(async move { guard.handle(&update).await });
            }
        }
    }
    while handling.join_next().await.is_some() {}
}

/// Updates beside the dispatcher: those that teloxide cannot name, and those that were given up.
pub async fn events(intake: Intake, guard: Arc<Guard>) {
    while let Some(event) = intake.next_event().await {
        guard.handle_event(event).await;
    }
}
