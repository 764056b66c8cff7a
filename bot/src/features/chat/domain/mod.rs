//! Conversations, questions and answers, and their rules. No IO.

mod answer;
mod context;
mod conversation;
mod files;
mod gathering;
mod model;
mod preferences;
mod title;

use chrono::TimeDelta;

pub use answer::{Answer, AnswerId, AnswerStatus, Question, QuestionId, Turn, Usage};
pub use context::window;
pub use conversation::{Conversation, ConversationId, Found};
pub use files::{LeftOut, Omitted, Reading, reading};
pub use gathering::{Gathering, GatheringId, GatheringState, Part, question_text, ready_at};
pub use model::{Model, ModelChoice};
pub use preferences::{Manner, Preferences, Streaming};
pub use title::{TITLE_LIMIT, TitleFault, clean_title, first_title, given_title};

/// Longest question, in UTF-16 code units: what fits a model's attention and is not better sent as a file.
pub const QUESTION_LIMIT: usize = 32_000;
/// Questions that may wait in one chat.
pub const QUEUE_LIMIT: u64 = 50;
/// Files that a model is shown with one question; a batch of forwards may bring more.
pub const FILES_LIMIT: usize = 20;
/// How long a chat that refused a draft is spared them.
pub const NO_DRAFTS: TimeDelta = TimeDelta::days(3);
/// How long a deleted conversation can be brought back.
pub const UNDELETE: TimeDelta = TimeDelta::hours(24);
