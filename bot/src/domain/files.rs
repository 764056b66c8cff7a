//! What a person sent as a file, without its bytes.

use serde::{Deserialize, Serialize};

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
