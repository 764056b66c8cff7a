//! What people do in their apps: write, send files, press, stop, edit, delete, block, react.
//! Does what an app would let them do and tells the bot by updates; a forged tap is the one exception.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::World;
use super::chat::Post;
use crate::api::info::bot_membership;
use crate::clock;
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
    pub(super) fn may_write(&self, person: i64) -> Result<(), Refusal> {
        self.known_chat(person)?;
        if self.member(person).blocked {
            return Err(Refusal::state("the bot is blocked: unblock it first"));
        }
        Ok(())
    }

    /// One message from a person, shown to them and told to the bot.
    pub(super) fn receive(&mut self, person: i64, post: Post) -> Result<Value, Refusal> {
        if !self.member(person).started {
            self.change_member(person, |member| member.started = true);
        }
        let message = self.post(person, post)?;
        self.push_update("message", message.clone());
        Ok(message)
    }

    /// Text; what is longer than a message allows becomes several, as apps do it.
    pub fn say(&mut self, person: i64, said: Said) -> Result<Vec<Value>, Refusal> {
        self.may_write(person)?;
        if said.reply_to.is_some_and(|id| self.message(person, id).is_none()) {
            return Err(Refusal::state("message to be replied not found"));
        }
        let parts = if said.entities.is_empty() {
            text::split(&said.text.replace('\r', ""), MESSAGE_LIMIT)
        } else {
            vec![said.text.clone()]
        };
        if parts.is_empty() {
            return Err(Refusal::rule("message text is empty"));
        }
        self.use_one_time_keyboard(person, &said.text);
        let mut sent = Vec::new();
        for part in parts {
            let mut content = Map::new();
            text::message(&part, &said.entities, None)?.write(&mut content, "text", "entities");
            if let Some(forwarded) = &said.forwarded {
                Self::write_origin(&mut content, forwarded);
            }
            sent.push(self.receive(person, Post { content, reply_to: said.reply_to, ..Post::default() })?);
        }
        Ok(sent)
    }

    fn write_origin(content: &mut Map<String, Value>, forwarded: &Value) {
        let hidden =
            |name: &str| json!({ "type": "hidden_user", "date": clock::unix(), "sender_user_name": name });
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
    pub fn tap(&mut self, person: i64, tapped: &Tapped) -> Result<String, Refusal> {
        self.may_write(person)?;
        let user = self.known_chat(person)?;
        let stored = self.message(person, tapped.message_id);
        let offered =
            stored.is_some_and(|stored| markup::offers(stored.message.get("reply_markup"), &tapped.data));
        if !offered && !tapped.forged {
            return Err(Refusal::state("there is no such button"));
        }
        let message = stored.map_or_else(
            || json!({ "chat": user.chat(), "message_id": tapped.message_id, "date": 0 }),
            |stored| stored.message.clone(),
        );
        let callback = self.press(person, tapped.message_id, &tapped.data);
        let update = json!({
            "id": callback.id,
            "from": user.user(),
            "message": message,
            "chat_instance": format!("{}", person * 7_777_777_777),
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
    pub fn edit_own(&mut self, person: i64, id: i64, new: &str) -> Result<Value, Refusal> {
        self.may_write(person)?;
        let stored = self.message(person, id).filter(|stored| !stored.outgoing);
        let is_text =
            stored.ok_or_else(|| Refusal::state("message to edit not found"))?.message.get("text").is_some();
        let formatted = if is_text { text::message(new, &[], None)? } else { text::caption(new, &[], None)? };
        let (field, entities) = if is_text { ("text", "entities") } else { ("caption", "caption_entities") };
        let message = self.amend(person, id, |message| {
            formatted.write(message, field, entities);
            message.insert("edit_date".into(), json!(clock::unix()));
        });
        self.push_update("edited_message", message.clone());
        Ok(message)
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
            "date": clock::unix(),
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

    /// Sets a person's reactions on a message.
    pub fn react_as(&mut self, person: i64, id: i64, emoji: Vec<String>) -> Result<(), Refusal> {
        let user = self.known_chat(person)?;
        if !emoji.iter().all(|emoji| reactions::is_allowed(emoji)) {
            return Err(Refusal::rule("REACTION_INVALID"));
        }
        let before = self.react(person, id, person, emoji.clone());
        let before = before.ok_or_else(|| Refusal::state("message to react not found"))?;
        let list = |emoji: &[String]| -> Value {
            emoji.iter().map(|emoji| json!({ "type": "emoji", "emoji": emoji })).collect()
        };
        let update = json!({
            "chat": user.chat(),
            "message_id": id,
            "user": user.user(),
            "date": clock::unix(),
            "old_reaction": list(&before),
            "new_reaction": list(&emoji),
        });
        self.push_update("message_reaction", update);
        Ok(())
    }

    /// All that a person's app needs to draw the chat.
    pub fn chat_view(&mut self, person: i64, before: i64, count: usize) -> Result<Value, Refusal> {
        self.known_chat(person)?;
        let (name, description) = self.title_for(person);
        self.history.welcome(person);
        let member = self.member(person);
        Ok(json!({
            "cursor": self.history.cursor(),
            "messages": self.last_messages(person, before, count),
            "draft": self.draft_view(person),
            "action": self.action_view(person),
            "commands": self.commands_for(person),
            "menu_button": self.profile.menu_button(person),
            "reply_keyboard": member.reply_keyboard,
            "blocked": member.blocked,
            "started": member.started,
            "pinned": member.pinned,
            "name": name,
            "description": description,
        }))
    }
}
