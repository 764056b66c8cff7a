//! What the desk keeps of people: that they sit at it, what they did there and what was done to them.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    domain::AccountId,
    features::{
        account::{Parcel, PersonalData, Progress},
        admin::store::AdminStore,
    },
    storage::{Db, StorageError},
};

/// The keeper of the desk's tables. The desk itself asks for erasures, so it is there before the desk is.
pub struct DeskRecords(AdminStore);

impl DeskRecords {
    pub fn new(db: Db) -> Arc<Self> {
        Arc::new(Self(AdminStore::new(db)))
    }
}

#[async_trait]
impl PersonalData for DeskRecords {
    fn tables(&self) -> &'static [&'static str] {
        &["admin_staff", "admin_audit"]
    }

    async fn export(&self, account: AccountId, parcel: &Parcel) -> Result<(), StorageError> {
        let acts = self.0.describe(account).await?;
        if acts.is_empty() { Ok(()) } else { parcel.json("desk.json", &acts).await }
    }

    /// The acts stay, without the person in them.
    async fn erase(&self, account: AccountId) -> Result<Progress, StorageError> {
        self.0.forget(account).await?;
        Ok(Progress::Done)
    }
}
