//! How long messages are kept: the operator's limit, and what people choose within it.

use super::Privacy;
use crate::{
    domain::AccountId,
    features::account::{
        domain::{Retention, RetentionLimit},
        error::AccountError,
    },
};

impl Privacy {
    pub const fn limit(&self) -> RetentionLimit {
        self.parts.limit
    }

    /// Keeps a person's choice. One that is longer than the operator allows means the operator's.
    pub async fn choose_retention(&self, id: AccountId, choice: Retention) -> Result<(), AccountError> {
        self.parts.accounts.set_preference(id, Retention::PREFERENCE, choice.value()).await?;
        Ok(())
    }

    /// How many days the messages of this person are kept; `None`: until they delete them.
    pub async fn days_of(&self, id: AccountId) -> Result<Option<u32>, AccountError> {
        Ok(self.parts.limit.days_of(&*self.parts.accounts.find(id).await?))
    }
}
