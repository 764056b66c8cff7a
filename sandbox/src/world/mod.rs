//! Everything that is true in this Telegram: chats, groups, updates, files, profile, what people see.
//! Synchronous and alone: knows no HTTP, no tasks, no waiting.

pub mod acts;
pub mod chat;
pub mod events;
pub mod files;
pub mod gathering;
pub mod groups;
mod hearing;
pub mod journal;
mod media;
pub mod mishaps;
mod parcels;
pub mod passing;
pub mod profile;
pub mod queue;
pub mod seat;
pub mod stars;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::chat::{Callback, Stored};
use self::events::History;
use self::files::{Bytes, FileRecord};
use self::groups::Group;
use self::journal::{Journal, Key, Record};
use self::mishaps::Mishaps;
use self::passing::Passing;
use self::profile::Profile;
use self::queue::{Delivery, Queue, Queued};
use self::stars::{Purse, Stars};
use crate::clock::Clock;
use crate::people::{Person, of_crowd, people};
use crate::refusal::Refusal;
use crate::schema::Schema;

/// Numbers that only grow, also across restarts.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Counters {
    pub update: i64,
    pub message: BTreeMap<i64, i64>,
    pub file: u64,
    pub other: u64,
}

/// What is kept about a person and their chat with the bot.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Member {
    pub language_code: Option<String>,
    pub started: bool,
    pub blocked: bool,
    pub reply_keyboard: Option<Value>,
    pub pinned: Vec<i64>,
    pub stars: Purse,
}

/// Who the bot is.
#[derive(Debug, Clone)]
pub struct Bot {
    pub id: i64,
    pub username: String,
}

pub struct World {
    pub clock: Arc<Clock>,
    pub schema: Arc<Schema>,
    pub token: String,
    pub bot: Bot,
    pub counters: Counters,
    pub profile: Profile,
    pub delivery: Delivery,
    pub members: BTreeMap<i64, Member>,
    pub groups: BTreeMap<i64, Group>,
    pub messages: BTreeMap<(i64, i64), Stored>,
    pub callbacks: BTreeMap<String, Callback>,
    pub files: BTreeMap<String, FileRecord>,
    pub queue: Queue,
    pub mishaps: Mishaps,
    pub stars: Stars,
    pub bytes: Bytes,
    pub passing: Passing,
    pub history: History,
    pub rng: StdRng,
    /// Answers and updates of ours that do not fit the schema: our own mistakes, for the tests to see.
    pub mistakes: Vec<String>,
    /// How many people there are besides the three.
    pub crowd: i64,
    /// Nothing is kept for people's apps to catch up with, and what goes out is not held against the schema.
    pub lean: bool,
    journal: Journal,
    changed: BTreeSet<Key>,
}

impl World {
    /// Opens the world of a folder, or a fresh one in memory.
    pub fn open(schema: Arc<Schema>, data: Option<&Path>, token: Option<String>) -> anyhow::Result<Self> {
        let (journal, records) = match data {
            Some(folder) => Journal::open(folder)?,
            None => (Journal::default(), Vec::new()),
        };
        let mut world = Self {
            clock: Arc::default(),
            schema,
            token: String::new(),
            bot: Bot { id: 0, username: "atelier_sandbox_bot".to_owned() },
            counters: Counters::default(),
            profile: Profile::default(),
            delivery: Delivery::default(),
            members: BTreeMap::new(),
            groups: BTreeMap::new(),
            messages: BTreeMap::new(),
            callbacks: BTreeMap::new(),
            files: BTreeMap::new(),
            queue: Queue::default(),
            mishaps: Mishaps::default(),
            stars: Stars::default(),
            bytes: Bytes::open(data)?,
            passing: Passing::default(),
            history: History::default(),
            rng: StdRng::from_os_rng(),
            mistakes: Vec::new(),
            crowd: 0,
            lean: false,
            journal,
            changed: BTreeSet::new(),
        };
        for (key, value) in records {
            world.restore(key, value)?;
        }
        world.settle_token(token)?;
        if world.groups.is_empty() {
            world.found_groups();
        }
        let records = world.records();
        world.journal.compact(records.into_iter())?;
        Ok(world)
    }

    fn settle_token(&mut self, given: Option<String>) -> anyhow::Result<()> {
        if let Some(token) = given {
            self.token = token;
        } else if self.token.is_empty() {
            self.token = self.new_token();
        }
        let (id, secret) = self.token.split_once(':').unwrap_or_default();
        anyhow::ensure!(secret.len() == 35, "a bot token is a number, a colon and 35 characters");
        self.bot.id = id.parse().map_err(|_| anyhow::anyhow!("a bot token begins with a number"))?;
        Ok(())
    }

    fn new_token(&mut self) -> String {
        let id = self.rng.random_range(7_000_000_000_i64..8_000_000_000);
        format!("{id}:AA{}", self.random_word(33))
    }

    /// A word that nobody can guess.
    pub fn random_word(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..length).map(|_| char::from(LETTERS[self.rng.random_range(0..LETTERS.len())])).collect()
    }

    /// A number for things that are neither messages, updates nor files.
    pub fn next_number(&mut self) -> u64 {
        self.counters.other += 1;
        self.touch(Key::Counters);
        self.counters.other
    }

    /// A person with the language their app speaks now.
    pub fn person(&self, id: i64) -> Option<Person> {
        let one_of_three = || people().into_iter().find(|person| person.id == id);
        let mut person = of_crowd(id, self.crowd).or_else(one_of_three)?;
        if let Some(language) = self.members.get(&id).and_then(|member| member.language_code.clone()) {
            person.language_code = language;
        }
        Some(person)
    }

    pub fn member(&self, id: i64) -> Member {
        self.members.get(&id).cloned().unwrap_or_default()
    }

    /// Changes what is kept about a person.
    pub fn change_member(&mut self, id: i64, change: impl FnOnce(&mut Member)) {
        change(self.members.entry(id).or_default());
        self.touch(Key::Member(id));
    }

    /// Whether the bot may write to a chat.
    pub fn open_chat(&self, chat: i64) -> Result<(), Refusal> {
        if chat < 0 {
            return self.group(chat)?.admits_bot();
        }
        self.known_chat(chat)?;
        let member = self.member(chat);
        if member.blocked {
            return Err(Refusal::forbidden("bot was blocked by the user"));
        }
        if !member.started {
            return Err(Refusal::forbidden("bot can't initiate conversation with a user"));
        }
        Ok(())
    }

    /// The person behind a private chat.
    pub fn known_chat(&self, chat: i64) -> Result<Person, Refusal> {
        self.person(chat).ok_or_else(|| Refusal::state("chat not found"))
    }

    /// The bot as a `User` in messages.
    pub fn bot_user(&self) -> Value {
        json!({
            "id": self.bot.id,
            "is_bot": true,
            "first_name": self.profile.name(""),
            "username": self.bot.username,
        })
    }

    /// Marks a record as changed: it is written before anybody is answered.
    pub fn touch(&mut self, key: Key) {
        self.changed.insert(key);
    }

    /// Writes what has changed. A disk that refuses is told to the log; the world goes on in memory.
    pub fn flush(&mut self) {
        if self.changed.is_empty() {
            return;
        }
        if !self.journal.keeps() {
            self.changed.clear();
            return;
        }
        let changed = std::mem::take(&mut self.changed);
        let records: Vec<Record> =
            changed.into_iter().map(|key| (key.clone(), self.value_of(&key))).collect();
        let mut result = self.journal.append(&records);
        if result.is_ok() && self.journal.wants_compaction() {
            result = self.compact();
        }
        if let Err(error) = result {
            tracing::error!(%error, "the sandbox could not write its journal");
        }
    }

    /// Rewrites the journal as short as it can be.
    pub fn compact(&mut self) -> std::io::Result<()> {
        let records = self.records();
        self.journal.compact(records.into_iter())
    }

    fn records(&self) -> Vec<Record> {
        let single = [Key::Token, Key::Ahead, Key::Counters, Key::Profile, Key::Delivery];
        let stars = &self.stars;
        let keys = single
            .into_iter()
            .chain(self.members.keys().map(|id| Key::Member(*id)))
            .chain(self.groups.keys().map(|id| Key::Group(*id)))
            .chain(self.messages.keys().map(|(chat, id)| Key::Message(*chat, *id)))
            .chain(self.queue.ids().map(Key::Update))
            .chain(self.callbacks.keys().cloned().map(Key::Callback))
            .chain(self.files.keys().cloned().map(Key::File))
            .chain(stars.links.keys().cloned().map(Key::Link))
            .chain(stars.checkouts.keys().cloned().map(Key::Checkout))
            .chain(stars.charges.keys().cloned().map(Key::Charge))
            .chain(stars.subscriptions.keys().cloned().map(Key::Subscription))
            .chain(stars.account.keys().copied().map(Key::Entry));
        keys.map(|key| (key.clone(), self.value_of(&key))).collect()
    }

    fn value_of(&self, key: &Key) -> Option<Value> {
        fn json_of(value: Option<&impl Serialize>) -> Option<Value> {
            value.and_then(|value| serde_json::to_value(value).ok())
        }
        match key {
            Key::Token => Some(json!(self.token)),
            Key::Counters => json_of(Some(&self.counters)),
            Key::Profile => json_of(Some(&self.profile)),
            Key::Delivery => json_of(Some(&self.delivery)),
            Key::Member(id) => json_of(self.members.get(id)),
            Key::Group(id) => json_of(self.groups.get(id)),
            Key::Message(chat, id) => json_of(self.messages.get(&(*chat, *id))),
            Key::Update(id) => json_of(self.queue.get(*id)),
            Key::Callback(id) => json_of(self.callbacks.get(id)),
            Key::File(id) => json_of(self.files.get(id)),
            Key::Ahead => Some(json!(self.clock.ahead())),
            Key::Link(slug) => json_of(self.stars.links.get(slug)),
            Key::Checkout(id) => json_of(self.stars.checkouts.get(id)),
            Key::Charge(id) => json_of(self.stars.charges.get(id)),
            Key::Subscription(id) => json_of(self.stars.subscriptions.get(id)),
            Key::Entry(number) => json_of(self.stars.account.get(number)),
        }
    }

    fn restore(&mut self, key: Key, value: Option<Value>) -> anyhow::Result<()> {
        fn put<K: Ord, V: for<'a> Deserialize<'a>>(
            map: &mut BTreeMap<K, V>,
            key: K,
            value: Option<Value>,
        ) -> serde_json::Result<()> {
            match value {
                Some(value) => drop(map.insert(key, serde_json::from_value(value)?)),
                None => drop(map.remove(&key)),
            }
            Ok(())
        }
        let whole = || value.clone().unwrap_or_default();
        match key {
            Key::Token => self.token = serde_json::from_value(whole())?,
            Key::Counters => self.counters = serde_json::from_value(whole())?,
            Key::Profile => self.profile = serde_json::from_value(whole())?,
            Key::Delivery => self.delivery = serde_json::from_value(whole())?,
            Key::Member(id) => put(&mut self.members, id, value)?,
            Key::Group(id) => put(&mut self.groups, id, value)?,
            Key::Message(chat, id) => put(&mut self.messages, (chat, id), value)?,
            Key::Callback(id) => put(&mut self.callbacks, id, value)?,
            Key::File(id) => put(&mut self.files, id, value)?,
            Key::Ahead => self.clock.set_ahead(serde_json::from_value(whole())?),
            Key::Link(slug) => put(&mut self.stars.links, slug, value)?,
            Key::Checkout(id) => put(&mut self.stars.checkouts, id, value)?,
            Key::Charge(id) => put(&mut self.stars.charges, id, value)?,
            Key::Subscription(id) => put(&mut self.stars.subscriptions, id, value)?,
            Key::Entry(number) => put(&mut self.stars.account, number, value)?,
            Key::Update(id) => match value {
                Some(value) => self.queue.restore(serde_json::from_value::<Queued>(value)?),
                None => self.queue.forget(id),
            },
        }
        Ok(())
    }
}
