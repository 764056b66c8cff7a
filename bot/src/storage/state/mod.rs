//! State: caches, limits and values that live for minutes or days, in Redis or in the process.
//! Nothing lives here alone: what may not be lost is a row. Nothing here fails; at worst it forgets.

mod breaker;
mod limit;
mod local;
mod permits;
mod redis;
#[cfg(test)]
mod tests;

use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

pub use breaker::Breaker;
pub use limit::Limit;
use local::Local;
use redis::{Away, Redis};

use super::{Db, StorageError};

/// Failures in a row after which Redis is left alone.
const TRIP: u32 = 3;

/// How long it is left alone.
const COOL: Duration = Duration::from_secs(30);

/// How many keys are remembered that Redis has missed. More than that, and it keeps what it had of them.
const MISSED: usize = 10_000;

/// State of this process, shared with its replicas through Redis where there is one. Cheap to clone.
///
/// With Redis, what was written or read here is also kept in the process, up to 64 MiB. While Redis does not answer they serve,
/// and what changes meanwhile is handed on when it is back; then it is the truth again.
#[derive(Clone)]
pub struct State(Arc<Inner>);

struct Inner {
    local: Local,
    shared: Option<Shared>,
    /// Who else counts for itself where there is no Redis.
    among: OnceLock<Db>,
}

struct Shared {
    redis: Redis,
    breaker: Breaker,
    missed: Mutex<HashSet<String>>,
}

/// What kept permits from being given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which of them; `None` for the pause.
    pub by: Option<usize>,
    pub wait: Duration,
}

/// How the state is kept now, for health and metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateHealth {
    /// In the process alone, as configured.
    Local,
    /// In Redis.
    Shared,
    /// In the process until Redis is back.
    Degraded,
}

impl State {
    /// State within the process.
    pub fn local() -> Self {
        Self(Arc::new(Inner { local: Local::default(), shared: None, among: OnceLock::new() }))
    }

    /// State in the Redis at `url` under keys that begin with `prefix`, or in the process without one. A Redis
    /// that does not answer is a warning in the log.
    ///
    /// # Errors
    /// [`StorageError::Setup`] when the address is no address of a Redis.
    pub async fn connect(redis_url: Option<&str>, prefix: &str) -> Result<Self, StorageError> {
        let Some(url) = redis_url else { return Ok(Self::local()) };
        let redis = Redis::new(url, prefix)?;
        let breaker = Breaker::new(TRIP, COOL);
        if let Err(Away(reason)) = redis.ping().await {
            tracing::warn!(reason, "Redis does not answer; the process keeps state itself meanwhile");
            breaker.trip(Instant::now());
        }
        let shared = Shared { redis, breaker, missed: Mutex::default() };
        Ok(Self(Arc::new(Inner { local: Local::default(), shared: Some(shared), among: OnceLock::new() })))
    }

    /// How long the Redis at this address takes to answer; or why it does not.
    pub async fn ask(url: &str) -> Result<Duration, String> {
        let redis = Redis::new(url, "doctor").map_err(|error| error.to_string())?;
        let begun = Instant::now();
        redis.ping().await.map_err(|Away(reason)| reason)?;
        Ok(begun.elapsed())
    }

    pub fn health(&self) -> StateHealth {
        match &self.0.shared {
            None => StateHealth::Local,
            Some(shared) if shared.breaker.is_open() => StateHealth::Degraded,
            Some(_) => StateHealth::Shared,
        }
    }

    /// The value, if it is there and its time has not run out.
    pub async fn get(&self, key: &str) -> Option<String> {
        let Inner { local, shared, .. } = &*self.0;
        let asked = match shared {
            Some(shared) => shared.ask(local, shared.redis.get(key)).await,
            None => None,
        };
        match asked {
            Some(Some((value, left))) => {
                local.set(key, &value, left).await;
                Some(value)
            }
            Some(None) => {
                local.remove(key).await;
                None
            }
            None => local.get(key).await.map(|(value, _)| value),
        }
    }

    /// Keeps the value for `ttl`.
    pub async fn set(&self, key: &str, value: &str, ttl: Duration) {
        self.0.local.set(key, value, ttl).await;
        if let Some(shared) = &self.0.shared {
            let done = shared.ask(&self.0.local, shared.redis.set(key, value, ttl)).await;
            shared.note(key, done.is_some());
        }
    }

    /// Keeps what is there for `ttl` from now.
    pub async fn touch(&self, key: &str, ttl: Duration) {
        if let Some((value, _)) = self.0.local.get(key).await {
            self.0.local.set(key, &value, ttl).await;
        }
        if let Some(shared) = &self.0.shared {
            shared.ask(&self.0.local, shared.redis.touch(key, ttl)).await;
        }
    }

    pub async fn remove(&self, key: &str) {
        self.0.local.remove(key).await;
        if let Some(shared) = &self.0.shared {
            let done = shared.ask(&self.0.local, shared.redis.remove(key)).await;
            shared.note(key, done.is_some());
        }
    }

    /// Takes one permit.
    ///
    /// # Errors
    /// How long to wait until there is one. Nothing was taken.
    pub async fn take_permit(&self, key: &str, limit: Limit) -> Result<(), Duration> {
        let asked = match self.counting() {
            Some(shared) => shared.ask(&self.0.local, shared.redis.take_permit(key, limit)).await,
            None => None,
        };
        asked.unwrap_or_else(|| self.0.local.take_permit(key, limit))
    }

    /// Takes one permit of each, in order, unless the value under `pause` is a moment in milliseconds after `now`.
    /// All in one round trip. They are limits that all processes keep together: where Redis does not count for all,
    /// each takes its share.
    ///
    /// # Errors
    /// What refused, and how long to wait. Those before it are taken.
    pub async fn take_permits(&self, pause: &str, now: i64, wanted: &[(&str, Limit)]) -> Result<(), Refusal> {
        let asked = match self.counting() {
            Some(shared) => shared.ask(&self.0.local, shared.redis.take_permits(pause, now, wanted)).await,
            None => None,
        };
        if let Some(answer) = asked {
            return answer;
        }
        let share = |&(key, limit): &(_, Limit)| (key, limit.shared_by(self.sharers()));
        let shares: Vec<(&str, Limit)> = wanted.iter().map(share).collect();
        self.0.local.take_permits(pause, now, &shares).await
    }

    /// Says which processes there are to share with.
    #[must_use]
    pub fn among(self, db: Db) -> Self {
        // Said once; a second word changes nothing.
        let _ = self.0.among.set(db);
        self
    }

    /// Where permits are counted for all, if there is anybody to count with. A process that comes up counts for a
    /// second before the others see it.
    fn counting(&self) -> Option<&Shared> {
        let alone = self.0.among.get().is_some_and(|db| db.processes_alive() == 1);
        self.0.shared.as_ref().filter(|_| !alone)
    }

    fn sharers(&self) -> u32 {
        self.0.among.get().map_or(1, Db::processes_alive)
    }

    /// Counts one more, and answers how many there are since the count began; it begins again `ttl` after its
    /// first.
    pub async fn increment(&self, key: &str, ttl: Duration) -> u64 {
        let here = self.0.local.increment(key, ttl, Instant::now());
        let asked = match &self.0.shared {
            Some(shared) => shared.ask(&self.0.local, shared.redis.increment(key, ttl)).await,
            None => None,
        };
        asked.unwrap_or(here)
    }

    /// Forgets everything that is kept under a key with this id as one of its parts (`step:1:101:0:101`), whatever
    /// it is: nothing lives here alone. Says whether Redis could be told, where there is one.
    pub async fn forget(&self, id: i64) -> bool {
        self.0.local.forget(id).await;
        match &self.0.shared {
            Some(shared) => shared.ask(&self.0.local, shared.redis.forget(id)).await.is_some(),
            None => true,
        }
    }
}

/// Whether the id is one of the parts of a key.
fn names(key: &str, id: i64) -> bool {
    let id = id.to_string();
    key.split(':').any(|part| part == id)
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("State").field(&self.health()).finish()
    }
}

impl Shared {
    /// Asks Redis if it is worth asking. Before the first answer after an outage it learns what it has missed.
    async fn ask<T>(&self, local: &Local, question: impl Future<Output = Result<T, Away>>) -> Option<T> {
        if !self.breaker.allow(Instant::now()) {
            return None;
        }
        let answer = async {
            self.hand_on_missed(local).await?;
            question.await
        };
        match answer.await {
            Ok(answer) => {
                if self.breaker.succeed() {
                    tracing::info!("Redis answers again");
                }
                Some(answer)
            }
            Err(Away(reason)) => {
                if self.breaker.fail(Instant::now()) {
                    tracing::warn!(reason, "Redis does not answer; the process keeps state itself meanwhile");
                }
                None
            }
        }
    }

    /// Remembers whether Redis knows of the last change to the key.
    fn note(&self, key: &str, known: bool) {
        let mut missed = self.missed();
        if known {
            missed.remove(key);
        } else if missed.len() < MISSED {
            missed.insert(key.to_owned());
        }
    }

    async fn hand_on_missed(&self, local: &Local) -> Result<(), Away> {
        let keys: Vec<String> = self.missed().iter().cloned().collect();
        if keys.is_empty() {
            return Ok(());
        }
        let mut changes = Vec::with_capacity(keys.len());
        for key in keys {
            let value = local.get(&key).await;
            changes.push((key, value));
        }
        self.redis.replay(&changes).await?;
        let mut missed = self.missed();
        for (key, _) in &changes {
            missed.remove(key);
        }
        tracing::info!(keys = changes.len(), "Redis learned what it had missed");
        Ok(())
    }

    fn missed(&self) -> std::sync::MutexGuard<'_, HashSet<String>> {
        self.missed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
