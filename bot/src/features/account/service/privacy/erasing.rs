//! Erasing everything: asked for, stopped while there is time, done.

use std::sync::Arc;

use chrono::TimeDelta;

use super::Privacy;
use crate::{
    domain::{AccountId, Cause},
    features::account::{
        domain::{Account, Erasure},
        error::AccountError,
        jobs::EraseAccount,
        ports::Progress,
    },
    jobs::{JobId, Push},
    storage::{StorageError, Topic, Tx},
};

/// What became of the wish to keep everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Nothing is erased.
    Kept,
    /// It goes on already.
    TooLate,
}

impl Privacy {
    /// Has everything erased after a while; asked again, it stays with the first time.
    pub async fn ask_erasure(&self, id: AccountId, cause: &Cause) -> Result<Erasure, AccountError> {
        let accounts = &self.parts.accounts;
        if let Some(asked) = accounts.read(id).await?.erasure {
            return Ok(asked);
        }
        let mut tx = self.parts.db.begin().await?;
        let wished = self.ask_erasure_in(&mut tx, id, cause).await?;
        if wished.is_some() {
            tx.commit().await?;
        }
        accounts.reload(id).await?.erasure.or(wished).ok_or(AccountError::Unknown(id))
    }

    /// The same in the transaction of whoever asks for somebody else; once it has ended, [`Accounts::let_go`] makes this
    /// process see it at once. `None`, and the transaction is not to be kept, where somebody has asked before.
    ///
    /// [`Accounts::let_go`]: super::super::Accounts::let_go
    pub async fn ask_erasure_in(
        &self,
        tx: &mut Tx,
        id: AccountId,
        cause: &Cause,
    ) -> Result<Option<Erasure>, AccountError> {
        let grace = TimeDelta::from_std(self.parts.grace).unwrap_or(TimeDelta::MAX);
        let due = self.parts.clock.now() + grace;
        // The job is nobody's: it must not be among what it ends, nor tell afterwards whom it was about.
        let push = Push::new(cause).after(grace);
        let job = self.parts.queue.push(tx, &EraseAccount { account: id }, push).await?;
        if !self.parts.accounts.store.mark_erasing(tx, id, due, job.0).await? {
            return Ok(None);
        }
        tx.wake_on_commit(Topic::Accounts);
        Ok(Some(Erasure { due, begun: false, job: job.0 }))
    }

    /// Keeps everything, if there is still time.
    pub async fn stop_erasure(&self, id: AccountId) -> Result<Stopped, AccountError> {
        let accounts = &self.parts.accounts;
        let Some(erasure) = accounts.read(id).await?.erasure else { return Ok(Stopped::Kept) };
        let mut tx = self.parts.db.begin().await?;
        if !accounts.store.unmark_erasing(&mut tx, id, erasure.job).await? {
            return Ok(Stopped::TooLate);
        }
        self.parts.queue.cancel(&mut tx, JobId(erasure.job)).await?;
        tx.wake_on_commit(Topic::Accounts);
        tx.commit().await?;
        accounts.reload(id).await?;
        Ok(Stopped::Kept)
    }

    /// The point of no return. `None` when this job is not to erase this account: it was stopped, or is done.
    pub async fn begin_erasure(
        &self,
        id: AccountId,
        job: JobId,
    ) -> Result<Option<Arc<Account>>, AccountError> {
        let accounts = &self.parts.accounts;
        let mut tx = self.parts.db.begin().await?;
        // The job runs when its time has come by the queue's clock; no other clock is asked.
        if !accounts.store.mark_erasing_begun(&mut tx, id, job.0, self.parts.clock.now()).await? {
            return Ok(None);
        }
        tx.wake_on_commit(Topic::Accounts);
        tx.commit().await?;
        Ok(Some(accounts.reload(id).await?))
    }

    /// Has every keeper prepare, and then erase. Asked again until it is done.
    pub async fn empty(&self, id: AccountId) -> Result<Progress, AccountError> {
        for keeper in &self.parts.keepers {
            if keeper.prepare(id).await? == Progress::InHand {
                return Ok(Progress::InHand);
            }
        }
        for keeper in &self.parts.keepers {
            if keeper.erase(id).await? == Progress::InHand {
                return Ok(Progress::InHand);
            }
        }
        Ok(Progress::Done)
    }

    /// The account itself goes, in the transaction in which the person is told.
    pub async fn close_account(&self, tx: &mut Tx, id: AccountId) -> Result<(), StorageError> {
        self.parts.accounts.store.delete(tx, id).await?;
        tx.wake_on_commit(Topic::Accounts);
        Ok(())
    }

    /// After the last word: nobody remembers what was read of accounts, nor where it stood in a file.
    pub async fn leave_no_trace(&self) -> Result<(), StorageError> {
        let mut tx = self.parts.db.begin().await?;
        tx.wake_on_commit(Topic::Accounts);
        tx.commit().await?;
        self.parts.accounts.forget_cached();
        self.parts.db.scrub().await
    }
}
