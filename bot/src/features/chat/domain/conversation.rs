//! A conversation.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A conversation's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConversationId(pub i64);

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

/// A conversation in which the words of a search are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub conversation: ConversationId,
    pub title: Option<String>,
    pub when: DateTime<Utc>,
}
