//! What the bot hears of a group: everything as an administrator or without privacy mode, else what is meant for it.
//! Decides as the real server does; people's apps hear everything.

use serde_json::Value;

use super::World;
use super::groups::{Group, Standing};

/// What happens to a group is told to every bot in it.
const SERVICE: [&str; 15] = [
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "group_chat_created",
    "supergroup_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "message_auto_delete_timer_changed",
    "successful_payment",
    "refunded_payment",
];

impl World {
    /// Queues an update about a message of a group, if the bot is to hear of it.
    pub(super) fn tell_bot_of_group(&mut self, chat: i64, kind: &str, message: Value) {
        if self.groups.get(&chat).is_some_and(|group| self.bot_hears(group, &message)) {
            self.push_update(kind, message);
        }
    }

    fn bot_hears(&self, group: &Group, message: &Value) -> bool {
        let service = SERVICE.iter().any(|field| message.get(*field).is_some());
        match group.bot {
            Standing::Left | Standing::Kicked => false,
            Standing::Administrator => true,
            Standing::Member => service || self.profile.reads_all || self.is_meant_for_bot(message),
        }
    }

    /// A command that is not another bot's, a mention, or an answer to the bot.
    fn is_meant_for_bot(&self, message: &Value) -> bool {
        let answered = message.pointer("/reply_to_message/from/id").and_then(Value::as_i64);
        if answered == Some(self.bot.id) {
            return true;
        }
        [("text", "entities"), ("caption", "caption_entities")].into_iter().any(|(text, entities)| {
            let text = message[text].as_str().unwrap_or_default();
            let entities = message[entities].as_array().into_iter().flatten();
            entities.into_iter().any(|entity| self.calls_bot(text, entity))
        })
    }

    fn calls_bot(&self, text: &str, entity: &Value) -> bool {
        let word = cut(text, entity);
        let own_name = |name: &str| name.eq_ignore_ascii_case(&self.bot.username);
        match entity["type"].as_str() {
            Some("mention") => word.strip_prefix('@').is_some_and(own_name),
            Some("text_mention") => entity.pointer("/user/id").and_then(Value::as_i64) == Some(self.bot.id),
            Some("bot_command") => word.split_once('@').is_none_or(|(_, name)| own_name(name)),
            _ => false,
        }
    }
}

/// The words that an entity covers.
fn cut(text: &str, entity: &Value) -> String {
    let number = |key: &str| usize::try_from(entity[key].as_u64().unwrap_or_default()).unwrap_or_default();
    let units: Vec<u16> = text.encode_utf16().skip(number("offset")).take(number("length")).collect();
    String::from_utf16_lossy(&units)
}
