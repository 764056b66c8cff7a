//! What each person's app is told, numbered, with a bounded memory for those who come back.
//! A number is never used twice, also after a restart: numbers begin with the time of the start.

use std::collections::{HashMap, VecDeque};

use serde_json::{Value, json};

use super::World;
use crate::clock;

const KEPT: usize = 2_000;

#[derive(Debug)]
pub struct History {
    cursor: i64,
    start: i64,
    events: HashMap<i64, VecDeque<(i64, Value)>>,
    /// Below this number a person's events are forgotten.
    floor: HashMap<i64, i64>,
}

impl Default for History {
    fn default() -> Self {
        let start = clock::millis() * 1000;
        Self { cursor: start, start, events: HashMap::new(), floor: HashMap::new() }
    }
}

impl History {
    pub fn cursor(&self) -> i64 {
        self.cursor
    }

    /// What a person has missed since a cursor; `None` when that is no longer known.
    pub fn since(&self, person: i64, cursor: i64) -> Option<Vec<(i64, Value)>> {
        let floor = self.floor.get(&person).copied().unwrap_or(self.start);
        if cursor < floor || cursor > self.cursor {
            return None;
        }
        let events = self.events.get(&person)?.iter();
        Some(events.filter(|(number, _)| *number > cursor).cloned().collect())
    }

    fn add(&mut self, person: i64, mut event: Value) {
        self.cursor += 1;
        event["cursor"] = json!(self.cursor);
        let events = self.events.entry(person).or_default();
        events.push_back((self.cursor, event));
        if events.len() > KEPT
            && let Some((number, _)) = events.pop_front()
        {
            self.floor.insert(person, number);
        }
    }

    /// Makes a person known, so that "nothing missed" differs from "nobody".
    pub fn welcome(&mut self, person: i64) {
        self.events.entry(person).or_default();
    }
}

impl World {
    /// Tells the apps of everybody in a chat something.
    pub fn emit(&mut self, chat: i64, kind: &str, content: Value) {
        for person in self.audience(chat) {
            self.emit_to(person, chat, kind, content.clone());
        }
    }

    /// Tells one person's app something about a chat; their own with the bot is not named.
    pub fn emit_to(&mut self, person: i64, chat: i64, kind: &str, mut content: Value) {
        if self.lean {
            return;
        }
        content["kind"] = json!(kind);
        if chat != person {
            content["chat_id"] = json!(chat);
        }
        self.history.add(person, content);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resumes_within_its_memory_and_says_when_it_cannot() {
        let mut history = History::default();
        history.welcome(1);
        let start = history.cursor();
        assert_eq!(history.since(1, start), Some(vec![]));
        for number in 0..=KEPT {
            history.add(1, json!({ "n": number }));
        }
        assert!(history.since(1, start).is_none());
        assert_eq!(history.since(1, history.cursor() - 2).map(|events| events.len()), Some(2));
        assert!(history.since(1, history.cursor() + 1).is_none());
    }
}
