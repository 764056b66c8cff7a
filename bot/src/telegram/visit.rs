//! The facts about one update: who, where, when, in which language.
//! No bot and no services: a visit can be made by hand in a test.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::{
    AccountId, Cause, ChatId, ChatKind, FileRef, Lang, MessageId, OtherKind, Paid, Peer, Person, Refunded,
    Renewal, Replied,
};

/// The update that is being answered.
#[derive(Clone, Debug)]
pub struct Visit {
    pub cause: Cause,
    /// Whose things are touched: the person's own, and in a group the group's.
    pub account: AccountId,
    /// Who did it.
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
    /// Their number, where they let Telegram tell it.
    pub forwarded_from: Option<AccountId>,
    /// What the message answers, as far as it is shown.
    pub replied: Option<Replied>,
    /// It is meant for the bot. Pieces of what may be are not, and only in groups.
    pub addressed: bool,
    /// The account was made by this very update.
    pub first_contact: bool,
    /// How long the update had waited for us when its turn came.
    pub waited: TimeDelta,
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
    /// The group goes on under another number.
    Moved {
        from: ChatId,
        to: ChatId,
    },
    /// The native stop of a streaming draft.
    StopDraft {
        draft: i64,
    },
    /// The person blocked the bot, or let it in again; or somebody has put it out of a group, or into one.
    Membership {
        reachable: bool,
    },
    /// The person has paid.
    Paid(Paid),
    /// What they had paid went back to them.
    Refunded(Refunded),
    /// Whether the subscription that was begun with this payload renews.
    Renewal {
        payload: String,
        renewal: Renewal,
    },
    Other(OtherKind),
}

impl Input {
    /// The word for logs and metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Command { .. } => "command",
            Self::Tap { .. } => "tap",
            Self::Text(_) => "text",
            Self::File { .. } => "file",
            Self::Location { .. } => "location",
            Self::Edited { .. } => "edited",
            Self::Moved { .. } => "moved",
            Self::StopDraft { .. } => "stop",
            Self::Membership { .. } => "membership",
            Self::Paid(_) => "paid",
            Self::Refunded(_) => "refunded",
            Self::Renewal { .. } => "renewal",
            Self::Other(_) => "other",
        }
    }
}

impl Visit {
    /// The present moment in the person's zone.
    pub fn local_now(&self) -> DateTime<Tz> {
        self.now.with_timezone(&self.zone)
    }

    /// Whether a button was pressed.
    pub const fn is_tap(&self) -> bool {
        matches!(self.input, Input::Tap { .. })
    }

    /// The words of a message below what they answer. In private what was said stands in the conversation already, and
    /// only what is picked out of it, or comes from elsewhere, is repeated.
    pub fn in_context(&self, text: &str) -> String {
        let told =
            |replied: &&Replied| !self.is_private() || replied.quote.is_some() || replied.message.is_none();
        self.replied.as_ref().filter(told).map_or_else(|| text.to_owned(), |replied| replied.above(text))
    }

    pub fn is_private(&self) -> bool {
        self.chat_kind == ChatKind::Private
    }
}
