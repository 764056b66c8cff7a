//! Message text with its entities, as the Bot API wants it: offsets and lengths in UTF-16 code units.
//! It knows no Markdown and no HTML, so there is nothing in it that can fail to parse.

use serde::{Deserialize, Serialize};

pub use crate::domain::utf16_len;

/// Longest text of a message, in UTF-16 code units after entities are parsed (Bot API, `sendMessage`).
pub const MESSAGE_LIMIT: usize = 4096;
/// Longest caption of a photo or document, in UTF-16 code units (Bot API, `sendPhoto`).
pub const CAPTION_LIMIT: usize = 1024;

/// Text and the formatting that lies over it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormattedText {
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
}

/// One stretch of formatting, in UTF-16 code units from the start of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    pub offset: usize,
    pub length: usize,
    #[serde(flatten)]
    pub kind: EntityKind,
}

/// The kinds of formatting we write; the names on the wire are the Bot API's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EntityKind {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    Pre {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
    },
    TextLink {
        url: String,
    },
    Blockquote,
    ExpandableBlockquote,
}

impl FormattedText {
    /// Text without formatting.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), entities: Vec::new() }
    }

    /// Length in UTF-16 code units.
    pub fn len(&self) -> usize {
        utf16_len(&self.text)
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Appends plain text.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends text with formatting over all of it. Empty text adds nothing.
    pub fn push_as(&mut self, kind: EntityKind, text: &str) -> &mut Self {
        if !text.is_empty() {
            self.entities.push(Entity { offset: self.len(), length: utf16_len(text), kind });
            self.text.push_str(text);
        }
        self
    }

    /// Appends other formatted text, its entities moved along.
    pub fn append(&mut self, other: Self) -> &mut Self {
        let shift = self.len();
        self.text.push_str(&other.text);
        self.entities.extend(
            other.entities.into_iter().map(|entity| Entity { offset: entity.offset + shift, ..entity }),
        );
        self
    }
}

impl From<String> for FormattedText {
    fn from(text: String) -> Self {
        Self::plain(text)
    }
}

impl From<&str> for FormattedText {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}
