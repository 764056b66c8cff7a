//! Holds the world behind one lock and wakes whoever waits for it to change.
//! Decides nothing; everything that waits or speaks HTTP goes through here.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use tokio::sync::{mpsc::UnboundedSender, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::faults::{Fault, Faults};
use crate::log::Log;
use crate::refusal::Refusal;
use crate::schema::{Kind, Schema};
use crate::world::World;

/// Who has the updates now: the newest poll, or a webhook that was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taker {
    pub number: u64,
    pub by: &'static str,
}

/// A call as who measures a bot hears of it.
#[derive(Debug, Clone)]
pub struct Heard {
    /// When its first byte had come.
    pub at: Instant,
    pub method: String,
    /// The chat it is about; for an answer to a press, the chat in which it was made.
    pub chat: Option<i64>,
    /// How long its text is, in bytes.
    pub length: usize,
    /// The message it made or changed.
    pub message: Option<i64>,
    pub ok: bool,
}

pub struct Hub {
    world: Mutex<World>,
    faults: Mutex<(Faults, StdRng)>,
    log: Mutex<Log>,
    pub schema: Arc<Schema>,
    pub clock: Arc<Clock>,
    pub token: String,
    /// Changes when there is something new for the bot.
    pub updates: watch::Sender<u64>,
    /// Changes when there is something new for people.
    pub events: watch::Sender<i64>,
    pub taker: watch::Sender<Taker>,
    pub stop: CancellationToken,
    pub tasks: TaskTracker,
    /// Who hears of every call; then the log stays empty.
    pub heard: Option<UnboundedSender<Heard>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Hub {
    pub fn new(world: World, heard: Option<UnboundedSender<Heard>>) -> Self {
        Self {
            schema: Arc::clone(&world.schema),
            clock: Arc::clone(&world.clock),
            token: world.token.clone(),
            updates: watch::Sender::new(0),
            events: watch::Sender::new(world.history.cursor()),
            taker: watch::Sender::new(Taker { number: 0, by: "getUpdates" }),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            heard,
            faults: Mutex::new((Faults::default(), StdRng::from_os_rng())),
            log: Mutex::default(),
            world: Mutex::new(world),
        }
    }

    /// Acts on the world. What it changed is on disk before this returns.
    pub fn with<R>(&self, act: impl FnOnce(&mut World) -> R) -> R {
        let mut world = lock(&self.world);
        let waiting = (world.queue.waiting(), world.counters.update);
        let result = act(&mut world);
        world.flush();
        let more = world.queue.waiting() > waiting.0 || world.counters.update != waiting.1;
        let cursor = world.history.cursor();
        let mistakes = std::mem::take(&mut world.mistakes);
        drop(world);
        if more {
            self.wake();
        }
        self.events.send_if_modified(|seen| std::mem::replace(seen, cursor) != cursor);
        if !mistakes.is_empty() {
            self.log(|log| mistakes.into_iter().for_each(|mistake| log.add_mistake(mistake)));
        }
        result
    }

    /// Wakes whoever hands updates to the bot.
    pub fn wake(&self) {
        self.updates.send_modify(|count| *count += 1);
    }

    pub fn log<R>(&self, act: impl FnOnce(&mut Log) -> R) -> R {
        act(&mut lock(&self.log))
    }

    pub fn faults<R>(&self, act: impl FnOnce(&mut Faults) -> R) -> R {
        act(&mut lock(&self.faults).0)
    }

    pub fn take_fault(&self, method: &str, chat: Option<i64>) -> Option<Fault> {
        let (faults, rng) = &mut *lock(&self.faults);
        faults.take(method, chat, rng)
    }

    /// Writes a call down, and a mistake of ours if the answer does not fit the schema.
    pub fn record(
        &self,
        method: &str,
        params: Value,
        outcome: &Result<Value, Refusal>,
        returns: Option<&Kind>,
    ) {
        let mistake = match (outcome, returns) {
            (Ok(value), Some(kind)) => self.schema.check(kind, value, method).err(),
            _ => None,
        };
        self.log(|log| {
            log.add(method, params, outcome);
            if let Some(mistake) = mistake {
                log.add_mistake(mistake);
            }
        });
    }
}
