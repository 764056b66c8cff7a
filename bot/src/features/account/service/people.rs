//! People as an operator sees them: found, looked at, shut out and let in.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::{
    super::{
        domain::{Account, Attendance, Ban, Dossier, sought},
        error::AccountError,
    },
    Accounts,
};
use crate::{
    domain::AccountId,
    storage::{StorageError, Topic, Tx},
};

/// How often it is written down who was here.
const SEEN: Duration = Duration::from_secs(30);
/// People in one statement.
const STEP: usize = 500;

impl Accounts {
    /// The numbers of people by what somebody says of them: a number, a user name, beginnings of the words of a name;
    /// newest first, at most 300.
    pub async fn search(&self, text: &str) -> Result<Vec<AccountId>, StorageError> {
        if let Some(id) = number(text) {
            return Ok(self.find(id).await.map(|account| account.id).into_iter().collect());
        }
        self.store.search_names(&sought(text)).await
    }

    /// Those who were here last, newest first.
    pub async fn latest(&self, limit: u64) -> Result<Vec<AccountId>, StorageError> {
        self.write_seen().await?;
        self.store.list_latest(limit).await
    }

    /// The accounts of these people; those who are gone are left out.
    pub async fn find_all(&self, ids: &[AccountId]) -> Result<Vec<Arc<Account>>, StorageError> {
        let mut found = Vec::new();
        for id in ids {
            match self.find(*id).await {
                Ok(account) => found.push(account),
                Err(AccountError::Unknown(_)) => {}
                Err(AccountError::Storage(error)) => return Err(error),
            }
        }
        Ok(found)
    }

    /// What an operator sees of a person.
    pub async fn dossier(&self, id: AccountId) -> Result<Dossier, AccountError> {
        let here = self.seen.lock().unwrap_or_else(PoisonError::into_inner).contains(&id);
        let dossier = self.store.find_dossier(id).await?.ok_or(AccountError::Unknown(id))?;
        let seen_at = if here { Some(self.clock.now()) } else { dossier.seen_at };
        Ok(Dossier { seen_at, ..dossier })
    }

    /// How many people were here since then.
    pub async fn attendance(&self, since: DateTime<Utc>) -> Result<Attendance, StorageError> {
        self.write_seen().await?;
        self.store.attendance(since).await
    }

    /// Shuts a person out, in the transaction of whoever does it. `false` when there is no such person.
    /// Once it has ended, [`Accounts::let_go`] makes this process see it at once.
    pub async fn ban(&self, tx: &mut Tx, id: AccountId, ban: &Ban) -> Result<bool, StorageError> {
        tx.wake_on_commit(Topic::Accounts);
        self.store.set_ban(tx, id, Some(ban)).await
    }

    /// Whether a person may not use the bot now.
    pub async fn is_banned(&self, id: AccountId, now: DateTime<Utc>) -> bool {
        self.find(id).await.is_ok_and(|account| account.banned(now).is_some())
    }

    /// Lets a person in again; as [`Accounts::ban`].
    pub async fn unban(&self, tx: &mut Tx, id: AccountId) -> Result<bool, StorageError> {
        tx.wake_on_commit(Topic::Accounts);
        self.store.set_ban(tx, id, None).await
    }

    /// Writes down from time to time who was here, until it is cancelled and once more then.
    pub async fn keep_seen(&self, stop: CancellationToken) {
        loop {
            let stopped = stop.run_until_cancelled(tokio::time::sleep(SEEN)).await.is_none();
            if let Err(error) = self.write_seen().await {
                tracing::warn!(%error, "it was not written down who was here");
            }
            if stopped {
                return;
            }
        }
    }

    pub(super) fn note_seen(&self, id: AccountId) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
    }

    async fn write_seen(&self) -> Result<(), StorageError> {
        let seen = std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        let ids: Vec<AccountId> = seen.into_iter().collect();
        for some in ids.chunks(STEP) {
            self.store.mark_seen(some, self.clock.now()).await?;
        }
        Ok(())
    }
}

/// The number of a person, if that is what a text says.
fn number(text: &str) -> Option<AccountId> {
    let digits = text.trim().trim_start_matches('#');
    digits.parse().ok().filter(|id: &i64| *id > 0).map(AccountId)
}
