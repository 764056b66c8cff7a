//! Deleted conversations go for good once nobody can bring them back.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    features::chat::service::Chat,
    jobs::{Death, Job, JobError, Lane, Run, Runner},
};

/// Forgets what was deleted a day ago.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PurgeConversations {}

impl Job for PurgeConversations {
    const NAME: &'static str = "chat.purge_conversations";
    const LANE: Lane = Lane::UPKEEP;
    const TIMEOUT: Duration = Duration::from_mins(2);
}

/// Runs [`PurgeConversations`].
pub struct Purging(pub Arc<Chat>);

#[async_trait]
impl Runner<PurgeConversations> for Purging {
    async fn run(&self, _job: PurgeConversations, _run: &Run) -> Result<(), JobError> {
        let gone = self.0.purge().await.map_err(JobError::retry)?;
        tracing::debug!(gone, "deleted conversations are gone");
        Ok(())
    }

    async fn bury(&self, _job: PurgeConversations, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}
