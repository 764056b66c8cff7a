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

#[cfg(test)]
mod tests {
    use crate::{
        features::{account::AccountTap, chat::ChatTap, home::HomeTap},
        telegram::{nav::Door, tap::Tap as _},
    };

    #[test]
    fn every_door_opens_in_exactly_one_room() {
        for door in Door::ALL {
            let data = door.data();
            let rooms = [
                AccountTap::decode(data.as_str()).is_some(),
                ChatTap::decode(data.as_str()).is_some(),
                HomeTap::decode(data.as_str()).is_some(),
            ];
            assert_eq!(rooms.into_iter().filter(|opens| *opens).count(), 1, "{door:?}: {data}");
        }
    }

    #[test]
    fn a_door_leads_where_it_says() {
        assert_eq!(HomeTap::decode(Door::Home.data().as_str()), Some(HomeTap::OpenHome));
        assert_eq!(HomeTap::decode(Door::Settings.data().as_str()), Some(HomeTap::OpenSettings));
        assert_eq!(HomeTap::decode(Door::Help.data().as_str()), Some(HomeTap::OpenHelp));
        assert_eq!(AccountTap::decode(Door::Language.data().as_str()), Some(AccountTap::OpenLanguage));
        assert_eq!(AccountTap::decode(Door::Clock.data().as_str()), Some(AccountTap::OpenClock));
        assert_eq!(AccountTap::decode(Door::Privacy.data().as_str()), Some(AccountTap::OpenPrivacy));
        assert_eq!(ChatTap::decode(Door::Chat.data().as_str()), Some(ChatTap::OpenRoom));
        let conversations = ChatTap::decode(Door::Conversations.data().as_str());
        assert_eq!(conversations, Some(ChatTap::OpenConversations { page: 0 }));
        let models = ChatTap::decode(Door::Models.data().as_str());
        assert_eq!(models, Some(ChatTap::OpenModels { page: 0, usual: false }));
        let settings = ChatTap::decode(Door::ChatSettings.data().as_str());
        assert_eq!(settings, Some(ChatTap::OpenPreferences { room: false }));
    }
}
