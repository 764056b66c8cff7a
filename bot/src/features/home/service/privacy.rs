//! The files that came without words, as what is kept of a person.

use async_trait::async_trait;
use serde_json::json;

use super::Home;
use crate::{
    domain::{AccountId, FileRef},
    features::account::{self, Kept, Parcel, PersonalData, Progress},
    storage::StorageError,
};

#[async_trait]
impl PersonalData for Home {
    fn tables(&self) -> &'static [&'static str] {
        &["home_received"]
    }

    async fn kept(&self, account: AccountId) -> Result<Kept, StorageError> {
        let files = self.store.list(account).await?.len() as u64;
        Ok(Kept { files, ..Kept::default() })
    }

    async fn export(&self, account: AccountId, parcel: &Parcel) -> Result<(), StorageError> {
        let received = self.store.list(account).await?;
        let path = |id: i64, n: usize, file: &FileRef| account::file_path(format!("received-{id}-{n}"), file);
        let told: Vec<_> = received
            .iter()
            .flat_map(|(id, received, at)| {
                received.files.iter().enumerate().map(move |(n, file)| {
                    json!({ "path": path(*id, n, file), "name": file.name, "type": file.mime, "bytes": file.size, "came_at": at })
                })
            })
            .collect();
        parcel.json("received.json", &told).await?;
        for (id, received, _) in received {
            for (n, file) in received.files.into_iter().enumerate() {
                parcel.file(path(id, n, &file), file).await?;
            }
        }
        Ok(())
    }

    async fn erase(&self, account: AccountId) -> Result<Progress, StorageError> {
        self.store.erase(account).await?;
        Ok(Progress::Done)
    }
}
