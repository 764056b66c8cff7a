//! Files that nobody has asked about for a month are forgotten.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::super::service::Home;
use crate::jobs::{Death, Job, JobError, Lane, Run, Runner};

/// Forgets files that came without words long ago.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PurgeReceived {}

impl Job for PurgeReceived {
    const NAME: &'static str = "home.purge_received";
    const LANE: Lane = Lane::UPKEEP;
}

/// Runs [`PurgeReceived`].
pub struct Sweeping(pub Arc<Home>);

#[async_trait]
impl Runner<PurgeReceived> for Sweeping {
    async fn run(&self, _job: PurgeReceived, _run: &Run) -> Result<(), JobError> {
        let gone = self.0.purge().await.map_err(JobError::retry)?;
        tracing::info!(gone, "old files without words are forgotten");
        Ok(())
    }

    async fn bury(&self, _job: PurgeReceived, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}
