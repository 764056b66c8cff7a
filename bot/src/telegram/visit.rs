//! The facts about one update: who, where, when, in which language.
//! No bot and no services: a visit can be made by hand in a test.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::{AccountId, Cause, ChatKind, FileRef, Lang, MessageId, Peer};

/// What Telegram says about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: AccountId,
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    /// IETF tag of the client's language.
    pub language_code: Option<String>,
}

impl Person {
    /// Someone of whom an update tells nothing but the id.
    pub const fn known_by_id(id: AccountId) -> Self {
        Self { id, first_name: String::new(), last_name: None, username: None, language_code: None }
    }
}

/// The update that is being answered.
#[derive(Clone, Debug)]
pub struct Visit {
    pub cause: Cause,
    pub account: AccountId,
    pub person: Person,
    pub lang: Lang,
    /// The person's time zone; UTC until they tell.
    pub zone: Tz,
    pub peer: Peer,
    pub chat_kind: ChatKind,
    /// The message that came, or the one whose button was tapped.
    pub message: Option<MessageId>,
    /// The message that came answers this one of the same chat.
    pub replies_to: Option<MessageId>,
    /// The account was made by this very update.
    pub first_contact: bool,
    /// When the update was taken in.
    pub received_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
    pub input: Input,
}

/// What the person did.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// `/name arguments`, the name in lower case and without the bot's own name.
    Command {
        name: String,
        arguments: String,
    },
    Tap {
        query: String,
        data: String,
    },
    Text(String),
    /// One file, perhaps with words; members of an album come one by one with the album's id.
    File {
        file: FileRef,
        caption: String,
        album: Option<String>,
        forwarded: bool,
    },
    Location {
        latitude: f64,
        longitude: f64,
    },
    /// The person changed a message they had sent.
    Edited,
    /// The native stop of a streaming draft.
    StopDraft {
        draft: i64,
    },
    /// The person blocked the bot, or let it in again.
    Membership {
        reachable: bool,
    },
    Other(OtherKind),
}

/// Messages that mean nothing to us but deserve an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherKind {
    Contact,
    Poll,
    Dice(u8),
    Sticker,
    /// Something Telegram can show and we cannot read.
    Unknown,
    /// Telegram's own notes about the chat: never answered.
    Service,
}

impl Visit {
    /// The present moment in the person's zone.
    pub fn local_now(&self) -> DateTime<Tz> {
        self.now.with_timezone(&self.zone)
    }

    /// How long the update has waited for us.
    pub fn age(&self) -> TimeDelta {
        self.now - self.received_at
    }

    pub fn is_private(&self) -> bool {
        self.chat_kind == ChatKind::Private
    }
}
