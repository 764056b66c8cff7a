//! Erasing a person, after the time in which they could stop it. It gives up only when it was stopped.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{AccountId, Cause, ChatId, Peer},
    features::account::{domain::Account, error::AccountError, ports::Progress, screens, service::Privacy},
    jobs::{Death, Job, JobError, JobId, Lane, Reason, Run, Runner},
    telegram::outbox::Role,
};

/// How soon to look again whether what was in hand is done.
const SOON: Duration = Duration::from_secs(1);
/// How soon to try again when something is away that has to be told.
const LATER: Duration = Duration::from_secs(30);

/// Erases everything of an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EraseAccount {
    pub account: AccountId,
}

impl Job for EraseAccount {
    const NAME: &'static str = "account.erase";
    const LANE: Lane = Lane::UPKEEP;
    /// A promise to a person is not given up because processes died.
    const MAX_ATTEMPTS: u16 = u16::MAX;
}

/// Runs [`EraseAccount`].
pub struct Erasing(pub Arc<Privacy>);

impl Erasing {
    async fn erase(&self, id: AccountId, job: JobId, last_word: &Cause) -> Result<Progress, AccountError> {
        let Some(account) = self.0.begin_erasure(id, job).await? else {
            return self.leave(last_word).await;
        };
        if self.0.empty(id).await? == Progress::Done {
            self.take_leave(&account, last_word).await?;
        }
        // The last word is on its way: once it is there, it is forgotten too.
        Ok(Progress::InHand)
    }

    /// The account goes, and the person is told: both or neither.
    async fn take_leave(&self, account: &Account, last_word: &Cause) -> Result<(), AccountError> {
        let parts = &self.0.parts;
        let screen = screens::erased(account.lang());
        // A private chat has the id of the person in it.
        let peer = Peer::chat(ChatId(account.id.0));
        let mut tx = parts.db.begin().await?;
        parts.outbox.post(&mut tx, peer, last_word, Role::Message, &screen).await?;
        self.0.close_account(&mut tx, account.id).await?;
        Ok(tx.commit().await?)
    }

    async fn leave(&self, last_word: &Cause) -> Result<Progress, AccountError> {
        let outbox = &self.0.parts.outbox;
        match outbox.find(last_word).await? {
            Some((_, true)) => return Ok(Progress::InHand),
            Some((slot, false)) => outbox.forget(slot).await?,
            None => {}
        }
        self.0.leave_no_trace().await?;
        Ok(Progress::Done)
    }
}

#[async_trait]
impl Runner<EraseAccount> for Erasing {
    async fn run(&self, job: EraseAccount, run: &Run) -> Result<(), JobError> {
        match self.erase(job.account, run.id, &run.cause.part("erased")).await {
            Ok(Progress::Done) => Ok(()),
            Ok(Progress::InHand) => Err(JobError::again(SOON)),
            Err(error) => {
                tracing::warn!(%error, job = %run.id, "an account is not erased yet");
                Err(JobError::again(LATER))
            }
        }
    }

    /// Stopped in time. Anything else is for an operator, who finds it among the dead letters.
    async fn bury(&self, _job: EraseAccount, death: &Death) -> Result<(), JobError> {
        if death.reason != Reason::Cancelled {
            tracing::error!(job = %death.id, "an account was not erased");
        }
        Ok(())
    }
}
