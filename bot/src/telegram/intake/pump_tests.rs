//! The pump: lanes, order, and no lane that stops the others.

use std::{sync::Arc, time::Duration};

use futures::StreamExt as _;
use serde_json::json;
use teloxide::{
    types::{Update, UpdateKind},
    update_listeners::AsUpdateStream as _,
};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{Intake, IntakeOptions, RawUpdate};
use crate::{
    domain::{BotId, FrozenClock, SystemClock},
    storage::testing::TestDb,
    telegram::intake::{ForeignUpdate, IntakeEvent, lane_of},
};

const SOON: Duration = Duration::from_secs(5);

fn raw(update_id: i64, kind: &str, value: &serde_json::Value) -> RawUpdate {
    RawUpdate::read(&json!({"update_id": update_id, kind: value}).to_string()).unwrap()
}

fn text(update_id: i64, chat: i64) -> RawUpdate {
    let from = json!({"id": chat, "is_bot": false, "first_name": "Ann"});
    let chat = json!({"id": chat, "type": "private", "first_name": "Ann"});
    raw(update_id, "message", &json!({"message_id": 1, "date": 1, "chat": chat, "from": from, "text": "hi"}))
}

fn intake(db: &TestDb, options: IntakeOptions) -> Intake {
    Intake::new((**db).clone(), BotId(1), Arc::new(SystemClock), options)
}

/// Runs an intake beside what a test does with it, and stops it afterwards.
async fn beside<T>(intake: &Intake, test: impl Future<Output = T>) -> T {
    let stop = CancellationToken::new();
    let guarded = async {
        let outcome = timeout(Duration::from_secs(30), test).await.expect("the test hangs");
        stop.cancel();
        outcome
    };
    let ((), outcome) = tokio::join!(intake.run(stop.clone()), guarded);
    outcome
}

/// What a dispatcher does first.
async fn begin_to_read(intake: &Intake) {
    assert!(futures::poll!(intake.listener().as_stream().next()).is_pending());
}

fn done(intake: &Intake, update: &Update) {
    let ticket = intake.ticket(update.id.0).expect("in hand");
    intake.done(ticket);
}

#[tokio::test]
async fn thirty_updates_at_once_come_in_order_and_block_nobody() {
    for db in TestDb::each().await {
        for alone in [true, false] {
            let intake = intake(&db, IntakeOptions { alone, ..IntakeOptions::default() });
            let base = if alone { 0 } else { 1000 };
            let mut batch: Vec<_> = (1..=30).map(|id| text(base + id, 5)).collect();
            batch.push(text(base + 99, 6));
            let begun = std::time::Instant::now();
            let order = beside(&intake, async {
                begin_to_read(&intake).await;
                assert_eq!(intake.accept(&batch).await.unwrap(), 31);
                let mut listener = intake.listener();
                let mut updates = listener.as_stream();
                let mut order = Vec::new();
                while order.len() < 31 {
                    let Ok(update) = timeout(SOON, updates.next()).await.unwrap().unwrap();
                    assert!(intake.in_hand() <= 2);
                    done(&intake, &update);
                    order.push(i64::from(update.id.0) - base);
                }
                order
            })
            .await;
            assert!(begun.elapsed() < Duration::from_secs(5), "nothing waits for a tick: {db:?} {alone}");
            let other = order.iter().position(|id| *id == 99).unwrap();
            assert!(other < 3, "chat 6 does not wait for chat 5: {order:?}");
            assert!(order.iter().filter(|id| **id != 99).is_sorted(), "{db:?} {order:?}");
            let stats = intake.stats().await.unwrap();
            assert_eq!((stats.open, intake.in_hand()), (0, 0), "all is recorded at the end");
        }
    }
}

#[tokio::test]
async fn what_ended_in_its_transaction_frees_its_lane_at_once() {
    for db in TestDb::each().await {
        // Only a wake can move it.
        let options = IntakeOptions { tick: Duration::from_mins(10), ..IntakeOptions::default() };
        let intake = intake(&db, options);
        let order = beside(&intake, async {
            begin_to_read(&intake).await;
            intake.accept(&[text(1, 5), text(2, 5), text(3, 5)]).await.unwrap();
            let mut listener = intake.listener();
            let mut updates = listener.as_stream();
            let mut order = Vec::new();
            while order.len() < 4 {
                let Ok(update) = timeout(SOON, updates.next()).await.unwrap().unwrap();
                let ticket = intake.ticket(update.id.0).unwrap();
                let mut tx = db.begin().await.unwrap();
                assert!(intake.done_in(&mut tx, &ticket).await.unwrap());
                tx.commit().await.unwrap();
                intake.ended(&ticket);
                order.push(update.id.0);
                if order.len() == 3 {
                    assert_eq!(intake.in_hand(), 0, "nothing is left to record: {db:?}");
                    intake.accept(&[text(4, 5)]).await.unwrap();
                }
            }
            order
        })
        .await;
        assert_eq!(order, [1, 2, 3, 4], "{db:?}");
    }
}

#[tokio::test]
async fn what_teloxide_cannot_name_comes_as_an_event() {
    for db in TestDb::each().await {
        let intake = intake(&db, IntakeOptions::default());
        let stopped = raw(1, "stopped_message_generation", &json!({"chat": {"id": 5}, "draft_id": 8}));
        beside(&intake, async {
            begin_to_read(&intake).await;
            intake.accept(&[stopped, raw(2, "levitation", &json!({}))]).await.unwrap();
            for expected in [
                ForeignUpdate::StoppedGeneration {
                    chat: crate::domain::ChatId(5),
                    thread: None,
                    draft_id: 8,
                },
                ForeignUpdate::Unreadable { kind: "levitation".to_owned() },
            ] {
                let Some(IntakeEvent::Foreign { update, ticket }) = intake.next_event().await else {
                    panic!()
                };
                assert_eq!(update, expected, "{db:?}");
                intake.done(ticket);
            }
        })
        .await;
        assert_eq!(intake.stats().await.unwrap().open, 0);
        assert!(intake.next_event().await.is_none(), "it has stopped");
    }
}

#[tokio::test]
async fn what_a_dead_process_left_is_taken_up_one_suspect_at_a_time() {
    for db in TestDb::each().await {
        let clock = FrozenClock::at("2026-11-21T09:00:00Z".parse().unwrap());
        let options = IntakeOptions { tick: Duration::from_millis(20), ..IntakeOptions::default() };
        let dead = Intake::new((*db).clone(), BotId(1), clock.clone(), options.clone());
        begin_to_read(&dead).await;
        dead.accept(&[text(1, 5), text(2, 5), text(3, 6), text(4, 7)]).await.unwrap();
        assert_eq!(dead.in_hand(), 3);
        drop(dead);
        if db.name() == "Postgres" {
            clock.advance(chrono::TimeDelta::seconds(11));
        }
        let intake = Intake::new((*db).clone(), BotId(1), clock, options);
        let seen = beside(&intake, async {
            let mut listener = intake.listener();
            let mut updates = listener.as_stream();
            let mut seen = Vec::new();
            while seen.len() < 4 {
                let Ok(update) = timeout(SOON, updates.next()).await.unwrap().unwrap();
                let ticket = intake.ticket(update.id.0).unwrap();
                assert_eq!(ticket.attempt, if update.id.0 == 2 { 1 } else { 2 });
                assert!(intake.in_hand() <= 2, "one suspect and what nobody suspects");
                seen.push(update.id.0);
                intake.done(ticket);
            }
            seen
        })
        .await;
        let suspects: Vec<_> = seen.into_iter().filter(|id| *id != 2).collect();
        assert_eq!(suspects, [1, 3, 4], "{db:?}");
    }
}

#[tokio::test]
async fn an_update_that_is_never_done_is_given_up_and_told() {
    for db in TestDb::each().await {
        let (lease, tick) = (Duration::from_millis(60), Duration::from_millis(10));
        let options =
            IntakeOptions { lease, longest: Duration::ZERO, tick, drain: tick, ..IntakeOptions::default() };
        let intake = intake(&db, options);
        beside(&intake, async {
            intake.accept(&[text(1, 5), text(2, 5)]).await.unwrap();
            let mut listener = intake.listener();
            let mut updates = listener.as_stream();
            for attempt in 1..=12 {
                let Ok(update) = timeout(SOON, updates.next()).await.unwrap().unwrap();
                assert_eq!(update.id.0, 1, "{db:?} {attempt}");
            }
            let Some(IntakeEvent::Buried(buried)) = timeout(SOON, intake.next_event()).await.unwrap() else {
                panic!()
            };
            assert_eq!((buried.update_id, buried.attempts), (1, 12), "{db:?}");
            assert_eq!(buried.who.person.unwrap().0, 5);
            assert!(intake.ticket(1).is_none());
            let Ok(update) = timeout(SOON, updates.next()).await.unwrap().unwrap();
            assert_eq!(update.id.0, 2);
            done(&intake, &update);
        })
        .await;
    }
}

#[tokio::test]
async fn waiting_for_the_dispatcher_is_no_attempt() {
    for db in TestDb::each().await {
        let (lease, tick) = (Duration::from_millis(60), Duration::from_millis(10));
        let options = IntakeOptions { lease, longest: Duration::ZERO, tick, ..IntakeOptions::default() };
        let intake = intake(&db, options);
        beside(&intake, async {
            intake.accept(&[text(1, 5)]).await.unwrap();
            tokio::time::sleep(lease * 3).await;
            assert_eq!(intake.in_hand(), 0, "nobody reads");
            begin_to_read(&intake).await;
            tokio::time::sleep(lease * 3).await;
            let Ok(update) = timeout(SOON, intake.listener().as_stream().next()).await.unwrap().unwrap();
            let ticket = intake.ticket(update.id.0).expect("its lease was renewed");
            assert_eq!(ticket.attempt, 1, "{db:?}");
            intake.done(ticket);
        })
        .await;
        assert_eq!(intake.stats().await.unwrap().open, 0);
    }
}

#[tokio::test]
async fn a_slow_handler_keeps_its_lease_while_it_may() {
    for db in TestDb::each().await {
        let (lease, tick) = (Duration::from_millis(300), Duration::from_millis(20));
        let intake = intake(&db, IntakeOptions { lease, tick, ..IntakeOptions::default() });
        beside(&intake, async {
            intake.accept(&[text(1, 5)]).await.unwrap();
            intake.listener().as_stream().next().await.unwrap().unwrap();
            tokio::time::sleep(lease * 3).await;
            let ticket = intake.ticket(1).expect("prolonged");
            assert_eq!(ticket.attempt, 1, "{db:?}");
            intake.done(ticket);
        })
        .await;
        assert_eq!(intake.stats().await.unwrap().open, 0);
    }
}

#[tokio::test]
async fn a_stop_is_quick_and_gives_back_what_nobody_began() {
    for db in TestDb::each().await {
        let intake = intake(&db, IntakeOptions::default());
        let stop = CancellationToken::new();
        let begun = std::time::Instant::now();
        let test = async {
            intake.accept(&[text(1, 5), text(2, 6), text(3, 7)]).await.unwrap();
            let mut listener = intake.listener();
            let mut updates = listener.as_stream();
            let Ok(update) = updates.next().await.unwrap();
            stop.cancel();
            intake.0.closing.cancelled().await;
            assert!(timeout(SOON, updates.next()).await.unwrap().is_none(), "the listener ends");
            done(&intake, &update);
        };
        tokio::join!(intake.run(stop.clone()), test);
        assert!(begun.elapsed() < Duration::from_secs(2), "{db:?}");
        assert_eq!(intake.stats().await.unwrap().open, 2);
        assert_eq!(intake.accept(&[text(4, 8)]).await.unwrap(), 1);
        assert_eq!(intake.in_hand(), 0, "nothing is handed out any more");

        let next = Intake::new((*db).clone(), BotId(1), Arc::new(SystemClock), IntakeOptions::default());
        beside(&next, async {
            let mut listener = next.listener();
            let mut updates = listener.as_stream();
            for id in 2..=4 {
                let Ok(update) = timeout(SOON, updates.next()).await.unwrap().unwrap();
                assert_eq!((update.id.0, next.ticket(id).unwrap().attempt), (id, 1), "at once, and untried");
                done(&next, &update);
            }
        })
        .await;
    }
}

#[tokio::test]
async fn a_full_hand_takes_no_more_until_something_is_done() {
    for db in TestDb::each().await {
        let intake = intake(&db, IntakeOptions { capacity: 3, ..IntakeOptions::default() });
        beside(&intake, async {
            let batch: Vec<_> = (1..=10).map(|id| text(id, id)).collect();
            intake.accept(&batch).await.unwrap();
            let mut listener = intake.listener();
            let mut updates = listener.as_stream();
            for _ in 0..10 {
                let Ok(update) = timeout(SOON, updates.next()).await.unwrap().unwrap();
                assert!(intake.in_hand() <= 6, "{db:?}");
                done(&intake, &update);
            }
        })
        .await;
    }
}

#[test]
fn the_dispatcher_sees_the_lane_of_the_inbox() {
    let person = json!({"id": 9, "is_bot": false, "first_name": "Ann"});
    let chat = json!({"id": -5, "type": "supergroup", "title": "x"});
    let topical = json!({"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "a",
        "message_thread_id": 3, "is_topic_message": true});
    let threaded = json!({"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "a", "message_thread_id": 3});
    let old = json!({"message_id": 1, "date": 0, "chat": chat});
    let tap = |message: &serde_json::Value| json!({"id": "1", "from": person, "chat_instance": "c", "message": message});
    let checkout =
        json!({"id": "1", "from": person, "currency": "XTR", "total_amount": 1, "invoice_payload": "p"});
    for (kind, value) in [
        ("message", &topical),
        ("edited_message", &threaded),
        ("callback_query", &tap(&topical)),
        ("callback_query", &tap(&old)),
        (
            "callback_query",
            &json!({"id": "1", "from": person, "chat_instance": "c", "inline_message_id": "x"}),
        ),
        ("pre_checkout_query", &checkout),
    ] {
        let raw = raw(1, kind, value);
        let update: Update = serde_json::from_str(&raw.raw).unwrap();
        assert!(!matches!(update.kind, UpdateKind::Error(_)), "{kind}");
        let lane = lane_of(&update).map(|peer| match peer.thread {
            Some(thread) => format!("{}:{thread}", peer.chat),
            None => peer.chat.to_string(),
        });
        assert_eq!(lane, raw.lane, "{kind}");
    }
}
