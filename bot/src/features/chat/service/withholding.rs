//! What a message costs: within the allowance nothing; beyond it the answer is put off, and nothing that was written is
//! lost. It is given for a coin, with Premium, or when the allowance begins anew.

use async_trait::async_trait;
use chrono::TimeDelta;
use chrono_tz::Tz;

use super::Chat;
use crate::{
    domain::{AccountId, Cause, Coins, Peer},
    features::{
        billing::{Action, BillingError, Interrupted, Pay, Reached, Wish},
        chat::{
            domain::{Answer, AnswerId, AnswerStatus},
            error::ChatError,
            jobs::{ReleaseWithheld, ShowLimit},
        },
    },
    jobs::Push,
    storage::{StorageError, Tx},
};

/// After so long nobody waits for an answer any more.
const LIFE: TimeDelta = TimeDelta::days(3);
/// How many are given at once: as many as may stand in line.
const SOME: u64 = 5;

/// What became of an answer that was put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Released {
    /// It is being given; this is what is left.
    Now { left: Coins },
    /// It is put off no longer.
    Already,
    /// It still cannot be charged.
    Not(Reached),
}

impl Chat {
    /// Charges an answer in a private chat; `false` where it is put off, and the person is told. What is said in a group has
    /// a limit of its own.
    pub(super) async fn admit(
        &self,
        tx: &mut Tx,
        answer: AnswerId,
        peer: Peer,
        zone: Tz,
    ) -> Result<bool, ChatError> {
        if !peer.is_private() {
            return Ok(true);
        }
        let reference = reference_of(answer);
        match self.billing.reserve(tx, &wish(peer.owner(), zone, &reference, Pay::Nothing)).await {
            Ok(()) => Ok(true),
            Err(BillingError::Limit(reached)) => {
                self.store.mark_withheld(tx, answer, self.clock.now()).await?;
                let job = ShowLimit {
                    answer,
                    limit: reached.limit,
                    price: reached.price,
                    resets_at: reached.resets_at,
                };
                self.queue.push(tx, &job, Push::new(&reference)).await?;
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Gives an answer that was put off, as far as this pays for it.
    ///
    /// # Errors
    /// [`BillingError::NotEnough`] where coins were spoken of and are not there.
    pub async fn release(
        &self,
        account: AccountId,
        id: AnswerId,
        pay: Pay,
        cause: &Cause,
    ) -> Result<Released, ChatError> {
        let answer = self.answer_of(account, id).await?;
        self.release_answer(&answer, pay, cause).await
    }

    /// Gives it when the allowance begins anew.
    pub async fn release_later(
        &self,
        account: AccountId,
        id: AnswerId,
        after: TimeDelta,
    ) -> Result<(), ChatError> {
        let answer = self.answer_of(account, id).await?;
        let mut tx = self.db.begin().await?;
        let push = Push::new(&reference_of(id).part("later")).account(account).after(after);
        self.queue.push(&mut tx, &ReleaseWithheld { answer: answer.id }, push).await?;
        Ok(tx.commit().await?)
    }

    pub(in super::super) async fn release_answer(
        &self,
        answer: &Answer,
        pay: Pay,
        cause: &Cause,
    ) -> Result<Released, ChatError> {
        let (id, account, peer) = (answer.id, answer.account, answer.peer);
        let zone = self.accounts.find(account).await?.zone();
        let reference = reference_of(id);
        let mut tx = self.db.begin().await?;
        match self.billing.reserve(&mut tx, &wish(account, zone, &reference, pay)).await {
            Ok(()) => {}
            Err(BillingError::Limit(reached)) => return Ok(Released::Not(reached)),
            Err(error) => return Err(error.into()),
        }
        if !self.store.unmark_withheld(&mut tx, id).await? {
            return Ok(Released::Already);
        }
        let job = self.queue_answer(&mut tx, id, account, peer, &cause.part(id.0)).await?;
        self.store.set_job(&mut tx, id, job.0).await?;
        tx.commit().await?;
        Ok(Released::Now { left: self.billing.balance(account).await?.available })
    }

    /// The answer is over: what did not come is given back.
    pub(in super::super) async fn settle(
        &self,
        tx: &mut Tx,
        answer: AnswerId,
        status: AnswerStatus,
        text: &str,
    ) -> Result<(), StorageError> {
        self.billing.settle(tx, &reference_of(answer), u32::from(status.counts(text))).await.map(|_| ())
    }
}

#[async_trait]
impl Interrupted for Chat {
    /// Oldest first, as far as coins and allowance go.
    async fn go_on(&self, account: AccountId, cause: &Cause) -> Result<(), StorageError> {
        let since = self.clock.now() - LIFE;
        for answer in self.store.list_withheld(account, since, SOME).await? {
            match self.release_answer(&answer, Pay::Coins, cause).await {
                Ok(Released::Now { .. } | Released::Already) => {}
                Ok(Released::Not(_)) | Err(ChatError::Billing(BillingError::NotEnough { .. })) => break,
                Err(ChatError::Storage(error)) => return Err(error),
                Err(error) => return Err(StorageError::Setup(error.to_string())),
            }
        }
        Ok(())
    }
}

/// By this its charge is known.
fn reference_of(answer: AnswerId) -> Cause {
    Cause::from(format!("chat.answer:{}", answer.0))
}

const fn wish(account: AccountId, zone: Tz, reference: &Cause, pay: Pay) -> Wish<'_> {
    Wish { account, zone, action: Action::Message, units: 1, reference, pay }
}
