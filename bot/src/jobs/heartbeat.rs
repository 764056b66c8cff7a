//! The leases this process holds: renewed together, and told when they are lost or cancelled.
//! It claims nothing and settles nothing.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{
    JobId, Queue,
    store::{self, Kept},
};

/// How long after its lease a job goes on that nobody could renew.
const PATIENCE: Duration = Duration::from_mins(2);

type Key = (JobId, String);

/// All leases of this process.
#[derive(Debug, Default)]
pub(super) struct Held(Mutex<HashMap<Key, Lease>>);

/// One lease. Clones speak of the same.
#[derive(Clone, Debug)]
struct Lease {
    signals: Signals,
    /// The lease is counted from here.
    renewed: Instant,
}

/// What the holder of a lease is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Signals {
    /// A person wants the job cancelled.
    pub(super) cancel: CancellationToken,
    /// Somebody else may have the job now.
    pub(super) lost: CancellationToken,
    /// Set by the holder when the end of the lease is its own doing.
    pub(super) settled: Arc<AtomicBool>,
}

/// A lease that is renewed until this is dropped.
#[derive(Debug)]
pub(super) struct Hold {
    held: Arc<Held>,
    key: Key,
    pub(super) signals: Signals,
}

impl Held {
    /// Begins to renew a lease that was claimed no earlier than `since`.
    pub(super) fn hold(self: &Arc<Self>, id: JobId, token: &str, since: Instant) -> Hold {
        let (key, signals) = ((id, token.to_owned()), Signals::default());
        let lease = Lease { signals: signals.clone(), renewed: since };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), lease);
        Hold { held: Arc::clone(self), key, signals }
    }

    /// Renews all leases once. One that could not be renewed for a long time counts as lost. That it has run out
    /// meanwhile tells nothing: while the database is away for all, nobody takes it; and whoever took it all the same
    /// is not overruled, since what is written is written by who has the job.
    pub(super) async fn beat(&self, queue: &Queue, lease: Duration) {
        let keys: Vec<Key> = self.0.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
        if keys.is_empty() {
            return;
        }
        let asked = Instant::now();
        match store::renew(&queue.db, &keys, queue.clock.now() + lease).await {
            Ok(kept) => self.note(&keys, &kept.into_iter().map(|kept| (kept.id, kept)).collect(), asked),
            Err(error) => {
                tracing::warn!(%error, leases = keys.len(), "the leases of jobs cannot be renewed");
                self.give_up(lease + PATIENCE);
            }
        }
    }

    fn note(&self, keys: &[Key], kept: &HashMap<JobId, Kept>, asked: Instant) {
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            let Some(lease) = leases.get_mut(key) else { continue };
            match kept.get(&key.0) {
                Some(kept) => {
                    if kept.renewed {
                        lease.renewed = asked;
                    }
                    if kept.cancel_requested {
                        lease.signals.cancel.cancel();
                    }
                }
                None if lease.signals.settled.load(Ordering::Acquire) => {}
                None => lease.signals.lost.cancel(),
            }
        }
    }

    fn give_up(&self, after: Duration) {
        for lease in self.0.lock().unwrap_or_else(PoisonError::into_inner).values() {
            if lease.renewed.elapsed() >= after {
                lease.signals.lost.cancel();
            }
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.held.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}
