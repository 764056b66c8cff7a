//! Numbers that somebody has to be asked for: how much waits, and for how long. They are asked for when the page
//! is read, at most once in five seconds, each with one statement over an index of what is open.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use super::catalogue as m;
use crate::{
    domain::SharedClock,
    jobs::{LaneLoad, Queue},
    providers::resilience::Guard,
    storage::{
        Db,
        state::{State, StateHealth},
    },
    telegram::{intake::Intake, outbox::Outbox},
};

/// For how long an answer is good.
const KEPT: Duration = Duration::from_secs(5);
/// For how long a database that does not answer keeps a page waiting.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whom to ask.
pub struct Watched {
    pub db: Db,
    pub state: State,
    pub intake: Intake,
    pub outbox: Outbox,
    pub queue: Queue,
    pub guards: Vec<Arc<Guard>>,
    pub clock: SharedClock,
}

/// Asks, and keeps what it heard for a while.
pub struct Watch {
    of: Watched,
    asked: Mutex<Option<Instant>>,
}

impl Watch {
    pub fn new(of: Watched) -> Arc<Self> {
        m::BUILD.set([env!("CARGO_PKG_VERSION"), of.db.backend().name()], 1.0);
        Arc::new(Self { of, asked: Mutex::default() })
    }

    /// The page, with numbers at most five seconds old.
    pub async fn page(&self) -> String {
        let mut asked = self.asked.lock().await;
        if asked.is_none_or(|at| at.elapsed() >= KEPT) {
            self.ask().await;
            *asked = Some(Instant::now());
        }
        drop(asked);
        super::page()
    }

    async fn ask(&self) {
        self.look_at_the_process();
        let answered = timeout(PATIENCE, self.ask_the_database()).await.is_ok_and(|asked| asked.is_some());
        m::STORAGE_UP.set([], f64::from(u8::from(answered)));
    }

    fn look_at_the_process(&self) {
        m::INTAKE_IN_HAND.set([], number(self.of.intake.in_hand() as u64));
        m::STORAGE_REDIS.set([], f64::from(u8::from(self.of.state.health() == StateHealth::Degraded)));
        for pool in self.of.db.pools() {
            m::STORAGE_POOL.set([pool.name, "busy"], f64::from(pool.busy));
            m::STORAGE_POOL.set([pool.name, "idle"], f64::from(pool.idle));
            m::STORAGE_POOL.set([pool.name, "most"], f64::from(pool.most));
        }
        m::PROVIDER_BREAKER.clear();
        for guard in &self.of.guards {
            for (model, open) in guard.breakers() {
                m::PROVIDER_BREAKER.set([guard.provider(), super::model(&model)], f64::from(u8::from(open)));
            }
        }
    }

    /// `None` when there was no answer: then the last numbers stay.
    async fn ask_the_database(&self) -> Option<()> {
        let (of, now) = (&self.of, self.of.clock.now());
        let inbox = of.intake.stats().await.ok()?;
        m::INTAKE_OPEN.set([], number(inbox.open));
        m::INTAKE_DEAD.set([], number(inbox.dead));
        m::INTAKE_LAG.set([], age(inbox.oldest, now));
        let backlog = of.outbox.backlog().await.ok()?;
        m::OUTBOX_PENDING.set([], number(backlog.pending));
        m::OUTBOX_OLDEST.set([], age(backlog.oldest, now));
        set_lanes(&of.queue.load().await.ok()?);
        Some(())
    }
}

fn set_lanes(lanes: &[LaneLoad]) {
    m::JOBS_QUEUE.clear();
    m::JOBS_OLDEST.clear();
    for load in lanes {
        let lane = load.lane.as_str();
        let states = [
            ("due", load.due),
            ("later", load.later),
            ("running", load.running),
            ("dying", load.dying),
            ("dead", load.dead),
        ];
        for (state, jobs) in states {
            m::JOBS_QUEUE.set([lane, state], number(jobs));
        }
        m::JOBS_OLDEST.set([lane], load.oldest.unwrap_or_default().as_secs_f64());
    }
}

fn age(since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> f64 {
    since.and_then(|since| (now - since).to_std().ok()).unwrap_or_default().as_secs_f64()
}

fn number(count: u64) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}
