//! The loop behind the intake: records what is done, claims whose turn it is, renews, buries, purges.
//! It stops claiming as soon as it is told to, and then only records.

use std::{sync::atomic::Ordering, time::Duration};

use async_trait::async_trait;
use chrono::TimeDelta;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout_at};
use tokio_util::sync::CancellationToken;

use super::{
    pump::{Inner, Intake, lock},
    ticket::{IntakeEvent, Ticket},
};
use crate::{
    ops::metrics,
    storage::{
        StorageError,
        processes::{Heir, ProcessId},
    },
};

/// How long to wait before a statement that failed is tried again.
const PAUSE: Duration = Duration::from_millis(250);
/// Ticks between two looks for rows to purge.
const PURGE_EVERY: u32 = 600;

impl Intake {
    /// Runs until `stop`, and then until what is in hand is done or 8 s are over. What is left is handled after
    /// the next start.
    pub async fn run(&self, stop: CancellationToken) {
        let inner = &*self.0;
        if stop.run_until_cancelled(inner.open()).await.is_some() {
            inner.work_until(&stop).await;
        }
        inner.closing.cancel();
        inner.drain().await;
    }
}

#[async_trait]
impl Heir for Intake {
    async fn take_over(&self, gone: ProcessId) -> Result<(), StorageError> {
        self.0.inbox.take_over(gone).await?;
        self.0.suspects.store(true, Ordering::Relaxed);
        self.0.work.notify_one();
        Ok(())
    }
}

impl Inner {
    /// Takes up what an earlier process left, as soon as the database answers.
    async fn open(&self) {
        loop {
            match self.opened().await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "the inbox cannot be opened"),
            }
            sleep(PAUSE).await;
        }
    }

    /// Opens the inbox once, before anything of this process is in it: leases that are there then are another's.
    pub async fn opened(&self) -> Result<(), StorageError> {
        self.opened.get_or_try_init(|| self.begin()).await.copied()
    }

    async fn begin(&self) -> Result<(), StorageError> {
        let taken_back = self.inbox.take_back().await?;
        let stats = self.inbox.stats().await?;
        if stats.open > 0 {
            tracing::info!(open = stats.open, taken_back, "updates of an earlier run are taken up");
        }
        self.waiting.fetch_add(usize::try_from(stats.untried).unwrap_or_default(), Ordering::Relaxed);
        Ok(())
    }

    async fn work_until(&self, stop: &CancellationToken) {
        let mut tick = interval(self.options.tick);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let signal = self.signal();
        let mut ticks = 0_u32;
        while !stop.is_cancelled() {
            let looked = tokio::select! {
                () = stop.cancelled() => return,
                _ = tick.tick() => {
                    ticks = ticks.wrapping_add(1);
                    self.look_round(ticks).await
                }
                () = self.work.notified() => self.turn(self.may_wait()).await,
                () = signal.notified() => self.turn(true).await,
            };
            if let Err(error) = looked {
                tracing::warn!(%error, "the inbox does not answer");
                sleep(PAUSE).await;
                self.work.notify_one();
            }
        }
    }

    /// Whether a claim may find something: where others write into the inbox, that is always so.
    pub fn may_wait(&self) -> bool {
        !self.options.alone || self.waiting.load(Ordering::Relaxed) > 0
    }

    /// Records what is done and claims what comes next, in one commit where there is both.
    async fn turn(&self, claim: bool) -> Result<(), StorageError> {
        let ended = std::mem::take(&mut *lock(&self.ended));
        if ended.iter().any(|ticket| ticket.attempt > 1) {
            self.suspects.store(true, Ordering::Relaxed);
        }
        let room = self.room() + ended.len();
        let outcome = self.record_and_claim(&ended, claim && room > 0, room).await;
        if outcome.is_err() {
            lock(&self.ended).extend(ended);
            return outcome;
        }
        if !self.closing.is_cancelled() && self.suspects.swap(false, Ordering::Relaxed) {
            self.take_suspect().await?;
        }
        Ok(())
    }

    async fn record_and_claim(&self, ended: &[Ticket], claim: bool, room: usize) -> Result<(), StorageError> {
        let before = self.waiting.load(Ordering::Relaxed);
        let claimed = match (ended.is_empty(), claim) {
            (true, false) => return Ok(()),
            (true, true) => self.inbox.claim(room).await?,
            (false, false) => self.inbox.done(ended).await.map(|_| Vec::new())?,
            (false, true) => self.inbox.done_and_claim(ended, room).await?,
        };
        self.let_go(ended);
        if claim {
            self.count_claimed(claimed.len(), before);
        }
        self.hand_on(claimed);
        Ok(())
    }

    fn let_go(&self, ended: &[Ticket]) {
        let mut hand = lock(&self.hand);
        for ticket in ended {
            hand.release(ticket);
        }
    }

    /// A count that drifted, because another process took what waited here, ends when nothing is found; unless
    /// more came in the meantime.
    fn count_claimed(&self, claimed: usize, before: usize) {
        if claimed == 0 && lock(&self.hand).len() == 0 {
            let _ = self.waiting.compare_exchange(before, 0, Ordering::Relaxed, Ordering::Relaxed);
            return;
        }
        // The closure always answers Some.
        let _ = self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |waiting| {
            Some(waiting.saturating_sub(claimed))
        });
    }

    /// What is due from time to time.
    async fn look_round(&self, ticks: u32) -> Result<(), StorageError> {
        self.renew().await?;
        if ticks % PURGE_EVERY == 1 {
            while self.inbox.purge().await? > 0 {}
        }
        // Most seconds of most bots are silent: then one look is all.
        let silent = lock(&self.hand).len() == 0 && lock(&self.ended).is_empty();
        if silent && !self.inbox.has_open().await? {
            return Ok(());
        }
        for buried in self.inbox.bury().await? {
            tracing::error!(
                update_id = buried.update_id,
                kind = buried.kind,
                attempts = buried.attempts,
                "an update is given up",
            );
            metrics::INTAKE_BURIED.one([]);
            self.tell(IntakeEvent::Buried(buried));
        }
        self.suspects.store(true, Ordering::Relaxed);
        self.turn(true).await
    }

    async fn renew(&self) -> Result<(), StorageError> {
        let longest = TimeDelta::from_std(self.options.longest).unwrap_or(TimeDelta::MAX / 2);
        let due = lock(&self.hand).due(self.inbox.now(), self.inbox.lease(), longest);
        if !due.is_empty() {
            let (kept, until) = self.inbox.renew(&due).await?;
            lock(&self.hand).renewed(&due, &kept, until);
        }
        Ok(())
    }

    /// Rows that were in hand when a process died are tried one at a time, so that the one that killed it takes no
    /// other with it again.
    async fn take_suspect(&self) -> Result<(), StorageError> {
        if self.room() > 0 && !lock(&self.hand).has_suspect() {
            let claimed = self.inbox.claim_suspects(1).await?;
            self.hand_on(claimed);
        }
        Ok(())
    }

    /// Gives back what nobody has begun, and records what still ends, for as long as a stop may take.
    async fn drain(&self) {
        let deadline = Instant::now() + self.options.drain;
        let drained = timeout_at(deadline, async {
            self.give_back_unread().await;
            loop {
                if let Err(error) = self.turn(false).await {
                    tracing::warn!(%error, "the inbox does not answer");
                    sleep(PAUSE).await;
                    continue;
                }
                if lock(&self.hand).len() == 0 {
                    return;
                }
                self.work.notified().await;
            }
        });
        if drained.await.is_err() {
            tracing::warn!(updates = lock(&self.hand).len(), "updates in hand are left for the next start");
        }
    }

    async fn give_back_unread(&self) {
        let mut unread = Vec::new();
        while let Ok(update) = lock(&self.updates).try_recv() {
            unread.extend(lock(&self.hand).find(i64::from(update.id.0), self.inbox.now()).cloned());
        }
        while let Ok(event) = lock(&self.events).try_recv() {
            if let IntakeEvent::Foreign { ticket, .. } = event {
                unread.push(ticket);
            }
        }
        if let Err(error) = self.inbox.give_back(&unread, false, Duration::ZERO).await {
            tracing::warn!(%error, "updates cannot be given back");
        }
        self.let_go(&unread);
    }
}
