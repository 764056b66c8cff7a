//! Where the time comes from: an argument, never the surroundings.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use chrono::{DateTime, TimeDelta, Utc};

/// Source of the present moment.
pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
}

/// A clock that is handed about.
pub type SharedClock = Arc<dyn Clock>;

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that goes on evenly from a moment it was given, whatever happens to the machine's clock meanwhile.
#[derive(Debug)]
pub struct SteadyClock(Mutex<(DateTime<Utc>, Instant)>);

impl SteadyClock {
    pub fn from(moment: DateTime<Utc>) -> Self {
        Self(Mutex::new((moment, Instant::now())))
    }

    /// Goes on from another moment.
    pub fn set(&self, moment: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (moment, Instant::now());
    }
}

impl Clock for SteadyClock {
    fn now(&self) -> DateTime<Utc> {
        let (moment, since) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        moment + TimeDelta::from_std(since.elapsed()).unwrap_or_default()
    }
}

/// A clock that moves when it is told to.
#[derive(Debug)]
pub struct FrozenClock(Mutex<DateTime<Utc>>);

impl FrozenClock {
    pub fn at(moment: DateTime<Utc>) -> Arc<Self> {
        Arc::new(Self(Mutex::new(moment)))
    }

    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
