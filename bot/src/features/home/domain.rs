//! Files on their way to a room, and commands nobody knows.

use crate::domain::{FileKind, FileRef, Received};

/// How alike a command must be to be suggested (Jaro-Winkler, 0 to 1).
const ALIKE: f64 = 0.8;
/// What begins the names of the preferences that remember a choice.
pub const ALWAYS: &str = "home.always.";

/// What a room would do with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The room's word.
    pub receiver: &'static str,
    pub label: String,
}

/// Files that belong together, and what can be done with them.
#[derive(Clone, Debug)]
pub struct Offered {
    /// Its row.
    pub received: i64,
    pub files: Vec<FileRef>,
    pub offers: Vec<Offer>,
}

/// A file, or files, that were kept until somebody says what to do with them.
#[derive(Clone, Debug)]
pub struct KeptFiles {
    pub received: Received,
    /// The chat's row, where words that come next would be taken as their question.
    pub gathering: Option<i64>,
}

/// The word by which texts and preferences tell files apart.
pub fn kind_of(files: &[FileRef]) -> &'static str {
    match files {
        [file] => kind_of_one(file),
        _ => "several",
    }
}

fn kind_of_one(file: &FileRef) -> &'static str {
    match file.kind {
        FileKind::Photo => "photo",
        FileKind::Document if file.is_of("image") => "image",
        FileKind::Document | FileKind::Sticker => "document",
        FileKind::Voice => "voice",
        FileKind::Audio => "audio",
        FileKind::Video => "video",
        FileKind::VideoNote => "video_note",
        FileKind::Animation => "animation",
    }
}

/// The preference that remembers what becomes of files of this kind.
pub fn always(files: &[FileRef]) -> String {
    format!("{ALWAYS}{}", kind_of(files))
}

/// The name most like what was typed, if one is like it at all.
pub fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|name| (strsim::jaro_winkler(name, typed), name))
        .filter(|(score, _)| *score >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_leads_to_the_command_that_was_meant() {
        let names = || ["start", "chats", "chat", "settings"].into_iter();
        assert_eq!(nearest("setings", names()), Some("settings"));
        assert_eq!(nearest("strat", names()), Some("start"));
        assert_eq!(nearest("opera", names()), None);
    }
}
