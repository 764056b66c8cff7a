//! What the inbox promises: once, in order, taken up again.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::{Inbox, RawUpdate};
use crate::{
    domain::{BotId, FrozenClock},
    storage::{sql::Executor as _, testing::TestDb},
    telegram::intake::ticket::Claimed,
};

const LEASE: Duration = Duration::from_secs(10);
const ROOM: usize = 256;

fn start() -> DateTime<Utc> {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

fn text(update_id: i64, chat: i64) -> RawUpdate {
    let message = json!({"message_id": update_id, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "secret"});
    RawUpdate::read(&json!({"update_id": update_id, "message": message}).to_string()).unwrap()
}

fn checkout(update_id: i64) -> RawUpdate {
    RawUpdate::read(&json!({"update_id": update_id, "pre_checkout_query": {"from": {"id": 5}}}).to_string())
        .unwrap()
}

fn ids(claimed: &[Claimed]) -> Vec<i64> {
    claimed.iter().map(|claimed| claimed.ticket.update_id).collect()
}

struct Case {
    db: TestDb,
    clock: Arc<FrozenClock>,
    inbox: Inbox,
}

impl Case {
    async fn each() -> Vec<Self> {
        let clock = FrozenClock::at(start());
        let dbs = TestDb::each().await.into_iter();
        dbs.map(|db| Self {
            inbox: Inbox::new(db.clone(), BotId(1), clock.clone(), LEASE),
            clock: clock.clone(),
            db,
        })
        .collect()
    }

    async fn one(&self, sql: &str) -> sea_orm::QueryResult {
        self.db.rows(sql, []).await.unwrap().remove(0)
    }

    async fn done(&self, claimed: &[Claimed]) -> usize {
        let tickets: Vec<_> = claimed.iter().map(|claimed| claimed.ticket.clone()).collect();
        self.inbox.done(&tickets).await.unwrap().len()
    }
}

#[tokio::test]
async fn repeated_updates_fall_out() {
    for case in Case::each().await {
        let batch = [text(1, 5), text(2, 5), text(3, 6)];
        assert_eq!(case.inbox.accept(&batch, 0).await.unwrap().fresh, 3, "{:?}", case.db);
        assert_eq!(case.inbox.accept(&[text(3, 6), text(4, 6), text(4, 6)], 0).await.unwrap().fresh, 1);
        let other_bot = Inbox::new(case.db.clone(), BotId(2), case.clock.clone(), LEASE);
        assert_eq!(other_bot.accept(&batch, 0).await.unwrap().fresh, 3);
        assert_eq!(case.inbox.stats().await.unwrap().open, 4);
        let many: Vec<_> = (10..260).map(|id| text(id, id)).collect();
        assert_eq!(case.inbox.accept(&many, 0).await.unwrap().fresh, 250);
    }
}

#[tokio::test]
async fn text_that_breaks_parsers_is_stored() {
    for case in Case::each().await {
        let raw = r#"{"update_id":1,"message":{"chat":{"id":5},"text":"a\u0000b\ud83dc \ud83d\ude00"}}"#;
        case.inbox.accept(&[RawUpdate::read(raw).unwrap()], 0).await.unwrap();
        let claimed = case.inbox.claim(1).await.unwrap();
        assert!(claimed[0].raw.contains(r"ab\ufffdc \ud83d\ude00"), "{:?}", case.db);
    }
}

#[tokio::test]
async fn a_lane_has_one_row_in_hand_and_keeps_its_order() {
    for case in Case::each().await {
        let batch = [text(1, 5), text(2, 5), checkout(3), text(4, 6), checkout(5), text(6, 5)];
        case.inbox.accept(&batch, 0).await.unwrap();
        let first = case.inbox.claim(ROOM).await.unwrap();
        assert_eq!(ids(&first), [1, 3, 4, 5], "{:?}", case.db);
        assert_eq!(first[0].ticket.attempt, 1);
        assert_eq!(first[0].ticket.cause.as_str(), "u1:1");
        assert_eq!(first[0].ticket.received_at, start());
        assert!(case.inbox.claim(ROOM).await.unwrap().is_empty());
        assert_eq!(case.done(&first).await, 4);
        let second = case.inbox.claim(ROOM).await.unwrap();
        assert_eq!(ids(&second), [2]);
        let tickets = [second[0].ticket.clone()];
        assert_eq!(ids(&case.inbox.done_and_claim(&tickets, ROOM).await.unwrap()), [6]);
    }
}

/// The service message of a group that becomes another, in the old one or in the new one.
fn moving(update_id: i64, here: i64, field: &str, other: i64) -> RawUpdate {
    let mut message = json!({"message_id": update_id, "date": 1, "chat": {"id": here}});
    message[field] = other.into();
    RawUpdate::read(&json!({"update_id": update_id, "message": message}).to_string()).unwrap()
}

#[tokio::test]
async fn what_was_said_in_a_group_before_it_moved_comes_before_what_is_said_after() {
    for case in Case::each().await {
        let (old, new) = (-5, -1005);
        case.inbox.accept(&[text(1, old), text(2, old), text(3, 6)], ROOM).await.unwrap();
        // One of the old group is in hand, one waits, and one comes with the news.
        let batch = [text(4, old), moving(5, new, "migrate_from_chat_id", old), text(6, new)];
        case.inbox.accept(&batch, ROOM).await.unwrap();
        case.inbox.accept(&[moving(7, old, "migrate_to_chat_id", new), text(8, new)], ROOM).await.unwrap();
        assert!(case.inbox.claim(ROOM).await.unwrap().is_empty(), "{:?}", case.db);
        let first = "UPDATE intake_inbox SET status = 1 WHERE update_id = 1";
        case.db.execute(first, []).await.unwrap();
        for expected in [2, 4, 5, 6, 7, 8] {
            let next = case.inbox.claim(ROOM).await.unwrap();
            assert_eq!(ids(&next), [expected], "{:?}", case.db);
            case.done(&next).await;
        }
    }
}

#[tokio::test]
async fn what_is_written_is_claimed_at_once_where_its_lane_is_free() {
    for case in Case::each().await {
        let accepted =
            case.inbox.accept(&[text(1, 5), text(2, 5), checkout(3), text(4, 6)], ROOM).await.unwrap();
        assert_eq!((accepted.fresh, ids(&accepted.claimed)), (4, vec![1, 3, 4]), "{:?}", case.db);
        let later = case.inbox.accept(&[text(4, 6), text(7, 5), text(8, 7)], ROOM).await.unwrap();
        assert_eq!((later.fresh, ids(&later.claimed)), (2, vec![8]), "5 and 6 are busy");
        assert!(case.inbox.claim(ROOM).await.unwrap().is_empty());
        let all: Vec<_> = accepted.claimed.into_iter().chain(later.claimed).collect();
        assert_eq!(case.done(&all).await, 4);
        assert_eq!(ids(&case.inbox.claim(ROOM).await.unwrap()), [2]);
        let room_for_one = case.inbox.accept(&[text(20, 20), text(21, 21)], 1).await.unwrap();
        assert_eq!(ids(&room_for_one.claimed), [20]);
    }
}

#[tokio::test]
async fn a_done_row_forgets_the_words_and_a_stale_ticket_ends_nothing() {
    for case in Case::each().await {
        case.inbox.accept(&[text(1, 5)], 0).await.unwrap();
        let first = case.inbox.claim(1).await.unwrap();
        case.clock.advance(TimeDelta::seconds(11));
        let second = case.inbox.claim_suspects(1).await.unwrap();
        assert_eq!(second[0].ticket.attempt, 2, "{:?}", case.db);
        assert_eq!(case.done(&first).await, 0, "the first lease ran out");
        assert_eq!(case.inbox.stats().await.unwrap().open, 1);
        assert_eq!(case.done(&second).await, 1);
        assert_eq!(case.done(&second).await, 0, "done already");
        let row = case.one("SELECT raw, status, lease_token IS NULL AS free FROM intake_inbox").await;
        assert_eq!(row.try_get::<String>("", "raw").unwrap(), "");
        assert_eq!(row.try_get::<i16>("", "status").unwrap(), 1);
        assert_eq!(case.inbox.accept(&[text(1, 5)], ROOM).await.unwrap().fresh, 0, "still known");
    }
}

#[tokio::test]
async fn the_last_failure_buries_the_row_and_the_lane_goes_on() {
    for case in Case::each().await {
        case.inbox.accept(&[text(1, 5), text(2, 5)], ROOM).await.unwrap();
        for attempt in 2..=12 {
            assert!(case.inbox.claim_suspects(9).await.unwrap().is_empty(), "leased");
            case.clock.advance(TimeDelta::seconds(11));
            assert!(case.inbox.bury().await.unwrap().is_empty());
            assert!(case.inbox.claim(ROOM).await.unwrap().is_empty(), "2 waits for 1");
            assert_eq!(case.inbox.claim_suspects(9).await.unwrap()[0].ticket.attempt, attempt);
        }
        case.clock.advance(TimeDelta::seconds(11));
        assert!(case.inbox.claim_suspects(9).await.unwrap().is_empty(), "{:?}", case.db);
        let buried = case.inbox.bury().await.unwrap();
        assert_eq!((buried[0].update_id, buried[0].attempts, buried[0].kind.as_str()), (1, 12, "message"));
        assert_eq!(buried[0].who.peer.unwrap().chat.0, 5);
        assert_eq!(ids(&case.inbox.claim(ROOM).await.unwrap()), [2]);
        let row = case.one("SELECT raw FROM intake_inbox WHERE status = 2").await;
        assert!(row.try_get::<String>("", "raw").unwrap().contains("secret"), "an operator can look");
        assert_eq!(case.inbox.stats().await.unwrap().dead, 1);
    }
}

#[tokio::test]
async fn a_row_ends_with_the_transaction_of_its_handler() {
    for case in Case::each().await {
        let claimed = case.inbox.accept(&[text(1, 5)], ROOM).await.unwrap().claimed;
        let ticket = &claimed[0].ticket;
        let mut tx = case.db.begin().await.unwrap();
        assert!(case.inbox.done_in(&mut tx, ticket).await.unwrap());
        drop(tx);
        assert_eq!(case.inbox.stats().await.unwrap().open, 1, "rolled back: {:?}", case.db);
        let mut tx = case.db.begin().await.unwrap();
        assert!(case.inbox.done_in(&mut tx, ticket).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(case.inbox.stats().await.unwrap().open, 0);
        let mut tx = case.db.begin().await.unwrap();
        assert!(!case.inbox.done_in(&mut tx, ticket).await.unwrap());
    }
}

#[tokio::test]
async fn leases_are_prolonged_given_back_and_taken_back() {
    for case in Case::each().await {
        let claimed = case.inbox.accept(&[text(1, 5), text(2, 6)], ROOM).await.unwrap().claimed;
        let tickets: Vec<_> = claimed.iter().map(|claimed| claimed.ticket.clone()).collect();
        case.clock.advance(TimeDelta::seconds(8));
        let (kept, until) = case.inbox.renew(&tickets).await.unwrap();
        assert_eq!((kept.len(), until), (2, start() + (until - start())), "{:?}", case.db);
        case.clock.advance(TimeDelta::seconds(8));
        assert!(case.inbox.claim_suspects(9).await.unwrap().is_empty(), "prolonged");

        case.inbox.give_back(&tickets[..1], false, Duration::ZERO).await.unwrap();
        let again = case.inbox.claim(ROOM).await.unwrap();
        assert_eq!((ids(&again), again[0].ticket.attempt), (vec![1], 1), "never begun");
        case.inbox.give_back(&tickets[1..], true, Duration::from_secs(5)).await.unwrap();
        assert!(case.inbox.claim_suspects(9).await.unwrap().is_empty(), "not yet");
        case.clock.advance(TimeDelta::seconds(5));
        assert_eq!(ids(&case.inbox.claim_suspects(9).await.unwrap()), [2]);

        case.inbox.take_back().await.unwrap();
        let open = case.inbox.claim_suspects(9).await.unwrap();
        match case.db.name() {
            "SQLite" => assert_eq!(ids(&open), [1, 2], "one process, which has just begun"),
            _ => assert!(open.is_empty(), "another process may hold them"),
        }
    }
}

#[tokio::test]
async fn what_is_done_loses_its_words_and_is_purged_in_time() {
    for case in Case::each().await {
        let claimed = case.inbox.accept(&[text(1, 5), text(2, 6), text(3, 7)], ROOM).await.unwrap().claimed;
        case.done(&claimed[..1]).await;
        case.db.execute("UPDATE intake_inbox SET attempts = 12 WHERE update_id = 2", []).await.unwrap();
        case.clock.advance(TimeDelta::seconds(11));
        assert_eq!(case.inbox.bury().await.unwrap().len(), 1);
        let words = "SELECT update_id FROM intake_inbox WHERE raw LIKE '%\"text\"%' ORDER BY update_id";
        let rows = case.db.rows(words, []).await.unwrap();
        let with_words: Vec<i64> = rows.iter().map(|row| row.try_get("", "update_id").unwrap()).collect();
        assert_eq!(with_words, [2, 3], "the done one has lost its words at once, {:?}", case.db);
        case.clock.advance(TimeDelta::hours(72) - TimeDelta::seconds(12));
        assert_eq!(case.inbox.purge().await.unwrap(), 0, "{:?}", case.db);
        case.clock.advance(TimeDelta::seconds(2));
        assert_eq!(case.inbox.purge().await.unwrap(), 1, "the done one");
        case.clock.advance(TimeDelta::days(4) + TimeDelta::minutes(1));
        assert_eq!(case.inbox.purge().await.unwrap(), 1, "the dead one");
        assert_eq!(case.inbox.stats().await.unwrap().open, 1, "an open row stays for ever");
    }
}

#[tokio::test]
async fn four_workers_keep_every_lane_in_order() {
    const LANES: i64 = 8;
    for case in Case::each().await {
        let updates: Vec<_> = (1..=400).map(|id| text(id, id * 7 % LANES)).collect();
        case.inbox.accept(&updates, 0).await.unwrap();
        let seen = std::sync::Mutex::new(Vec::new());
        let busy = std::sync::Mutex::new(std::collections::HashSet::new());
        let worker = || async {
            loop {
                let claimed = case.inbox.claim(3).await.unwrap();
                if claimed.is_empty() && case.inbox.stats().await.unwrap().open == 0 {
                    return;
                }
                for claimed in &claimed {
                    assert!(
                        busy.lock().unwrap().insert(claimed.ticket.lane.clone()),
                        "two of a lane in hand"
                    );
                    seen.lock().unwrap().push((claimed.ticket.lane.clone(), claimed.ticket.update_id));
                }
                tokio::task::yield_now().await;
                for claimed in &claimed {
                    busy.lock().unwrap().remove(&claimed.ticket.lane);
                    case.done(std::slice::from_ref(claimed)).await;
                }
            }
        };
        tokio::join!(worker(), worker(), worker(), worker());
        let seen = seen.into_inner().unwrap();
        assert_eq!(seen.len(), 400, "{:?}", case.db);
        for lane in 0..LANES {
            let lane = Some(lane.to_string());
            let order: Vec<_> = seen.iter().filter(|(of, _)| *of == lane).map(|(_, id)| *id).collect();
            assert!(order.is_sorted(), "{lane:?}: {order:?}");
        }
    }
}

#[tokio::test]
async fn what_a_process_had_that_is_gone_may_be_taken_at_once() {
    for case in Case::each().await {
        case.inbox.accept(&[text(1, 5), text(2, 6)], ROOM).await.unwrap();
        let another = TestDb::sqlite().await;
        assert_eq!(case.inbox.take_over(another.process()).await.unwrap(), 0, "{:?}", case.db);
        assert_eq!(case.inbox.take_over(case.db.process()).await.unwrap(), 2);
        assert_eq!(ids(&case.inbox.claim_suspects(ROOM).await.unwrap()), [1, 2]);
    }
}

#[tokio::test]
async fn a_row_that_is_seen_late_waits_for_the_one_that_was_seen_before_it() {
    for case in Case::each().await {
        case.inbox.accept(&[text(1, 5), text(2, 5)], 0).await.unwrap();
        // As another process sees it whose insert of the first is not committed yet.
        let hide = |status: i32| format!("UPDATE intake_inbox SET status = {status} WHERE update_id = 1");
        case.db.execute(&hide(9), []).await.unwrap();
        let later = case.inbox.claim(ROOM).await.unwrap();
        assert_eq!(ids(&later), [2], "{:?}", case.db);
        case.db.execute(&hide(0), []).await.unwrap();
        assert!(case.inbox.claim(ROOM).await.unwrap().is_empty(), "the lane is in one hand");
        case.done(&later).await;
        assert_eq!(ids(&case.inbox.claim(ROOM).await.unwrap()), [1]);
    }
}
