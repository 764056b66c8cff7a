//! What groups ask of Telegram: who runs one.

use async_trait::async_trait;

use crate::domain::{AccountId, ChatId};

/// Whoever knows the admins of a group.
#[async_trait]
pub trait Ranks: Send + Sync {
    /// Whether a person runs the group. Who cannot be asked about is not let in.
    async fn runs(&self, group: ChatId, person: AccountId) -> bool;
}
