//! Groups: who is in them, who runs them, their topics, and what the bot is there.
//! Only holds what is so; how it comes about is in `gathering`, what the bot hears is in `hearing`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::World;
use super::chat::Post;
use super::journal::Key;
use crate::refusal::Refusal;

const ANONYMOUS_ADMIN: i64 = 1_087_968_824;
const TOPIC_COLOUR: i64 = 0x6F_B9F0;

/// What a person is in a group; who has left is not in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    Creator,
    Administrator,
    Member,
}

/// What the bot is in a group.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Was never there, or went by itself.
    #[default]
    Left,
    Kicked,
    Member,
    Administrator,
}

impl Standing {
    pub fn is_in(self) -> bool {
        matches!(self, Self::Member | Self::Administrator)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    pub name: String,
    pub closed: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Group {
    pub id: i64,
    pub title: String,
    pub supergroup: bool,
    pub forum: bool,
    pub members: BTreeMap<i64, Rank>,
    /// Administrators who write in the name of the group.
    #[serde(default)]
    pub anonymous: BTreeSet<i64>,
    pub bot: Standing,
    /// By the message that opened them; General is not among them.
    #[serde(default)]
    pub topics: BTreeMap<i64, Topic>,
    /// The supergroup that this group has become.
    #[serde(default)]
    pub moved_to: Option<i64>,
    #[serde(default)]
    pub pinned: Vec<i64>,
}

impl Group {
    /// The Bot API's `Chat`.
    pub fn chat(&self) -> Value {
        let mut chat = json!({ "id": self.id, "type": self.kind(), "title": self.title });
        if self.forum {
            chat["is_forum"] = json!(true);
        }
        chat
    }

    pub fn kind(&self) -> &'static str {
        if self.supergroup { "supergroup" } else { "group" }
    }

    pub fn is_run_by(&self, person: i64) -> bool {
        matches!(self.members.get(&person), Some(Rank::Creator | Rank::Administrator))
    }

    /// The group as it speaks for an administrator who hides.
    pub fn anonymous_user() -> Value {
        json!({
            "id": ANONYMOUS_ADMIN,
            "is_bot": true,
            "first_name": "Group",
            "username": "GroupAnonymousBot",
        })
    }

    /// Whether the bot may do something here, in the words of the real server.
    pub fn admits_bot(&self) -> Result<(), Refusal> {
        if let Some(to) = self.moved_to {
            return Err(Refusal::moved(to));
        }
        let kind = self.kind();
        match self.bot {
            Standing::Member | Standing::Administrator => Ok(()),
            Standing::Kicked => Err(Refusal::forbidden(format_args!("bot was kicked from the {kind} chat"))),
            Standing::Left => Err(Refusal::forbidden(format_args!("bot is not a member of the {kind} chat"))),
        }
    }

    /// Whether words may go to a topic. General has no number of its own on the wire.
    pub fn admits_thread(&self, thread: Option<i64>) -> Result<(), Refusal> {
        let Some(thread) = thread else { return Ok(()) };
        match self.topics.get(&thread) {
            Some(topic) if topic.closed => Err(Refusal::state("TOPIC_CLOSED")),
            Some(_) => Ok(()),
            None if self.forum && thread != 1 => Err(Refusal::state("message thread not found")),
            None => Err(Refusal::rule("message thread not found")),
        }
    }

    /// What a person's app shows of the group.
    pub fn view(&self, person: i64) -> Value {
        json!({
            "id": self.id,
            "type": self.kind(),
            "title": self.title,
            "is_forum": self.forum,
            "bot": self.bot,
            "rank": self.members.get(&person),
            "anonymous": self.anonymous.contains(&person),
            "members": self.members.iter().map(|(id, rank)| json!({ "id": id, "rank": rank })).collect::<Vec<_>>(),
            "topics": self.topics.iter().map(|(thread, topic)| {
                json!({ "thread_id": thread, "name": topic.name, "closed": topic.closed })
            }).collect::<Vec<_>>(),
        })
    }
}

impl World {
    pub fn group(&self, id: i64) -> Result<&Group, Refusal> {
        self.groups.get(&id).ok_or_else(|| Refusal::state("chat not found"))
    }

    pub fn change_group(&mut self, id: i64, change: impl FnOnce(&mut Group)) {
        if let Some(group) = self.groups.get_mut(&id) {
            change(group);
            self.touch(Key::Group(id));
        }
    }

    /// A chat that exists, as the Bot API's `Chat`.
    pub fn any_chat(&self, id: i64) -> Result<Value, Refusal> {
        if id < 0 { Ok(self.group(id)?.chat()) } else { Ok(self.known_chat(id)?.chat()) }
    }

    /// Who may see what happens in a chat.
    pub fn audience(&self, chat: i64) -> Vec<i64> {
        match self.groups.get(&chat) {
            Some(group) => group.members.keys().copied().collect(),
            None => vec![chat],
        }
    }

    /// The groups that a person is in and that still are.
    pub fn groups_of(&self, person: i64) -> Vec<&Group> {
        let all = self.groups.values();
        all.filter(|group| group.moved_to.is_none() && group.members.contains_key(&person)).collect()
    }

    /// A person or the bot as a `ChatMember`.
    pub fn chat_member(&self, group: &Group, user: i64) -> Result<Value, Refusal> {
        if user == self.bot.id {
            return Ok(standing(group.bot, self.bot_user()));
        }
        let person = self.person(user).ok_or_else(|| Refusal::state("PARTICIPANT_ID_INVALID"))?;
        let anonymous = group.anonymous.contains(&user);
        Ok(match group.members.get(&user) {
            Some(Rank::Creator) => {
                json!({ "status": "creator", "user": person.user(), "is_anonymous": anonymous })
            }
            Some(Rank::Administrator) => administrator(&person.user(), anonymous),
            Some(Rank::Member) => json!({ "status": "member", "user": person.user() }),
            None => json!({ "status": "left", "user": person.user() }),
        })
    }

    /// The topic in which a message of a forum stands.
    pub fn topic_of(&self, chat: i64, message: Option<i64>) -> Option<i64> {
        let stored = self.message(chat, message?)?;
        let topical = stored.message["is_topic_message"] == json!(true);
        stored.message["message_thread_id"].as_i64().filter(|_| topical)
    }

    /// Opens a topic and returns its number, which is that of the message that says so.
    pub(super) fn open_topic(&mut self, person: i64, chat: i64, name: &str) -> Result<i64, Refusal> {
        let created = json!({ "name": name, "icon_color": TOPIC_COLOUR });
        let content = serde_json::Map::from_iter([("forum_topic_created".to_owned(), created)]);
        let message =
            self.post(chat, Post { content, by: Some(person), opens_topic: true, ..Post::default() })?;
        let thread = message["message_id"].as_i64().unwrap_or_default();
        let topic = Topic { name: name.to_owned(), closed: false };
        self.change_group(chat, |group| drop(group.topics.insert(thread, topic)));
        self.tell_bot_of_group(chat, "message", message);
        Ok(thread)
    }
}

/// The bot's standing as a `ChatMember`.
pub fn standing(standing: Standing, user: Value) -> Value {
    match standing {
        Standing::Left => json!({ "status": "left", "user": user }),
        Standing::Kicked => json!({ "status": "kicked", "user": user, "until_date": 0 }),
        Standing::Member => json!({ "status": "member", "user": user }),
        Standing::Administrator => administrator(&user, false),
    }
}

fn administrator(user: &Value, anonymous: bool) -> Value {
    let mut member = json!({ "status": "administrator", "user": user, "is_anonymous": anonymous });
    for right in [
        "can_be_edited",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_send_welcome_messages",
    ] {
        let given = !matches!(right, "can_be_edited" | "can_promote_members");
        member[right] = json!(given);
    }
    member
}
