//! Updates that wait for the bot: numbered, filtered by what the bot asked for, confirmed by offset.
//! Neither polls nor pushes: that is `api::updates` and `webhook`.

use std::collections::VecDeque;

use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::World;
use super::chat::Post;
use super::journal::Key;
use crate::clock;

/// Kinds that come only when they are asked for.
const ON_REQUEST: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];
const KEPT_CONFIRMED: usize = 2_000;
const LIFETIME: i64 = 24 * 60 * 60;

/// How the bot wants its updates.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Delivery {
    /// None or empty: everything except what comes on request only.
    pub allowed: Option<Vec<String>>,
    pub webhook: Option<Webhook>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Webhook {
    pub url: String,
    pub secret: Option<String>,
    pub max_connections: usize,
    pub has_certificate: bool,
    pub ip_address: Option<String>,
    pub last_error: Option<(i64, String)>,
}

/// One update, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Queued {
    pub id: i64,
    pub at: i64,
    pub body: Value,
}

impl Queued {
    /// Updates of one chat (or person) are pushed one after the other.
    pub fn lane(&self) -> i64 {
        let inner =
            self.body.as_object().into_iter().flatten().map(|(_, value)| value).find(|v| v.is_object());
        let at = |path: &str| inner.and_then(|inner| inner.pointer(path)).and_then(Value::as_i64);
        at("/chat/id").or_else(|| at("/message/chat/id")).or_else(|| at("/from/id")).unwrap_or(0)
    }
}

#[derive(Debug, Default)]
pub struct Queue {
    pending: VecDeque<Queued>,
    confirmed: VecDeque<Queued>,
    /// Handed out once more although confirmed; these ignore the offset.
    late: VecDeque<Queued>,
}

impl Queue {
    pub fn ids(&self) -> impl Iterator<Item = i64> {
        self.pending.iter().map(|update| update.id)
    }

    pub fn get(&self, id: i64) -> Option<&Queued> {
        self.pending.get(self.place(id)).filter(|update| update.id == id)
    }

    /// Where an update of this number is or would be: they stand in order.
    fn place(&self, id: i64) -> usize {
        self.pending.partition_point(|update| update.id < id)
    }

    pub fn waiting(&self) -> usize {
        self.pending.len() + self.late.len()
    }

    pub fn all(&self) -> impl Iterator<Item = &Queued> {
        self.late.iter().chain(&self.pending)
    }

    pub fn restore(&mut self, update: Queued) {
        self.forget(update.id);
        self.pending.insert(self.place(update.id), update);
    }

    pub fn forget(&mut self, id: i64) {
        if self.get(id).is_some() {
            self.pending.remove(self.place(id));
        }
    }

    fn confirm(&mut self, update: Queued) {
        self.confirmed.push_back(update);
        if self.confirmed.len() > KEPT_CONFIRMED {
            self.confirmed.pop_front();
        }
    }
}

impl World {
    /// Queues an update of a kind, if the bot wants that kind.
    pub(super) fn deliver(&mut self, kind: &str, content: Value) {
        let mut body = json!({});
        body[kind] = content;
        self.counters.update = self.next_update_id();
        body["update_id"] = json!(self.counters.update);
        if !self.lean
            && let Err(mistake) = self.schema.check_type("Update", &body)
        {
            self.mistakes.push(mistake);
        }
        self.touch(Key::Counters);
        if self.wants(kind) {
            self.enqueue(Queued { id: self.counters.update, at: clock::unix(), body });
        }
    }

    /// Queues updates exactly as they are given, whatever they are.
    pub fn inject(&mut self, updates: Vec<Value>) -> Vec<i64> {
        let mut ids = Vec::new();
        for mut body in updates {
            self.place_message(&mut body);
            let id = body["update_id"].as_i64().unwrap_or_else(|| self.next_update_id());
            self.counters.update = self.counters.update.max(id);
            body["update_id"] = json!(id);
            self.touch(Key::Counters);
            self.enqueue(Queued { id, at: clock::unix(), body });
            ids.push(id);
        }
        ids
    }

    /// A message that has no number yet gets one by being put into the chat; what is given stays as given.
    fn place_message(&mut self, body: &mut Value) {
        let Some(given) = body.get("message").and_then(Value::as_object).cloned() else { return };
        let chat = body.pointer("/message/chat/id").and_then(Value::as_i64);
        let Some(chat) = chat.filter(|_| !given.contains_key("message_id")) else { return };
        let mut content = given.clone();
        content.remove("chat");
        content.remove("from");
        let Ok(mut message) = self.post(chat, Post { content, ..Post::default() }) else { return };
        self.change_member(chat, |member| member.started = true);
        for (key, value) in given {
            if key != "chat" {
                message[key] = value;
            }
        }
        body["message"] = message;
    }

    fn next_update_id(&self) -> i64 {
        if self.counters.update == 0 { 100_000_001 } else { self.counters.update + 1 }
    }

    fn enqueue(&mut self, update: Queued) {
        self.touch(Key::Update(update.id));
        self.queue.restore(update);
    }

    fn wants(&self, kind: &str) -> bool {
        match self.delivery.allowed.as_deref() {
            None | Some([]) => !ON_REQUEST.contains(&kind),
            Some(kinds) => kinds.iter().any(|wanted| wanted == kind),
        }
    }

    /// Remembers which kinds the bot wants from now on.
    pub fn set_allowed(&mut self, kinds: Option<Vec<String>>) {
        if let Some(kinds) = kinds {
            self.delivery.allowed = Some(kinds);
            self.touch(Key::Delivery);
        }
    }

    /// Applies an offset: everything below is confirmed; a negative one keeps only the last few.
    pub fn confirm_to(&mut self, offset: i64) {
        let below = if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let first = self.queue.pending.len().saturating_sub(keep);
            self.queue.pending.get(first).map_or(i64::MIN, |update| update.id)
        } else {
            offset
        };
        while self.queue.pending.front().is_some_and(|update| update.id < below) {
            let Some(update) = self.queue.pending.pop_front() else { break };
            self.touch(Key::Update(update.id));
            self.queue.confirm(update);
        }
    }

    /// The next updates, late ones first; late ones are gone once handed out.
    pub fn next_updates(&mut self, limit: usize) -> Vec<Value> {
        self.forget_expired();
        let late = self.queue.late.len().min(limit);
        let mut batch: Vec<Value> = self.queue.late.drain(..late).map(|update| update.body).collect();
        batch.extend(self.queue.pending.iter().take(limit - late).map(|update| update.body.clone()));
        batch
    }

    fn forget_expired(&mut self) {
        let oldest = clock::unix() - LIFETIME;
        while self.queue.pending.front().is_some_and(|update| update.at < oldest) {
            let Some(update) = self.queue.pending.pop_front() else { break };
            self.touch(Key::Update(update.id));
        }
    }

    /// An update that a webhook has taken.
    pub fn delivered(&mut self, id: i64) {
        if let Some(at) = self.queue.late.iter().position(|update| update.id == id) {
            self.queue.late.remove(at);
        } else if let Some(update) = self.queue.get(id).cloned() {
            self.queue.forget(id);
            self.touch(Key::Update(id));
            self.queue.confirm(update);
        }
    }

    pub fn drop_pending(&mut self) {
        for id in self.queue.ids().collect::<Vec<_>>() {
            self.touch(Key::Update(id));
        }
        self.queue.pending.clear();
        self.queue.late.clear();
    }

    /// Hands confirmed updates out once more, with the numbers they had.
    pub fn redeliver(&mut self, count: Option<usize>, shuffled: bool) -> Vec<i64> {
        let skip = count.map_or(0, |count| self.queue.confirmed.len().saturating_sub(count));
        let mut again: Vec<Queued> = self.queue.confirmed.iter().skip(skip).cloned().collect();
        if shuffled {
            again.shuffle(&mut self.rng);
        }
        let ids = again.iter().map(|update| update.id).collect();
        self.queue.late.extend(again);
        ids
    }
}
