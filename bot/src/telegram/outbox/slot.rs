//! A slot: the place of one message, what it is to show and what it shows.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

pub use crate::domain::SlotId;

use crate::{
    domain::{MessageId, Peer},
    ops::trace::Trace,
    telegram::{keyboard::Keyboard, screen::Screen},
};

/// What a message is to its chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The screen one works with: there is one, and a newer one makes it collapse.
    Screen,
    /// A message that stays as it is: an answer, a result, a notice.
    Message,
}

/// What a slot is to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    Shown(Screen),
    /// What is left of a screen that a newer one took over from; a person who has deleted it wants nothing of it.
    Collapsed(Screen),
    /// Other buttons under a message that says what it says.
    Buttons(Keyboard),
    /// The message is to go.
    Removed,
}

impl Wanted {
    /// What a screen shrinks to when a newer one takes over.
    pub(super) fn collapsed(&self) -> Option<Self> {
        match self {
            Self::Shown(screen) => Some(Self::Collapsed(screen.collapsed())),
            Self::Collapsed(_) | Self::Buttons(_) | Self::Removed => None,
        }
    }
}

/// How much waits to be delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    pub pending: u64,
    /// Since when the oldest of those that may go out now has been wanted.
    pub oldest: Option<DateTime<Utc>>,
}

/// A slot somebody has in hand in order to deliver it.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub id: SlotId,
    pub peer: Peer,
    pub message: Option<MessageId>,
    /// What the message holds now is a file with a caption.
    pub shows_media: bool,
    pub wanted: Wanted,
    pub revision: i64,
    /// Since when this content has been wanted.
    pub ranked_at: DateTime<Utc>,
    /// What it is to have been brought about by.
    pub trace: Trace,
    /// Counts from 1; more than one for a message that was never confirmed means that it may exist.
    pub attempt: i16,
    pub token: String,
    /// When it was taken in hand.
    pub since: Instant,
}

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The message shows it, under this id.
    Delivered { message: Option<MessageId>, media: bool },
    /// The message is not there any more: send a new one.
    SendAnew,
    /// This chat takes no rich messages: the slot wants the same as text, and further slots the rest of it.
    AsText(Vec<Screen>),
    /// Later; `counted` when it was a failure.
    Later { after: std::time::Duration, counted: bool },
    /// Nothing more can be done with this slot.
    Given,
}

impl Outcome {
    /// The word for logs and metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Delivered { .. } => "delivered",
            Self::SendAnew => "anew",
            Self::AsText(_) => "as_text",
            Self::Later { counted: false, .. } => "later",
            Self::Later { counted: true, .. } => "failed",
            Self::Given => "given_up",
        }
    }
}
