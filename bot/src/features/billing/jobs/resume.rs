//! After a purchase, what was put off for want of it goes on by itself.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::super::ports::Interrupted;
use crate::{
    domain::AccountId,
    jobs::{Death, Job, JobError, Lane, Run, Runner},
};

/// Goes on with what somebody could not have before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResumeInterrupted {
    pub account: AccountId,
}

impl Job for ResumeInterrupted {
    const NAME: &'static str = "billing.resume_interrupted";
    const LANE: Lane = Lane::QUICK;
}

/// Runs [`ResumeInterrupted`]: asks each room.
pub struct Resuming(pub Vec<Arc<dyn Interrupted>>);

#[async_trait]
impl Runner<ResumeInterrupted> for Resuming {
    async fn run(&self, job: ResumeInterrupted, run: &Run) -> Result<(), JobError> {
        for room in &self.0 {
            room.go_on(job.account, &run.cause).await.map_err(JobError::retry)?;
        }
        Ok(())
    }

    async fn bury(&self, _job: ResumeInterrupted, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}
