//! What spans the rooms: the home screen's facts, the language, and files on their way to a room.

mod files;
mod menu;
mod privacy;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{error::HomeError, store::ReceivedStore};
use crate::{
    domain::{AccountId, Cause, Lang, Peer, SharedClock},
    features::{
        account::{Account, Accounts},
        billing::{Balance, Billing},
        chat::{Chat, Glance},
    },
    storage::Db,
    telegram::receive::Receiver,
};

pub use menu::MenuWishes;

/// What home is built from.
pub struct HomeParts {
    pub db: Db,
    pub clock: SharedClock,
    pub accounts: Arc<Accounts>,
    pub billing: Arc<Billing>,
    pub chat: Arc<Chat>,
    /// Rooms that take files, in the order of their buttons.
    pub receivers: Vec<Arc<dyn Receiver>>,
    /// The built-in AI answers: the welcome says so.
    pub demo: bool,
}

pub struct Home {
    store: ReceivedStore,
    parts: HomeParts,
}

impl Home {
    pub fn new(parts: HomeParts) -> Arc<Self> {
        Arc::new(Self { store: ReceivedStore::new(parts.db.clone()), parts })
    }

    pub fn is_demo(&self) -> bool {
        self.parts.demo
    }

    /// The present moment.
    pub fn now(&self) -> DateTime<Utc> {
        self.parts.clock.now()
    }

    pub fn chat(&self) -> &Chat {
        &self.parts.chat
    }

    pub async fn account(&self, id: AccountId) -> Result<Arc<Account>, HomeError> {
        Ok(self.parts.accounts.find(id).await?)
    }

    pub async fn set_lang(
        &self,
        id: AccountId,
        lang: Lang,
        cause: &Cause,
    ) -> Result<Arc<Account>, HomeError> {
        Ok(self.parts.accounts.set_lang(id, lang, cause).await?)
    }

    /// What the person has.
    pub async fn balance(&self, account: AccountId) -> Result<Balance, HomeError> {
        Ok(self.parts.billing.balance(account).await?)
    }

    /// What goes on in the rooms.
    pub async fn glance(&self, account: AccountId, peer: Peer) -> Result<Glance, HomeError> {
        Ok(self.parts.chat.glance(account, peer).await?)
    }
}
