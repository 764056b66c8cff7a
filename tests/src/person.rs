//! A person with the app in hand: writes, presses, looks.
//! Every look waits until what is looked for is there; waiting ends with the chat as it stands.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    panic::Location,
    sync::Arc,
    time::Duration,
};

use atelier_sandbox::{MediaKind, Said, Sandbox, Tapped, Upload};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{bubble::Bubble, wait::PATIENCE};

pub struct Person {
    pub id: i64,
    sandbox: Arc<Sandbox>,
    /// When they last did something: they look at what came after.
    since: Cell<i64>,
    toast: RefCell<Option<String>>,
}

impl Person {
    pub fn new(id: i64, sandbox: Arc<Sandbox>) -> Self {
        let since = Cell::new(sandbox.cursor());
        let _ = sandbox.events(id, since.get());
        Self { id, sandbox, since, toast: RefCell::default() }
    }

    fn acts(&self) {
        self.since.set(self.sandbox.cursor());
    }

    // What they do

    /// Sends a message; returns its id.
    #[track_caller]
    pub fn sends(&self, text: &str) -> i64 {
        self.acts();
        let sent = self.sandbox.send(self.id, Said { text: text.to_owned(), ..Said::default() });
        sent.expect("a message that can be sent").last().map_or(0, |message| Bubble::of(message).id)
    }

    /// A message with fields of the test's own making, as a Telegram of tomorrow may send it.
    pub fn sends_raw(&self, fields: Value) {
        self.acts();
        let mut message = json!({
            "chat": { "id": self.id, "type": "private", "first_name": "Ann" },
            "from": { "id": self.id, "is_bot": false, "first_name": "Ann", "language_code": "en" },
            "date": 1_790_000_000,
        });
        for (name, value) in fields.as_object().expect("fields") {
            message[name] = value.clone();
        }
        self.sandbox.inject(vec![json!({ "message": message })]);
    }

    /// Answers one of the messages.
    pub fn replies(&self, to: i64, text: &str) -> i64 {
        self.acts();
        let said = Said { text: text.to_owned(), reply_to: Some(to), ..Said::default() };
        self.sandbox.send(self.id, said).expect("a reply").last().map_or(0, |message| Bubble::of(message).id)
    }

    pub fn sends_file(&self, kind: MediaKind, name: &str, bytes: impl Into<Vec<u8>>, caption: &str) -> i64 {
        self.sends_files(kind, &[(name, bytes.into())], caption)
    }

    /// Several make an album.
    pub fn sends_files(&self, kind: MediaKind, files: &[(&str, Vec<u8>)], caption: &str) -> i64 {
        self.acts();
        let uploads: Vec<Upload> = files
            .iter()
            .map(|(name, bytes)| Upload {
                name: Some((*name).to_owned()),
                mime: None,
                bytes: bytes.clone().into(),
            })
            .collect();
        let sent = self.sandbox.upload(self.id, kind, &uploads, caption).expect("a file that can be sent");
        sent.last().map_or(0, |message| Bubble::of(message).id)
    }

    pub fn sends_photo(&self, bytes: impl Into<Vec<u8>>, caption: &str) -> i64 {
        self.sends_file(MediaKind::Photo, "photo.png", bytes, caption)
    }

    /// A place, a contact, dice: anything that is no file.
    pub fn hands_over(&self, field: &str, content: Value) {
        self.acts();
        self.sandbox.hand_over(self.id, field, content).expect("something that can be sent");
    }

    pub fn sends_poll(&self, question: &str, options: &[&str]) {
        self.acts();
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        self.sandbox.send_poll(self.id, question, &options).expect("a poll");
    }

    pub fn sends_sticker(&self, emoji: &str) {
        self.acts();
        self.sandbox.send_sticker(self.id, emoji).expect("a sticker");
    }

    /// Presses the button whose label has these words, on the newest message that came or changed after what they
    /// did last, and waits until the press is answered.
    #[track_caller]
    pub fn taps<'a>(&'a self, label: &'a str) -> impl Future<Output = ()> + 'a {
        let place = Location::caller();
        async move {
            let button =
                || self.news().iter().rev().find_map(|bubble| Some((bubble.id, bubble.data_of(label)?)));
            let (message, data) = self.waits(place, &format!("the button {label:?}"), button).await;
            self.presses(message, &data, place).await;
        }
    }

    /// Presses a button of this message.
    #[track_caller]
    pub fn taps_on<'a>(&'a self, message: i64, label: &'a str) -> impl Future<Output = ()> + 'a {
        let place = Location::caller();
        async move {
            let button = || self.bubble(message)?.data_of(label);
            let data = self.waits(place, &format!("the button {label:?} on {message}"), button).await;
            self.presses(message, &data, place).await;
        }
    }

    /// Sends a press that no button of theirs makes, and waits until it is answered.
    #[track_caller]
    pub fn forges<'a>(&'a self, message: i64, data: &'a str) -> impl Future<Output = ()> + 'a {
        let place = Location::caller();
        async move { self.presses(message, data, place).await }
    }

    /// Presses a button without waiting; returns the press.
    pub fn press(&self, message: i64, data: &str) -> String {
        let tapped = Tapped { message_id: message, data: data.to_owned(), forged: true };
        self.sandbox.tap(self.id, &tapped).expect("a press")
    }

    async fn presses(&self, message: i64, data: &str, place: &Location<'_>) {
        self.acts();
        let query = self.press(message, data);
        let answered = || {
            let events = self.events();
            events.into_iter().find(|event| event["callback_query_id"] == query.as_str())
        };
        let answer = self.waits(place, &format!("an answer to the press of {data:?}"), answered).await;
        *self.toast.borrow_mut() = answer["text"].as_str().map(str::to_owned);
    }

    /// Presses Stop on the draft as soon as there is one with words.
    #[track_caller]
    pub fn stops(&self) -> impl Future<Output = ()> {
        let place = Location::caller();
        async move {
            let draft = || {
                let draft = self.chat()["draft"].clone();
                let stoppable =
                    draft["can_stop"] == true && draft["text"].as_str().is_some_and(|t| !t.is_empty());
                stoppable.then(|| draft["draft_id"].as_i64()).flatten()
            };
            let id = self.waits(place, "a draft that can be stopped", draft).await;
            self.acts();
            self.sandbox.stop_draft(self.id, id).expect("a draft to stop");
        }
    }

    pub fn deletes(&self, message: i64) {
        self.sandbox.delete(self.id, &[message]);
    }

    pub fn edits(&self, message: i64, text: &str) {
        self.acts();
        self.sandbox.edit(self.id, message, text).expect("a message to edit");
    }

    pub fn speaks(&self, language: &str) {
        self.sandbox.set_language(self.id, language).expect("a language");
    }

    pub fn blocks(&self, blocked: bool) {
        self.acts();
        self.sandbox.set_blocked(self.id, blocked).expect("a bot to block");
    }

    // What they see

    /// Waits for a message with these words that came or changed after what they did last.
    #[track_caller]
    pub fn sees<'a>(&'a self, words: &'a str) -> impl Future<Output = Bubble> + 'a {
        let place = Location::caller();
        async move {
            let seen = || self.news().into_iter().rev().find(|bubble| bubble.text.contains(words));
            self.waits(place, &format!("{words:?}"), seen).await
        }
    }

    /// Waits for any message that came or changed after what they did last and passes a test.
    #[track_caller]
    pub fn sees_one<'a>(
        &'a self,
        what: &'a str,
        test: impl Fn(&Bubble) -> bool + 'a,
    ) -> impl Future<Output = Bubble> + 'a {
        let place = Location::caller();
        async move { self.waits(place, what, || self.news().into_iter().rev().find(|bubble| test(bubble))).await }
    }

    /// Waits for a draft with these words.
    #[track_caller]
    pub fn sees_draft<'a>(&'a self, words: &'a str) -> impl Future<Output = ()> + 'a {
        let place = Location::caller();
        async move {
            let drafted = || {
                let events = self.events();
                let texts = events.iter().filter(|event| event["kind"] == "draft");
                texts
                    .filter_map(|event| event["draft"]["text"].as_str())
                    .any(|t| t.contains(words))
                    .then_some(())
            };
            self.waits(place, &format!("a draft with {words:?}"), drafted).await;
        }
    }

    /// Waits for this reaction on a message.
    #[track_caller]
    pub fn sees_reaction<'a>(&'a self, message: i64, emoji: &'a str) -> impl Future<Output = ()> + 'a {
        let place = Location::caller();
        async move {
            let reacted = || {
                let events = self.events();
                let on = events.iter().filter(|event| event["kind"] == "reaction");
                on.filter(|event| event["message_id"] == message)
                    .any(|event| event["reactions"].as_array().is_some_and(|all| all.contains(&emoji.into())))
                    .then_some(())
            };
            self.waits(place, &format!("{emoji} on {message}"), reacted).await;
        }
    }

    /// No message of the bot in the chat has these words now.
    #[track_caller]
    pub fn does_not_see(&self, words: &str) {
        let found = self.messages().into_iter().find(|bubble| bubble.text.contains(words));
        assert!(found.is_none(), "{words:?} is there:\n{}", self.transcript());
    }

    /// How many messages of the bot have these words.
    pub fn counts(&self, words: &str) -> usize {
        self.messages().iter().filter(|bubble| bubble.text.contains(words)).count()
    }

    /// The note over the chat that answered the last press.
    pub fn toast(&self) -> String {
        self.toast.borrow().clone().unwrap_or_default()
    }

    /// The newest message of the bot.
    pub fn last(&self) -> Bubble {
        self.messages().pop().unwrap_or_else(|| panic!("the bot has said nothing"))
    }

    /// The messages of the bot, oldest first.
    pub fn messages(&self) -> Vec<Bubble> {
        self.bubbles().into_iter().filter(|bubble| bubble.from_bot).collect()
    }

    /// All messages, oldest first.
    pub fn bubbles(&self) -> Vec<Bubble> {
        self.chat()["messages"].as_array().into_iter().flatten().map(Bubble::of).collect()
    }

    pub fn bubble(&self, id: i64) -> Option<Bubble> {
        self.bubbles().into_iter().find(|bubble| bubble.id == id)
    }

    /// The words of the draft that stands below the chat.
    pub fn draft(&self) -> Option<String> {
        self.chat()["draft"]["text"].as_str().map(str::to_owned)
    }

    /// The commands in the menu.
    pub fn commands(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let all = self.chat()["commands"].clone();
        let all = all.as_array().into_iter().flatten();
        all.map(|command| (text(&command["command"]), text(&command["description"]))).collect()
    }

    /// Everything the app shows, as one can read it.
    pub fn transcript(&self) -> String {
        let lines = self.bubbles().into_iter().map(|bubble| {
            let who = if bubble.from_bot { "bot" } else { "   " };
            format!(
                "{who} {:>3} {} {:?}",
                bubble.id,
                bubble.text.replace('\n', "\n        "),
                bubble.labels()
            )
        });
        let lines: Vec<String> = lines.collect();
        format!("{}\ndraft: {:?}", lines.join("\n"), self.draft())
    }

    fn chat(&self) -> Value {
        self.sandbox.chat(self.id).expect("a chat")
    }

    /// What the app was told since they last did something.
    fn events(&self) -> Vec<Value> {
        self.sandbox.events(self.id, self.since.get()).expect("events that are still known")
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
            if left.is_zero() {
                panic!("{place}: person {} waited in vain for {what}\n{}", self.id, self.transcript());
            }
            self.sandbox.wait_past(cursor, left.min(Duration::from_secs(1))).await;
        }
    }
}
