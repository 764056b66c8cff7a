//! A person with the app in hand: writes, presses, looks.
//! Every look waits until what is looked for is there; waiting ends with the chat as it stands.

mod acts;
mod looks;
mod stars;

use std::{
    cell::{Cell, RefCell},
    panic::Location,
    sync::Arc,
    time::Duration,
};

use atelier_sandbox::{Sandbox, Seat};
use serde_json::Value;
use tokio::time::Instant;

use crate::{bubble::Bubble, wait::PATIENCE};

pub struct Person {
    pub id: i64,
    /// The chat that they have open.
    seat: Seat,
    sandbox: Arc<Sandbox>,
    /// When they last did something: they look at what came after.
    since: Cell<i64>,
    toast: RefCell<Option<String>>,
}

impl Person {
    pub fn new(id: i64, sandbox: Arc<Sandbox>) -> Self {
        Self::at(Seat::from(id), sandbox)
    }

    fn at(seat: Seat, sandbox: Arc<Sandbox>) -> Self {
        let since = Cell::new(sandbox.cursor());
        let _ = sandbox.events(seat.person, since.get());
        Self { id: seat.person, seat, sandbox, since, toast: RefCell::default() }
    }

    /// The same person with a group open; in a forum, with its General topic.
    pub fn in_group(&self, chat: i64) -> Self {
        Self::at(Seat::group(self.id, chat), Arc::clone(&self.sandbox))
    }

    /// The same person with a topic of this forum open.
    pub fn in_topic(&self, thread: i64) -> Self {
        Self::at(Seat::topic(self.id, self.seat.chat, thread), Arc::clone(&self.sandbox))
    }

    fn acts(&self) {
        self.since.set(self.sandbox.cursor());
    }

    fn chat(&self) -> Value {
        self.sandbox.chat(self.seat).expect("a chat")
    }

    /// What the app was told about the open chat since they last did something.
    fn events(&self) -> Vec<Value> {
        let events = self.sandbox.events(self.id, self.since.get()).expect("events that are still known");
        let here = |event: &Value| event["chat_id"].as_i64().unwrap_or(self.id) == self.seat.chat;
        events.into_iter().filter(here).collect()
    }

    /// Messages of the bot that came or changed since they last did something, as they are now.
    fn news(&self) -> Vec<Bubble> {
        let events = self.events();
        let told = events.iter().filter(|event| event["kind"] == "message" || event["kind"] == "edit");
        let ids: Vec<i64> = told.filter_map(|event| event["message"]["message_id"].as_i64()).collect();
        self.messages().into_iter().filter(|bubble| ids.contains(&bubble.id)).collect()
    }

    /// Waits with each event until the look finds something.
    async fn waits<T>(&self, place: &Location<'_>, what: &str, look: impl Fn() -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            let cursor = self.sandbox.cursor();
            if let Some(found) = look() {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "{place}: person {} waited in vain for {what}\n{}",
                self.id,
                self.transcript()
            );
            self.sandbox.wait_past(cursor, left.min(Duration::from_secs(1))).await;
        }
    }
}
