//! A screen: what one message shows. Screens are values; nothing here sends anything.

use serde::{Deserialize, Serialize};

use super::{
    keyboard::Keyboard,
    markdown::split,
    rich::{Content, RichMessage},
    text::{FormattedText, MESSAGE_LIMIT},
};
use crate::domain::{MessageId, Stars};

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

/// A request for Stars (Bot API, `sendInvoice`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// 1 to 32 characters.
    pub title: String,
    /// 1 to 255 characters.
    pub about: String,
    /// What the payment comes back with, 1 to 128 bytes.
    pub payload: String,
    pub stars: Stars,
    /// What a forwarded copy starts the bot with; where it is empty, anybody can pay a copy.
    pub start: String,
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
    /// A message that can be paid; its words stand in it, and it is never edited into anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<Invoice>,
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

    /// A message that can be paid. The first button of its keyboard pays.
    pub fn invoice(invoice: Invoice) -> Self {
        Self { invoice: Some(invoice), ..Self::default() }
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
            invoice: None,
            reply_to: self.reply_to.filter(|_| n == 0),
            silent: self.silent || n > 0,
        };
        parts.into_iter().enumerate().map(part).collect()
    }
}
