//! How slots are claimed, kept, written down and given back, on both databases.
//! Nothing is sent here.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::Taken;
use crate::{
    domain::{BotId, Cause, ChatId, MessageId, Peer},
    storage::{StorageError, sql::Executor as _, testing::TestDb},
    telegram::{
        keyboard::{Button, Keyboard},
        outbox::{
            Role, SlotId, Tap,
            sender::as_text,
            slot::{Claimed, Outcome, Wanted},
            store::{At, SlotStore, Take},
        },
        rich::{Block, RichMessage},
        screen::Screen,
        text::MESSAGE_LIMIT,
    },
};

const LEASE: Duration = Duration::from_secs(15);

fn at(seconds: i64) -> DateTime<Utc> {
    "2026-11-21T09:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(seconds)
}

struct Case {
    db: TestDb,
    store: SlotStore,
}

impl Case {
    async fn each() -> Vec<Self> {
        let dbs = TestDb::each().await.into_iter();
        dbs.map(|db| Self { store: SlotStore::new(db.clone(), BotId(1)), db }).collect()
    }

    async fn post(&self, chat: i64, cause: &str, text: &str, second: i64) -> SlotId {
        let mut tx = self.db.begin().await.unwrap();
        let (peer, cause) = (Peer::chat(ChatId(chat)), Cause::from(cause.to_owned()));
        let slot =
            self.store.insert(&mut tx, peer, &cause, Role::Message, &Screen::new(text), &left(second)).await;
        tx.commit().await.unwrap();
        slot.unwrap().slot
    }

    /// In chat 5, to be taken in hand where that may be.
    async fn post_in_hand(&self, cause: &str, second: i64) -> Option<Claimed> {
        let (mut tx, when) = (self.db.begin().await.unwrap(), taking(&self.db, second));
        let (peer, cause, screen) = (Peer::chat(ChatId(5)), Cause::from(cause.to_owned()), Screen::new("x"));
        let role = Role::Message;
        let written = self.store.insert(&mut tx, peer, &cause, role, &screen, &when).await.unwrap();
        tx.commit().await.unwrap();
        written.taken
    }

    async fn want(&self, slot: SlotId, text: &str, second: i64) {
        let mut tx = self.db.begin().await.unwrap();
        self.store.want(&mut tx, slot, &Wanted::Shown(Screen::new(text)), &left(second)).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn adopt(&self, message: i64, text: &str) -> SlotId {
        let mut tx = self.db.begin().await.unwrap();
        let (peer, wanted) = (Peer::chat(ChatId(5)), Wanted::Shown(Screen::new(text)));
        let slot = self.store.adopt(&mut tx, peer, MessageId(message), &wanted, at(0)).await.unwrap();
        tx.commit().await.unwrap();
        slot
    }

    async fn record(
        &self,
        slot: &Claimed,
        outcome: &Outcome,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        Ok(self.store.record(&[(slot, outcome)], now).await?[0])
    }

    async fn pending(&self) -> u64 {
        self.store.backlog(at(0)).await.unwrap().pending
    }

    async fn claim(&self, second: i64) -> Taken {
        self.store.claim(10, &format!("t{second}"), LEASE, at(second)).await.unwrap()
    }
}

fn ids(taken: &Taken) -> Vec<SlotId> {
    taken.slots.iter().map(|slot| slot.id).collect()
}

fn delivered(message: i64) -> Outcome {
    Outcome::Delivered { message: Some(MessageId(message)), media: false }
}

#[tokio::test]
async fn a_chat_keeps_its_order_and_holds_up_no_other() {
    for case in Case::each().await {
        let (first, second) = (case.post(5, "a", "1", 0).await, case.post(5, "b", "2", 0).await);
        let other = case.post(6, "c", "3", 1).await;
        let taken = case.claim(1).await;
        assert_eq!(ids(&taken), [first, other], "{}", case.db.name());
        let later = Outcome::Later { after: Duration::from_mins(1), counted: false };
        case.record(&taken.slots[0], &later, at(1)).await.unwrap();
        assert!(ids(&case.claim(2).await).is_empty(), "the second waits for the first");
        case.record(&taken.slots[1], &delivered(1), at(2)).await.unwrap();
        assert_eq!(case.store.next_due(at(2)).await.unwrap(), Some(at(61)));
        let taken = case.claim(61).await;
        assert_eq!(ids(&taken), [first]);
        case.record(&taken.slots[0], &delivered(2), at(61)).await.unwrap();
        assert_eq!(ids(&case.claim(62).await), [second]);
    }
}

#[tokio::test]
async fn who_writes_a_delivery_down_learns_whether_more_waits_in_its_chat() {
    for case in Case::each().await {
        let (first, _) = (case.post(5, "a", "1", 0).await, case.post(6, "b", "2", 0).await);
        let taken = case.claim(1).await;
        case.want(first, "3", 1).await;
        assert!(case.record(&taken.slots[0], &delivered(1), at(1)).await.unwrap(), "newer content");
        case.post(6, "c", "4", 1).await;
        assert!(case.record(&taken.slots[1], &delivered(1), at(1)).await.unwrap(), "another slot");
        let taken = case.claim(2).await;
        assert_eq!(taken.slots.len(), 2);
        for slot in &taken.slots {
            let waits = case.record(slot, &delivered(2), at(2)).await.unwrap();
            assert!(!waits, "that was all: {:?}", case.db);
        }
    }
}

#[tokio::test]
async fn a_slot_of_a_dead_process_is_free_soon_and_of_a_living_one_is_not() {
    for case in Case::each().await {
        let slot = case.post(5, "a", "1", 0).await;
        let taken = case.claim(0).await;
        assert!(ids(&case.claim(14).await).is_empty());
        case.store.renew(&taken.slots[0], LEASE, at(14)).await.unwrap();
        assert!(ids(&case.claim(20).await).is_empty(), "it was renewed");
        assert_eq!(case.store.next_due(at(20)).await.unwrap(), Some(at(29)));
        let again = case.claim(30).await;
        assert_eq!((ids(&again), again.slots[0].attempt), (vec![slot], 2));
        case.record(&taken.slots[0], &delivered(1), at(31)).await.unwrap();
        assert_eq!(case.pending().await, 1, "the first holder has no say any more");
    }
}

#[tokio::test]
async fn what_is_wanted_while_an_older_content_is_refused_still_goes_out() {
    for case in Case::each().await {
        for (message, outcome) in [
            (4, Outcome::Given),
            (5, Outcome::Later { after: Duration::ZERO, counted: true }),
            (6, delivered(6)),
        ] {
            let slot = case.post(5, &message.to_string(), "half", 0).await;
            let taken = case.claim(1).await;
            case.want(slot, "whole", 2).await;
            case.record(&taken.slots[0], &outcome, at(3)).await.unwrap();
            let taken = case.claim(4).await;
            assert_eq!(taken.slots[0].wanted, Wanted::Shown(Screen::new("whole")), "{outcome:?}");
            case.record(&taken.slots[0], &delivered(message), at(5)).await.unwrap();
            assert_eq!(case.pending().await, 0);
        }
    }
}

#[tokio::test]
async fn a_message_can_be_adopted_again_after_its_slot_has_moved_on() {
    for case in Case::each().await {
        let slot = case.adopt(7, "one").await;
        let taken = case.claim(0).await;
        case.record(&taken.slots[0], &Outcome::SendAnew, at(0)).await.unwrap();
        let taken = case.claim(1).await;
        assert_eq!(taken.slots[0].message, None);
        case.record(&taken.slots[0], &delivered(8), at(1)).await.unwrap();
        assert_eq!(case.adopt(7, "two").await, slot);
        assert_eq!(case.claim(2).await.slots[0].message, Some(MessageId(7)));
    }
}

#[tokio::test]
async fn a_rich_message_that_was_refused_becomes_as_many_texts_as_it_needs() {
    for case in Case::each().await {
        let rich = RichMessage { blocks: vec![Block::Divider], is_rtl: false };
        let buttons = Keyboard::new().row([Button::url("Open", "https://example.org")]);
        let whole = Screen { rich: Some(rich), ..Screen::new("word ".repeat(1_500)) }.keyboard(buttons);
        let slot = case.post(5, "a", "half", 0).await;
        case.post(5, "b", "after it", 1).await;
        let mut tx = case.db.begin().await.unwrap();
        case.store.want(&mut tx, slot, &Wanted::Shown(whole.clone()), &left(0)).await.unwrap();
        tx.commit().await.unwrap();
        let taken = case.claim(2).await;
        case.record(&taken.slots[0], &as_text(&whole), at(2)).await.unwrap();
        let mut shown = Vec::new();
        for n in 3..6 {
            let taken = case.claim(n).await;
            let Wanted::Shown(screen) = &taken.slots[0].wanted else { panic!("{taken:?}") };
            assert!(screen.rich.is_none() && screen.text.len() <= MESSAGE_LIMIT);
            assert_eq!(taken.slots[0].attempt, 1, "nothing of it has been sent before");
            shown.push((screen.text.text.trim().len(), screen.keyboard.is_empty(), screen.silent));
            case.record(&taken.slots[0], &delivered(n), at(n)).await.unwrap();
        }
        assert_eq!(shown[0].0 + shown[1].0 + 1, whole.text.text.trim().len(), "{}", case.db.name());
        assert_eq!(
            shown.iter().map(|part| (part.1, part.2)).collect::<Vec<_>>(),
            [(true, false), (false, true), (true, false)]
        );
        assert_eq!(shown[2].0, "after it".len());
        assert_eq!(case.pending().await, 0);
    }
}

#[tokio::test]
async fn what_was_wanted_meanwhile_is_not_replaced_by_a_refused_message() {
    for case in Case::each().await {
        let slot = case.post(5, "a", "half", 0).await;
        let taken = case.claim(1).await;
        case.want(slot, "whole", 2).await;
        let parts = Outcome::AsText(vec![Screen::new("half"), Screen::new("more")]);
        case.record(&taken.slots[0], &parts, at(3)).await.unwrap();
        let taken = case.claim(4).await;
        assert_eq!(taken.slots[0].wanted, Wanted::Shown(Screen::new("whole")));
        case.record(&taken.slots[0], &delivered(1), at(4)).await.unwrap();
        assert_eq!(case.pending().await, 0);
    }
}

#[tokio::test]
async fn other_buttons_take_nothing_from_what_is_still_to_be_shown() {
    for case in Case::each().await {
        let slot = case.post(5, "a", "words", 0).await;
        let keyboard = Keyboard::new().row([Button::url("Open", "https://example.org")]);
        let rekey = async || {
            let mut tx = case.db.begin().await.unwrap();
            case.store.rekey(&mut tx, slot, &keyboard, at(1)).await.unwrap();
            tx.commit().await.unwrap();
        };
        rekey().await;
        let taken = case.claim(2).await;
        assert_eq!(taken.slots[0].wanted, Wanted::Shown(Screen::new("words").keyboard(keyboard.clone())));
        case.record(&taken.slots[0], &delivered(1), at(2)).await.unwrap();
        rekey().await;
        assert_eq!(case.claim(3).await.slots[0].wanted, Wanted::Buttons(keyboard.clone()));
    }
}

#[tokio::test]
async fn what_cannot_be_read_holds_up_nobody() {
    for case in Case::each().await {
        let broken = case.post(5, "a", "1", 0).await;
        let sound = case.post(6, "b", "2", 0).await;
        let sql = format!("UPDATE outbox_slots SET wanted = '{{}}' WHERE id = {}", broken.0);
        case.db.execute(&sql, []).await.unwrap();
        let taken = case.claim(1).await;
        assert_eq!((ids(&taken), &taken.unreadable), (vec![sound], &vec![broken]));
        case.store.give_up(broken, "t1").await.unwrap();
        assert_eq!(case.pending().await, 1);
    }
}

#[tokio::test]
async fn a_tap_is_open_until_it_was_answered() {
    for case in Case::each().await {
        let tap = |query: &str| Tap { query: query.to_owned(), note: Some("Done".to_owned()), alert: true };
        let mut tx = case.db.begin().await.unwrap();
        for query in ["q1", "q2", "q1"] {
            case.store.insert_tap(&mut tx, &tap(query), at(0)).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert!(case.store.list_taps(at(-1)).await.unwrap().is_empty());
        case.store.delete_taps(&["q2".to_owned()]).await.unwrap();
        assert_eq!(case.store.list_taps(at(1)).await.unwrap(), [(tap("q1"), at(0))]);
    }
}

#[tokio::test]
async fn what_a_process_had_that_is_gone_may_be_taken_at_once() {
    for case in Case::each().await {
        case.post(5, "a", "one", 0).await;
        let token = case.db.process().token().simple().to_string();
        assert_eq!(case.store.claim(9, &token, LEASE, at(1)).await.unwrap().slots.len(), 1);
        case.store.take_from(TestDb::sqlite().await.process()).await.unwrap();
        assert!(case.store.claim(9, "other", LEASE, at(1)).await.unwrap().slots.is_empty(), "{:?}", case.db);
        case.store.take_from(case.db.process()).await.unwrap();
        assert_eq!(case.store.claim(9, "other", LEASE, at(1)).await.unwrap().slots.len(), 1);
    }
}

#[tokio::test]
async fn what_was_wanted_by_a_clock_that_ran_ahead_goes_out_in_its_order() {
    for case in Case::each().await {
        let (first, second) = (case.post(5, "a", "one", 3600).await, case.post(5, "b", "two", 3601).await);
        assert!(case.claim(0).await.slots.is_empty(), "{:?}", case.db);
        case.store.bring_back(at(0)).await.unwrap();
        let third = case.post(5, "c", "three", 1).await;
        for slot in [first, second, third] {
            let taken = case.claim(2).await;
            assert_eq!(ids(&taken), [slot]);
            case.record(&taken.slots[0], &delivered(slot.0), at(2)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn what_is_being_delivered_here_is_not_taken_up_again_however_long_nobody_could_renew() {
    for case in Case::each().await {
        let slot = case.post(5, "a", "one", 0).await;
        case.post(5, "b", "two", 0).await;
        assert_eq!(ids(&case.claim(1).await), [slot]);
        let held = case.store.hand.hold(slot, Instant::now().checked_sub(Duration::from_mins(1)).unwrap());
        assert!(case.claim(1000).await.slots.is_empty(), "{:?}", case.db);
        drop(held);
        assert_eq!(ids(&case.claim(1001).await), [slot], "a claim whose answer was lost is made again");
    }
}

/// To be taken in hand.
fn taking(db: &TestDb, second: i64) -> At {
    let token = db.process().token().simple().to_string();
    At { now: at(second), take: Some(Take { token, until: at(second + 15) }) }
}

/// To be claimed.
fn left(second: i64) -> At {
    At { now: at(second), take: None }
}

#[tokio::test]
async fn what_is_written_is_in_hand_at_once_where_nothing_else_waits() {
    for case in Case::each().await {
        let first = case.post_in_hand("a", 0).await.unwrap();
        assert_eq!((first.attempt, first.message), (1, None), "{}", case.db.name());
        let second = case.post_in_hand("b", 1).await.expect("the first is in the same hands");
        assert!(case.claim(2).await.slots.is_empty(), "{}", case.db.name());
        case.record(&first, &Outcome::Later { after: Duration::from_secs(9), counted: false }, at(2))
            .await
            .unwrap();
        assert!(case.post_in_hand("c", 3).await.is_none(), "the first waits before it");
        case.record(&second, &delivered(2), at(3)).await.unwrap();
        assert_eq!(ids(&case.claim(12).await), [first.id]);
        assert!(case.post_in_hand("d", 12).await.is_none(), "the first is in other hands");
    }
}

#[tokio::test]
async fn content_for_a_message_is_in_hand_unless_the_message_is() {
    for case in Case::each().await {
        let slot = case.post_in_hand("a", 0).await.unwrap();
        let want = async |text: &str, second: i64| {
            let (mut tx, when) = (case.db.begin().await.unwrap(), taking(&case.db, second));
            let wanted = Wanted::Shown(Screen::new(text));
            let taken = case.store.want(&mut tx, slot.id, &wanted, &when).await.unwrap();
            tx.commit().await.unwrap();
            taken
        };
        assert!(want("second", 1).await.is_none(), "{}: it is being sent", case.db.name());
        assert!(case.record(&slot, &delivered(1), at(2)).await.unwrap(), "there is newer content");
        assert!(want("third", 3).await.is_none(), "it waits for who claims it");
        let claimed = case.claim(4).await.slots.remove(0);
        case.record(&claimed, &delivered(1), at(4)).await.unwrap();
        let taken = want("fourth", 5).await.unwrap();
        assert_eq!((taken.message, taken.wanted), (Some(MessageId(1)), Wanted::Shown(Screen::new("fourth"))));
        assert!(case.claim(6).await.slots.is_empty());
    }
}

#[tokio::test]
async fn the_last_screen_shrinks_to_its_first_line_in_the_same_hands() {
    for case in Case::each().await {
        let post = async |cause: &str, text: &str, second: i64| {
            let (mut tx, when) = (case.db.begin().await.unwrap(), taking(&case.db, second));
            let (peer, cause) = (Peer::chat(ChatId(5)), Cause::from(cause.to_owned()));
            let screen = Screen::new(text);
            let written = case.store.insert(&mut tx, peer, &cause, Role::Screen, &screen, &when).await;
            let slot = written.unwrap().taken.unwrap();
            let retired = case.store.retire(&mut tx, peer, slot.id, &when).await.unwrap();
            tx.commit().await.unwrap();
            (slot, retired)
        };
        let (first, retired) = post("a", "One\nline", 0).await;
        assert!(retired.taken.is_empty() && !retired.waits, "{}", case.db.name());
        case.record(&first, &delivered(1), at(1)).await.unwrap();
        let (second, retired) = post("b", "Two\nlines", 2).await;
        let shrunk = &retired.taken[0];
        assert_eq!((shrunk.id, shrunk.message), (first.id, Some(MessageId(1))));
        assert_eq!(shrunk.wanted, Wanted::Collapsed(Screen::new("One")));
        // The second is still being sent: it shrinks after that.
        let (_, retired) = post("c", "Three", 3).await;
        assert!(retired.taken.is_empty() && retired.waits);
        case.record(shrunk, &delivered(1), at(4)).await.unwrap();
        assert!(case.record(&second, &delivered(2), at(4)).await.unwrap(), "it is to shrink");
    }
}
