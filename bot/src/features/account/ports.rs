//! What the account asks of those it does not know: who keeps something about a person, who must hear of a
//! new language.

use async_trait::async_trait;

use super::domain::Kept;
use crate::{
    domain::{AccountId, Cause, Lang},
    storage::{StorageError, Tx},
};

/// A feature that keeps something about people.
#[async_trait]
pub trait PersonalData: Send + Sync {
    async fn kept(&self, account: AccountId) -> Result<Kept, StorageError>;
}

/// Whoever must hear of a new language.
#[async_trait]
pub trait LanguageListener: Send + Sync {
    /// Told in the transaction that keeps it; `own` is the language where it differs from the client's.
    async fn language_changed(
        &self,
        tx: &mut Tx,
        account: AccountId,
        own: Option<Lang>,
        cause: &Cause,
    ) -> Result<(), StorageError>;
}
