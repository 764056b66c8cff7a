//! What went wrong, sorted by what it means to the person: refused, busy, gone, or our mistake.
//! The error itself is for developers; its screen is for people.

use std::{error::Error, fmt, time::Duration};

use super::screen::Screen;
use crate::{domain::Lang, storage::StorageError};

/// The four kinds, decided once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// A rule says no; the screen shows the way out.
    Refusal,
    /// Somebody else is in trouble; again in a moment.
    Busy,
    /// The database did not answer: nothing is known to have happened, and the same may succeed later.
    Away,
    /// What it was about is not there any more.
    Gone,
    /// Our mistake.
    Bug,
}

impl FailureKind {
    /// The word for logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refusal => "refusal",
            Self::Busy => "busy",
            Self::Away => "away",
            Self::Gone => "gone",
            Self::Bug => "bug",
        }
    }
}

/// An error that people can be told about.
pub trait Explain: Error + Send + Sync + 'static {
    fn kind(&self) -> FailureKind;

    /// What the person sees; without one they see the general words for the kind.
    fn screen(&self, lang: Lang) -> Option<Screen> {
        let _ = lang;
        None
    }
}

/// The general words for what goes wrong, from the room that has them.
pub trait Apology: Send + Sync {
    /// Something failed that has no words of its own; `code` is what the person can name.
    fn wrong(&self, lang: Lang, kind: FailureKind, code: &str) -> Screen;
    fn too_fast(&self, lang: Lang, wait: Duration) -> Screen;
    /// The database is away.
    fn unavailable(&self, lang: Lang) -> Screen;
    /// What was waited for cannot be read any more.
    fn step_lost(&self, lang: Lang) -> Screen;
    /// Rooms are for private chats; `link` leads there.
    fn only_private(&self, lang: Lang, link: &str) -> Screen;
}

/// A handler's failure.
pub struct Failure(Box<dyn Explain>);

/// What a handler gives back.
pub type Handled = Result<super::reply::Reply, Failure>;

impl Failure {
    pub fn kind(&self) -> FailureKind {
        self.0.kind()
    }

    pub fn screen(&self, lang: Lang) -> Option<Screen> {
        self.0.screen(lang)
    }

    /// The error and its causes, for the log.
    pub fn chain(&self) -> String {
        let mut text = self.0.to_string();
        let mut source = self.0.source();
        while let Some(error) = source {
            text = format!("{text}: {error}");
            source = error.source();
        }
        text
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Failure({:?}, {})", self.kind(), self.chain())
    }
}

impl<E: Explain> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl Explain for StorageError {
    fn kind(&self) -> FailureKind {
        if self.is_unavailable() { FailureKind::Away } else { FailureKind::Bug }
    }
}

/// A handler panicked, or did not end in time.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub enum Mishap {
    #[error("a handler panicked")]
    Panic,
    #[error("a handler took too long")]
    Timeout,
}

impl Explain for Mishap {
    fn kind(&self) -> FailureKind {
        FailureKind::Bug
    }
}
