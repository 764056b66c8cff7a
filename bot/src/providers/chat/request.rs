//! What a chat model is asked.
//! It holds the whole of it: an adapter adds nothing but its own protocol.

use bytes::Bytes;
use chrono_tz::Tz;
use serde_json::Value;

use crate::domain::Lang;

/// One question to a model, with everything said before it.
#[derive(Clone, Debug, Default)]
pub struct ChatRequest {
    /// The model's id as its provider spells it; `None` is "auto", the configured chain.
    pub model: Option<String>,
    /// Whether other models may answer when the chosen one cannot. "Auto" always may.
    pub fallback: bool,
    /// Oldest first; a last message of [`Role::Assistant`] is an answer to be continued.
    pub messages: Vec<ChatMessage>,
    pub tools: Vec<ToolSpec>,
    /// The answer must be JSON of this shape. Providers may still break it: check what comes.
    pub response_schema: Option<JsonSchema>,
    /// Longest answer, in tokens.
    pub max_tokens: Option<u32>,
    /// 0.0 to 2.0; left out for models that take none.
    pub temperature: Option<f32>,
    /// The language of the person's screens: a hint for when the words themselves do not tell.
    pub lang: Lang,
    /// Where the person's clock is; UTC where it is not known.
    pub zone: Tz,
    /// 0 for the first answer, then one more for each "again": the built-in model phrases it anew.
    pub variation: u32,
}

impl ChatRequest {
    pub fn new(messages: Vec<ChatMessage>) -> Self {
        Self { messages, ..Self::default() }
    }
}

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    System,
    User,
    Assistant,
}

/// One turn of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatMessage {
    pub role: Role,
    /// Who says it, where several people do.
    pub speaker: Option<String>,
    pub content: Vec<Part>,
}

impl ChatMessage {
    pub fn system(text: impl Into<String>) -> Self {
        Self::text_of(Role::System, text)
    }

    pub fn user(text: impl Into<String>) -> Self {
        Self::text_of(Role::User, text)
    }

    pub fn assistant(text: impl Into<String>) -> Self {
        Self::text_of(Role::Assistant, text)
    }

    /// All text of this turn; parts are separated by a line break, images are passed over.
    pub fn text(&self) -> String {
        let texts: Vec<&str> = self.content.iter().filter_map(Part::as_text).collect();
        texts.join("\n")
    }

    fn text_of(role: Role, text: impl Into<String>) -> Self {
        Self { role, speaker: None, content: vec![Part::Text(text.into())] }
    }
}

/// A piece of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Text(String),
    /// An image as bytes: addresses at Telegram contain the token and never leave the process.
    Image {
        mime: String,
        bytes: Bytes,
    },
}

impl Part {
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Image { .. } => None,
        }
    }
}

/// A function the model may ask for.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolSpec {
    pub name: String,
    pub description: String,
    /// JSON schema of the arguments.
    pub parameters: Value,
}

/// The shape of a structured answer.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonSchema {
    /// Letters, digits, `_` and `-` only, at most 64 (OpenAI, `response_format.json_schema.name`).
    pub name: String,
    pub schema: Value,
}
