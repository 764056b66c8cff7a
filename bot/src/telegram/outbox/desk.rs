//! Slots that the transaction which fills them takes in hand at once: they pass to the worker of this process with the
//! commit, and nobody has to claim them. Where no worker runs, or too much waits for it, they are left to be claimed.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::mpsc;

use super::slot::Claimed;
use crate::storage::Tx;

/// How many slots may lie here or be under way at once. The rest waits in the database, in nobody's hand.
const ROOM: usize = 128;

/// Where slots are handed to the worker. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Desk(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// To the worker, while it takes any.
    worker: Mutex<Option<mpsc::UnboundedSender<Handed>>>,
    count: AtomicUsize,
}

/// A slot that was handed over.
#[derive(Debug)]
pub(super) struct Handed {
    pub slot: Claimed,
    pub place: OnDesk,
}

/// A place on the desk, until this is dropped.
#[derive(Debug)]
pub(super) struct OnDesk(Desk);

impl Desk {
    /// The worker sits down: from now on slots are handed over here.
    pub(super) fn open(&self) -> mpsc::UnboundedReceiver<Handed> {
        let (sender, receiver) = mpsc::unbounded_channel();
        *self.worker() = Some(sender);
        receiver
    }

    /// The worker takes no more.
    pub(super) fn close(&self) {
        *self.worker() = None;
    }

    /// Whether one more may be taken in hand.
    pub(super) fn has_room(&self) -> bool {
        self.0.count.load(Ordering::Relaxed) < ROOM && self.worker().is_some()
    }

    /// Hands a slot over once the transaction stands. If the worker has gone by then its lease runs out, or is taken
    /// over.
    pub(super) fn hand_over(&self, tx: &mut Tx, slot: Claimed) {
        let desk = self.clone();
        tx.on_commit(move || {
            if let Some(worker) = &*desk.worker() {
                desk.0.count.fetch_add(1, Ordering::Relaxed);
                // Not taken means that the worker has just gone.
                let _ = worker.send(Handed { slot, place: OnDesk(desk.clone()) });
            }
        });
    }

    fn worker(&self) -> std::sync::MutexGuard<'_, Option<mpsc::UnboundedSender<Handed>>> {
        self.0.worker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OnDesk {
    fn drop(&mut self) {
        self.0.0.count.fetch_sub(1, Ordering::Relaxed);
    }
}
