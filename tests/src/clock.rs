//! The machine's clock, set to another time.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use atelier::domain::{Clock, SystemClock};
use chrono::{DateTime, TimeDelta, Utc};

/// Goes as the machine's clock does, some seconds ahead of it or behind.
#[derive(Debug, Default)]
pub struct MovedClock(AtomicI64);

impl MovedClock {
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// How many seconds it is ahead of the machine's.
    pub fn seconds(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Sets it so many seconds ahead of the machine's.
    pub fn ahead(&self, seconds: i64) {
        self.0.store(seconds, Ordering::Relaxed);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + TimeDelta::seconds(self.0.load(Ordering::Relaxed))
    }
}
