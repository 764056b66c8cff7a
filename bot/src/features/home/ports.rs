//! What home asks of those to its right.

use async_trait::async_trait;

use crate::{domain::AccountId, storage::StorageError};

/// Who works here, and has commands that others have not.
#[async_trait]
pub trait Staff: Send + Sync {
    async fn includes(&self, person: AccountId) -> Result<bool, StorageError>;
}
