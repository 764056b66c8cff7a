//! What a person does: writes, sends, presses, stops, deletes, blocks.
//! Each act moves the moment from which they look for something new.

use std::{future::Future, panic::Location};

use atelier_sandbox::{GroupAct, MediaKind, Said, Tapped, Upload};
use serde_json::{Value, json};

use super::Person;
use crate::bubble::Bubble;

impl Person {
    /// Sends a message; returns its id.
    #[track_caller]
    pub fn sends(&self, text: &str) -> i64 {
        self.acts();
        let sent = self.sandbox.send(self.seat, Said { text: text.to_owned(), ..Said::default() });
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
        self.sandbox
            .send(self.seat, said)
            .expect("a reply")
            .last()
            .map_or(0, |message| Bubble::of(message).id)
    }

    /// Answers one of the messages, and means these words of it.
    pub fn quotes(&self, to: i64, quote: &str, text: &str) -> i64 {
        self.says(Said {
            text: text.to_owned(),
            reply_to: Some(to),
            quote: Some(quote.to_owned()),
            ..Said::default()
        })
    }

    /// Says something in whatever way an app allows.
    pub fn says(&self, said: Said) -> i64 {
        self.acts();
        let sent = self.sandbox.send(self.seat, said).expect("a message that can be sent");
        sent.last().map_or(0, |message| Bubble::of(message).id)
    }

    /// Does something with the open group; returns the number of the chat or topic that came of it.
    pub fn does(&self, act: GroupAct) -> i64 {
        self.acts();
        self.sandbox.act_on_group(self.seat, act).expect("something that can be done with a group")
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
        let sent = self.sandbox.upload(self.seat, kind, &uploads, caption).expect("a file that can be sent");
        sent.last().map_or(0, |message| Bubble::of(message).id)
    }

    /// A photo of an album whose members come apart.
    pub fn sends_member(&self, album: &str, bytes: impl Into<Vec<u8>>, caption: &str) -> i64 {
        self.acts();
        let upload = Upload { name: Some("photo.png".to_owned()), mime: None, bytes: bytes.into().into() };
        let sent = self.sandbox.upload_member(self.seat, MediaKind::Photo, &upload, caption, album);
        Bubble::of(&sent.expect("a member that can be sent")).id
    }

    /// Forwards what somebody else wrote.
    pub fn forwards(&self, from: &str, text: &str) -> i64 {
        self.says(Said { text: text.to_owned(), forwarded: Some(json!(from)), ..Said::default() })
    }

    pub fn sends_photo(&self, bytes: impl Into<Vec<u8>>, caption: &str) -> i64 {
        self.sends_file(MediaKind::Photo, "photo.png", bytes, caption)
    }

    /// A place, a contact, dice: anything that is no file.
    pub fn hands_over(&self, field: &str, content: Value) {
        self.acts();
        self.sandbox.hand_over(self.seat, field, content).expect("something that can be sent");
    }

    pub fn sends_poll(&self, question: &str, options: &[&str]) {
        self.acts();
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        self.sandbox.send_poll(self.seat, question, &options).expect("a poll");
    }

    pub fn sends_sticker(&self, emoji: &str) {
        self.acts();
        self.sandbox.send_sticker(self.seat, emoji).expect("a sticker");
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
        self.sandbox.tap(self.seat, &tapped).expect("a press")
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
        self.sandbox.delete(self.seat, &[message]);
    }

    pub fn edits(&self, message: i64, text: &str) {
        self.acts();
        self.sandbox.edit(self.seat, message, text).expect("a message to edit");
    }

    pub fn speaks(&self, language: &str) {
        self.sandbox.set_language(self.id, language).expect("a language");
    }

    pub fn blocks(&self, blocked: bool) {
        self.acts();
        self.sandbox.set_blocked(self.id, blocked).expect("a bot to block");
    }
}
