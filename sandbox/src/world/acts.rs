//! What people do in their apps: write, send files, press, stop, edit, delete, block, react.
//! Does what an app would let them do and tells the bot by updates; a forged tap is the one exception.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::chat::{Post, Stored};
use super::groups::Standing;
use super::seat::Seat;
use super::{Member, World};
use crate::api::info::bot_membership;
use crate::refusal::Refusal;
use crate::rules::markup;
use crate::rules::reactions;
use crate::rules::text::{self, MESSAGE_LIMIT};

/// A text that a person sends.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    pub text: String,
    pub reply_to: Option<i64>,
    #[serde(default)]
    pub entities: Vec<Value>,
    /// `true`, the name of somebody hidden, or a whole `MessageOrigin`.
    pub forwarded: Option<Value>,
    /// The words of the answered message that are meant.
    pub quote: Option<String>,
    /// The chat of the answered message, when it is another one.
    pub reply_in: Option<i64>,
}

/// A button that a person presses.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tapped {
    pub message_id: i64,
    pub data: String,
    /// Press what is not there.
    #[serde(default)]
    pub forged: bool,
}

impl World {
    pub(super) fn may_write(&self, seat: Seat) -> Result<(), Refusal> {
        self.may_look(seat)?;
        if !seat.is_private() {
            let group = self.group(seat.chat)?;
            return if group.moved_to.is_some() {
                Err(Refusal::state("this group has become a supergroup"))
            } else {
                group.admits_thread(seat.thread)
            };
        }
        if self.member(seat.person).blocked {
            return Err(Refusal::state("the bot is blocked: unblock it first"));
        }
        Ok(())
    }

    /// A person sees their own chat, and the groups they are in.
    pub fn may_look(&self, seat: Seat) -> Result<(), Refusal> {
        self.known_chat(seat.person)?;
        let inside = seat.is_private()
            || self.groups.get(&seat.chat).is_some_and(|group| group.members.contains_key(&seat.person));
        if inside { Ok(()) } else { Err(Refusal::state("chat not found")) }
    }

    /// One message from a person, shown to everybody there and told to the bot.
    pub(super) fn receive(&mut self, seat: Seat, post: Post) -> Result<Value, Refusal> {
        if !seat.is_private() {
            let post = Post { by: Some(seat.person), thread: seat.thread, ..post };
            let message = self.post(seat.chat, post)?;
            self.tell_bot_of_group(seat.chat, "message", message.clone());
            return Ok(message);
        }
        if !self.member(seat.person).started {
            self.change_member(seat.person, |member| member.started = true);
        }
        let message = self.post(seat.chat, post)?;
        self.push_update("message", message.clone());
        Ok(message)
    }

    /// Text; what is longer than a message allows becomes several, as apps do it.
    pub fn say(&mut self, seat: Seat, said: Said) -> Result<Vec<Value>, Refusal> {
        self.may_write(seat)?;
        let answered = self.answered(seat, &said)?;
        let parts = if said.entities.is_empty() {
            text::split(&said.text.replace('\r', ""), MESSAGE_LIMIT)
        } else {
            vec![said.text.clone()]
        };
        if parts.is_empty() {
            return Err(Refusal::rule("message text is empty"));
        }
        self.use_one_time_keyboard(seat.person, &said.text);
        let reply_to = said.reply_to.filter(|_| said.reply_in.is_none());
        let mut sent = Vec::new();
        for part in parts {
            let mut content = answered.clone();
            text::message(&part, &said.entities, None)?.write(&mut content, "text", "entities");
            if let Some(forwarded) = &said.forwarded {
                self.write_origin(&mut content, forwarded);
            }
            sent.push(self.receive(seat, Post { content, reply_to, ..Post::default() })?);
        }
        Ok(sent)
    }

    /// What a message tells of the one it answers besides that one itself: the words meant, and another chat.
    fn answered(&self, seat: Seat, said: &Said) -> Result<Map<String, Value>, Refusal> {
        let mut content = Map::new();
        let Some(id) = said.reply_to else { return Ok(content) };
        let elsewhere = said.reply_in.filter(|chat| *chat != seat.chat);
        self.may_look(Seat { chat: elsewhere.unwrap_or(seat.chat), ..seat })?;
        let stored = self.message(elsewhere.unwrap_or(seat.chat), id);
        let stored = stored.ok_or_else(|| Refusal::state("message to be replied not found"))?;
        if let Some(quote) = said.quote.as_deref().filter(|quote| !quote.is_empty()) {
            content.insert("quote".into(), quote_of(&stored.message, quote)?);
        }
        if let Some(chat) = elsewhere {
            content.insert("external_reply".into(), self.external(chat, stored));
        }
        Ok(content)
    }

    /// A message of another chat, as an answer to it shows it: where it comes from and its file, never its text.
    fn external(&self, chat: i64, stored: &Stored) -> Value {
        const SHOWN: [&str; 10] = [
            "photo",
            "document",
            "voice",
            "audio",
            "video",
            "animation",
            "sticker",
            "location",
            "contact",
            "poll",
        ];
        let message = &stored.message;
        let origin = json!({ "type": "user", "date": message["date"], "sender_user": message["from"] });
        let mut external = json!({ "origin": origin });
        if self.groups.get(&chat).is_some_and(|group| group.supergroup) {
            external["chat"] = message["chat"].clone();
            external["message_id"] = message["message_id"].clone();
        }
        for field in SHOWN.into_iter().filter(|field| message.get(*field).is_some()) {
            external[field] = message[field].clone();
        }
        external
    }

    fn write_origin(&self, content: &mut Map<String, Value>, forwarded: &Value) {
        let hidden = |name: &str| json!({ "type": "hidden_user", "date": self.clock.unix(), "sender_user_name": name });
        let origin = match forwarded {
            Value::Bool(true) => hidden("Somebody"),
            Value::String(name) => hidden(name),
            Value::Object(_) => forwarded.clone(),
            _ => return,
        };
        content.insert("forward_origin".into(), origin);
    }

    /// A keyboard for one press goes away when it was pressed.
    fn use_one_time_keyboard(&mut self, person: i64, text: &str) {
        let Some(keyboard) = self.member(person).reply_keyboard else { return };
        let rows =
            keyboard["keyboard"].as_array().into_iter().flatten().filter_map(Value::as_array).flatten();
        let pressed = rows.into_iter().any(|button| button["text"] == json!(text));
        if pressed && keyboard["one_time_keyboard"] == json!(true) {
            self.set_reply_keyboard(person, &markup::Markup::Remove);
        }
    }

    /// Presses a button; returns the id of the query that the bot has to answer.
    pub fn tap(&mut self, seat: Seat, tapped: &Tapped) -> Result<String, Refusal> {
        self.may_write(Seat { thread: None, ..seat })?;
        let user = self.known_chat(seat.person)?;
        let stored = self.message(seat.chat, tapped.message_id);
        let offered =
            stored.is_some_and(|stored| markup::offers(stored.message.get("reply_markup"), &tapped.data));
        if !offered && !tapped.forged {
            return Err(Refusal::state("there is no such button"));
        }
        let message = match stored {
            Some(stored) => stored.message.clone(),
            None => json!({ "chat": self.any_chat(seat.chat)?, "message_id": tapped.message_id, "date": 0 }),
        };
        let callback = self.press(seat, tapped.message_id, &tapped.data);
        let update = json!({
            "id": callback.id,
            "from": user.user(),
            "message": message,
            "chat_instance": format!("{}", seat.chat.wrapping_mul(7_777_777)),
            "data": tapped.data,
        });
        self.push_update("callback_query", update);
        Ok(callback.id)
    }

    /// Presses Stop on the draft.
    pub fn stop_generation(&mut self, person: i64, draft_id: i64) -> Result<(), Refusal> {
        let user = self.known_chat(person)?;
        let draft =
            self.draft(person).filter(|draft| draft.id == draft_id && draft.can_stop && !draft.stopped);
        let thread = draft.ok_or_else(|| Refusal::state("there is nothing to stop"))?.thread;
        let mut update = json!({ "chat": user.chat(), "draft_id": draft_id });
        if let Some(thread) = thread {
            update["message_thread_id"] = json!(thread);
        }
        self.stop_draft(person);
        self.push_update("stopped_message_generation", update);
        Ok(())
    }

    /// Changes one's own text or caption.
    pub fn edit_own(&mut self, seat: Seat, id: i64, new: &str) -> Result<Value, Refusal> {
        self.may_write(seat)?;
        let stored = self.message(seat.chat, id).filter(|stored| is_by(stored, seat));
        let is_text =
            stored.ok_or_else(|| Refusal::state("message to edit not found"))?.message.get("text").is_some();
        let formatted = if is_text { text::message(new, &[], None)? } else { text::caption(new, &[], None)? };
        let (field, entities) = if is_text { ("text", "entities") } else { ("caption", "caption_entities") };
        let now = self.clock.unix();
        let message = self.amend(seat.chat, id, |message| {
            formatted.write(message, field, entities);
            message.insert("edit_date".into(), json!(now));
        });
        if seat.is_private() {
            self.push_update("edited_message", message.clone());
        } else {
            self.tell_bot_of_group(seat.chat, "edited_message", message.clone());
        }
        Ok(message)
    }

    /// Deletes messages for everybody; the bot is not told. In a group only one's own, unless one runs it.
    pub fn delete_own(&mut self, seat: Seat, ids: &[i64]) -> Result<usize, Refusal> {
        self.may_look(seat)?;
        let all = seat.is_private() || self.group(seat.chat)?.is_run_by(seat.person);
        let may = |id: &i64| all || self.message(seat.chat, *id).is_some_and(|stored| is_by(stored, seat));
        let ids: Vec<i64> = ids.iter().copied().filter(may).collect();
        Ok(self.delete(seat.chat, &ids))
    }

    /// Blocks or unblocks the bot.
    pub fn set_blocked(&mut self, person: i64, blocked: bool) -> Result<(), Refusal> {
        let user = self.known_chat(person)?;
        if self.member(person).blocked == blocked {
            return Ok(());
        }
        self.change_member(person, |member| member.blocked = blocked);
        let update = json!({
            "chat": user.chat(),
            "from": user.user(),
            "date": self.clock.unix(),
            "old_chat_member": bot_membership(self, !blocked),
            "new_chat_member": bot_membership(self, blocked),
        });
        self.push_update("my_chat_member", update);
        self.emit_person(person);
        Ok(())
    }

    /// Sets the language of a person's app, which the bot sees with the next update.
    pub fn set_language(&mut self, person: i64, code: &str) -> Result<(), Refusal> {
        self.known_chat(person)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if !(2..=12).contains(&code.len()) || !code.chars().all(plain) {
            return Err(Refusal::rule("a language code is like en or pt-br"));
        }
        self.change_member(person, |member| member.language_code = Some(code.to_owned()));
        self.emit_person(person);
        self.emit_menu(person);
        Ok(())
    }

    /// Sets a person's reactions on a message. Of a group, only a bot that runs it is told.
    pub fn react_as(&mut self, seat: Seat, id: i64, emoji: Vec<String>) -> Result<(), Refusal> {
        self.may_look(seat)?;
        let user = self.known_chat(seat.person)?;
        if !emoji.iter().all(|emoji| reactions::is_allowed(emoji)) {
            return Err(Refusal::rule("REACTION_INVALID"));
        }
        let before = self.react(seat.chat, id, seat.person, emoji.clone());
        let before = before.ok_or_else(|| Refusal::state("message to react not found"))?;
        let list = |emoji: &[String]| -> Value {
            emoji.iter().map(|emoji| json!({ "type": "emoji", "emoji": emoji })).collect()
        };
        let told = self.groups.get(&seat.chat).is_none_or(|group| group.bot == Standing::Administrator);
        let update = json!({
            "chat": self.any_chat(seat.chat)?,
            "message_id": id,
            "user": user.user(),
            "date": self.clock.unix(),
            "old_reaction": list(&before),
            "new_reaction": list(&emoji),
        });
        if told {
            self.push_update("message_reaction", update);
        }
        Ok(())
    }

    /// All that a person's app needs to draw a chat.
    pub fn chat_view(&mut self, seat: Seat, before: i64, count: usize) -> Result<Value, Refusal> {
        self.may_look(seat)?;
        let (person, chat) = (seat.person, seat.chat);
        let (name, description) = self.title_for(person);
        self.history.welcome(person);
        let member = if seat.is_private() { self.member(person) } else { Member::default() };
        let mut view = json!({
            "cursor": self.history.cursor(),
            "messages": self.last_messages(chat, before, count),
            "draft": self.draft_view(chat),
            "action": self.action_view(chat),
            "commands": self.commands_in(person, chat),
            "menu_button": self.profile.menu_button(chat),
            "reply_keyboard": member.reply_keyboard,
            "blocked": member.blocked,
            "started": member.started,
            "pinned": member.pinned,
            "name": name,
            "description": description,
        });
        if seat.is_private() {
            view["stars"] = self.stars_view(person);
            view["ahead"] = json!(self.clock.ahead());
        }
        if let Ok(group) = self.group(chat) {
            view["group"] = group.view(person);
            view["pinned"] = json!(group.pinned);
        }
        Ok(view)
    }
}

/// Whether somebody wrote a message; in a private chat that is whatever the bot did not write.
fn is_by(stored: &Stored, seat: Seat) -> bool {
    !stored.outgoing && (seat.is_private() || stored.by == Some(seat.person))
}

/// The words of a message that an answer means, and where they stand.
fn quote_of(message: &Value, quote: &str) -> Result<Value, Refusal> {
    let text = message["text"].as_str().or_else(|| message["caption"].as_str()).unwrap_or_default();
    let at = text.find(quote).ok_or_else(|| Refusal::state("QUOTE_TEXT_INVALID"))?;
    Ok(json!({ "text": quote, "position": text::utf16_len(&text[..at]), "is_manual": true }))
}
