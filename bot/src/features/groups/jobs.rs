//! A group moves to its new number; a group that the bot has left is forgotten.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::service::Groups;
use crate::{
    domain::ChatId,
    jobs::{Death, Job, JobError, Lane, Run, Runner},
};

/// Takes everything of a group to the supergroup that it has become. Twice is once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MoveGroup {
    pub from: ChatId,
    pub to: ChatId,
}

impl Job for MoveGroup {
    const NAME: &'static str = "groups.move_group";
    const LANE: Lane = Lane::UPKEEP;
    const MAX_ATTEMPTS: u16 = 20;
    const TIMEOUT: Duration = Duration::from_mins(1);
}

/// Erases what is kept of a group, unless the bot is in it again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ForgetGroup {
    pub group: ChatId,
}

impl Job for ForgetGroup {
    const NAME: &'static str = "groups.forget_group";
    const LANE: Lane = Lane::UPKEEP;
    const MAX_ATTEMPTS: u16 = 20;
    const TIMEOUT: Duration = Duration::from_mins(5);
}

/// Runs [`MoveGroup`].
pub struct Moving(pub Arc<Groups>);

/// Runs [`ForgetGroup`].
pub struct Forgetting(pub Arc<Groups>);

#[async_trait]
impl Runner<MoveGroup> for Moving {
    async fn run(&self, job: MoveGroup, _run: &Run) -> Result<(), JobError> {
        self.0.relocate(job.from, job.to).await.map_err(JobError::retry)
    }

    async fn bury(&self, job: MoveGroup, _death: &Death) -> Result<(), JobError> {
        tracing::error!(from = %job.from, to = %job.to, "a group was not taken to its new number");
        Ok(())
    }
}

#[async_trait]
impl Runner<ForgetGroup> for Forgetting {
    async fn run(&self, job: ForgetGroup, _run: &Run) -> Result<(), JobError> {
        if self.0.forget(job.group).await.map_err(JobError::retry)? {
            tracing::info!(group = %job.group, "a group that was left is forgotten");
        }
        Ok(())
    }

    async fn bury(&self, job: ForgetGroup, _death: &Death) -> Result<(), JobError> {
        tracing::error!(group = %job.group, "a group that was left could not be forgotten");
        Ok(())
    }
}
