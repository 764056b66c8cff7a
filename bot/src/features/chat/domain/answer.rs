//! Questions, and what is answered to them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ConversationId;
use crate::domain::{AccountId, FileRef, MessageId, Peer, SlotId};

/// A question's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuestionId(pub i64);

/// An answer's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnswerId(pub i64);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub id: QuestionId,
    pub conversation: ConversationId,
    pub account: AccountId,
    pub text: String,
    /// In the order in which they were sent.
    pub files: Vec<FileRef>,
    /// How many messages it was gathered from; 0 for one that came whole.
    pub parts: u16,
    /// The message it came in; of several, the one whose words ask.
    pub message: Option<MessageId>,
    pub created_at: DateTime<Utc>,
}

/// Where an answer stands. The words are stored and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerStatus {
    Queued,
    Running,
    /// Complete.
    Done,
    /// Complete as far as the model's longest answer reaches.
    Cut,
    /// The person stopped it.
    Stopped,
    /// The process died while it was being written.
    Interrupted,
    Failed,
    /// Taken back before it began.
    Withdrawn,
    /// Put off until it can be charged.
    Withheld,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub id: AnswerId,
    pub question: QuestionId,
    pub conversation: ConversationId,
    pub account: AccountId,
    pub peer: Peer,
    pub variation: u32,
    /// The answer this one goes on from.
    pub continues: Option<AnswerId>,
    pub job: Option<i64>,
    pub draft: Option<i64>,
    pub slot: Option<SlotId>,
    /// The message that says it stands in line.
    pub line_slot: Option<SlotId>,
    /// Counts how often it has begun anew because its question changed.
    pub revision: i32,
    pub status: AnswerStatus,
    pub text: String,
    pub error: Option<String>,
    pub model: Option<String>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// What an answer took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub provider: Option<String>,
    pub model: Option<String>,
    pub prompt_tokens: Option<u32>,
    pub completion_tokens: Option<u32>,
    /// Millionths of a US dollar.
    pub cost_micros: Option<u64>,
}

/// A question with what was said to it: all its text, from every "continue".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    pub question: Question,
    pub answer: Option<String>,
}

impl AnswerStatus {
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Running,
        Self::Done,
        Self::Cut,
        Self::Stopped,
        Self::Interrupted,
        Self::Failed,
        Self::Withdrawn,
        Self::Withheld,
    ];

    /// The word in the row, which never changes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cut => "cut",
            Self::Stopped => "stopped",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
            Self::Withdrawn => "withdrawn",
            Self::Withheld => "withheld",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether nothing more will come by itself.
    pub const fn is_finished(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }

    /// Whether it was an answer, which counts; what failed or was cut off by us does not.
    pub const fn counts(self, text: &str) -> bool {
        matches!(self, Self::Done | Self::Cut) || (matches!(self, Self::Stopped) && !text.is_empty())
    }

    /// Whether going on from here makes sense.
    pub const fn can_continue(self) -> bool {
        matches!(self, Self::Cut | Self::Stopped | Self::Interrupted | Self::Failed)
    }
}

impl Answer {
    /// A draft's id: not zero, and the same for every attempt at this answer.
    pub const fn draft_id(&self) -> i64 {
        self.id.0 & 0x7fff_ffff | 1 << 30
    }

    pub fn can_continue(&self) -> bool {
        self.status.can_continue() && !self.text.trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_read_back_as_it_was_written() {
        for status in AnswerStatus::ALL {
            assert_eq!(AnswerStatus::of_name(status.name()), Some(status));
        }
        assert_eq!(AnswerStatus::of_name("lost"), None);
    }
}
