//! Deleted conversations go for good once nobody can bring them back, and what was said goes when its time is over.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    features::{account::RetentionLimit, chat::service::Chat},
    jobs::{Death, Job, JobError, Lane, Run, Runner},
};

/// Forgets what was deleted a day ago, and what is older than it is kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PurgeConversations {}

impl Job for PurgeConversations {
    const NAME: &'static str = "chat.purge_conversations";
    const LANE: Lane = Lane::UPKEEP;
    const TIMEOUT: Duration = Duration::from_mins(10);
}

/// Runs [`PurgeConversations`].
pub struct Purging {
    pub chat: Arc<Chat>,
    /// How long messages are kept at most.
    pub limit: RetentionLimit,
}

#[async_trait]
impl Runner<PurgeConversations> for Purging {
    async fn run(&self, _job: PurgeConversations, _run: &Run) -> Result<(), JobError> {
        let (conversations, questions) = self.chat.purge(self.limit).await.map_err(JobError::retry)?;
        tracing::debug!(conversations, questions, "what was deleted and what is too old is gone");
        Ok(())
    }

    async fn bury(&self, _job: PurgeConversations, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}
