//! The inbox: every update is written down before Telegram is told that we have it, and forgotten when it is done.
//! It hands nothing to anybody; it says whose turn it is.

use std::{borrow::Cow, collections::HashSet, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    kinds,
    peek::RawUpdate,
    rows::{Fresh, InboxStats, Lease, Which},
    store::InboxStore,
    ticket::{Buried, Claimed, Ticket},
};
use crate::{
    domain::{BotId, SharedClock},
    ops::metrics,
    storage::{Backend, Db, StorageError, Tx, processes::ProcessId},
};

/// Rows per statement: what a `getUpdates` brings at most.
const CHUNK: usize = 100;
/// How long a done row tells a repeated update from a new one; Telegram keeps updates for 24 h.
const DONE_KEPT: TimeDelta = TimeDelta::hours(72);
/// How long an operator can look at what was given up.
const DEAD_KEPT: TimeDelta = TimeDelta::days(7);
/// Rows per purging statement, so that nobody waits for it.
const PURGED_AT_ONCE: u32 = 500;

/// The inbox of one bot.
#[derive(Clone)]
pub struct Inbox {
    db: Db,
    store: InboxStore,
    clock: SharedClock,
    lease: TimeDelta,
}

/// What became of updates that came.
#[derive(Debug, Default)]
pub struct Accepted {
    /// How many were not there yet.
    pub fresh: usize,
    /// Those that may be handled at once; they are claimed.
    pub claimed: Vec<Claimed>,
}

impl Inbox {
    /// `lease` is how long a claim holds unless it is renewed.
    pub fn new(db: Db, bot: BotId, clock: SharedClock, lease: Duration) -> Self {
        let lease = TimeDelta::from_std(lease).unwrap_or(TimeDelta::MAX / 2);
        Self { db, store: InboxStore::new(bot), clock, lease }
    }

    /// Writes down what is new, one statement for each 100, and claims up to `room` rows whose turn it is.
    ///
    /// Claiming as they are written is right only where nobody else writes into the inbox at the same time: a row
    /// that another has not committed yet cannot hold up its lane. Elsewhere `room` is 0.
    pub async fn accept(&self, updates: &[RawUpdate], room: usize) -> Result<Accepted, StorageError> {
        let mut accepted = Accepted::default();
        for chunk in updates.chunks(CHUNK) {
            let chunk = &*self.with_moved_lanes(chunk).await?;
            let ready = first_of_lanes(chunk, room.saturating_sub(accepted.claimed.len()));
            let lease = self.new_lease();
            let fresh = self.store.insert(&self.db, chunk, &ready, lease).await?;
            accepted.fresh += fresh.len();
            count(chunk, &fresh);
            for update in chunk {
                let row = fresh.iter().find(|row| row.claimed && row.update_id == update.update_id);
                let Some(row) = row else { continue };
                let ticket = self.store.ticket(*row, update, lease);
                accepted.claimed.push(Claimed { ticket, kind: update.kind.clone(), raw: update.raw.clone() });
            }
        }
        accepted.claimed.sort_unstable_by_key(|claimed| claimed.ticket.seq);
        Ok(accepted)
    }

    /// What was said in a group before it became another is dealt with before what is said afterwards: its lane goes
    /// on as the other's.
    async fn with_moved_lanes<'a>(
        &self,
        updates: &'a [RawUpdate],
    ) -> Result<Cow<'a, [RawUpdate]>, StorageError> {
        let mut updates = Cow::Borrowed(updates);
        let moves: Vec<_> = updates.iter().filter_map(|update| update.moves.clone()).collect();
        for (from, to) in moves {
            self.store.move_lane(&self.db, &from, &to).await?;
            for update in updates.to_mut().iter_mut().filter(|update| update.lane.as_ref() == Some(&from)) {
                update.lane = Some(to.clone());
            }
        }
        Ok(updates)
    }

    /// Takes up to `limit` rows that nobody has tried, each the next of its lane.
    pub async fn claim(&self, limit: usize) -> Result<Vec<Claimed>, StorageError> {
        self.store.claim(&self.db, Which::Untried, limit, self.new_lease()).await
    }

    /// Takes up to `limit` rows that were in hand when something went wrong. None while the end of a lease tells
    /// nothing of its holder.
    pub async fn claim_suspects(&self, limit: usize) -> Result<Vec<Claimed>, StorageError> {
        if !self.db.judges_leases() {
            return Ok(Vec::new());
        }
        self.store.claim(&self.db, Which::Suspect, limit, self.new_lease()).await
    }

    /// Ends the rows of these tickets; those that are no longer theirs stay as they are. Answers their `seq`.
    pub async fn done(&self, tickets: &[Ticket]) -> Result<Vec<i64>, StorageError> {
        self.store.mark_done(&self.db, tickets, self.clock.now()).await
    }

    /// Ends rows and takes the next, in one commit.
    pub async fn done_and_claim(
        &self,
        tickets: &[Ticket],
        limit: usize,
    ) -> Result<Vec<Claimed>, StorageError> {
        let tx = self.db.begin().await?;
        self.store.mark_done(&tx, tickets, self.clock.now()).await?;
        let claimed = self.store.claim(&tx, Which::Untried, limit, self.new_lease()).await?;
        tx.commit().await?;
        Ok(claimed)
    }

    /// Ends the row within a transaction; `false` when it is no longer this ticket's, and then nothing of the
    /// transaction should be committed.
    pub async fn done_in(&self, tx: &mut Tx, ticket: &Ticket) -> Result<bool, StorageError> {
        let ended = self.store.mark_done(&*tx, std::slice::from_ref(ticket), self.clock.now()).await?;
        Ok(!ended.is_empty())
    }

    /// Prolongs the leases; answers the `seq` of rows that were still held, and until when they are now.
    pub async fn renew(&self, tickets: &[Ticket]) -> Result<(Vec<i64>, DateTime<Utc>), StorageError> {
        let until = self.new_lease().until;
        Ok((self.store.renew(&self.db, tickets, until).await?, until))
    }

    /// Lets go of rows for a later attempt, `after` from now.
    pub async fn give_back(
        &self,
        tickets: &[Ticket],
        begun: bool,
        after: Duration,
    ) -> Result<(), StorageError> {
        let from = self.clock.now() + TimeDelta::from_std(after).unwrap_or_default();
        self.store.give_back(&self.db, tickets, begun, from).await.map(|_| ())
    }

    /// Whether any row is not dealt with.
    pub async fn has_open(&self) -> Result<bool, StorageError> {
        self.store.has_open(&self.db).await
    }

    /// Gives up rows that were tried as often as they may be.
    pub async fn bury(&self) -> Result<Vec<Buried>, StorageError> {
        if !self.db.judges_leases() {
            return Ok(Vec::new());
        }
        self.store.bury(&self.db, self.clock.now()).await
    }

    /// Takes back the leases of a process that is no more. On SQLite, which one process has to itself, these are
    /// all; on Postgres they run out by themselves.
    pub async fn take_back(&self) -> Result<u64, StorageError> {
        match self.db.backend() {
            Backend::Sqlite => self.store.take_back(&self.db).await,
            Backend::Postgres => Ok(0),
        }
    }

    /// Takes back the leases of a process that is gone.
    pub async fn take_over(&self, gone: ProcessId) -> Result<u64, StorageError> {
        self.store.take_over(&self.db, gone.tokens()).await
    }

    /// Removes some of what ended long ago: done rows after 72 h, dead ones after 7 days. Answers how many;
    /// 0 means that nothing is left to remove.
    pub async fn purge(&self) -> Result<u64, StorageError> {
        let now = self.clock.now();
        self.store.purge(&self.db, now - DONE_KEPT, now - DEAD_KEPT, PURGED_AT_ONCE).await
    }

    pub async fn stats(&self) -> Result<InboxStats, StorageError> {
        self.store.stats(&self.db).await
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(super) const fn db(&self) -> &Db {
        &self.db
    }

    pub(super) const fn lease(&self) -> TimeDelta {
        self.lease
    }

    fn new_lease(&self) -> Lease {
        let now = self.clock.now();
        Lease { token: self.db.process().token(), now, until: now + self.lease }
    }
}

fn count(came: &[RawUpdate], fresh: &[Fresh]) {
    for update in came {
        if fresh.iter().any(|row| row.update_id == update.update_id) {
            metrics::INTAKE_UPDATES.one([kinds::label(&update.kind)]);
        }
    }
    metrics::INTAKE_REPEATED.add([], came.len().saturating_sub(fresh.len()) as u64);
}

/// Marks what may be claimed as it is written: the first of each lane and what has none, as far as there is room.
fn first_of_lanes(updates: &[RawUpdate], room: usize) -> Vec<bool> {
    let mut lanes = HashSet::new();
    let mut room = room;
    let mut mark = |update: &RawUpdate| {
        let first = update.lane.as_ref().is_none_or(|lane| lanes.insert(lane.clone()));
        let ready = first && room > 0;
        room -= usize::from(ready);
        ready
    };
    updates.iter().map(&mut mark).collect()
}

#[cfg(test)]
#[path = "inbox_tests.rs"]
mod tests;
