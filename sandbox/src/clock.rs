//! What time it is: the machine's, or that of a sandbox whose clock was moved on.
//! A sandbox's clock is only ever moved forward, and goes on evenly from there.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970 by the machine's clock.
pub fn unix() -> i64 {
    millis() / 1000
}

/// Milliseconds since 1970 by the machine's clock.
#[expect(clippy::disallowed_methods, reason = "this is the sandbox's clock")]
pub fn millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The time of one sandbox.
#[derive(Debug, Default)]
pub struct Clock {
    ahead: AtomicI64,
}

impl Clock {
    /// Seconds since 1970.
    pub fn unix(&self) -> i64 {
        self.millis() / 1000
    }

    /// Milliseconds since 1970.
    pub fn millis(&self) -> i64 {
        millis() + self.ahead() * 1000
    }

    /// How many seconds it is ahead of the machine's.
    pub fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    pub(crate) fn set_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::Relaxed);
    }
}
