//! The port to files that lie at Telegram. Only runners fetch bytes.

use async_trait::async_trait;
use bytes::Bytes;

use super::raw::{Api, Fault};
use crate::domain::FileRef;

/// Fetches what a person sent.
#[async_trait]
pub trait Files: Send + Sync {
    /// The bytes, at most 20 MB (Bot API, `getFile`). Where there are more than `limit`, it fails and holds no more.
    async fn fetch(&self, file: &FileRef, limit: u64) -> Result<Bytes, Fault>;
}

#[async_trait]
impl Files for Api {
    async fn fetch(&self, file: &FileRef, limit: u64) -> Result<Bytes, Fault> {
        self.download(&file.id, limit).await
    }
}
