//! The queue on both databases, with a clock that stands still.

mod crashes;
mod endings;
mod letters;
mod order;
mod property;
mod pushing;
mod schedules;
mod speed;
mod stops;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use rand::{SeedableRng as _, rngs::StdRng};
use serde::{Deserialize, Serialize};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use super::{
    Death, Job, JobError, JobId, Lane, Options, Push, Queue, Registry, Run, Runner, Status, Workers,
    store::{self, Claimed, Ended, Verdict},
};
use crate::{
    domain::{Cause, Clock as _, FrozenClock, SharedClock},
    storage::{Tx, testing::TestDb},
};

const LEASE: Duration = Duration::from_secs(15);

/// A job that does what its runner is told to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    text: String,
}

impl Job for Note {
    const NAME: &'static str = "test.note";
    const LANE: Lane = Lane::new("test", 4, 2);
    const TIMEOUT: Duration = Duration::from_millis(300);
}

fn note(text: &str) -> Note {
    Note { text: text.to_owned() }
}

fn cause(text: &str) -> Cause {
    Cause::from(text.to_owned())
}

/// A queue on a database of its own.
struct Bench {
    db: TestDb,
    clock: Arc<FrozenClock>,
    queue: Queue,
}

impl Bench {
    async fn each() -> Vec<Self> {
        TestDb::each().await.into_iter().map(Self::on).collect()
    }

    fn on(db: TestDb) -> Self {
        let clock = FrozenClock::at("2026-11-20T12:00:00Z".parse::<DateTime<Utc>>().unwrap());
        let queue = Queue::new(db.clone(), Arc::clone(&clock) as SharedClock, StdRng::seed_from_u64(7));
        Self { db, clock, queue }
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn advance(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    /// Pushes by itself, with the text as the cause.
    async fn push(&self, text: &str, with: impl FnOnce(Push) -> Push) -> JobId {
        let mut tx = self.db.begin().await.unwrap();
        let id = self.queue.push(&mut tx, &note(text), with(Push::new(&cause(text)))).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn begin(&self) -> Tx {
        self.db.begin().await.unwrap()
    }

    async fn claim(&self, room: usize) -> Vec<Claimed> {
        store::claim(&self.db, Note::LANE, room, self.now(), LEASE).await.unwrap()
    }

    /// The texts of what is claimed now, in order.
    async fn claim_texts(&self, room: usize) -> Vec<String> {
        texts(&self.claim(room).await)
    }

    async fn settle(&self, job: &Claimed, verdict: Verdict) -> bool {
        store::settle(&*self.db, (job.id, &job.token), &verdict, self.now()).await.unwrap()
    }

    async fn take_back(&self) -> usize {
        store::take_back(&self.db, &Ended::Before(self.now()), self.now(), self.now()).await.unwrap().len()
    }

    async fn status(&self, id: JobId) -> Status {
        self.queue.status(id).await.unwrap().unwrap()
    }

    async fn until(&self, id: JobId, status: Status) {
        eventually(async || self.status(id).await == status).await;
    }

    /// Starts workers whose runner logs and then acts.
    fn work(&self, scribe: Scribe) -> Working {
        self.work_with(scribe, quick())
    }

    fn work_with(&self, scribe: Scribe, options: Options) -> Working {
        let mut registry = Registry::new();
        registry.register::<Note, _>(scribe);
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        tasks.spawn(Workers::new(self.queue.clone(), registry, options).run(stop.clone()));
        Working { stop, tasks }
    }
}

fn texts(claimed: &[Claimed]) -> Vec<String> {
    claimed.iter().map(|job| serde_json::from_str::<Note>(&job.payload).unwrap().text).collect()
}

fn quick() -> Options {
    Options {
        beat: Duration::from_millis(30),
        poll: Duration::from_millis(10),
        idle_poll: Duration::from_millis(10),
        drain: Duration::from_millis(300),
        cancel_grace: Duration::from_millis(150),
        ..Options::default()
    }
}

async fn eventually(condition: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !condition().await {
        assert!(begun.elapsed() < Duration::from_secs(10), "it never came about");
        sleep(Duration::from_millis(5)).await;
    }
}

/// Workers that run; dropped, they die as by kill -9.
struct Working {
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Working {
    /// Stops them as SIGTERM does.
    async fn stop(mut self) {
        self.stop.cancel();
        while self.tasks.join_next().await.is_some() {}
    }
}

type Log = Arc<Mutex<Vec<String>>>;
type Act<T> = Arc<dyn for<'a> Fn(&'a Note, &'a T) -> BoxFuture<'a, Result<(), JobError>> + Send + Sync>;

/// A runner that writes down what it is asked for.
#[derive(Clone)]
struct Scribe {
    log: Log,
    on_run: Act<Run>,
    on_bury: Act<Death>,
}

impl Scribe {
    fn new(
        on_run: impl for<'a> Fn(&'a Note, &'a Run) -> BoxFuture<'a, Result<(), JobError>> + Send + Sync + 'static,
    ) -> Self {
        let on_bury: Act<Death> = Arc::new(|_, _| Box::pin(async { Ok(()) }));
        Self { log: Log::default(), on_run: Arc::new(on_run), on_bury }
    }

    fn willing() -> Self {
        Self::new(|_, _| Box::pin(async { Ok(()) }))
    }

    fn burying(
        mut self,
        on_bury: impl for<'a> Fn(&'a Note, &'a Death) -> BoxFuture<'a, Result<(), JobError>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.on_bury = Arc::new(on_bury);
        self
    }

    fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    fn write(&self, line: String) {
        self.log.lock().unwrap().push(line);
    }
}

#[async_trait]
impl Runner<Note> for Scribe {
    async fn run(&self, job: Note, run: &Run) -> Result<(), JobError> {
        self.write(format!("run {} {}", job.text, run.attempt));
        (self.on_run)(&job, run).await
    }

    async fn bury(&self, job: Note, death: &Death) -> Result<(), JobError> {
        self.write(format!("bury {} {:?} {}", job.text, death.reason, death.attempts));
        (self.on_bury)(&job, death).await
    }
}
