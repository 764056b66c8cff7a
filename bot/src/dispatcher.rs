//! The tree of routes in its order, and the guard around it: who it is, may they, what came of it, done.
//! A handler that panics or hangs costs its update nothing but an apology.

mod checkout;
mod group_visits;
mod guard;

use std::sync::Arc;

use futures::StreamExt as _;
use teloxide::update_listeners::AsUpdateStream as _;
use tokio::task::JoinSet;

pub use guard::{Guard, GuardParts};

use crate::{
    features::{account, admin, billing, chat, groups, home},
    telegram::{intake::Intake, routes::Routes},
};

/// The tree. The order is load-bearing: the first branch that takes an update has it.
pub fn tree() -> Routes {
    dptree::entry()
        // Money first: nothing stops what was paid, whoever and wherever they are.
        .branch(billing::payments())
        // Groups have commands, screens and news of their own; what is left of them is talk.
        .branch(groups::routes())
        .branch(chat::group_talk())
        // Whoever has everything erased sees the countdown and nothing else.
        .branch(account::while_erasing())
        // Commands, taps and steps of each room. Commands come before steps because a step accepts words alone,
        // and a command is none; a step before free text because it asked for it.
        .branch(account::routes())
        .branch(billing::routes())
        .branch(chat::routes())
        // To nobody but the staff is there anything here. Before home, which takes every file.
        .branch(admin::routes())
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

#[cfg(test)]
mod tests {
    use crate::{
        features::{account::AccountTap, admin::AdminTap, billing::BillingTap, chat::ChatTap, home::HomeTap},
        telegram::{nav::Door, tap::Tap as _},
    };

    #[test]
    fn every_door_opens_in_exactly_one_room() {
        for door in Door::ALL {
            let data = door.data();
            let rooms = [
                AccountTap::decode(data.as_str()).is_some(),
                BillingTap::decode(data.as_str()).is_some(),
                ChatTap::decode(data.as_str()).is_some(),
                HomeTap::decode(data.as_str()).is_some(),
                AdminTap::decode(data.as_str()).is_some(),
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
        assert_eq!(BillingTap::decode(Door::Balance.data().as_str()), Some(BillingTap::OpenBalance));
        assert_eq!(BillingTap::decode(Door::Packs.data().as_str()), Some(BillingTap::OpenPacks));
        assert_eq!(BillingTap::decode(Door::Premium.data().as_str()), Some(BillingTap::OpenPremium));
        let settings = ChatTap::decode(Door::ChatSettings.data().as_str());
        assert_eq!(settings, Some(ChatTap::OpenPreferences { room: false }));
    }
}
