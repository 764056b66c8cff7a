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

/// Erases what is kept of groups that the bot left a day ago.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ForgetGroups {}

impl Job for ForgetGroups {
    const NAME: &'static str = "groups.forget_groups";
    const LANE: Lane = Lane::UPKEEP;
    const TIMEOUT: Duration = Duration::from_mins(5);
}

/// Runs [`MoveGroup`].
pub struct Moving(pub Arc<Groups>);

/// Runs [`ForgetGroups`].
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
impl Runner<ForgetGroups> for Forgetting {
    async fn run(&self, _job: ForgetGroups, _run: &Run) -> Result<(), JobError> {
        let gone = self.0.forget_left().await.map_err(JobError::retry)?;
        tracing::info!(gone, "groups that were left are forgotten");
        Ok(())
    }

    /// The next hour tries again.
    async fn bury(&self, _job: ForgetGroups, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Payloads lie in rows; an old one is still read.
    #[test]
    fn payloads_stay_readable() {
        let moved = MoveGroup { from: ChatId(-5), to: ChatId(-1_005) };
        assert_eq!(serde_json::to_string(&moved).unwrap(), r#"{"from":-5,"to":-1005}"#);
        assert_eq!(serde_json::to_string(&ForgetGroups {}).unwrap(), "{}");
    }
}
