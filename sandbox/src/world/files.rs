//! Files: their identities, what they are, and their bytes on disk or in memory.
//! Converts nothing: all sizes of a photo share the bytes that were sent.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::World;
use super::journal::Key;
use crate::refusal::Refusal;
use crate::rules::image;

pub const PHOTO_LIMIT: usize = 10 * 1024 * 1024;
pub const UPLOAD_LIMIT: usize = 50 * 1024 * 1024;
pub const DOWNLOAD_LIMIT: usize = 20 * 1024 * 1024;

/// A file that somebody is sending.
#[derive(Debug, Clone)]
pub struct Upload {
    pub name: Option<String>,
    pub mime: Option<String>,
    pub bytes: bytes::Bytes,
}

/// What is kept about a file besides its bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileRecord {
    pub unique_id: String,
    pub file_id: String,
    pub kind: MediaKind,
    pub path: String,
    pub name: Option<String>,
    pub mime: String,
    pub size: usize,
    pub width: u32,
    pub height: u32,
    pub duration: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Photo,
    Document,
    Voice,
    Audio,
    Video,
    Animation,
    Sticker,
    VideoNote,
}

impl MediaKind {
    pub fn parse(name: &str) -> Option<Self> {
        serde_json::from_value(json!(name)).ok()
    }

    /// The name of its field in a message.
    pub fn field(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Document => "document",
            Self::Voice => "voice",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Animation => "animation",
            Self::Sticker => "sticker",
            Self::VideoNote => "video_note",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Photo => "photos",
            Self::Document => "documents",
            Self::Voice => "voice",
            Self::Audio => "music",
            Self::Video => "videos",
            Self::Animation => "animations",
            Self::Sticker => "stickers",
            Self::VideoNote => "video_notes",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Photo => "jpg",
            Self::Document => "bin",
            Self::Voice => "oga",
            Self::Audio => "mp3",
            Self::Video | Self::Animation | Self::VideoNote => "mp4",
            Self::Sticker => "webp",
        }
    }

    fn mime(self) -> &'static str {
        match self {
            Self::Photo => "image/jpeg",
            Self::Document => "application/octet-stream",
            Self::Voice => "audio/ogg",
            Self::Audio => "audio/mpeg",
            Self::Video | Self::Animation | Self::VideoNote => "video/mp4",
            Self::Sticker => "image/webp",
        }
    }

    fn has_name(self) -> bool {
        matches!(self, Self::Document | Self::Audio | Self::Video | Self::Animation)
    }
}

/// Where bytes are.
#[derive(Debug)]
pub enum Bytes {
    Memory(HashMap<String, bytes::Bytes>),
    Folder(PathBuf),
}

impl Bytes {
    pub fn open(data: Option<&Path>) -> anyhow::Result<Self> {
        let Some(data) = data else { return Ok(Self::Memory(HashMap::new())) };
        let folder = data.join("files");
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        Ok(Self::Folder(folder))
    }

    fn put(&mut self, id: &str, bytes: &bytes::Bytes) -> std::io::Result<()> {
        match self {
            Self::Memory(map) => {
                map.insert(id.to_owned(), bytes.clone());
                Ok(())
            }
            Self::Folder(folder) => fs::write(folder.join(id), bytes),
        }
    }

    pub fn get(&self, id: &str) -> Option<bytes::Bytes> {
        match self {
            Self::Memory(map) => map.get(id).cloned(),
            Self::Folder(folder) => fs::read(folder.join(id)).ok().map(bytes::Bytes::from),
        }
    }
}

impl World {
    /// Takes a file in, as the kind of media it is sent as.
    pub fn store_file(&mut self, kind: MediaKind, upload: &Upload) -> Result<FileRecord, Refusal> {
        let size = upload.bytes.len();
        check_size(kind, size)?;
        let (width, height) = measure(kind, &upload.bytes)?;
        self.counters.file += 1;
        self.touch(Key::Counters);
        let number = self.counters.file;
        let unique_id = format!("AQAD{}{number}", self.random_word(8));
        let extension =
            upload.name.as_deref().and_then(extension_of).unwrap_or_else(|| kind.extension().to_owned());
        let guessed = upload.name.as_deref().and_then(|name| mime_guess::from_path(name).first_raw());
        let given = upload.mime.clone().filter(|mime| mime != "application/octet-stream" && !mime.is_empty());
        let mime = given.or_else(|| guessed.map(str::to_owned)).unwrap_or_else(|| kind.mime().to_owned());
        let record = FileRecord {
            file_id: format!("BQACAgIAAx{}{number}", self.random_word(40)),
            path: format!("{}/file_{number}.{extension}", kind.folder()),
            name: upload.name.clone().filter(|_| kind.has_name()),
            duration: image::ogg_seconds(&upload.bytes).unwrap_or(0),
            unique_id,
            kind,
            mime,
            size,
            width,
            height,
        };
        self.bytes.put(&record.unique_id, &upload.bytes).map_err(|error| {
            tracing::error!(%error, "the sandbox could not keep a file");
            Refusal::server_error()
        })?;
        self.touch(Key::File(record.unique_id.clone()));
        self.files.insert(record.unique_id.clone(), record.clone());
        Ok(record)
    }

    /// A file by its id, to be sent again as the kind it was.
    pub fn reuse_file(&self, kind: MediaKind, file_id: &str) -> Result<FileRecord, Refusal> {
        if file_id.contains("://") {
            return Err(Refusal::rule("failed to get HTTP URL content"));
        }
        let found = self.find_file(file_id);
        let record = found
            .ok_or_else(|| Refusal::rule("wrong remote file identifier specified: Wrong string length"))?;
        let same =
            record.kind == kind || (record.kind == MediaKind::Animation && kind == MediaKind::Document);
        if !same {
            let (is, wanted) = (title(record.kind), title(kind));
            return Err(Refusal::rule(format_args!("can't use file of type {is} as {wanted}")));
        }
        Ok(record.clone())
    }

    /// Any size of a photo names the same file.
    pub fn find_file(&self, file_id: &str) -> Option<&FileRecord> {
        let whole = file_id.split_once('-').map_or(file_id, |(whole, _)| whole);
        self.files.values().find(|record| record.file_id == whole)
    }

    pub fn file_at(&self, path: &str) -> Option<&FileRecord> {
        self.files.values().find(|record| record.path == path)
    }

    pub fn file_by_unique_id(&self, unique_id: &str) -> Option<&FileRecord> {
        self.files.get(unique_id.split_once('-').map_or(unique_id, |(whole, _)| whole))
    }
}

fn title(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Photo => "Photo",
        MediaKind::Document => "Document",
        MediaKind::Voice => "VoiceNote",
        MediaKind::Audio => "Audio",
        MediaKind::Video => "Video",
        MediaKind::Animation => "Animation",
        MediaKind::Sticker => "Sticker",
        MediaKind::VideoNote => "VideoNote",
    }
}

fn check_size(kind: MediaKind, size: usize) -> Result<(), Refusal> {
    if size == 0 {
        return Err(Refusal::rule("file must be non-empty"));
    }
    if size > UPLOAD_LIMIT {
        return Err(Refusal::too_large());
    }
    if kind == MediaKind::Photo && size > PHOTO_LIMIT {
        let text = format!(
            "file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
        );
        return Err(Refusal::rule(text));
    }
    Ok(())
}

fn measure(kind: MediaKind, bytes: &[u8]) -> Result<(u32, u32), Refusal> {
    let found = image::dimensions(bytes);
    if kind != MediaKind::Photo {
        return Ok(found.unwrap_or((512, 512)));
    }
    let (width, height) = found.ok_or_else(|| Refusal::rule("IMAGE_PROCESS_FAILED"))?;
    let (long, short) = (width.max(height), width.min(height));
    if short == 0 || width.saturating_add(height) > 10_000 || long > short.saturating_mul(20) {
        return Err(Refusal::rule("PHOTO_INVALID_DIMENSIONS"));
    }
    Ok((width, height))
}

fn extension_of(name: &str) -> Option<String> {
    let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
    extension.chars().all(|c| c.is_ascii_alphanumeric()).then_some(extension)
}
