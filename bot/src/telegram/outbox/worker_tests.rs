//! What a delivery does while it waits, and what it does not send.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::json;
use tokio::sync::Semaphore;

use super::{LEASE, beside};
use crate::{
    domain::{Cause, ChatId, FrozenClock, Peer, SharedClock},
    storage::{blobs::Blobs, sql::Executor as _, state::State, testing::TestDb},
    telegram::{
        intake::standin::Standin,
        outbox::{
            Allowed, ChatEvents, Outbox, OutboxParts, RichMessages, Role, slot::Claimed, under_way::UnderWay,
        },
        screen::Screen,
    },
};

const CHAT: ChatId = ChatId(5);
const AT_ONCE: Duration = Duration::from_millis(1);
const PAUSE: Duration = Duration::from_secs(1);

struct Nobody;

#[async_trait]
impl ChatEvents for Nobody {
    async fn unreachable(&self, _: ChatId) {}
    async fn migrated(&self, _: ChatId, _: ChatId) {}
}

/// A slot in hand.
struct Waiting {
    telegram: Standin,
    clock: Arc<FrozenClock>,
    outbox: Outbox,
    slot: Claimed,
}

impl Waiting {
    async fn on(db: &TestDb) -> Self {
        let telegram = Standin::start().await;
        telegram.answers("sendMessage", &json!({ "message_id": 7 }));
        let clock = FrozenClock::at("2026-11-29T01:00:00Z".parse().unwrap());
        let outbox = outbox(db, &telegram, clock.clone());
        let mut tx = db.begin().await.unwrap();
        let cause = Cause::from("a".to_owned());
        outbox.post(&mut tx, Peer::chat(CHAT), &cause, Role::Message, &Screen::new("Hello")).await.unwrap();
        tx.commit().await.unwrap();
        let slot = outbox.claim(1).await.pop().unwrap();
        Self { telegram, clock, outbox, slot }
    }

    /// Delivers in a chat that must be left alone for a second. Answers how often something was sent.
    async fn deliver(&self) -> usize {
        self.outbox.pace().cool_down(CHAT, PAUSE).await;
        let passes = async {
            // The delivery has asked for leave by then.
            tokio::time::sleep(PAUSE / 2).await;
            self.clock.advance(TimeDelta::seconds(1));
        };
        let mut slot = self.slot.clone();
        let (delivery, ()) = tokio::join!(self.outbox.deliver(&mut slot, false), passes);
        self.outbox.write_down(&[(&slot, &delivery.outcome)]).await;
        self.telegram.asked("sendMessage").len()
    }
}

fn outbox(db: &TestDb, telegram: &Standin, clock: SharedClock) -> Outbox {
    let folder = tempfile::tempdir().unwrap();
    Outbox::new(OutboxParts {
        db: (**db).clone(),
        api: telegram.api(),
        blobs: Blobs::open(folder.path().to_str().unwrap(), None).unwrap(),
        state: State::local(),
        clock,
        events: Arc::new(Nobody),
        allowed: Allowed::per_second(28, 1),
        rich: RichMessages::Off,
    })
}

#[tokio::test]
async fn what_waited_for_its_turn_is_sent_when_it_comes() {
    for db in TestDb::each().await {
        let waiting = Waiting::on(&db).await;
        assert_eq!(waiting.deliver().await, 1, "{}", db.name());
        assert_eq!(waiting.outbox.backlog().await.unwrap().pending, 0);
    }
}

#[tokio::test]
async fn what_has_passed_into_other_hands_while_it_waited_is_not_sent() {
    for db in TestDb::each().await {
        let waiting = Waiting::on(&db).await;
        db.execute("UPDATE outbox_slots SET lease_token = 'another'", []).await.unwrap();
        assert_eq!(waiting.deliver().await, 0, "{}", db.name());
        assert_eq!(waiting.outbox.backlog().await.unwrap().pending, 1, "it is left to whoever has it");
    }
}

#[tokio::test]
async fn what_was_given_up_while_it_waited_is_not_sent() {
    for db in TestDb::each().await {
        let waiting = Waiting::on(&db).await;
        waiting.outbox.store().give_up_chat(&*db, CHAT).await.unwrap();
        assert_eq!(waiting.deliver().await, 0, "{}", db.name());
    }
}

#[tokio::test]
async fn what_was_sent_is_written_down_while_something_else_is_asked() {
    for db in TestDb::each().await {
        let waiting = Waiting::on(&db).await;
        let mut under_way = UnderWay::new(waiting.outbox.clone());
        under_way.take(waiting.slot.clone(), None);
        // An answer that comes only when the delivery stands there.
        let asked = async {
            while waiting.outbox.backlog().await.unwrap().pending > 0 {
                tokio::time::sleep(AT_ONCE).await;
            }
        };
        let written = tokio::time::timeout(LEASE, under_way.beside(asked)).await;
        assert!(written.is_ok(), "{}", db.name());
        assert_eq!(waiting.telegram.asked("sendMessage").len(), 1);
    }
}

#[tokio::test]
async fn a_lease_is_renewed_for_as_long_as_the_work_takes() {
    let renewals = Semaphore::new(0);
    let work = renewals.acquire_many(5);
    let renew = || async { renewals.add_permits(1) };
    let done = tokio::time::timeout(LEASE, beside(work, AT_ONCE, renew)).await;
    assert!(done.is_ok(), "five times at least");
}

#[tokio::test]
async fn an_answer_is_heard_while_a_renewal_hangs() {
    let renewals = Semaphore::new(0);
    let answer = async {
        renewals.acquire().await.unwrap().forget();
        "sent"
    };
    let renew = || async {
        renewals.add_permits(1);
        std::future::pending::<()>().await;
    };
    let heard = tokio::time::timeout(LEASE, beside(answer, AT_ONCE, renew)).await;
    assert_eq!(heard, Ok("sent"));
}

#[tokio::test]
async fn a_screen_that_nobody_has_worked_with_for_a_month_is_forgotten() {
    for db in TestDb::each().await {
        let telegram = Standin::start().await;
        let clock = FrozenClock::at("2026-11-29T01:00:00Z".parse().unwrap());
        let outbox = outbox(&db, &telegram, clock.clone());
        let mut tx = db.begin().await.unwrap();
        let cause = Cause::from("a".to_owned());
        let slot = outbox.post(&mut tx, Peer::chat(CHAT), &cause, Role::Screen, &Screen::new("Hello")).await;
        let slot = slot.unwrap();
        tx.commit().await.unwrap();
        let delivered = "UPDATE outbox_slots SET pending = FALSE";
        db.execute(delivered, []).await.unwrap();
        clock.advance(TimeDelta::days(20));
        let mut tx = db.begin().await.unwrap();
        outbox.show(&mut tx, slot, &Screen::new("Hello again")).await.unwrap();
        tx.commit().await.unwrap();
        db.execute(delivered, []).await.unwrap();
        clock.advance(TimeDelta::days(29));
        assert_eq!(outbox.purge().await.unwrap(), 0, "{}", db.name());
        clock.advance(TimeDelta::days(2));
        assert_eq!(outbox.purge().await.unwrap(), 1, "{}", db.name());
    }
}
