//! Messages of all chats: posting, changing, deleting, reacting, pressing buttons.
//! Checks nothing about content; what may stand in a message is decided before it comes here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::World;
use super::groups::Group;
use super::journal::Key;
use super::seat::Seat;
use crate::refusal::Refusal;
use crate::rules::invoice::Bill;
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
    /// The person who sent it, also where the message hides that.
    #[serde(default)]
    pub by: Option<i64>,
    /// By person or bot.
    pub reactions: BTreeMap<i64, Vec<String>>,
    /// What its Pay button asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill: Option<Bill>,
    /// Who has paid it, with their last charge.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub receipts: BTreeMap<i64, String>,
}

/// A pressed button.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Callback {
    pub id: String,
    pub person: i64,
    #[serde(default)]
    pub chat: i64,
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
    /// The person who sends it into a group; in a private chat there is only one.
    pub by: Option<i64>,
    pub opens_topic: bool,
    pub bill: Option<Bill>,
}

impl Callback {
    /// The chat of the message.
    pub fn place(&self) -> i64 {
        if self.chat == 0 { self.person } else { self.chat }
    }
}

impl Stored {
    /// The message as the person's app shows it.
    pub fn view(&self) -> Value {
        let mut view = self.message.clone();
        view["reactions"] = json!(self.all_reactions());
        if self.bill.is_some() {
            view["paid_by"] = json!(self.receipts.keys().collect::<Vec<_>>());
        }
        view
    }

    fn all_reactions(&self) -> Vec<&String> {
        self.reactions.values().flatten().collect()
    }
}

impl World {
    /// Puts a message into a chat and shows it to everybody there.
    pub fn post(&mut self, chat: i64, post: Post) -> Result<Value, Refusal> {
        let place = self.any_chat(chat)?;
        let counter = self.counters.message.entry(chat).or_default();
        *counter += 1;
        let id = *counter;
        let mut message = post.content;
        message.insert("message_id".into(), json!(id));
        message.insert("date".into(), json!(self.clock.unix()));
        message.insert("chat".into(), place);
        self.sign(chat, post.outgoing, post.by, &mut message)?;
        let thread = if post.opens_topic { Some(id) } else { post.thread };
        self.thread(chat, thread, post.reply_to, &mut message);
        let message = Value::Object(message);
        let stored = Stored {
            message: message.clone(),
            outgoing: post.outgoing,
            frozen: post.frozen,
            by: post.by,
            reactions: BTreeMap::new(),
            bill: post.bill,
            receipts: BTreeMap::new(),
        };
        self.touch(Key::Counters);
        self.touch(Key::Message(chat, id));
        let view = stored.view();
        self.messages.insert((chat, id), stored);
        self.emit(chat, "message", json!({ "message": view }));
        if post.outgoing {
            self.end_passing(chat, thread);
        }
        Ok(message)
    }

    /// Says who speaks: the bot, a person, or an administrator in the name of the group.
    fn sign(
        &self,
        chat: i64,
        outgoing: bool,
        by: Option<i64>,
        message: &mut Map<String, Value>,
    ) -> Result<(), Refusal> {
        let hidden = by.is_some_and(|by| self.groups.get(&chat).is_some_and(|g| g.anonymous.contains(&by)));
        let from = if outgoing {
            self.bot_user()
        } else if hidden {
            message.insert("sender_chat".into(), self.any_chat(chat)?);
            Group::anonymous_user()
        } else {
            self.known_chat(by.unwrap_or(chat))?.user()
        };
        message.insert("from".into(), from);
        Ok(())
    }

    /// Says where in the chat: the topic, and what is answered. What answers nothing in a topic answers its opening;
    /// an answer in a supergroup without topics names its thread, which is no topic.
    fn thread(
        &self,
        chat: i64,
        thread: Option<i64>,
        reply_to: Option<i64>,
        message: &mut Map<String, Value>,
    ) {
        let group = self.groups.get(&chat);
        let forum = group.is_some_and(|group| group.forum);
        let opening = thread.filter(|_| forum);
        let replied = reply_to.or(opening).and_then(|id| self.messages.get(&(chat, id)));
        let root = replied.filter(|_| group.is_some_and(|group| group.supergroup && !group.forum));
        let root = root.and_then(|root| {
            root.message.get("message_thread_id").or_else(|| root.message.get("message_id"))
        });
        if let Some(thread) = thread.map(|thread| json!(thread)).or_else(|| root.cloned()) {
            message.insert("message_thread_id".into(), thread);
        }
        if opening.is_some() {
            message.insert("is_topic_message".into(), json!(true));
        }
        if let Some(replied) = replied {
            message.insert("reply_to_message".into(), without_reply(&replied.message));
        }
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

    /// Applies what a message does to the person's own keyboard; in groups nobody has one.
    pub fn set_reply_keyboard(&mut self, chat: i64, markup: &Markup) {
        let keyboard = match markup {
            Markup::Reply(keyboard) => Some(keyboard.clone()),
            Markup::Remove => None,
            Markup::None | Markup::Inline(_) | Markup::Force => return,
        };
        if chat < 0 {
            return;
        }
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
    pub fn press(&mut self, seat: Seat, message_id: i64, data: &str) -> Callback {
        let number = self.next_number();
        let id = format!("{}{number:010}", seat.person * PRESSES);
        let callback = Callback {
            id: id.clone(),
            person: seat.person,
            chat: seat.chat,
            message_id,
            data: data.to_owned(),
            at: self.clock.unix(),
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
        let oldest = self.clock.unix() - CALLBACK_LIFE;
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
        let oldest = self.clock.unix() - CALLBACK_LIFE;
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
