//! The port to whoever keeps something about people.

use std::sync::Arc;

use async_trait::async_trait;

use super::screens::Kept;
use crate::{domain::AccountId, storage::StorageError};

/// A feature that keeps something about people.
#[async_trait]
pub trait PersonalData: Send + Sync {
    async fn kept(&self, account: AccountId) -> Result<Kept, StorageError>;
}

/// What the privacy screen tells: who keeps what, and who outside reads it.
#[derive(Clone)]
pub struct Privacy {
    pub keepers: Vec<Arc<dyn PersonalData>>,
    /// Names of models and the host they are asked at; `None` when nobody outside reads anything.
    pub outside: Option<(String, String)>,
}

impl Privacy {
    pub(super) async fn kept(&self, account: AccountId) -> Result<Kept, StorageError> {
        let mut sum = Kept::default();
        for keeper in &self.keepers {
            let kept = keeper.kept(account).await?;
            sum.messages += kept.messages;
            sum.conversations += kept.conversations;
        }
        Ok(sum)
    }
}
