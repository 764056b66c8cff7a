//! Identifiers, each of its own type.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// An owner: a person who uses the bot, under their Telegram user id, or a group in which it is, under its chat id,
    /// which is negative (Bot API, `Chat.id`).
    AccountId(i64);
    /// The bot itself: its Telegram user id, the part of the token before the colon.
    BotId(i64);
    /// A Telegram chat. A private chat has the id of the person in it.
    ChatId(i64);
    /// A message within its chat.
    MessageId(i64);
    /// A topic within its chat.
    ThreadId(i64);
    /// The place of a message of ours, which is delivered whatever happens.
    SlotId(i64);
}

impl AccountId {
    /// Whether this is a group.
    pub const fn is_group(self) -> bool {
        self.0 < 0
    }
}

/// The kind of a chat, as far as the product tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatKind {
    Private,
    Group,
    Channel,
}

/// A place that messages are sent to: a chat, and the topic in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Peer {
    pub chat: ChatId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<ThreadId>,
}

impl Peer {
    pub const fn chat(chat: ChatId) -> Self {
        Self { chat, thread: None }
    }

    /// Whether this is a private chat: those have positive ids (Bot API, `Chat.id`).
    pub const fn is_private(self) -> bool {
        self.chat.0 > 0
    }

    /// Whose the talk in this place is: the person's in their private chat, and otherwise the group's.
    pub const fn owner(self) -> AccountId {
        AccountId(self.chat.0)
    }
}

/// What set a write going. A write repeated with the same cause and ordinal changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cause(String);

impl Cause {
    /// An update from Telegram.
    pub fn update(bot: BotId, update_id: i64) -> Self {
        Self(format!("u{bot}:{update_id}"))
    }

    /// A job of the queue.
    pub fn job(id: i64) -> Self {
        Self(format!("j{id}"))
    }

    /// A part of what this cause brings about, named so that it is unique within it.
    pub fn part(&self, name: impl fmt::Display) -> Self {
        Self(format!("{}/{name}", self.0))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Cause {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
