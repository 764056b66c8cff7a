//! The port to files that lie at Telegram. Only runners fetch bytes.

use async_trait::async_trait;
use bytes::Bytes;

use super::raw::{Api, Fault};
use crate::domain::FileRef;

/// Fetches what a person sent.
#[async_trait]
pub trait Files: Send + Sync {
    /// The bytes, at most 20 MB (Bot API, `getFile`).
    async fn fetch(&self, file: &FileRef) -> Result<Bytes, Fault>;
}

#[async_trait]
impl Files for Api {
    async fn fetch(&self, file: &FileRef) -> Result<Bytes, Fault> {
        self.download(&file.id).await
    }
}
