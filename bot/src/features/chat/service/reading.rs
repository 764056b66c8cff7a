//! What other rooms and the settings want to know of the chat.

use std::sync::Arc;

use super::Chat;
use crate::{
    domain::{AccountId, Peer},
    features::{
        account::Account,
        chat::{
            domain::{NO_DRAFTS, Preferences, Streaming},
            error::ChatError,
        },
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
    pub async fn account(&self, id: AccountId) -> Result<Arc<Account>, ChatError> {
        Ok(self.accounts.find(id).await?)
    }

    pub async fn glance(&self, account: AccountId, peer: Peer) -> Result<Glance, ChatError> {
        let (current, open) = self.store.glance(account, peer).await?;
        Ok(Glance { current, open })
    }

    pub async fn preferences(&self, account: AccountId) -> Result<Preferences, ChatError> {
        Ok(Preferences::of(&self.accounts.find(account).await?.preferences))
    }

    /// Whether this chat has refused a draft in the last days; then it is tried again.
    pub async fn drafts_refused(&self, peer: Peer) -> Result<bool, ChatError> {
        Ok(self.store.has_refused_drafts(peer.chat, self.clock.now() - NO_DRAFTS).await?)
    }

    /// This chat takes no drafts.
    pub async fn remember_refusal(&self, peer: Peer) -> Result<(), ChatError> {
        Ok(self.store.mark_drafts_refused(peer.chat, self.clock.now()).await?)
    }

    /// Whether the operator lets answers be rich messages.
    pub fn offers_rich(&self) -> bool {
        self.outbox.offers_rich()
    }

    pub async fn set_rich(&self, account: AccountId, rich: bool) -> Result<Preferences, ChatError> {
        let value = if rich { "on" } else { Preferences::PLAIN };
        let account = self.accounts.set_preference(account, Preferences::RICH, value).await?;
        Ok(Preferences::of(&account.preferences))
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
