//! What the chat asks of those to its right: what shall become of files that came without words.

use async_trait::async_trait;

use super::domain::GatheringId;
use crate::{
    domain::{AccountId, Cause, Peer, Received},
    storage::{StorageError, Tx},
};

/// Files without words, gathered.
#[derive(Clone, Debug)]
pub struct Wordless {
    pub gathering: GatheringId,
    pub cause: Cause,
    pub account: AccountId,
    pub peer: Peer,
    pub received: Received,
}

/// Whether words that come next are about the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// They wait for them.
    Held,
    /// Something has become of them already.
    Settled,
}

/// Whoever knows all the rooms that take files.
#[async_trait]
pub trait Doorkeeper: Send + Sync {
    /// Finds out what is to be asked, or what the person always wants. Nothing is shown before it is settled.
    async fn receive(&self, wordless: Wordless) -> Result<Box<dyn Admission>, StorageError>;
}

/// What is to become of the files.
#[async_trait]
pub trait Admission: Send + Sync {
    /// Says so to the person, in the transaction that ends the gathering.
    async fn settle(&self, tx: &mut Tx) -> Result<Held, StorageError>;
}
