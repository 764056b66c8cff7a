//! What the server says when it does not do what it was asked, in the real server's words.
//! Never decides: it only carries the code, the words and whose doing it was.

use serde::Serialize;
use serde_json::{Value, json};

/// Why a request was refused, which decides whether the caller did something wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Blame {
    /// The request does not fit the Bot API schema.
    Schema,
    /// The request fits the schema and breaks a rule that the caller can know beforehand.
    Rule,
    /// The world has moved on (deleted, blocked, answered, unchanged): nobody's fault.
    State,
    /// A fault asked for by the control API.
    Injected,
}

/// A refused request.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{code} {description}")]
pub struct Refusal {
    pub code: u16,
    pub description: String,
    pub retry_after: Option<u64>,
    /// The supergroup that the group has become.
    pub migrate_to: Option<i64>,
    pub blame: Blame,
}

impl Refusal {
    fn new(code: u16, blame: Blame, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), retry_after: None, migrate_to: None, blame }
    }

    pub fn schema(what: impl std::fmt::Display) -> Self {
        Self::new(400, Blame::Schema, format!("Bad Request: {what}"))
    }

    pub fn rule(what: impl std::fmt::Display) -> Self {
        Self::new(400, Blame::Rule, format!("Bad Request: {what}"))
    }

    pub fn state(what: impl std::fmt::Display) -> Self {
        Self::new(400, Blame::State, format!("Bad Request: {what}"))
    }

    pub fn moved(to: i64) -> Self {
        Self { migrate_to: Some(to), ..Self::state("group chat was upgraded to a supergroup chat") }
    }

    pub fn forbidden(what: impl std::fmt::Display) -> Self {
        Self::new(403, Blame::State, format!("Forbidden: {what}"))
    }

    pub fn conflict(what: impl std::fmt::Display) -> Self {
        Self::new(409, Blame::State, format!("Conflict: {what}"))
    }

    pub fn unauthorized() -> Self {
        Self::new(401, Blame::Rule, "Unauthorized")
    }

    pub fn unknown_method() -> Self {
        Self::new(404, Blame::Schema, "Not Found: method not found")
    }

    pub fn too_large() -> Self {
        Self::new(413, Blame::Rule, "Request Entity Too Large")
    }

    pub fn too_many_requests(retry_after: u64) -> Self {
        let description = format!("Too Many Requests: retry after {retry_after}");
        Self { retry_after: Some(retry_after), ..Self::new(429, Blame::Injected, description) }
    }

    pub fn server_error() -> Self {
        Self::new(500, Blame::Injected, "Internal Server Error")
    }

    pub fn injected(what: &str) -> Self {
        Self::new(400, Blame::Injected, format!("Bad Request: {what}"))
    }

    /// The body as the Bot API words it.
    pub fn body(&self) -> Value {
        let mut body = json!({ "ok": false, "error_code": self.code, "description": self.description });
        if let Some(seconds) = self.retry_after {
            body["parameters"] = json!({ "retry_after": seconds });
        }
        if let Some(chat) = self.migrate_to {
            body["parameters"] = json!({ "migrate_to_chat_id": chat });
        }
        body
    }

    /// Whether the caller could have known better.
    pub fn is_violation(&self) -> bool {
        matches!(self.blame, Blame::Schema | Blame::Rule)
    }
}
