//! The queue keeps itself tidy, by a job of its own.
//! It deletes only what is over.

use async_trait::async_trait;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Death, Job, JobError, Lane, Queue, Run, Runner};

/// How long what went well is kept, and what was cancelled: longer than any update is replayed.
const KEEP_DONE: TimeDelta = TimeDelta::days(4);

/// How long dead letters are kept.
const KEEP_DEAD: TimeDelta = TimeDelta::days(7);

/// Deletes jobs that are over for days.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct PurgeJobs {}

impl Job for PurgeJobs {
    const NAME: &'static str = "jobs.purge";
    const LANE: Lane = Lane::UPKEEP;
}

/// Runs [`PurgeJobs`].
#[derive(Clone, Debug)]
pub struct Purger(pub Queue);

#[async_trait]
impl Runner<PurgeJobs> for Purger {
    async fn run(&self, _: PurgeJobs, _: &Run) -> Result<(), JobError> {
        let now = self.0.clock.now();
        let gone = self.0.purge(now - KEEP_DONE, now - KEEP_DEAD).await.map_err(JobError::retry)?;
        tracing::info!(gone, "jobs that were over are deleted");
        Ok(())
    }

    async fn bury(&self, _: PurgeJobs, _: &Death) -> Result<(), JobError> {
        Ok(())
    }
}
