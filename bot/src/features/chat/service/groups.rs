//! Talk that belongs to a group: who asked, how much, and what becomes of it when the group changes.

use chrono::{DateTime, Utc};

use super::Chat;
use crate::{
    domain::{AccountId, ChatId, Peer},
    features::chat::{
        domain::{AnswerId, Preferences},
        error::ChatError,
    },
    jobs::JobId,
    storage::Tx,
};

impl Chat {
    /// Who asked what an answer of this owner answers; nobody where it is not theirs.
    pub async fn asker_of(&self, owner: AccountId, answer: AnswerId) -> Result<Option<AccountId>, ChatError> {
        Ok(self.store.find_asker(owner, answer).await?)
    }

    /// Answers that were asked for since then.
    pub async fn count_asked(&self, owner: AccountId, since: DateTime<Utc>) -> Result<u64, ChatError> {
        Ok(self.store.count_answers_since(owner, since).await?)
    }

    /// A clean sheet in this place alone.
    pub async fn start_anew_in(&self, peer: Peer) -> Result<(), ChatError> {
        let mut tx = self.db.begin().await?;
        self.store.set_current_in(&mut tx, peer, None).await?;
        Ok(tx.commit().await?)
    }

    /// The model of a group, in all its topics, by the key of a button.
    pub async fn pick_model_of_group(
        &self,
        group: AccountId,
        key: &str,
    ) -> Result<Option<String>, ChatError> {
        let picked = match key {
            "" => None,
            key => {
                let models = self.models(group, true, None).await?.models;
                let model = models.into_iter().find(|model| model.key() == key);
                Some(model.ok_or(ChatError::NoModel)?.id)
            }
        };
        let value = picked.as_deref().unwrap_or_default();
        self.accounts.set_preference(group, Preferences::MODEL, value).await?;
        let mut tx = self.db.begin().await?;
        self.store.set_model_everywhere(&mut tx, group, picked.as_deref()).await?;
        tx.commit().await?;
        Ok(picked)
    }

    /// Answers of a chat that are not finished, by their jobs.
    pub async fn open_jobs(&self, chat: ChatId) -> Result<Vec<JobId>, ChatError> {
        Ok(self.store.list_open_jobs(chat).await?.into_iter().map(JobId).collect())
    }

    /// Nobody can be answered there any more.
    pub async fn drop_open(&self, tx: &mut Tx, chat: ChatId, jobs: &[JobId]) -> Result<(), ChatError> {
        for job in jobs {
            self.queue.cancel(tx, *job).await?;
        }
        Ok(self.store.drop_gatherings(tx, chat).await?)
    }

    /// The talk of a group goes to its new number.
    pub async fn move_group(&self, tx: &mut Tx, from: ChatId, to: ChatId) -> Result<(), ChatError> {
        Ok(self.store.move_group(tx, from, to).await?)
    }

    /// Erases all talk of a group.
    pub async fn forget_group(&self, tx: &mut Tx, group: ChatId) -> Result<(), ChatError> {
        Ok(self.store.erase_group(tx, group).await?)
    }
}
