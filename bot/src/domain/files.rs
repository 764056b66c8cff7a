//! What a person sent besides words: files without their bytes, and kinds that mean nothing to us.

use serde::{Deserialize, Serialize};

use super::MessageId;

/// Largest file that a bot can fetch, in bytes (Bot API, `getFile`).
pub const DOWNLOAD_LIMIT: u64 = 20 * 1024 * 1024;

/// How a file came: Telegram treats each kind differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Recompressed by Telegram, without metadata.
    Photo,
    /// As it was.
    Document,
    Voice,
    Audio,
    Video,
    VideoNote,
    Animation,
    Sticker,
}

/// A file that lies at Telegram. Only runners fetch its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Good for this bot alone.
    pub id: String,
    /// The same for every bot and for ever; it cannot be used to fetch.
    pub unique_id: String,
    pub kind: FileKind,
    /// Bytes, where Telegram says.
    pub size: Option<u64>,
    pub mime: Option<String>,
    pub name: Option<String>,
    /// Seconds, for what is heard or watched.
    pub seconds: Option<u32>,
}

impl FileRef {
    /// Whether it is known that Telegram lets no bot fetch it.
    pub fn is_too_big(&self) -> bool {
        self.size.is_some_and(|size| size > DOWNLOAD_LIMIT)
    }

    /// Whether it is a file of this family, such as `image`.
    pub fn is_of(&self, family: &str) -> bool {
        self.mime.as_deref().and_then(|mime| mime.split('/').next()) == Some(family)
    }
}

/// What a person sent, one file or several that belong together, and what goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// At least one.
    pub files: Vec<FileRef>,
    /// The message it came in, the first of several.
    pub message: Option<MessageId>,
    pub words: String,
}

/// Messages that mean nothing to us but deserve an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherKind {
    Contact,
    Poll,
    Dice(u8),
    Sticker,
    /// Something Telegram can show and we cannot read.
    Unknown,
    /// Telegram's own notes about the chat: never answered.
    Service,
}
