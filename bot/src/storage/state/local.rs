//! State within the process: values with a time of their own, permits and counts.
//! It is bounded: values by their size, counts by being swept.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use moka::{Expiry, future::Cache};

use super::{Limit, Refusal, names, permits::Permits};

/// Bytes of keys and values that are kept.
const CAPACITY: u64 = 64 * 1024 * 1024;

/// How many counts are kept before those that have run out are swept away.
const SWEEP_AT: usize = 4096;

/// What one process remembers.
pub(super) struct Local {
    values: Cache<String, Entry>,
    permits: Permits,
    counts: Mutex<Ending<u64>>,
}

#[derive(Clone)]
struct Entry {
    value: String,
    until: Instant,
}

struct UntilItsEnd;

impl Expiry<String, Entry> for UntilItsEnd {
    fn expire_after_create(&self, _: &String, entry: &Entry, created: Instant) -> Option<Duration> {
        Some(entry.until.saturating_duration_since(created))
    }

    fn expire_after_update(
        &self,
        _: &String,
        entry: &Entry,
        updated: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.until.saturating_duration_since(updated))
    }
}

impl Default for Local {
    fn default() -> Self {
        let size =
            |key: &String, entry: &Entry| u32::try_from(key.len() + entry.value.len()).unwrap_or(u32::MAX);
        Self {
            values: Cache::builder().max_capacity(CAPACITY).weigher(size).expire_after(UntilItsEnd).build(),
            permits: Permits::default(),
            counts: Mutex::default(),
        }
    }
}

impl Local {
    /// The value and how long it still lives.
    pub(super) async fn get(&self, key: &str) -> Option<(String, Duration)> {
        let entry = self.values.get(key).await?;
        let left = entry.until.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some((entry.value, left))
    }

    pub(super) async fn set(&self, key: &str, value: &str, ttl: Duration) {
        let entry = Entry { value: value.to_owned(), until: end(Instant::now(), ttl) };
        self.values.insert(key.to_owned(), entry).await;
    }

    pub(super) async fn remove(&self, key: &str) {
        self.values.invalidate(key).await;
    }

    /// Forgets the values whose keys have this id as a part. Permits and counts are numbers, and run out by themselves.
    pub(super) async fn forget(&self, id: i64) {
        let keys: Vec<_> = self.values.iter().map(|(key, _)| key).filter(|key| names(key, id)).collect();
        for key in keys {
            self.values.invalidate(key.as_str()).await;
        }
    }

    pub(super) fn take_permit(&self, key: &str, limit: Limit) -> Result<(), Duration> {
        self.permits.take(key, limit)
    }

    pub(super) async fn take_permits(
        &self,
        pause: &str,
        now: i64,
        wanted: &[(&str, Limit)],
    ) -> Result<(), Refusal> {
        let until: Option<i64> = self.get(pause).await.and_then(|(value, _)| value.parse().ok());
        let left = until.and_then(|until| u64::try_from(until - now).ok()).filter(|left| *left > 0);
        if let Some(left) = left {
            return Err(Refusal { by: None, wait: Duration::from_millis(left) });
        }
        for (n, (key, limit)) in wanted.iter().enumerate() {
            self.take_permit(key, *limit).map_err(|wait| Refusal { by: Some(n), wait })?;
        }
        Ok(())
    }

    pub(super) fn increment(&self, key: &str, ttl: Duration, now: Instant) -> u64 {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, count) = counts.get(key, now).unwrap_or((end(now, ttl), 0));
        counts.put(key, until, count + 1, now);
        count + 1
    }
}

/// The longest life is a year: moments beyond what the machine can count are of no use.
fn end(now: Instant, ttl: Duration) -> Instant {
    now + ttl.min(Duration::from_hours(365 * 24))
}

/// Things by name, each with its end.
struct Ending<T> {
    all: HashMap<String, (Instant, T)>,
    sweep_at: usize,
}

impl<T> Default for Ending<T> {
    fn default() -> Self {
        Self { all: HashMap::new(), sweep_at: SWEEP_AT }
    }
}

impl<T: Copy> Ending<T> {
    fn get(&self, key: &str, now: Instant) -> Option<(Instant, T)> {
        self.all.get(key).copied().filter(|(until, _)| *until > now)
    }

    fn put(&mut self, key: &str, until: Instant, value: T, now: Instant) {
        if let Some(kept) = self.all.get_mut(key) {
            *kept = (until, value);
            return;
        }
        if self.all.len() >= self.sweep_at {
            self.all.retain(|_, (until, _)| *until > now);
            self.sweep_at = (self.all.len() * 2).max(SWEEP_AT);
        }
        self.all.insert(key.to_owned(), (until, value));
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Local, SWEEP_AT};

    #[tokio::test]
    async fn each_value_has_a_time_of_its_own() {
        let local = Local::default();
        local.set("short", "a", Duration::from_millis(40)).await;
        local.set("long", "b", Duration::MAX).await;
        assert!(local.get("short").await.is_some_and(|(_, left)| left <= Duration::from_millis(40)));
        tokio::time::sleep(Duration::from_millis(60)).await;
        assert_eq!(local.get("short").await, None);
        assert!(local.get("long").await.is_some_and(|(value, _)| value == "b"));
    }

    #[test]
    fn counts_begin_again() {
        let (local, now, ttl) = (Local::default(), Instant::now(), Duration::from_secs(10));
        assert_eq!(
            [0, 1, 9, 10].map(|s| local.increment("n", ttl, now + Duration::from_secs(s))),
            [1, 2, 3, 1]
        );
    }

    #[test]
    fn counts_that_have_run_out_are_swept_away() {
        let (local, ttl, start) = (Local::default(), Duration::from_secs(1), Instant::now());
        for n in 0..10 * SWEEP_AT {
            let now = start + Duration::from_secs(2 * n as u64);
            assert_eq!(local.increment(&n.to_string(), ttl, now), 1);
        }
        assert!(local.counts.lock().is_ok_and(|counts| counts.all.len() <= SWEEP_AT));
    }
}
