//! The tree of routes in its order, and the guard around it: who it is, may they, what came of it, done.
//! A handler that panics or hangs costs its update nothing but an apology.

mod guard;

use std::sync::Arc;

use dptree::{HandlerDescription as _, prelude::DependencyMap};
use teloxide::{
    Bot,
    dispatching::{Dispatcher, DpHandlerDescription, UpdateHandler},
    types::Update,
};

pub use guard::{Guard, GuardParts};

use crate::{
    features::{account, chat, home},
    telegram::{
        intake::{Intake, lane_of},
        routes::Routes,
    },
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

/// teloxide's dispatcher over our listener and our guard. A lane is worked through in order; what must not wait
/// has none.
pub fn dispatcher(bot: Bot, guard: Arc<Guard>) -> Dispatcher<Bot, std::convert::Infallible, Lane> {
    let handler: UpdateHandler<std::convert::Infallible> = dptree::from_fn_with_description(
        DpHandlerDescription::user_defined(),
        move |deps: DependencyMap, _next| {
            let guard = Arc::clone(&guard);
            async move {
                let update: Arc<Update> = deps.get();
                guard.handle(&update).await;
                std::ops::ControlFlow::Break(Ok(()))
            }
        },
        // It asks for the update alone, which the dispatcher always has.
        dptree::HandlerSignature::Entry,
    );
    Dispatcher::builder(bot, handler)
        .default_handler(|_| async {})
        .distribution_function(|update| lane_of(update).map(Lane))
        .build()
}

/// What updates are distributed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lane(crate::domain::Peer);

/// Updates beside the dispatcher: those that teloxide cannot name, and those that were given up.
pub async fn events(intake: Intake, guard: Arc<Guard>) {
    while let Some(event) = intake.next_event().await {
        guard.handle_event(event).await;
    }
}
