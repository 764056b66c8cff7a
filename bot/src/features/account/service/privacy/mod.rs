//! What a person can do about what is kept of them: see it, take it away, have it forgotten sooner, end it.

mod erasing;
mod exporting;
mod retaining;

use std::{sync::Arc, time::Duration};

pub use erasing::Stopped;
pub use exporting::Wished;

use super::{
    super::{
        domain::{Kept, Outside, RetentionLimit},
        error::AccountError,
        ports::{Parcel, PersonalData},
    },
    Accounts,
};
use crate::{
    domain::{AccountId, SharedClock},
    jobs::Queue,
    storage::{Db, StorageError, blobs::Blobs},
    telegram::outbox::Outbox,
};

/// What is kept about people, by everybody who keeps something.
pub struct Privacy {
    pub(in super::super) parts: PrivacyParts,
}

/// What [`Privacy`] is built from.
pub struct PrivacyParts {
    pub db: Db,
    pub accounts: Arc<Accounts>,
    pub queue: Queue,
    pub outbox: Outbox,
    pub blobs: Blobs,
    pub clock: SharedClock,
    /// In the order in which they hand over and erase; the account itself goes last.
    pub keepers: Vec<Arc<dyn PersonalData>>,
    pub outside: Option<Outside>,
    /// How long messages are kept at most.
    pub limit: RetentionLimit,
    /// How long an erasure can be stopped.
    pub grace: Duration,
}

impl Privacy {
    pub fn new(parts: PrivacyParts) -> Arc<Self> {
        Arc::new(Self { parts })
    }

    pub async fn kept(&self, account: AccountId) -> Result<Kept, AccountError> {
        let mut sum = Kept::default();
        for keeper in &self.parts.keepers {
            sum += keeper.kept(account).await?;
        }
        Ok(sum)
    }

    /// The tables that are claimed, each by one keeper.
    pub fn tables(&self) -> Vec<&'static str> {
        self.parts.keepers.iter().flat_map(|keeper| keeper.tables().iter().copied()).collect()
    }

    /// Who outside reads what people send; `None` when nobody does.
    pub const fn outside(&self) -> Option<&Outside> {
        self.parts.outside.as_ref()
    }

    /// How long an erasure can be stopped.
    pub const fn grace(&self) -> Duration {
        self.parts.grace
    }

    /// Hands everything over that anybody keeps.
    pub async fn export(&self, account: AccountId, parcel: Parcel) -> Result<(), StorageError> {
        for keeper in &self.parts.keepers {
            keeper.export(account, &parcel).await?;
        }
        Ok(())
    }
}
