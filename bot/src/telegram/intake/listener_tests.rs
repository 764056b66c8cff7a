//! The listener hands teloxide what it can read.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::json;
use teloxide::{dispatching::UpdateHandler, dptree, prelude::Dispatcher, types::Update};
use tokio_util::sync::CancellationToken;

use crate::{
    domain::{BotId, SystemClock},
    storage::testing::TestDb,
    telegram::intake::{Intake, IntakeOptions, RawUpdate, lane_of, pump::lock, standin::Standin},
};

fn text(update_id: i64, chat: i64) -> RawUpdate {
    let chat = json!({"id": chat, "type": "private", "first_name": "Ann"});
    let message = json!({"message_id": 1, "date": 1, "chat": chat, "text": "hi"});
    RawUpdate::read(&json!({"update_id": update_id, "message": message}).to_string()).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a test has no composition root")]
fn bot(telegram: &Standin) -> teloxide::Bot {
    teloxide::Bot::new("1:test").set_api_url(telegram.api().base().clone())
}

#[tokio::test]
async fn the_dispatcher_reads_the_inbox_and_ends_with_it() {
    let (telegram, db) = (Standin::start().await, TestDb::sqlite().await);
    telegram.answers(
        "GetMe",
        &json!({"id": 1, "is_bot": true, "first_name": "Bot", "username": "bot", "can_join_groups": true,
            "can_read_all_group_messages": false, "supports_inline_queries": false, "can_connect_to_business": false,
            "has_main_web_app": false}),
    );
    let intake = Intake::new(db.clone(), BotId(1), Arc::new(SystemClock), IntakeOptions::default());
    let stop = CancellationToken::new();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let tree: UpdateHandler<Infallible> = dptree::endpoint({
        let (intake, stop, seen) = (intake.clone(), stop.clone(), Arc::clone(&seen));
        move |update: Update| {
            let (intake, stop, seen) = (intake.clone(), stop.clone(), Arc::clone(&seen));
            async move {
                let ticket = intake.ticket(update.id.0).unwrap();
                lock(&seen).push(ticket.update_id);
                intake.done(ticket);
                if lock(&seen).len() == 20 {
                    stop.cancel();
                }
                Ok(())
            }
        }
    });
    let mut dispatcher = Dispatcher::builder(bot(&telegram), tree).distribution_function(lane_of).build();
    let ignored = Arc::new(|_: Infallible| async {});
    let updates: Vec<_> = (1..=20).map(|id| text(id, 5)).collect();
    intake.accept(&updates).await.unwrap();
    let dispatching = dispatcher.try_dispatch_with_listener(intake.listener(), ignored);
    let both = async { tokio::join!(intake.run(stop.clone()), dispatching) };
    let ((), dispatched) = tokio::time::timeout(Duration::from_secs(10), Box::pin(both)).await.unwrap();
    dispatched.unwrap();
    assert_eq!(*lock(&seen), (1..=20).collect::<Vec<_>>());
    assert_eq!(intake.stats().await.unwrap().open, 0);
}
