//! Conversations, questions and answers, and their rules. No IO.

mod context;
mod preferences;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{AccountId, FileRef, MessageId, Peer, shorten},
    telegram::outbox::SlotId,
};

pub use context::window;
pub use preferences::{Preferences, Streaming};

/// Longest question, in UTF-16 code units: what fits a model's attention and is not better sent as a file.
pub const QUESTION_LIMIT: usize = 32_000;
/// Longest title, in graphemes.
pub const TITLE_LIMIT: usize = 60;
/// Questions that may wait in one chat.
pub const QUEUE_LIMIT: u64 = 50;
/// How long a deleted conversation can be brought back.
pub const UNDELETE: TimeDelta = TimeDelta::hours(24);

/// A conversation's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConversationId(pub i64);

/// A question's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuestionId(pub i64);

/// An answer's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnswerId(pub i64);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    pub id: ConversationId,
    pub title: Option<String>,
    /// The person gave the title; it is not made up anew.
    pub named: bool,
    /// `None` is "auto".
    pub model: Option<String>,
    pub created_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub id: QuestionId,
    pub conversation: ConversationId,
    pub text: String,
    pub file: Option<FileRef>,
    /// The message it came in.
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
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        let all = [
            Self::Queued,
            Self::Running,
            Self::Done,
            Self::Cut,
            Self::Stopped,
            Self::Interrupted,
            Self::Failed,
            Self::Withdrawn,
        ];
        all.into_iter().find(|status| status.name() == name)
    }

    /// Whether nothing more will come by itself.
    pub const fn is_finished(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
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

/// A first title, from the first words.
pub fn title_of(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    shorten(line.trim_start_matches(['#', '*', '>', '-', ' ']), 40)
}

/// A title as a person or a model gives it, made presentable; nothing when nothing is left.
pub fn clean_title(text: &str) -> Option<String> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    let line = line.trim().trim_matches(['"', '“', '”', '«', '»', '*', '#', '.', ' ']);
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then(|| shorten(&words, TITLE_LIMIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_come_from_the_first_words() {
        assert_eq!(title_of("\n  ## Plan a trip\nto Georgia"), "Plan a trip");
        assert_eq!(title_of(&"word ".repeat(40)).chars().count(), 40);
        assert_eq!(clean_title("  “Trip to  Georgia.”\nbecause"), Some("Trip to Georgia".to_owned()));
        assert_eq!(clean_title(" \n "), None);
    }

    #[test]
    fn every_status_is_read_back_as_it_was_written() {
        for name in ["queued", "running", "done", "cut", "stopped", "interrupted", "failed", "withdrawn"] {
            assert_eq!(AnswerStatus::of_name(name).map(AnswerStatus::name), Some(name));
        }
    }
}
