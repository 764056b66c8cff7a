//! What the account asks of those it does not know: who keeps something about a person, who must hear of a
//! new language.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::mpsc;

use super::domain::Kept;
use crate::{
    domain::{AccountId, Cause, FileRef, Lang},
    storage::{StorageError, Tx},
};

/// Somebody who keeps something about people: a feature, or a part of the platform.
#[async_trait]
pub trait PersonalData: Send + Sync {
    /// The tables with rows of people that are this keeper's. A house test wants each table claimed by one.
    fn tables(&self) -> &'static [&'static str];

    /// How much there is, for the privacy screen.
    async fn kept(&self, account: AccountId) -> Result<Kept, StorageError> {
        let _ = account;
        Ok(Kept::default())
    }

    /// Hands everything over, in an order that is the same each time.
    async fn export(&self, account: AccountId, parcel: &Parcel) -> Result<(), StorageError>;

    /// Ends what goes on for the person, here and at others (a job, a subscription). All keepers are asked before
    /// any erases, again and again until each says yes or the reason of an error is gone.
    async fn prepare(&self, account: AccountId) -> Result<Progress, StorageError> {
        let _ = account;
        Ok(Progress::Done)
    }

    /// Removes everything, in short transactions. Repeated until it is done, also after a death in the middle.
    async fn erase(&self, account: AccountId) -> Result<Progress, StorageError>;
}

/// How far something is that may take more than one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Done,
    /// Something is still in somebody's hand: ask again in a moment.
    InHand,
}

impl From<bool> for Progress {
    fn from(done: bool) -> Self {
        if done { Self::Done } else { Self::InHand }
    }
}

/// One piece of what a person is handed over. Paths are ours: letters, digits, `_ - . /`.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Json {
        path: String,
        value: serde_json::Value,
    },
    /// A file that the person sent, to be fetched if that can still be done.
    File {
        path: String,
        file: FileRef,
    },
}

/// The version of the form in which things are handed over; `docs/EXPORT.md` describes it.
pub const EXPORT_VERSION: u32 = 1;

impl Piece {
    /// What tells a program how to read the rest.
    pub fn about(account: AccountId, now: DateTime<Utc>) -> Self {
        let value = serde_json::json!({
            "schema": "atelier.export",
            "version": EXPORT_VERSION,
            "account": account,
            "exported_at": now,
        });
        Self::Json { path: "export.json".to_owned(), value }
    }
}

/// Where keepers put what they hand over. Whoever fills it waits until there is room.
#[derive(Clone, Debug)]
pub struct Parcel(mpsc::Sender<Piece>);

impl Parcel {
    /// A parcel, and what takes the pieces out of it. At most `room` of them are in memory.
    pub fn new(room: usize) -> (Self, mpsc::Receiver<Piece>) {
        let (sender, receiver) = mpsc::channel(room);
        (Self(sender), receiver)
    }

    pub async fn json(
        &self,
        path: impl Into<String>,
        value: &(impl Serialize + Sync),
    ) -> Result<(), StorageError> {
        let value = serde_json::to_value(value)
            .map_err(|source| StorageError::Unreadable { what: "what is exported", source })?;
        self.put(Piece::Json { path: path.into(), value }).await
    }

    pub async fn file(&self, path: impl Into<String>, file: FileRef) -> Result<(), StorageError> {
        self.put(Piece::File { path: path.into(), file }).await
    }

    pub async fn put(&self, piece: Piece) -> Result<(), StorageError> {
        let closed = |_| StorageError::Setup("nobody takes the parcel any more".to_owned());
        self.0.send(piece).await.map_err(closed)
    }
}

/// The name of a file in a parcel: its number, and what of the person's own name for it is safe everywhere.
pub fn file_path(number: impl std::fmt::Display, file: &FileRef) -> String {
    let given = file.name.as_deref().unwrap_or_default();
    let ending = given.rsplit_once('.').map(|(_, ending)| ending).or_else(|| ending_of(file));
    let safe = |ending: &&str| ending.len() <= 8 && ending.chars().all(|c| c.is_ascii_alphanumeric());
    match ending.filter(safe) {
        Some(ending) => format!("files/{number}.{}", ending.to_ascii_lowercase()),
        None => format!("files/{number}"),
    }
}

fn ending_of(file: &FileRef) -> Option<&'static str> {
    use crate::domain::FileKind;
    match file.kind {
        FileKind::Photo => Some("jpg"),
        FileKind::Voice => Some("ogg"),
        FileKind::Video | FileKind::VideoNote | FileKind::Animation => Some("mp4"),
        FileKind::Sticker => Some("webp"),
        FileKind::Document | FileKind::Audio => None,
    }
}

/// Whoever must hear of a new language.
#[async_trait]
pub trait LanguageListener: Send + Sync {
    /// Told in the transaction that keeps it; `own` is the language where it differs from the client's.
    async fn language_changed(
        &self,
        tx: &mut Tx,
        account: AccountId,
        own: Option<Lang>,
        cause: &Cause,
    ) -> Result<(), StorageError>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FileKind;

    #[test]
    fn a_file_in_a_parcel_has_a_name_that_leads_nowhere_else() {
        let file = |name: Option<&str>, kind| FileRef {
            id: "f".to_owned(),
            unique_id: "u".to_owned(),
            kind,
            size: None,
            mime: None,
            name: name.map(str::to_owned),
            seconds: None,
        };
        let path = |name, kind| file_path(7, &file(name, kind));
        assert_eq!(path(Some("notes.TXT"), FileKind::Document), "files/7.txt");
        assert_eq!(path(Some("../../etc/passwd"), FileKind::Document), "files/7");
        assert_eq!(path(Some("a.b/c"), FileKind::Document), "files/7");
        assert_eq!(path(None, FileKind::Photo), "files/7.jpg");
        assert_eq!(path(Some("имя"), FileKind::Document), "files/7");
    }
}
