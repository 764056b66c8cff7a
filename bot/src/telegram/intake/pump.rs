//! The intake: takes updates in, hands out those whose turn it is, and records which are done.
//! It handles none of them and never waits for who does.

use std::{
    fmt,
    future::poll_fn,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use teloxide::types::Update;
use tokio::{
    sync::{Notify, OnceCell, mpsc},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::{
    hand::Hand,
    inbox::{Accepted, Inbox},
    listener::RawListener,
    peek::RawUpdate,
    rows::InboxStats,
    sanitise::{self, Readable},
    ticket::{Addressee, Claimed, IntakeEvent, Ticket},
};
use crate::{
    domain::{BotId, SharedClock},
    ops::metrics,
    storage::{Backend, Db, StorageError, Topic, Tx, no_answer},
};

/// How long the database may take to write updates down. Telegram waits meanwhile, and people do.
const PATIENCE: Duration = Duration::from_secs(5);

/// How the intake behaves.
#[derive(Clone, Debug)]
pub struct IntakeOptions {
    /// Whether this process alone writes into the inbox (SQLite, or the one poller). Then an update whose turn it
    /// is goes on without being asked for.
    pub alone: bool,
    /// How many updates are in hand at most; for a moment twice as many, when some come while others are claimed.
    pub capacity: usize,
    /// How long a claim outlives the process.
    pub lease: Duration,
    /// How long an update may be in hand; after that it counts as a failed attempt.
    pub longest: Duration,
    /// How often the inbox is looked at without a wake.
    pub tick: Duration,
    /// How long a stop waits for what is in hand.
    pub drain: Duration,
}

impl Default for IntakeOptions {
    fn default() -> Self {
        Self {
            alone: true,
            capacity: 256,
            lease: Duration::from_secs(10),
            longest: Duration::from_secs(30),
            tick: Duration::from_secs(1),
            drain: Duration::from_secs(8),
        }
    }
}

/// The intake of one bot. Cheap to clone.
#[derive(Clone)]
pub struct Intake(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub inbox: Inbox,
    pub options: IntakeOptions,
    pub opened: OnceCell<()>,
    pub hand: Mutex<Hand>,
    /// Done, and not yet recorded as such.
    pub ended: Mutex<Vec<Ticket>>,
    /// Rows written by this process that nobody has claimed; exact where it is alone.
    pub waiting: AtomicUsize,
    pub work: Notify,
    pub closing: CancellationToken,
    /// Whether the dispatcher reads: before it does, nothing is claimed, so that no attempt is spent on waiting.
    pub reading: AtomicBool,
    /// Whether rows that were tried before are to be looked for.
    pub suspects: AtomicBool,
    /// On their way to the dispatcher; never more than the hand holds.
    pub updates: Mutex<mpsc::UnboundedReceiver<Update>>,
    pub events: Mutex<mpsc::UnboundedReceiver<IntakeEvent>>,
    to_dispatcher: mpsc::UnboundedSender<Update>,
    to_listener: mpsc::UnboundedSender<IntakeEvent>,
}

impl Intake {
    /// Nothing moves before [`Intake::run`].
    pub fn new(db: Db, bot: BotId, clock: SharedClock, options: IntakeOptions) -> Self {
        let (to_dispatcher, updates) = mpsc::unbounded_channel();
        let (to_listener, events) = mpsc::unbounded_channel();
        let alone = options.alone || db.backend() == Backend::Sqlite;
        let inner = Inner {
            inbox: Inbox::new(db, bot, clock, options.lease),
            options: IntakeOptions { alone, ..options },
            opened: OnceCell::new(),
            hand: Mutex::default(),
            ended: Mutex::default(),
            waiting: AtomicUsize::new(0),
            work: Notify::new(),
            closing: CancellationToken::new(),
            reading: AtomicBool::new(false),
            suspects: AtomicBool::new(false),
            updates: Mutex::new(updates),
            events: Mutex::new(events),
            to_dispatcher,
            to_listener,
        };
        Self(Arc::new(inner))
    }

    /// What teloxide's dispatcher reads; updates are claimed from when it begins to. It ends when the intake is told
    /// to stop.
    pub fn listener(&self) -> RawListener {
        RawListener::new(self.clone())
    }

    /// What the intake has to say beside updates, one after another, for one who listens; `None` once it is told
    /// to stop.
    pub async fn next_event(&self) -> Option<IntakeEvent> {
        let next = poll_fn(|context| lock(&self.0.events).poll_recv(context));
        let event = self.0.closing.run_until_cancelled(next).await.flatten();
        if let Some(IntakeEvent::Foreign { ticket, .. }) = &event {
            lock(&self.0.hand).begin(ticket.update_id, self.0.inbox.now());
        }
        event
    }

    /// Writes updates down; what returns without an error is safe and may be acknowledged to Telegram.
    /// Answers how many were new.
    pub async fn accept(&self, updates: &[RawUpdate]) -> Result<usize, StorageError> {
        let inner = &*self.0;
        let accepted =
            timeout(PATIENCE, inner.write_down(updates)).await.unwrap_or_else(|_| Err(no_answer()));
        let accepted = accepted.inspect_err(|error| {
            tracing::error!(%error, updates = updates.len(), "updates could not be written down");
            metrics::INTAKE_UNRECORDED.add([], updates.len() as u64);
            self.left_at_telegram(updates);
        })?;
        let left = accepted.fresh - accepted.claimed.len();
        inner.hand_on(accepted.claimed);
        if left > 0 {
            inner.waiting.fetch_add(left, Ordering::Relaxed);
            inner.work.notify_one();
        }
        Ok(accepted.fresh)
    }

    /// These updates stay at Telegram, since there is nowhere to write them down; who sent them is to hear of it.
    pub(super) fn left_at_telegram(&self, updates: &[RawUpdate]) {
        let who = updates.iter().map(|update| Addressee::read(&update.kind, &update.raw)).collect();
        self.0.tell(IntakeEvent::Unrecorded(who));
    }

    /// Says what this process cannot mend itself, for operators.
    pub(super) fn report_trouble(&self, trouble: Option<&'static str>) {
        self.0.inbox.db().report_trouble(trouble);
    }

    /// The row behind an update that is being handed to the tree; `None` when its lease ran out meanwhile: then it
    /// is left alone, somebody has it or will.
    pub fn ticket(&self, update_id: u32) -> Option<Ticket> {
        lock(&self.0.hand).find(i64::from(update_id), self.0.inbox.now()).cloned()
    }

    /// The update is done. Recorded at the next commit, together with all that end while one runs; the lane goes
    /// on after it. One of this and
    /// [`Intake::ended`] must be said for each update handed out.
    pub fn done(&self, ticket: Ticket) {
        lock(&self.0.ended).push(ticket);
        self.0.work.notify_one();
    }

    /// The row of this update has ended in a transaction, or is another's: nothing is left to record. Said instead of
    /// [`Intake::done`] after [`Intake::done_in`].
    pub fn ended(&self, ticket: &Ticket) {
        let inner = &*self.0;
        if ticket.attempt > 1 {
            inner.suspects.store(true, Ordering::Relaxed);
        }
        lock(&inner.hand).release(ticket);
        // Whoever waits in this lane has been counted, or is about to wake the clerk.
        if ticket.attempt > 1 || inner.may_wait() || inner.closing.is_cancelled() {
            inner.work.notify_one();
        }
    }

    /// Ends the row within the transaction of who handles it, so that its effects and its end are one.
    /// `false`: the lease ran out and the update is another's; the transaction must not be committed.
    pub async fn done_in(&self, tx: &mut Tx, ticket: &Ticket) -> Result<bool, StorageError> {
        self.0.inbox.done_in(tx, ticket).await
    }

    /// Lets go of an update that cannot be handled now, for another attempt in a while.
    pub async fn give_back(&self, ticket: &Ticket, after: Duration) -> Result<(), StorageError> {
        let given = self.0.inbox.give_back(std::slice::from_ref(ticket), true, after).await;
        lock(&self.0.hand).release(ticket);
        self.0.work.notify_one();
        given
    }

    pub async fn stats(&self) -> Result<InboxStats, StorageError> {
        self.0.inbox.stats().await
    }

    /// How many updates are in hand.
    pub fn in_hand(&self) -> usize {
        lock(&self.0.hand).len()
    }
}

impl Inner {
    /// How many more updates may be claimed.
    pub fn room(&self) -> usize {
        if !self.reading.load(Ordering::Relaxed) {
            return 0;
        }
        self.options.capacity.saturating_sub(lock(&self.hand).len())
    }

    /// The next update for the dispatcher.
    pub fn poll_update(&self, context: &mut Context<'_>) -> Poll<Option<Update>> {
        if !self.reading.swap(true, Ordering::Relaxed) {
            self.suspects.store(true, Ordering::Relaxed);
            self.work.notify_one();
        }
        let next = lock(&self.updates).poll_recv(context);
        if let Poll::Ready(Some(update)) = &next {
            lock(&self.hand).begin(i64::from(update.id.0), self.inbox.now());
        }
        next
    }

    async fn write_down(&self, updates: &[RawUpdate]) -> Result<Accepted, StorageError> {
        self.opened().await?;
        let at_once = self.options.alone && !self.closing.is_cancelled();
        self.inbox.accept(updates, if at_once { self.room() } else { 0 }).await
    }

    /// Hands claimed updates to the dispatcher, and to whoever listens for what teloxide cannot name.
    pub fn hand_on(&self, claimed: Vec<Claimed>) {
        let now = self.inbox.now();
        for Claimed { ticket, kind, raw } in claimed {
            tracing::debug!(
                trace = ticket.trace().story,
                kind,
                attempt = ticket.attempt,
                "an update is taken up"
            );
            lock(&self.hand).take(ticket.clone(), now, self.inbox.lease());
            match sanitise::read(&kind, &raw) {
                Readable::Known(update) => {
                    // The receiver lives as long as this.
                    let _ = self.to_dispatcher.send(*update);
                }
                Readable::Foreign(update) => self.tell(IntakeEvent::Foreign { update, ticket }),
            }
        }
    }

    pub fn tell(&self, event: IntakeEvent) {
        // The receiver lives as long as this.
        let _ = self.to_listener.send(event);
    }

    pub fn signal(&self) -> Arc<Notify> {
        self.inbox.db().wakes().signal(&Topic::Inbox.channel())
    }
}

/// A poisoned lock guards plain data here: it is used on.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Intake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake").field("options", &self.0.options).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "pump_tests.rs"]
mod tests;
