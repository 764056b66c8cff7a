//! Conversations: begun, opened, named, deleted, searched, exported.

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::{Chat, privacy::transcripts};
use crate::{
    domain::{AccountId, Page},
    features::chat::{
        domain::{Conversation, ConversationId, Found, Turn, UNDELETE},
        error::ChatError,
    },
    storage::{StorageError, blobs::BlobKey},
};

/// Turns of an export; a conversation with more is cut at its beginning.
const EXPORTED_TURNS: u64 = 5_000;

impl Chat {
    /// A clean sheet: the next message begins a conversation. Gives the one that is left.
    pub async fn start_conversation(&self, account: AccountId) -> Result<Option<Conversation>, ChatError> {
        let left = self.store.find_current(account).await?;
        let mut tx = self.db.begin().await?;
        self.store.set_current(&mut tx, account, None).await?;
        tx.commit().await?;
        Ok(left)
    }

    /// Messages belong to this conversation from now on.
    pub async fn open_conversation(
        &self,
        account: AccountId,
        id: ConversationId,
    ) -> Result<Conversation, ChatError> {
        let conversation = self.conversation(account, id).await?;
        let mut tx = self.db.begin().await?;
        self.store.set_current(&mut tx, account, Some(id)).await?;
        tx.commit().await?;
        Ok(conversation)
    }

    pub async fn conversation(
        &self,
        account: AccountId,
        id: ConversationId,
    ) -> Result<Conversation, ChatError> {
        self.store.find_conversation(account, id).await?.ok_or(ChatError::NoConversation)
    }

    /// The present conversation; none on a clean sheet.
    pub async fn current(&self, account: AccountId) -> Result<Option<Conversation>, ChatError> {
        Ok(self.store.find_current(account).await?)
    }

    pub async fn conversations(
        &self,
        account: AccountId,
        page: u32,
        size: u32,
    ) -> Result<Page<Conversation>, ChatError> {
        Ok(self.store.list_conversations(account, page, size).await?)
    }

    pub async fn count_conversations(&self, account: AccountId) -> Result<u64, ChatError> {
        Ok(self.store.count_conversations(account).await?)
    }

    /// Gives a title of the person's.
    pub async fn rename(
        &self,
        account: AccountId,
        id: ConversationId,
        title: &str,
    ) -> Result<Conversation, ChatError> {
        let mut tx = self.db.begin().await?;
        self.store.set_title(&mut tx, account, id, title, true).await?;
        tx.commit().await?;
        self.conversation(account, id).await
    }

    /// Takes a conversation out of sight. Gives it as it was.
    pub async fn delete(&self, account: AccountId, id: ConversationId) -> Result<Conversation, ChatError> {
        let conversation = self.conversation(account, id).await?;
        let current = self.store.find_current(account).await?;
        let mut tx = self.db.begin().await?;
        self.store.mark_deleted(&mut tx, account, id, self.clock.now()).await?;
        if current.is_some_and(|current| current.id == id) {
            self.store.set_current(&mut tx, account, None).await?;
        }
        tx.commit().await?;
        Ok(conversation)
    }

    /// Brings a deleted conversation back, within a day.
    pub async fn undelete(&self, account: AccountId, id: ConversationId) -> Result<Conversation, ChatError> {
        let mut tx = self.db.begin().await?;
        let since = self.clock.now() - UNDELETE;
        if !self.store.mark_undeleted(&mut tx, account, id, since).await? {
            return Err(ChatError::TooLate);
        }
        tx.commit().await?;
        self.conversation(account, id).await
    }

    /// Everything said in a conversation, oldest first.
    pub async fn turns(&self, account: AccountId, id: ConversationId) -> Result<Vec<Turn>, ChatError> {
        self.conversation(account, id).await?;
        Ok(self.store.list_turns(id, None, EXPORTED_TURNS).await?)
    }

    /// Conversations in whose titles or words this is found, best first.
    pub async fn search(&self, account: AccountId, words: &str, limit: u32) -> Result<Vec<Found>, ChatError> {
        Ok(self.store.search(account, words, limit).await?)
    }

    /// How many messages there are in it, questions and answers together.
    pub async fn count_messages(&self, account: AccountId, id: ConversationId) -> Result<u64, ChatError> {
        self.conversation(account, id).await?;
        Ok(self.store.count_messages_in(id).await?)
    }

    /// Keeps a text among the files of this person and gives its key. The same text is kept once.
    pub async fn save(&self, account: AccountId, text: &str) -> Result<String, ChatError> {
        let digest = hex::encode(&Sha256::digest(text)[..16]);
        let key = BlobKey::new(format!("{}/{digest}.md", transcripts(Some(account))?))
            .map_err(|error| StorageError::Setup(error.to_string()))?;
        self.blobs.put_new(&key, Bytes::copy_from_slice(text.as_bytes()), "text/markdown").await?;
        Ok(key.as_str().to_owned())
    }
}
