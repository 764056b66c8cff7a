//! The queue as services see it: push, cancel, look.
//! It pushes only inside the caller's transaction, and runs nothing.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng as _, rngs::StdRng};

use super::{
    Job, JobId, Lane,
    store::{self, Ended, NewJob, Pushed},
};
use crate::{
    domain::{AccountId, Cause, SharedClock},
    storage::{
        Backend, Db, StorageError, Topic, Tx,
        processes::{Heir, ProcessId},
    },
};

/// How long a burial waits that was cut short.
pub(super) const BURIAL_WAIT: TimeDelta = TimeDelta::seconds(10);

/// Wakes what watches over running jobs: a person has cancelled one.
pub(super) const CONTROL: Topic = Topic::Jobs("control");

/// How long to wait before the second attempt.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// How long to wait at most.
const LONGEST_WAIT: Duration = Duration::from_mins(10);

/// What goes wrong with the queue.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("the payload of {name} cannot be written: {source}")]
    Payload { name: &'static str, source: serde_json::Error },
    /// Another process has the job now; this one must not go on with it.
    #[error("the job has passed to another worker")]
    LeaseLost,
}

/// How a job is pushed.
#[derive(Clone, Debug)]
pub struct Push {
    cause: Cause,
    account: Option<AccountId>,
    group: Option<String>,
    priority: i16,
    after: TimeDelta,
    dedup_key: Option<String>,
}

impl Push {
    /// By (cause, name of the job) a job is unique for as long as its row is kept, at least three days: several
    /// of one kind need a [`Cause::part`] each.
    pub fn new(cause: &Cause) -> Self {
        Self {
            cause: cause.clone(),
            account: None,
            group: None,
            priority: 0,
            after: TimeDelta::zero(),
            dedup_key: None,
        }
    }

    /// Whose job this is: it counts for the limit per person of its lane.
    #[must_use]
    pub const fn account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Jobs of one group and lane run one at a time, in the order in which they were pushed; also while an
    /// earlier one waits for its next attempt or for its burial.
    #[must_use]
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// Higher goes first; 0 unless said.
    #[must_use]
    pub const fn priority(mut self, priority: i16) -> Self {
        self.priority = priority;
        self
    }

    /// Not before so much later: a moment would be one of another clock than the queue's.
    #[must_use]
    pub const fn after(mut self, wait: TimeDelta) -> Self {
        self.after = wait;
        self
    }

    /// At most one live job of its kind has this key: a second push answers the one that is there, which then begins
    /// no later than either wants, unless it has begun before.
    #[must_use]
    pub fn unique(mut self, dedup_key: impl Into<String>) -> Self {
        self.dedup_key = Some(dedup_key.into());
        self
    }
}

/// What became of a wish to cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// It had not begun and never will; its burial follows at once.
    Before,
    /// It runs; whoever runs it is told with the commit.
    Asked,
    /// It was over already, or there is no such job.
    TooLate,
}

/// The queue. Cheap to clone.
#[derive(Clone)]
pub struct Queue {
    pub(super) db: Db,
    pub(super) clock: SharedClock,
    rng: Arc<Mutex<StdRng>>,
}

impl Queue {
    /// `rng` spreads retries.
    pub fn new(db: Db, clock: SharedClock, rng: StdRng) -> Self {
        Self { db, clock, rng: Arc::new(Mutex::new(rng)) }
    }

    /// Pushes a job; with the commit, workers wake. Answers the id of the job that was there already when the
    /// cause or the key is known: then nothing changes but what [`Push::unique`] says.
    ///
    /// # Errors
    /// After an error the transaction must be dropped.
    pub async fn push<J: Job>(&self, tx: &mut Tx, job: &J, push: Push) -> Result<JobId, QueueError> {
        self.push_encoded(tx, &Encoded::of(job)?, push).await
    }

    pub(super) async fn push_encoded(
        &self,
        tx: &mut Tx,
        job: &Encoded,
        push: Push,
    ) -> Result<JobId, QueueError> {
        let now = self.clock.now();
        let new = NewJob {
            name: job.name,
            lane: job.lane.name,
            cause: push.cause.as_str(),
            payload: &job.payload,
            account: push.account,
            group: push.group.as_deref(),
            dedup: push.dedup_key.as_deref(),
            priority: push.priority,
            run_at: now + push.after,
            max_attempts: job.max_attempts,
            now,
        };
        let pushed = store::push(tx, &new).await?;
        if !matches!(pushed, Pushed::There(_)) {
            tx.wake_on_commit(Topic::Jobs(job.lane.name));
        }
        let (Pushed::New(id) | Pushed::Sooner(id) | Pushed::There(id)) = pushed;
        Ok(id)
    }

    /// The present moment by the clock that jobs run by.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Wants a job cancelled, whoever's it is: the caller has made sure that it is theirs.
    pub async fn cancel(&self, tx: &mut Tx, id: JobId) -> Result<Cancelled, QueueError> {
        let status = store::cancel(tx, id, self.clock.now()).await?;
        if status.is_some() {
            tx.wake_on_commit(CONTROL);
        }
        Ok(match status.as_deref() {
            Some("dying") => Cancelled::Before,
            Some(_) => Cancelled::Asked,
            None => Cancelled::TooLate,
        })
    }

    /// Jobs of one owner become another's, and go on one at a time in the same places.
    pub async fn move_account(&self, tx: &mut Tx, from: AccountId, to: AccountId) -> Result<(), QueueError> {
        Ok(store::move_account(&*tx, from, to).await?)
    }

    /// Takes back what an earlier process of this database was running, before workers start. Only on SQLite,
    /// where there can be no other process; on Postgres leases run out by themselves. Answers how many.
    pub async fn recover_local(&self) -> Result<usize, QueueError> {
        if self.db.backend() == Backend::Postgres {
            return Ok(0);
        }
        let now = self.clock.now();
        let all = now + chrono::TimeDelta::days(365);
        store::bring_back(&self.db, now).await?;
        Ok(store::take_back(&self.db, &Ended::Before(all), now, now).await?.len())
    }

    /// How long to wait after this many failures: doubling, capped, and spread by a fifth either way.
    pub(super) fn backoff(&self, failures: u16) -> Duration {
        let wait =
            FIRST_WAIT.saturating_mul(1_u32.checked_shl(u32::from(failures.max(1)) - 1).unwrap_or(u32::MAX));
        let spread = self.rng.lock().unwrap_or_else(PoisonError::into_inner).random_range(0.8..1.2);
        wait.min(LONGEST_WAIT).mul_f64(spread).min(LONGEST_WAIT)
    }
}

#[async_trait]
impl Heir for Queue {
    async fn take_over(&self, gone: ProcessId) -> Result<(), StorageError> {
        let now = self.clock.now();
        for (id, lane) in store::take_back(&self.db, &Ended::Of(gone), now, now + BURIAL_WAIT).await? {
            tracing::warn!(job = %id, lane, "a job was left by its process and taken back");
            self.db.wakes().signal(&format!("jobs.{lane}")).notify_one();
        }
        Ok(())
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queue").field("db", &self.db).finish_non_exhaustive()
    }
}

/// A job as it lies in the queue.
#[derive(Clone, Debug)]
pub(super) struct Encoded {
    pub(super) name: &'static str,
    pub(super) lane: Lane,
    pub(super) max_attempts: u16,
    pub(super) payload: String,
}

impl Encoded {
    pub(super) fn of<J: Job>(job: &J) -> Result<Self, QueueError> {
        let payload =
            serde_json::to_string(job).map_err(|source| QueueError::Payload { name: J::NAME, source })?;
        Ok(Self { name: J::NAME, lane: J::LANE, max_attempts: J::MAX_ATTEMPTS, payload })
    }
}
