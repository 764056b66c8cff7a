//! The workers of a process: a loop for each lane, and one that keeps the leases.
//! They know jobs by name and text only.

use std::{collections::BTreeMap, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt as _;
use tokio::{
    sync::Notify,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::{
    Lane, Queue, Registry,
    attempt::{Shared, see_through},
    heartbeat::Held,
    progress::Estimates,
    queue::{BURIAL_WAIT, CONTROL},
    store::{self, Ended},
};
use crate::{ops::trace::step, storage::Topic};

/// How long giving jobs back may take when the time to come to an end is over.
const GIVING_BACK: Duration = Duration::from_secs(1);

/// How long a loop rests that has panicked.
const REST: Duration = Duration::from_secs(1);

/// How many looks in vain make a lane idle.
const LOOKS_UNTIL_IDLE: u32 = 10;

/// How the workers keep time. What is measured here passes really, whatever the clock says.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long a job belongs to a process that is not heard of; by the clock.
    pub lease: Duration,
    /// How often leases are renewed, and those of others taken back.
    pub beat: Duration,
    /// How often a lane looks for work when nothing wakes it.
    pub poll: Duration,
    /// The same, when it has found nothing for a while.
    pub idle_poll: Duration,
    /// How long jobs have to come to an end when the process stops.
    pub drain: Duration,
    /// How long a job has to heed that it is cancelled.
    pub cancel_grace: Duration,
    /// How many jobs of a lane run at a time, where it is not the lane's own number.
    pub concurrency: BTreeMap<&'static str, u16>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(15),
            beat: Duration::from_secs(5),
            poll: Duration::from_secs(1),
            idle_poll: Duration::from_secs(5),
            // The process has eight; the rest is for handing back what did not end.
            drain: Duration::from_secs(6),
            cancel_grace: Duration::from_secs(10),
            concurrency: BTreeMap::new(),
        }
    }
}

/// The workers of one process.
pub struct Workers {
    queue: Queue,
    registry: Registry,
    options: Options,
}

impl Workers {
    pub const fn new(queue: Queue, registry: Registry, options: Options) -> Self {
        Self { queue, registry, options }
    }

    /// Works until it is told to stop, and then until the running jobs have ended or `drain` is over; what has
    /// not ended goes back to the queue, and the attempt is not counted.
    ///
    /// Dropped instead, it leaves its jobs to whoever takes them when their leases have run out.
    pub async fn run(self, stop: CancellationToken) {
        let aborting = CancellationToken::new();
        let control = self.queue.db.wakes().signal(&CONTROL.channel());
        let shared = Arc::new(Shared {
            queue: self.queue,
            registry: self.registry,
            options: self.options,
            estimates: Estimates::default(),
            stopping: stop.clone(),
            aborting: aborting.clone(),
        });
        let held = Arc::new(Held::default());
        let mut lanes = JoinSet::new();
        for lane in shared.registry.lanes() {
            let (shared, held) = (Arc::clone(&shared), Arc::clone(&held));
            let work = move || LaneWork::new(Arc::clone(&shared), Arc::clone(&held), lane).run();
            lanes.spawn(survive(work).instrument(tracing::info_span!("lane", name = lane.name)));
        }
        let mut keeping = JoinSet::new();
        let (drain, keeper) = (shared.options.drain, Arc::clone(&shared));
        keeping.spawn(survive(move || {
            keep_leases(Arc::clone(&keeper), Arc::clone(&held), Arc::clone(&control))
        }));
        stop.cancelled().await;
        let ended = async { while lanes.join_next().await.is_some() {} };
        tokio::pin!(ended);
        if timeout(drain, &mut ended).await.is_err() {
            aborting.cancel();
            if timeout(GIVING_BACK, ended).await.is_err() {
                tracing::warn!("jobs could not be given back; their leases run out");
            }
        }
    }
}

impl std::fmt::Debug for Workers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workers").field("registry", &self.registry).finish_non_exhaustive()
    }
}

/// Runs a loop until it returns. A panic in it is a bug, but must not end a lane for good.
async fn survive<F: Future<Output = ()>>(begin: impl Fn() -> F) {
    while AssertUnwindSafe(begin()).catch_unwind().await.is_err() {
        tracing::error!("a loop of the workers panicked and begins anew");
        sleep(REST).await;
    }
}

/// Renews our leases and takes back those of the dead, by the beat and when a person has cancelled a job.
async fn keep_leases(shared: Arc<Shared>, held: Arc<Held>, control: Arc<Notify>) {
    let (queue, options) = (&shared.queue, &shared.options);
    let lanes = shared.registry.lanes();
    loop {
        held.beat(queue, options.lease).await;
        let work_came = take_back_ended(queue).await
            || tokio::select! {
                () = control.notified() => true,
                () = sleep(options.beat) => false,
            };
        if work_came {
            for lane in &lanes {
                queue.db.wakes().wake(Topic::Jobs(lane.name));
            }
        }
    }
}

/// Takes back leases that have run out, unless that tells nothing of their holders; answers whether there were any.
async fn take_back_ended(queue: &Queue) -> bool {
    if !queue.db.judges_leases() {
        return false;
    }
    let now = queue.clock.now();
    match store::take_back(&queue.db, &Ended::Before(now), now, now + BURIAL_WAIT).await {
        Ok(taken) => {
            for (id, lane) in &taken {
                tracing::warn!(job = %id, lane, "a job was left by its process and taken back");
            }
            !taken.is_empty()
        }
        Err(error) => {
            tracing::warn!(%error, "leases that have run out cannot be taken back");
            false
        }
    }
}

/// The loop of one lane.
struct LaneWork {
    shared: Arc<Shared>,
    held: Arc<Held>,
    lane: Lane,
    concurrency: usize,
    signal: Arc<Notify>,
    tasks: JoinSet<()>,
    looks_in_vain: u32,
}

impl LaneWork {
    fn new(shared: Arc<Shared>, held: Arc<Held>, lane: Lane) -> Self {
        let concurrency = shared.options.concurrency.get(lane.name).copied().unwrap_or(lane.concurrency);
        let signal = shared.queue.db.wakes().signal(&Topic::Jobs(lane.name).channel());
        let (concurrency, tasks) = (usize::from(concurrency.max(1)), JoinSet::new());
        Self { shared, held, lane, concurrency, signal, tasks, looks_in_vain: 0 }
    }

    async fn run(mut self) {
        let stopping = self.shared.stopping.clone();
        while !stopping.is_cancelled() {
            while self.tasks.try_join_next().is_some() {}
            let room = self.concurrency.saturating_sub(self.tasks.len());
            // A claim may give less than there is room for: the rest may lie behind one person's limit.
            if room > 0 && self.take(room).await {
                continue;
            }
            let pause = if room > 0 { self.pause().await } else { Duration::MAX };
            tokio::select! {
                () = stopping.cancelled() => {}
                Some(_) = self.tasks.join_next() => {}
                () = self.signal.notified(), if room > 0 => {}
                () = sleep(pause), if room > 0 => {}
            }
        }
        while self.tasks.join_next().await.is_some() {}
    }

    /// Claims and begins jobs; answers whether there were any.
    async fn take(&mut self, room: usize) -> bool {
        let (queue, since) = (&self.shared.queue, Instant::now());
        let lease = self.shared.options.lease;
        let claimed = match store::claim(&queue.db, self.lane, room, queue.clock.now(), lease).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::warn!(%error, "jobs cannot be claimed");
                Vec::new()
            }
        };
        self.looks_in_vain = if claimed.is_empty() { self.looks_in_vain.saturating_add(1) } else { 0 };
        let any = !claimed.is_empty();
        for job in claimed {
            let hold = self.held.hold(job.id, &job.token, since);
            let (trace, id) = (job.trace, job.id.0);
            let span = step!(trace, "job", job = id, name = job.name, attempt = job.attempt);
            self.tasks.spawn(trace.scope(span, see_through(Arc::clone(&self.shared), self.lane, job, hold)));
        }
        any
    }

    /// How long to wait when nothing wakes the lane.
    async fn pause(&self) -> Duration {
        let options = &self.shared.options;
        let longest = if self.looks_in_vain < LOOKS_UNTIL_IDLE { options.poll } else { options.idle_poll };
        let now = self.shared.queue.clock.now();
        match store::next_due(&self.shared.queue.db, self.lane.name, now).await {
            Ok(Some(due)) => longest.min((due - now).to_std().unwrap_or_default()),
            Ok(None) | Err(_) => longest,
        }
    }
}
