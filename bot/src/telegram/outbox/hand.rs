//! The slots that this process is delivering now. While the database is away their leases run out without meaning
//! anything: what Telegram answered is written down as soon as it is back, and nobody here takes them up again.

use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::SlotId;

/// After this time the lease of a slot in hand may have run out. The others need not be named in a claim.
const OVERDUE: Duration = Duration::from_secs(10);

/// The slots in hand, each with the moment it was taken.
#[derive(Debug, Default)]
pub(super) struct Hand(Mutex<HashMap<SlotId, Instant>>);

/// A slot in hand until this is dropped, also by a panic.
#[derive(Debug)]
pub(super) struct InHand {
    hand: Arc<Hand>,
    slot: SlotId,
}

impl Hand {
    pub(super) fn hold(self: &Arc<Self>, slot: SlotId, since: Instant) -> InHand {
        self.slots().insert(slot, since);
        InHand { hand: Arc::clone(self), slot }
    }

    /// Those whose lease may have run out, as a list of SQL; `None` where there are none.
    pub(super) fn overdue(&self) -> Option<String> {
        let mut list = String::new();
        for (slot, since) in &*self.slots() {
            if since.elapsed() >= OVERDUE {
                let comma = if list.is_empty() { "" } else { ", " };
                // Writing into a String cannot fail.
                let _ = write!(list, "{comma}{}", slot.0);
            }
        }
        (!list.is_empty()).then_some(list)
    }

    fn slots(&self) -> std::sync::MutexGuard<'_, HashMap<SlotId, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        self.hand.slots().remove(&self.slot);
    }
}
