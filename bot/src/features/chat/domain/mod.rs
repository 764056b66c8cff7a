//! Conversations, questions and answers, and their rules. No IO.

mod answer;
mod context;
mod conversation;
mod model;
mod preferences;
mod title;

use chrono::TimeDelta;

pub use answer::{Answer, AnswerId, AnswerStatus, Question, QuestionId, Turn, Usage};
pub use context::window;
pub use conversation::{Conversation, ConversationId, Found};
pub use model::{Model, ModelChoice};
pub use preferences::{Preferences, Streaming};
pub use title::{TITLE_LIMIT, TitleFault, clean_title, first_title, given_title};

/// Longest question, in UTF-16 code units: what fits a model's attention and is not better sent as a file.
pub const QUESTION_LIMIT: usize = 32_000;
/// Questions that may wait in one chat.
pub const QUEUE_LIMIT: u64 = 50;
/// How long a deleted conversation can be brought back.
pub const UNDELETE: TimeDelta = TimeDelta::hours(24);
