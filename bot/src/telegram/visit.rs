//! The facts about one update: who, where, when, in which language.
//! No bot and no services: a visit can be made by hand in a test.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::{AccountId, Cause, ChatKind, FileRef, Lang, MessageId, OtherKind, Peer, Person};

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
    /// Who wrote the message, where it was forwarded.
    pub origin: Option<String>,
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
    },
    Location {
        latitude: f64,
        longitude: f64,
    },
    /// The person changed a message they had sent; these are its words now, or those under its file.
    Edited {
        text: String,
    },
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
