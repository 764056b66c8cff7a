//! One claimed job, from the claim to the end of its lease: run or buried, then settled.
//! Whatever the runner does, the lease ends with a verdict, or runs out.

use std::{future::Future, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt as _;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::{
    Death, JobError, Lane, Meter, Options, Queue, Reason, Registry, Run,
    heartbeat::Hold,
    progress::Estimates,
    registry::{Entry, Failure},
    run::Ticket,
    store::{self, Burial, Claimed, Verdict},
};
use crate::{
    domain::Cause,
    ops::{metrics, telemetry::words_of_panic},
    storage::{StorageError, Topic},
};

/// How long a burial may take.
const BURIAL_TIMEOUT: Duration = Duration::from_mins(1);

/// When a job is looked at again that nobody here can read: a newer process may know it.
const UNREADABLE_WAIT: Duration = Duration::from_secs(30);

/// How often an unreadable job is looked at before it is dead.
const UNREADABLE_ATTEMPTS: u16 = 3;

/// How long to wait after a verdict could not be written.
const SETTLE_WAIT: Duration = Duration::from_millis(500);

/// What all attempts of a process share.
pub(super) struct Shared {
    pub(super) queue: Queue,
    pub(super) registry: Registry,
    pub(super) options: Options,
    pub(super) estimates: Estimates,
    /// The process is about to stop.
    pub(super) stopping: CancellationToken,
    /// The time to come to an end is over.
    pub(super) aborting: CancellationToken,
}

/// How a runner's future came to its end.
enum Outcome {
    Returned(Result<(), Failure>),
    Panicked(&'static str),
    TimedOut,
    /// It went on after it was cancelled.
    Unheeding,
    Aborted,
    Lost,
}

/// Sees a claimed job through.
pub(super) async fn see_through(shared: Arc<Shared>, lane: Lane, claimed: Claimed, hold: Hold) {
    let attempt = Attempt { shared: &shared, lane, claimed: &claimed, hold: &hold };
    let (found, begun) = (shared.registry.find(&claimed.name), Instant::now());
    // Names that no runner has come from newer processes, or from nobody.
    let job = if found.is_some() { claimed.name.as_str() } else { "unknown" };
    let verdict = match (found, &claimed.burial) {
        (None, _) => Some(attempt.unreadable("nobody here knows this name".to_owned())),
        (Some(entry), None) => attempt.run(&*entry).await,
        (Some(entry), Some(burial)) => attempt.bury(&*entry, burial).await,
    };
    metrics::JOBS_SECONDS.took([job], begun.elapsed());
    metrics::JOBS_ENDED.one([job, verdict.as_ref().map_or("lost", Verdict::name)]);
    if let Some(verdict) = verdict {
        attempt.settle(&verdict).await;
        if let Some(reason) = attempt.death_by(&verdict) {
            metrics::JOBS_DEATHS.one([job, reason.as_str()]);
        }
    } else {
        tracing::warn!("a job was dropped: its lease is lost");
    }
}

struct Attempt<'a> {
    shared: &'a Shared,
    lane: Lane,
    claimed: &'a Claimed,
    hold: &'a Hold,
}

impl Attempt<'_> {
    async fn run(&self, entry: &dyn Entry) -> Option<Verdict> {
        let (claimed, signals) = (self.claimed, &self.hold.signals);
        if claimed.cancel_requested {
            signals.cancel.cancel();
        }
        let past = self.shared.estimates.of(&self.shared.queue.db, &claimed.name).await;
        let run = Run {
            id: claimed.id,
            cause: self.cause(),
            account: claimed.account,
            attempt: claimed.attempt,
            last_attempt: claimed.attempt >= claimed.max_attempts,
            cancel: signals.cancel.clone(),
            stopping: self.shared.stopping.clone(),
            progress: Meter::new(claimed.begun_at, Arc::clone(&self.shared.queue.clock), past),
            ticket: self.ticket(),
        };
        let grace = self.shared.options.cancel_grace;
        let unheeding = async {
            signals.cancel.cancelled().await;
            sleep(grace).await;
        };
        let outcome = self.watch(entry.run(&claimed.payload, &run), entry.timeout(), unheeding).await;
        self.judge_run(outcome)
    }

    async fn bury(&self, entry: &dyn Entry, burial: &Burial) -> Option<Verdict> {
        let death = Death {
            id: self.claimed.id,
            cause: self.cause().part("bury"),
            account: self.claimed.account,
            reason: burial.reason,
            attempts: self.claimed.attempt,
            error: burial.error.clone(),
            ticket: self.ticket(),
        };
        let burying = entry.bury(&self.claimed.payload, &death);
        let outcome = self.watch(burying, BURIAL_TIMEOUT, std::future::pending()).await;
        self.judge_burial(outcome, burial)
    }

    /// What the job died of, where this verdict is its end.
    fn death_by(&self, verdict: &Verdict) -> Option<Reason> {
        match verdict {
            Verdict::Buried => self.claimed.burial.as_ref().map(|burial| burial.reason),
            Verdict::Unreadable { .. } => Some(Reason::Unreadable),
            _ => None,
        }
    }

    /// Runs the future until it ends, or until there is a reason not to go on.
    async fn watch(
        &self,
        work: impl Future<Output = Result<(), Failure>>,
        timeout: Duration,
        unheeding: impl Future<Output = ()>,
    ) -> Outcome {
        tokio::select! {
            biased;
            ended = AssertUnwindSafe(work).catch_unwind() => match ended {
                Ok(returned) => Outcome::Returned(returned),
                Err(panic) => Outcome::Panicked(words_of_panic(&*panic)),
            },
            () = self.hold.signals.lost.cancelled() => Outcome::Lost,
            () = self.shared.aborting.cancelled() => Outcome::Aborted,
            () = unheeding => Outcome::Unheeding,
            () = sleep(timeout) => Outcome::TimedOut,
        }
    }

    fn judge_run(&self, outcome: Outcome) -> Option<Verdict> {
        Some(match outcome {
            Outcome::Returned(Ok(())) => Verdict::Done,
            Outcome::Returned(Err(Failure::Unreadable(error))) => self.unreadable(error.to_string()),
            Outcome::Returned(Err(Failure::Job(error))) => self.judge_error(error),
            Outcome::Panicked(words) => self.retry_or_die(None, format!("panic: {words}")),
            Outcome::TimedOut => self.retry_or_die(None, "it took too long".to_owned()),
            Outcome::Unheeding => Verdict::Dying {
                reason: Reason::Cancelled,
                error: "it went on after it was cancelled".to_owned(),
            },
            Outcome::Aborted => Verdict::Released,
            Outcome::Lost => return None,
        })
    }

    fn judge_error(&self, error: JobError) -> Verdict {
        let text = error.to_string();
        match error {
            _ if self.hold.signals.cancel.is_cancelled() => {
                Verdict::Dying { reason: Reason::Cancelled, error: text }
            }
            JobError::Cancelled => Verdict::Dying { reason: Reason::Cancelled, error: text },
            JobError::Again { after } => Verdict::Again { at: self.shared.queue.clock.now() + after },
            // What fails while everything is being shut down says nothing about the job.
            JobError::Retry { .. } if self.shared.stopping.is_cancelled() => Verdict::Released,
            JobError::Retry { after, .. } => self.retry_or_die(after, text),
            JobError::Fail { .. } => {
                tracing::error!(error = text, "a job failed for good");
                Verdict::Dying { reason: Reason::Failed, error: text }
            }
        }
    }

    fn retry_or_die(&self, after: Option<Duration>, error: String) -> Verdict {
        if self.claimed.attempt >= self.claimed.max_attempts {
            tracing::error!(error, "a job failed in its last attempt");
            return Verdict::Dying { reason: Reason::Exhausted, error };
        }
        let after = after.unwrap_or_else(|| self.shared.queue.backoff(self.claimed.attempt));
        tracing::warn!(error, ?after, "a job failed and will be tried again");
        Verdict::Retry { at: self.shared.queue.clock.now() + after, error }
    }

    /// Nothing of the payload is logged.
    fn unreadable(&self, error: String) -> Verdict {
        let tries = self.claimed.burial.as_ref().map_or(self.claimed.attempt, |burial| burial.number);
        if tries >= UNREADABLE_ATTEMPTS {
            tracing::error!("a job is dead that nobody here can read");
            return Verdict::Unreadable { error };
        }
        tracing::warn!("a job cannot be read here and is left for a while");
        let at = self.shared.queue.clock.now() + UNREADABLE_WAIT;
        match self.claimed.burial {
            None => Verdict::Retry { at, error },
            Some(_) => Verdict::Unburied { at },
        }
    }

    fn judge_burial(&self, outcome: Outcome, burial: &Burial) -> Option<Verdict> {
        let mut after = self.shared.queue.backoff(burial.number);
        let error = match outcome {
            Outcome::Returned(Ok(())) => return Some(Verdict::Buried),
            Outcome::Returned(Err(Failure::Unreadable(error))) => {
                return Some(self.unreadable(error.to_string()));
            }
            Outcome::Returned(Err(Failure::Job(JobError::Fail { error }))) => {
                tracing::error!(error = format!("{error:#}"), "the burial of a job was given up");
                return Some(Verdict::Buried);
            }
            Outcome::Aborted => return Some(Verdict::Released),
            Outcome::Lost => return None,
            Outcome::Returned(Err(Failure::Job(error))) => {
                if let JobError::Retry { after: Some(wish), .. } | JobError::Again { after: wish } = error {
                    after = wish;
                }
                error.to_string()
            }
            Outcome::Panicked(words) => format!("panic: {words}"),
            Outcome::TimedOut | Outcome::Unheeding => "it took too long".to_owned(),
        };
        tracing::error!(error, number = burial.number, ?after, "a job could not be buried yet");
        Some(Verdict::Unburied { at: self.shared.queue.clock.now() + after })
    }

    /// Writes the verdict, patiently: work that is done and not recorded would be done twice.
    async fn settle(&self, verdict: &Verdict) {
        loop {
            match self.try_settle(verdict).await {
                Ok(settled) => return tracing::debug!(settled, ?verdict, "a job was settled"),
                Err(error) => tracing::warn!(%error, "a job cannot be settled"),
            }
            tokio::select! {
                () = self.hold.signals.lost.cancelled() => return,
                () = self.shared.aborting.cancelled() => return,
                () = sleep(SETTLE_WAIT) => {}
            }
        }
    }

    async fn try_settle(&self, verdict: &Verdict) -> Result<bool, StorageError> {
        let (queue, lease) = (&self.shared.queue, (self.claimed.id, self.claimed.token.as_str()));
        let now = queue.clock.now();
        if *verdict != Verdict::Released {
            return store::settle(&queue.db, lease, verdict, now).await;
        }
        // This process goes; others are to hear at once that there is something to take over.
        let mut tx = queue.db.begin().await?;
        let settled = store::settle(&tx, lease, verdict, now).await?;
        tx.wake_on_commit(Topic::Jobs(self.lane.name));
        tx.commit().await?;
        Ok(settled)
    }

    /// A dead letter that runs again is a new cause: services answered the old one already.
    fn cause(&self) -> Cause {
        let cause = Cause::job(self.claimed.id.0);
        match self.claimed.round {
            0 => cause,
            round => cause.part(format_args!("again{round}")),
        }
    }

    fn ticket(&self) -> Ticket {
        Ticket {
            id: self.claimed.id,
            token: self.claimed.token.clone(),
            clock: Arc::clone(&self.shared.queue.clock),
            settled: Arc::clone(&self.hold.signals.settled),
            detached: false,
        }
    }
}
