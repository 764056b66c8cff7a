//! What a chat model can do with a file.

use crate::domain::{FileKind, FileRef};

/// Endings of files that are text whatever their type says.
const TEXTS: [&str; 24] = [
    "txt", "md", "csv", "json", "html", "htm", "xml", "yaml", "yml", "toml", "rs", "py", "js", "ts", "go",
    "c", "h", "cpp", "java", "kt", "sh", "sql", "css", "log",
];

/// How a model takes a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// By looking, if it sees.
    Picture,
    Text,
    /// Not at all.
    Nothing,
}

/// Why a file did not go with its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// There were enough already.
    TooMany,
    /// Too large alone, or together with those before it.
    TooBig,
    /// The model does not see.
    Unseen,
    /// It is of a kind that no model here reads.
    Unreadable,
    /// Telegram did not hand it over.
    Unreachable,
}

/// A file that the model was not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Omitted {
    /// Which of the files it was, from 1.
    pub number: usize,
    pub name: Option<String>,
    pub why: LeftOut,
}

impl LeftOut {
    /// The word by which the texts tell reasons apart.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooMany => "many",
            Self::TooBig => "big",
            Self::Unseen => "unseen",
            Self::Unreadable => "unreadable",
            Self::Unreachable => "unreachable",
        }
    }
}

/// What a model can do with it.
pub fn reading(file: &FileRef) -> Reading {
    let mime = file.mime.as_deref();
    let image = mime.is_some_and(|mime| ["image/jpeg", "image/png", "image/webp"].contains(&mime));
    let ending = file.name.as_deref().and_then(|name| name.rsplit('.').next()).map(str::to_lowercase);
    match file.kind {
        FileKind::Photo => Reading::Picture,
        FileKind::Document if image => Reading::Picture,
        FileKind::Document if file.is_of("text") => Reading::Text,
        FileKind::Document if ending.is_some_and(|ending| TEXTS.contains(&ending.as_str())) => Reading::Text,
        _ => Reading::Nothing,
    }
}
