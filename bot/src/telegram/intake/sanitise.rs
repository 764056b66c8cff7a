//! Raw JSON to what the dispatcher can read: whatever teloxide 0.17 (Bot API 9.1) would stumble over is reduced.
//! It never gives up a person's text, and changes nothing in an update that parses as it is.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use teloxide::types::{
    InlineKeyboardButton, MaybeInaccessibleMessage, Message, MessageEntity, MessageKind, Update, UpdateKind,
};

use super::{
    foreign::{self, ForeignUpdate},
    kinds, rich,
};

/// An update that can be handled.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Readable {
    Known(Box<Update>),
    Foreign(ForeignUpdate),
}

/// What tells where a message stands and who wrote it.
const FRAME: [&str; 7] =
    ["message_id", "date", "chat", "from", "message_thread_id", "is_topic_message", "sender_chat"];
/// What a message cannot do without.
const NEEDED: [&str; 3] = ["message_id", "date", "chat"];

/// Reads an update of this kind. What parses whole is taken as it is; the rest is reduced until it parses.
pub(super) fn read(kind: &str, raw: &str) -> Readable {
    if let Ok(update) = serde_json::from_str::<Update>(raw)
        && is_whole(&update)
    {
        return Readable::Known(Box::new(update));
    }
    let foreign = || Readable::Foreign(ForeignUpdate::unreadable(kind));
    let Ok(Value::Object(mut update)) = serde_json::from_str(raw) else { return foreign() };
    let (Some(id), Some(value)) = (update.remove("update_id"), update.remove(kind)) else { return foreign() };
    if let Some(update) = foreign::read(kind, &value) {
        return Readable::Foreign(update);
    }
    let mut reduced = Map::new();
    reduced.insert(kind.to_owned(), reduce(kind, value));
    reduced.insert("update_id".to_owned(), id);
    match parse::<Update>(&Value::Object(reduced)) {
        Some(update) if !matches!(update.kind, UpdateKind::Error(_)) => Readable::Known(Box::new(update)),
        _ => foreign(),
    }
}

/// Whether teloxide understood all of it: neither the update, nor a message in it, was left empty.
fn is_whole(update: &Update) -> bool {
    match &update.kind {
        UpdateKind::Error(_) => false,
        UpdateKind::Message(message)
        | UpdateKind::EditedMessage(message)
        | UpdateKind::ChannelPost(message)
        | UpdateKind::EditedChannelPost(message)
        | UpdateKind::BusinessMessage(message)
        | UpdateKind::EditedBusinessMessage(message) => {
            has_content(message) && message.reply_to_message().is_none_or(has_content)
        }
        UpdateKind::CallbackQuery(query) => match &query.message {
            Some(MaybeInaccessibleMessage::Regular(message)) => has_content(message),
            _ => true,
        },
        _ => true,
    }
}

fn has_content(message: &Message) -> bool {
    !matches!(message.kind, MessageKind::Empty {})
}

fn reduce(kind: &str, mut value: Value) -> Value {
    if kinds::is_message(kind) {
        return reduce_message(value);
    }
    if kind == "callback_query"
        && let Some(message) = value.get_mut("message")
    {
        *message = reduce_message(message.take());
        if parse::<MaybeInaccessibleMessage>(message).is_none() {
            *message = Value::Null;
        }
    }
    drop_unknown_parts(&mut value);
    value
}

/// A message that parses, with as much of it as does; unchanged where not even its frame parses.
fn reduce_message(mut message: Value) -> Value {
    drop_unknown_parts(&mut message);
    let Value::Object(fields) = &mut message else { return message };
    for nested in ["reply_to_message", "pinned_message"] {
        if let Some(inner) = fields.get_mut(nested) {
            *inner = reduce_message(inner.take());
        }
    }
    flatten_rich(fields);
    still_of_live(fields);
    if parse::<Message>(&message).is_some_and(|message| has_content(&message)) {
        return message;
    }
    match message {
        Value::Object(fields) => Value::Object(rebuild(fields)),
        other => other,
    }
}

/// Entities and buttons of kinds that teloxide does not know, wherever they stand: captions, quotes, polls, tasks.
fn drop_unknown_parts(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields.iter_mut() {
                if key == "entities" || key.ends_with("_entities") {
                    keep_readable::<MessageEntity>(inner);
                } else if key == "inline_keyboard" {
                    keep_buttons(inner);
                } else {
                    drop_unknown_parts(inner);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(drop_unknown_parts),
        _ => {}
    }
}

fn keep_readable<T: DeserializeOwned>(list: &mut Value) {
    match list {
        Value::Array(items) => items.retain(|item| parse::<T>(item).is_some()),
        other => *other = Value::Array(Vec::new()),
    }
}

fn keep_buttons(keyboard: &mut Value) {
    let Value::Array(rows) = keyboard else { return };
    rows.iter_mut().for_each(keep_readable::<InlineKeyboardButton>);
    rows.retain(|row| row.as_array().is_some_and(|row| !row.is_empty()));
}

/// A rich message becomes text, where the message has none.
fn flatten_rich(fields: &mut Map<String, Value>) {
    let Some(rich) = fields.remove("rich_message") else { return };
    let text = rich::flatten(&rich);
    if !text.is_empty() && !fields.get("text").is_some_and(Value::is_string) {
        fields.remove("entities");
        fields.insert("text".to_owned(), Value::String(text));
    }
}

/// A live photo becomes the still picture in it.
fn still_of_live(fields: &mut Map<String, Value>) {
    let still = fields.get_mut("live_photo").and_then(|live| live.get_mut("photo")).map(Value::take);
    if let Some(still) = still
        && !fields.contains_key("photo")
    {
        fields.insert("photo".to_owned(), still);
    }
}

/// Puts a message together: its frame, its content, and each further field that does no harm.
fn rebuild(mut fields: Map<String, Value>) -> Map<String, Value> {
    let mut kept = frame(&mut fields);
    let contents: Vec<String> = fields
        .iter()
        .filter(|(key, value)| is_content(&with(&kept, key, value)))
        .map(|(key, _)| key.clone())
        .collect();
    for key in contents {
        if let Some(value) = fields.remove(&key) {
            keep_if(&mut kept, key, value, is_content);
        }
    }
    if !is_content(&kept) {
        // A caption under what nobody knows is still what the person wrote.
        for (caption, text) in [("caption", "text"), ("caption_entities", "entities")] {
            if let Some(words) = fields.remove(caption) {
                keep_if(&mut kept, text.to_owned(), words, is_content);
            }
        }
    }
    let harmless = if is_content(&kept) { is_content } else { is_message };
    for (key, value) in fields {
        keep_if(&mut kept, key, value, harmless);
    }
    kept
}

/// What [`FRAME`] names, without the parts of it that keep it from parsing.
fn frame(fields: &mut Map<String, Value>) -> Map<String, Value> {
    let mut frame: Map<String, Value> =
        FRAME.iter().filter_map(|key| fields.remove(*key).map(|value| ((*key).to_owned(), value))).collect();
    for key in FRAME.iter().rev() {
        if is_message(&frame) {
            break;
        }
        if !NEEDED.contains(key) {
            frame.remove(*key);
        }
    }
    frame
}

fn with(kept: &Map<String, Value>, key: &str, value: &Value) -> Map<String, Value> {
    let mut candidate = kept.clone();
    candidate.insert(key.to_owned(), value.clone());
    candidate
}

fn keep_if(kept: &mut Map<String, Value>, key: String, value: Value, holds: fn(&Map<String, Value>) -> bool) {
    if holds(&with(kept, &key, &value)) {
        kept.insert(key, value);
    }
}

fn is_message(fields: &Map<String, Value>) -> bool {
    parse::<Message>(fields).is_some()
}

fn is_content(fields: &Map<String, Value>) -> bool {
    parse::<Message>(fields).is_some_and(|message| has_content(&message))
}

/// By way of text: teloxide's types read JSON values differently.
fn parse<T: DeserializeOwned>(value: &impl serde::Serialize) -> Option<T> {
    serde_json::from_str(&serde_json::to_string(value).ok()?).ok()
}

#[cfg(test)]
#[path = "sanitise_tests.rs"]
mod tests;
