//! What other rooms and the settings want to know of the chat.

use super::Chat;
use crate::{
    domain::{AccountId, Peer},
    features::chat::{
        domain::{Preferences, Streaming},
        error::ChatError,
    },
};

/// The chat at a glance, for the home screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// The title of the present conversation.
    pub current: Option<String>,
    /// Answers on their way.
    pub open: u64,
}

impl Chat {
    pub async fn glance(&self, account: AccountId, peer: Peer) -> Result<Glance, ChatError> {
        let (current, open) = self.store.glance(account, peer).await?;
        Ok(Glance { current, open })
    }

    pub async fn preferences(&self, account: AccountId) -> Result<Preferences, ChatError> {
        Ok(Preferences::of(&self.accounts.find(account).await?.preferences))
    }

    pub async fn set_streaming(
        &self,
        account: AccountId,
        streaming: Streaming,
    ) -> Result<Preferences, ChatError> {
        let account = self.accounts.set_preference(account, Streaming::PREFERENCE, streaming.value()).await?;
        Ok(Preferences::of(&account.preferences))
    }
}
