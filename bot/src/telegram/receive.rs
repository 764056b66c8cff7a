//! The registry of what an unannounced file may become: rooms join it, nobody else knows them.

use async_trait::async_trait;

use super::{failure::Handled, visit::Visit};
use crate::domain::{AccountId, FileRef, Lang, Received};

/// A room that can do something with files.
#[async_trait]
pub trait Receiver: Send + Sync {
    /// The word on buttons and in preferences; never changed.
    fn key(&self) -> &'static str;

    /// The label of the button, if any of this person's files can be taken.
    async fn offer(&self, account: AccountId, lang: Lang, files: &[FileRef]) -> Option<String>;

    /// Takes them.
    async fn take(&self, visit: &Visit, received: Received) -> Handled;
}
