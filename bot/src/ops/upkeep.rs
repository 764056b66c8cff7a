//! The outbox forgets what nobody will edit any more.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    jobs::{Death, Job, JobError, Lane, Run, Runner},
    telegram::outbox::Outbox,
};

/// Forgets old slots.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PurgeOutbox {}

impl Job for PurgeOutbox {
    const NAME: &'static str = "ops.purge_outbox";
    const LANE: Lane = Lane::UPKEEP;
}

/// Runs [`PurgeOutbox`].
pub struct Tidying(pub Outbox);

#[async_trait]
impl Runner<PurgeOutbox> for Tidying {
    async fn run(&self, _job: PurgeOutbox, _run: &Run) -> Result<(), JobError> {
        let gone = self.0.purge().await.map_err(JobError::retry)?;
        tracing::info!(gone, "old slots are forgotten");
        Ok(())
    }

    async fn bury(&self, _job: PurgeOutbox, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}
