//! A screen: what one message shows. Screens are values; nothing here sends anything.

use serde::{Deserialize, Serialize};

use super::{
    keyboard::Keyboard,
    markdown::split,
    rich::{Content, RichMessage},
    text::{FormattedText, MESSAGE_LIMIT},
};
use crate::domain::MessageId;

/// A file on a screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    pub kind: MediaKind,
    pub source: MediaSource,
    /// The name people see on a document.
    pub file_name: String,
    pub mime: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Photo,
    Document,
    Voice,
}

/// Where the bytes of a file come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaSource {
    /// Telegram has it already.
    FileId(String),
    /// It lies in our files under this key.
    Blob(String),
}

/// What one message shows: text, a rich message or a captioned file, and buttons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// Beside a rich form this is all of it as text, which may take several messages.
    pub text: FormattedText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rich: Option<RichMessage>,
    #[serde(default, skip_serializing_if = "Keyboard::is_empty")]
    pub keyboard: Keyboard,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<Media>,
    /// The message this one answers; a quote of it is shown above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// Arrives without a sound.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
}

impl Screen {
    pub fn new(text: impl Into<FormattedText>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A screen that says this.
    pub fn saying(content: Content) -> Self {
        Self { text: content.text, rich: content.rich, ..Self::default() }
    }

    pub fn keyboard(self, keyboard: Keyboard) -> Self {
        Self { keyboard, ..self }
    }

    pub fn media(self, media: Media) -> Self {
        Self { media: Some(media), ..self }
    }

    pub fn reply_to(self, message: MessageId) -> Self {
        Self { reply_to: Some(message), ..self }
    }

    pub fn silent(self) -> Self {
        Self { silent: true, ..self }
    }

    /// What is left of this screen when a newer one takes over: its first line, without buttons.
    pub fn collapsed(&self) -> Self {
        let line = self.text.text.lines().next().unwrap_or_default();
        let text = match &self.media {
            Some(_) => self.text.clone(),
            None => FormattedText::plain(line),
        };
        Self { text, rich: None, keyboard: Keyboard::new(), ..self.clone() }
    }

    /// The same as messages of text, for where no rich ones are taken: the first answers what this one answers, the
    /// last has the buttons, and only the first rings.
    pub fn as_text(&self) -> Vec<Self> {
        let parts = split(self.text.clone(), MESSAGE_LIMIT);
        let last = parts.len().saturating_sub(1);
        let part = |(n, text)| Self {
            text,
            rich: None,
            keyboard: if n == last { self.keyboard.clone() } else { Keyboard::new() },
            media: None,
            reply_to: self.reply_to.filter(|_| n == 0),
            silent: self.silent || n > 0,
        };
        parts.into_iter().enumerate().map(part).collect()
    }
}
