//! What this process has in hand: claimed, and not yet known to be done.
//! It knows nothing of the database.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::ticket::Ticket;

/// The updates in hand, at most one of a lane.
#[derive(Debug, Default)]
pub(super) struct Hand {
    held: HashMap<i64, Held>,
}

#[derive(Debug)]
struct Held {
    ticket: Ticket,
    /// When somebody began to handle it; nobody has while it waits in memory.
    begun: Option<DateTime<Utc>>,
    until: DateTime<Utc>,
}

impl Hand {
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Takes a claim made now. An older claim of the same update is forgotten.
    pub fn take(&mut self, ticket: Ticket, now: DateTime<Utc>, lease: TimeDelta) {
        self.held.insert(ticket.update_id, Held { ticket, begun: None, until: now + lease });
    }

    /// The claim behind an update, while its lease runs.
    pub fn find(&self, update_id: i64, now: DateTime<Utc>) -> Option<&Ticket> {
        self.held.get(&update_id).filter(|held| now < held.until).map(|held| &held.ticket)
    }

    /// Somebody begins to handle the update.
    pub fn begin(&mut self, update_id: i64, now: DateTime<Utc>) {
        if let Some(held) = self.held.get_mut(&update_id) {
            held.begun.get_or_insert(now);
        }
    }

    /// Whether a row is in hand that was tried before.
    pub fn has_suspect(&self) -> bool {
        self.held.values().any(|held| held.ticket.attempt > 1)
    }

    /// Lets go of a claim; of this one only, not of a later one of the same update.
    pub fn release(&mut self, ticket: &Ticket) {
        if self.held.get(&ticket.update_id).is_some_and(|held| held.ticket.token == ticket.token) {
            self.held.remove(&ticket.update_id);
        }
    }

    /// Forgets what ran out, and names what must be renewed: what has less than half its lease left, and has not
    /// been handled for `longest`. A renewal that comes late succeeds as long as nobody else took the row.
    pub fn due(&mut self, now: DateTime<Utc>, lease: TimeDelta, longest: TimeDelta) -> Vec<Ticket> {
        let young = |held: &Held| held.begun.is_none_or(|begun| now - begun < longest);
        self.held.retain(|_, held| now < held.until || young(held));
        let due = |held: &&Held| held.until - now <= lease / 2 && young(held);
        self.held.values().filter(due).map(|held| held.ticket.clone()).collect()
    }

    /// Notes which of the asked-for leases were prolonged; the others are no longer ours.
    pub fn renewed(&mut self, asked: &[Ticket], kept: &[i64], until: DateTime<Utc>) {
        for ticket in asked {
            if !kept.contains(&ticket.seq) {
                self.release(ticket);
            } else if let Some(held) = self.held.get_mut(&ticket.update_id) {
                held.until = until;
            }
        }
    }
}
