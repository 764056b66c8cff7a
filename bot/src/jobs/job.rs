//! What a job is, who runs it, and how a run may end.
//! Payloads carry ids and wishes, never bytes and never what the database already knows.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Death, Run};

/// Identifies a job for ever: an id is never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub i64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A queue of its own within the queue: jobs of one lane wait only for one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lane {
    /// Lower case, unique.
    pub name: &'static str,
    /// How many jobs one process runs at a time, unless [`super::Options`] says otherwise.
    pub concurrency: u16,
    /// How many jobs of one account run at a time, over all processes.
    pub per_account: u16,
}

impl Lane {
    /// Answers in chat: mostly waiting for a provider that streams.
    pub const CHAT: Self = Self::new("chat", 512, 4);
    /// Pictures, files, training: what a person waits for.
    pub const WORK: Self = Self::new("work", 8, 2);
    /// Steps of a few milliseconds that must not stand behind long ones.
    pub const QUICK: Self = Self::new("quick", 8, u16::MAX);
    /// What nobody waits for.
    pub const UPKEEP: Self = Self::new("upkeep", 2, u16::MAX);

    pub const fn new(name: &'static str, concurrency: u16, per_account: u16) -> Self {
        Self { name, concurrency, per_account }
    }
}

/// The payload of a job, and how it is treated.
///
/// A payload that lies in the queue outlives the program that wrote it: fields are only added, with
/// `#[serde(default)]`, and variants only appended. A snapshot of the wire form guards this
/// (`jobs::testing::wire_form`, behind the feature `testing`).
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// `room.verb_noun`, never changed once landed.
    const NAME: &'static str;
    const LANE: Lane;
    /// How often a run is begun before the job is given up, at least 1. Being given back by a process that
    /// stops, or waiting by [`JobError::Again`], does not count.
    const MAX_ATTEMPTS: u16 = 3;
    /// How long one run may take; then it is dropped and counts as failed.
    const TIMEOUT: Duration = Duration::from_mins(10);
}

/// Runs the jobs of one kind. It may be called again for a job that was cut short, so its effects are unique by
/// [`Run::cause`], or part of the transaction of [`Run::complete_in`].
#[async_trait]
pub trait Runner<J: Job>: Send + Sync + 'static {
    /// Does the job. The future is dropped when it takes too long, when the process has to stop, when a cancel
    /// is not heeded within 10 s, and when the lease is lost.
    async fn run(&self, job: J, run: &Run) -> Result<(), JobError>;

    /// Told when the job will not run any more: gives back what was held, tells the person. Repeated until it
    /// succeeds, also after a crash, unless it answers [`JobError::Fail`]. It has 60 s.
    async fn bury(&self, job: J, death: &Death) -> Result<(), JobError>;
}

/// Why a run did not do the job, and what follows.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Another attempt, after a while that doubles from 1 s to 10 min, or after the time given; the last
    /// attempt makes the job dead.
    #[error("{error:#}")]
    Retry { after: Option<Duration>, error: anyhow::Error },
    /// No attempt would help: the job is dead.
    #[error("{error:#}")]
    Fail { error: anyhow::Error },
    /// Not an attempt at all: what the job waits for has not happened yet, look again then.
    #[error("waits")]
    Again { after: Duration },
    /// Stopped as the person wished; meant for when [`Run::cancel`] is set.
    #[error("cancelled")]
    Cancelled,
}

impl JobError {
    pub fn retry(error: impl Into<anyhow::Error>) -> Self {
        Self::Retry { after: None, error: error.into() }
    }

    pub fn retry_after(after: Duration, error: impl Into<anyhow::Error>) -> Self {
        Self::Retry { after: Some(after), error: error.into() }
    }

    pub fn fail(error: impl Into<anyhow::Error>) -> Self {
        Self::Fail { error: error.into() }
    }

    pub const fn again(after: Duration) -> Self {
        Self::Again { after }
    }
}

/// Why a job is dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The runner said that no attempt would help.
    Failed,
    /// The last attempt failed as well.
    Exhausted,
    /// The process died in the last attempt, perhaps because of it.
    Crashed,
    /// A person cancelled it.
    Cancelled,
    /// Nobody here knows the name or can read the payload. Nobody was told.
    Unreadable,
}

impl Reason {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Exhausted => "exhausted",
            Self::Crashed => "crashed",
            Self::Cancelled => "cancelled",
            Self::Unreadable => "unreadable",
        }
    }

    pub(super) fn parse(text: &str) -> Self {
        [Self::Failed, Self::Exhausted, Self::Crashed, Self::Cancelled]
            .into_iter()
            .find(|reason| reason.as_str() == text)
            .unwrap_or(Self::Unreadable)
    }
}
