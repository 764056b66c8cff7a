//! The Telegram of a measurement: a lean sandbox with a crowd, and who waits for an answer since when.
//! It decides nothing about traffic.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use atelier_sandbox::{Heard, Options, Said, Sandbox, Tapped, people::CROWD};
use serde_json::Value;
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    task::JoinSet,
    time::sleep,
};

pub struct Telegram {
    pub sandbox: Sandbox,
    seen: Arc<Mutex<Seen>>,
    _hearing: JoinSet<()>,
}

/// What was heard since it was last forgotten.
#[derive(Default)]
pub struct Seen {
    /// When something became available to the bot in a chat that has had no call since.
    waiting: HashMap<i64, Instant>,
    /// When a first call came, and for how long it had been waited for.
    pub latencies: Vec<(Instant, Duration)>,
    /// Successful calls by method.
    pub calls: HashMap<String, u64>,
    pub refused: u64,
    /// The first call since answers were forgotten, and the last.
    pub first: Option<Instant>,
    pub last: Option<Instant>,
    /// The last message that was made in a chat.
    pub messages: HashMap<i64, i64>,
    /// Everything about these chats in particular, where it was asked for.
    pub follow: bool,
    pub followed: HashMap<i64, Vec<Heard>>,
}

impl Seen {
    pub fn count(&self, method: &str) -> u64 {
        self.calls.get(method).copied().unwrap_or(0)
    }

    fn hear(&mut self, call: Heard) {
        if call.method == "getUpdates" {
            return;
        }
        self.first.get_or_insert(call.at);
        self.last = Some(call.at);
        if !call.ok {
            self.refused += 1;
            return;
        }
        *self.calls.entry(call.method.clone()).or_default() += 1;
        let Some(chat) = call.chat else { return };
        if let Some(since) = self.waiting.remove(&chat) {
            self.latencies.push((call.at, call.at.saturating_duration_since(since)));
        }
        if let Some(message) = call.message.filter(|_| call.method.starts_with("send")) {
            self.messages.insert(chat, message);
        }
        if self.follow {
            self.followed.entry(chat).or_default().push(call);
        }
    }
}

impl Telegram {
    pub async fn start(people: i64) -> anyhow::Result<Self> {
        let (heard, calls) = unbounded_channel();
        let options = Options { crowd: people, heard: Some(heard), ..Options::default() };
        let sandbox = Sandbox::start(options).await?;
        let seen = Arc::new(Mutex::new(Seen::default()));
        let mut hearing = JoinSet::new();
        hearing.spawn(hear(calls, Arc::clone(&seen)));
        Ok(Self { sandbox, seen, _hearing: hearing })
    }

    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what was heard, but not which messages there are.
    pub fn forget(&self) {
        let mut seen = self.seen();
        let messages = std::mem::take(&mut seen.messages);
        *seen = Seen { messages, ..Seen::default() };
    }

    /// Counts on, but looks anew for the first call and how long they take.
    pub fn forget_answers(&self) {
        let mut seen = self.seen();
        seen.first = None;
        seen.latencies.clear();
    }

    /// How long each first call had been waited for.
    pub fn latencies(&self) -> Vec<Duration> {
        self.seen().latencies.iter().map(|(_, wait)| *wait).collect()
    }

    /// Somebody of the crowd writes.
    pub fn say(&self, person: i64, text: &str) -> anyhow::Result<()> {
        let person = CROWD + person;
        self.seen().waiting.entry(person).or_insert_with(Instant::now);
        self.sandbox
            .send(person, Said { text: text.to_owned(), ..Said::default() })
            .map_err(|refusal| anyhow::anyhow!(refusal.description))?;
        Ok(())
    }

    /// Somebody presses the button with these words on the last message they got.
    pub fn press(&self, person: i64, data: &str) -> anyhow::Result<()> {
        let person = CROWD + person;
        let message = self.seen().messages.get(&person).copied().context("nobody has sent them anything")?;
        self.seen().waiting.entry(person).or_insert_with(Instant::now);
        let tapped = Tapped { message_id: message, data: data.to_owned(), forged: true };
        self.sandbox.tap(person, &tapped).map_err(|refusal| anyhow::anyhow!(refusal.description))?;
        Ok(())
    }

    /// What the button on somebody's last message that begins with these words sends.
    pub fn data_of(&self, person: i64, label: &str) -> Option<String> {
        let person = CROWD + person;
        let message = self.seen().messages.get(&person).copied()?;
        let chat = self.sandbox.chat(person).ok()?;
        let messages = chat["messages"].as_array()?;
        let shown = messages.iter().rfind(|shown| shown["message_id"] == message)?;
        let rows = shown["reply_markup"]["inline_keyboard"].as_array()?;
        let buttons = rows.iter().filter_map(Value::as_array).flatten();
        let button = buttons
            .into_iter()
            .find(|button| button["text"].as_str().is_some_and(|text| text.contains(label)))?;
        button["callback_data"].as_str().map(str::to_owned)
    }

    /// Waits until so many calls of this method have come; says whether they have.
    pub async fn hears(&self, method: &str, calls: u64, within: Duration) -> bool {
        let deadline = Instant::now() + within;
        while self.seen().count(method) < calls {
            if Instant::now() > deadline {
                return false;
            }
            sleep(Duration::from_millis(5)).await;
        }
        true
    }

    /// Waits until nothing has been heard for a while.
    pub async fn quiet(&self, rest: Duration) {
        loop {
            let last = self.seen().last.map_or(Duration::MAX, |last| last.elapsed());
            if last >= rest {
                return;
            }
            sleep(rest.saturating_sub(last)).await;
        }
    }
}

async fn hear(mut calls: UnboundedReceiver<Heard>, seen: Arc<Mutex<Seen>>) {
    while let Some(call) = calls.recv().await {
        seen.lock().unwrap_or_else(PoisonError::into_inner).hear(call);
    }
}
