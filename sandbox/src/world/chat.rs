//! Messages of the private chats: posting, changing, deleting, reacting, pressing buttons.
//! Checks nothing about content; what may stand in a message is decided before it comes here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::World;
use super::journal::Key;
use crate::clock;
use crate::refusal::Refusal;
use crate::rules::markup::Markup;

const CALLBACK_LIFE: i64 = 15 * 60;
const KEPT_CALLBACKS: usize = 2_000;

/// The number of a press begins with the person's, made unlike one.
const PRESSES: i64 = 1_000_003;

/// Who made the press of this number.
pub fn presser(id: &str) -> Option<i64> {
    id.get(..id.len().checked_sub(10)?)?.parse::<i64>().ok().map(|person| person / PRESSES)
}

/// A message with what the Bot API does not show of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Stored {
    pub message: Value,
    /// Sent by the bot.
    pub outgoing: bool,
    /// Sent with a keyboard that is not inline: such messages can't be edited.
    pub frozen: bool,
    /// By person or bot.
    pub reactions: BTreeMap<i64, Vec<String>>,
}

/// A pressed button.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Callback {
    pub id: String,
    pub person: i64,
    pub message_id: i64,
    pub data: String,
    pub at: i64,
    pub answered: bool,
}

/// What a new message is made of besides its content.
#[derive(Debug, Default, Clone)]
pub struct Post {
    pub content: Map<String, Value>,
    pub reply_to: Option<i64>,
    pub thread: Option<i64>,
    pub outgoing: bool,
    pub frozen: bool,
}

impl Stored {
    /// The message as the person's app shows it.
    pub fn view(&self) -> Value {
        let mut view = self.message.clone();
        view["reactions"] = json!(self.all_reactions());
        view
    }

    fn all_reactions(&self) -> Vec<&String> {
        self.reactions.values().flatten().collect()
    }
}

impl World {
    /// Puts a message into a chat and shows it to the person.
    pub fn post(&mut self, chat: i64, post: Post) -> Result<Value, Refusal> {
        let person = self.known_chat(chat)?;
        let counter = self.counters.message.entry(chat).or_default();
        *counter += 1;
        let id = *counter;
        let mut message = post.content;
        message.insert("message_id".into(), json!(id));
        message.insert("date".into(), json!(clock::unix()));
        message.insert("chat".into(), person.chat());
        message.insert("from".into(), if post.outgoing { self.bot_user() } else { person.user() });
        if let Some(thread) = post.thread {
            message.insert("message_thread_id".into(), json!(thread));
        }
        if let Some(replied) = post.reply_to.and_then(|id| self.messages.get(&(chat, id))) {
            message.insert("reply_to_message".into(), without_reply(&replied.message));
        }
        let message = Value::Object(message);
        let stored = Stored {
            message: message.clone(),
            outgoing: post.outgoing,
            frozen: post.frozen,
            reactions: BTreeMap::new(),
        };
        self.touch(Key::Counters);
        self.touch(Key::Message(chat, id));
        let view = stored.view();
        self.messages.insert((chat, id), stored);
        self.emit(chat, "message", json!({ "message": view }));
        if post.outgoing {
            self.end_passing(chat, post.thread);
        }
        Ok(message)
    }

    /// Changes a message in place and shows the change.
    pub fn amend(&mut self, chat: i64, id: i64, change: impl FnOnce(&mut Map<String, Value>)) -> Value {
        let Some(stored) = self.messages.get_mut(&(chat, id)) else { return Value::Null };
        if let Some(message) = stored.message.as_object_mut() {
            change(message);
        }
        let (message, view) = (stored.message.clone(), stored.view());
        self.touch(Key::Message(chat, id));
        self.emit(chat, "edit", json!({ "message": view }));
        message
    }

    /// Deletes messages for both sides; the ones that are not there are passed over.
    pub fn delete(&mut self, chat: i64, ids: &[i64]) -> usize {
        let gone: Vec<i64> =
            ids.iter().copied().filter(|id| self.messages.remove(&(chat, *id)).is_some()).collect();
        for id in &gone {
            self.touch(Key::Message(chat, *id));
        }
        if !gone.is_empty() {
            self.emit(chat, "delete", json!({ "message_ids": gone }));
        }
        gone.len()
    }

    /// Applies what a message does to the person's own keyboard.
    pub fn set_reply_keyboard(&mut self, chat: i64, markup: &Markup) {
        let keyboard = match markup {
            Markup::Reply(keyboard) => Some(keyboard.clone()),
            Markup::Remove => None,
            Markup::None | Markup::Inline(_) | Markup::Force => return,
        };
        if self.member(chat).reply_keyboard != keyboard {
            self.change_member(chat, |member| member.reply_keyboard.clone_from(&keyboard));
            self.emit(chat, "reply_keyboard", json!({ "reply_keyboard": keyboard }));
        }
    }

    /// Sets the reactions of one side; returns what stood there before.
    pub fn react(&mut self, chat: i64, id: i64, by: i64, emoji: Vec<String>) -> Option<Vec<String>> {
        let stored = self.messages.get_mut(&(chat, id))?;
        let before =
            if emoji.is_empty() { stored.reactions.remove(&by) } else { stored.reactions.insert(by, emoji) };
        let all: Vec<String> = stored.all_reactions().into_iter().cloned().collect();
        self.touch(Key::Message(chat, id));
        self.emit(chat, "reaction", json!({ "message_id": id, "reactions": all }));
        Some(before.unwrap_or_default())
    }

    /// A button was pressed.
    pub fn press(&mut self, person: i64, message_id: i64, data: &str) -> Callback {
        let number = self.next_number();
        let id = format!("{}{number:010}", person * PRESSES);
        let callback = Callback {
            id: id.clone(),
            person,
            message_id,
            data: data.to_owned(),
            at: clock::unix(),
            answered: false,
        };
        self.touch(Key::Callback(id.clone()));
        self.callbacks.insert(id, callback.clone());
        self.forget_old_callbacks();
        callback
    }

    fn forget_old_callbacks(&mut self) {
        if self.callbacks.len() <= KEPT_CALLBACKS {
            return;
        }
        let oldest = clock::unix() - CALLBACK_LIFE;
        let gone: Vec<String> = self
            .callbacks
            .values()
            .filter(|callback| callback.answered || callback.at < oldest)
            .map(|callback| callback.id.clone())
            .collect();
        for id in gone {
            self.callbacks.remove(&id);
            self.touch(Key::Callback(id));
        }
    }

    /// Takes the one answer that a pressed button may get.
    pub fn answer_callback(&mut self, id: &str) -> Option<Callback> {
        let oldest = clock::unix() - CALLBACK_LIFE;
        let callback =
            self.callbacks.get_mut(id).filter(|callback| !callback.answered && callback.at >= oldest)?;
        callback.answered = true;
        let callback = callback.clone();
        self.touch(Key::Callback(id.to_owned()));
        Some(callback)
    }

    pub fn unanswered(&self) -> impl Iterator<Item = &Callback> {
        self.callbacks.values().filter(|callback| !callback.answered)
    }

    /// The last messages of a chat before an id, oldest first.
    pub fn last_messages(&self, chat: i64, before: i64, count: usize) -> Vec<Value> {
        let range = (chat, i64::MIN)..(chat, before);
        let mut views: Vec<Value> =
            self.messages.range(range).rev().take(count).map(|(_, m)| m.view()).collect();
        views.reverse();
        views
    }

    pub fn message(&self, chat: i64, id: i64) -> Option<&Stored> {
        self.messages.get(&(chat, id))
    }
}

/// A message as it stands inside an answer to it.
pub fn without_reply(message: &Value) -> Value {
    let mut message = message.clone();
    if let Some(message) = message.as_object_mut() {
        message.remove("reply_to_message");
    }
    message
}
