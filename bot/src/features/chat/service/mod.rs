//! What can be done in the chat: ask, stop, ask again, go on; and the conversations around it.

mod asking;
mod conversations;
mod editing;
mod gathering;
mod groups;
mod models;
mod privacy;
mod reading;
mod ripening;
#[cfg(test)]
mod tests;
mod withholding;

use std::sync::Arc;

use crate::{
    domain::SharedClock,
    features::{account::Accounts, billing::Billing},
    jobs::Queue,
    providers::ChatModel,
    storage::{Db, blobs::Blobs},
    telegram::outbox::Outbox,
};

pub use asking::{Ask, Asked, Stopped};
pub use editing::Edit;
pub use gathering::{Arrival, Receipt};
pub use reading::Glance;
pub use ripening::Ripe;
pub use withholding::Released;

use super::store::ChatStore;

/// The chat.
pub struct Chat {
    pub(super) db: Db,
    pub(super) store: ChatStore,
    pub(super) accounts: Arc<Accounts>,
    pub(super) billing: Arc<Billing>,
    pub(super) queue: Queue,
    pub(super) outbox: Outbox,
    pub(super) blobs: Blobs,
    pub(super) model: Arc<dyn ChatModel>,
    pub(super) clock: SharedClock,
    /// The models people may choose, best first; empty: whatever the provider lists.
    pub(super) offered: Vec<String>,
}

/// What the chat is built from.
pub struct ChatParts {
    pub db: Db,
    pub accounts: Arc<Accounts>,
    pub billing: Arc<Billing>,
    pub queue: Queue,
    pub outbox: Outbox,
    pub blobs: Blobs,
    pub model: Arc<dyn ChatModel>,
    pub clock: SharedClock,
    pub offered: Vec<String>,
}

impl Chat {
    pub fn new(parts: ChatParts) -> Arc<Self> {
        let store = ChatStore::new(parts.db.clone());
        Arc::new(Self {
            db: parts.db,
            store,
            accounts: parts.accounts,
            billing: parts.billing,
            queue: parts.queue,
            outbox: parts.outbox,
            blobs: parts.blobs,
            model: parts.model,
            clock: parts.clock,
            offered: parts.offered,
        })
    }
}
