//! What a runner is told about its run, and the ticket by which it may complete the job itself.
//! It carries no services: runners bring their own.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio_util::sync::CancellationToken;

use super::{
    JobId, Meter, QueueError, Reason,
    store::{self, Verdict},
};
use crate::{
    domain::{AccountId, Cause, SharedClock},
    storage::Tx,
};

/// One attempt at a job.
#[derive(Debug)]
pub struct Run {
    pub id: JobId,
    /// The same for every attempt; another one after a dead letter was taken up again.
    pub cause: Cause,
    pub account: Option<AccountId>,
    /// From 1.
    pub attempt: u16,
    /// Whether a [`super::JobError::Retry`] would be the end.
    pub last_attempt: bool,
    /// Set when a person cancels. What is not heeded within 10 s is dropped.
    pub cancel: CancellationToken,
    /// Set when the process is about to stop. The run has up to 8 s to come to an end; what it has not done by
    /// then is done again elsewhere, and the attempt is not counted.
    pub stopping: CancellationToken,
    pub progress: Meter,
    pub(super) ticket: Ticket,
}

impl Run {
    /// Marks the job done as part of the caller's transaction, so that effect and completion are one. What the
    /// runner returns after the commit changes nothing any more.
    ///
    /// # Errors
    /// [`QueueError::LeaseLost`] when another process has the job now: the transaction must be dropped.
    pub async fn complete_in(&self, tx: &mut Tx) -> Result<(), QueueError> {
        self.ticket.settle_in(tx, Verdict::Done).await
    }
}

/// The end of a job that will not run any more.
#[derive(Debug)]
pub struct Death {
    pub id: JobId,
    /// The same for every burial of this death, and different from the cause of the runs before it.
    pub cause: Cause,
    pub account: Option<AccountId>,
    pub reason: Reason,
    /// How many runs were begun; 0 when it was cancelled before.
    pub attempts: u16,
    /// The last error, for logs and operators: not in words for people.
    pub error: Option<String>,
    pub(super) ticket: Ticket,
}

impl Death {
    /// Marks the job buried as part of the caller's transaction. The transaction must be dropped on an error.
    pub async fn complete_in(&self, tx: &mut Tx) -> Result<(), QueueError> {
        self.ticket.settle_in(tx, Verdict::Buried).await
    }
}

/// A lease as its holder shows it.
#[derive(Clone)]
pub(super) struct Ticket {
    pub(super) id: JobId,
    pub(super) token: String,
    pub(super) clock: SharedClock,
    /// A transaction has settled the job, or is about to.
    pub(super) settled: Arc<AtomicBool>,
    /// Belongs to no row: nothing is written.
    pub(super) detached: bool,
}

impl Ticket {
    async fn settle_in(&self, tx: &mut Tx, verdict: Verdict) -> Result<(), QueueError> {
        if self.detached {
            return Ok(());
        }
        // Said before it is done: a heartbeat that finds the row gone must know why.
        self.settled.store(true, Ordering::Release);
        if store::settle(tx, (self.id, &self.token), &verdict, self.clock.now()).await? {
            Ok(())
        } else {
            Err(QueueError::LeaseLost)
        }
    }
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ticket").field("id", &self.id).finish_non_exhaustive()
    }
}
