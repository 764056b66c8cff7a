//! Permits within the process, counted by `governor`: one keyed limiter for each limit there is.
//! It is bounded: keys that are as good as new are swept away.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};

use super::Limit;

/// How many keys of a limit are kept before those that are as good as new are swept away.
const SWEEP_AT: usize = 4096;

/// A limit, its keys, and how many of them there may be before the next sweep.
struct Limiter {
    keyed: DefaultKeyedRateLimiter<String>,
    sweep_at: AtomicUsize,
}

/// The permits of one process.
#[derive(Default)]
pub(super) struct Permits {
    limiters: Mutex<HashMap<Limit, Arc<Limiter>>>,
}

impl Permits {
    /// Takes one permit, or says how long to wait; then nothing was taken.
    pub(super) fn take(&self, key: &str, limit: Limit) -> Result<(), Duration> {
        let limiter = self.limiter(limit);
        limiter.sweep();
        let refused = limiter.keyed.check_key(&key.to_owned());
        refused.map_err(|until| until.wait_time_from(DefaultClock::default().now()))
    }

    fn limiter(&self, limit: Limit) -> Arc<Limiter> {
        let mut limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
        let limiter = limiters.entry(limit).or_insert_with(|| Arc::new(Limiter::of(limit)));
        Arc::clone(limiter)
    }
}

impl Limiter {
    fn of(limit: Limit) -> Self {
        Self { keyed: RateLimiter::keyed(quota(limit)), sweep_at: AtomicUsize::new(SWEEP_AT) }
    }

    /// Where all keys are in use a sweep finds nothing, so that the next one waits for twice as many.
    fn sweep(&self) {
        if self.keyed.len() >= self.sweep_at.load(Ordering::Relaxed) {
            self.keyed.retain_recent();
            self.sweep_at.store((2 * self.keyed.len()).max(SWEEP_AT), Ordering::Relaxed);
        }
    }
}

fn quota(limit: Limit) -> Quota {
    let burst = NonZeroU32::new(limit.at_once()).unwrap_or(NonZeroU32::MIN);
    // A limit is never faster than one a microsecond, so there is always a period.
    Quota::with_period(limit.every()).unwrap_or_else(|| Quota::per_second(burst)).allow_burst(burst)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Limit, Permits};

    #[test]
    fn what_is_taken_at_once_comes_back_one_by_one() {
        let (permits, limit) = (Permits::default(), Limit::per(1, Duration::from_hours(1)).burst(10));
        assert_eq!((0..30).filter(|_| permits.take("ann", limit).is_ok()).count(), 10);
        let wait = permits.take("ann", limit).unwrap_err();
        assert!(wait <= Duration::from_hours(1) && wait > Duration::from_mins(59), "{wait:?}");
        assert_eq!(permits.take("boris", limit), Ok(()));
    }

    #[test]
    fn limits_of_one_key_do_not_share_their_permits() {
        let (permits, hour) = (Permits::default(), Duration::from_hours(1));
        assert!(permits.take("ann", Limit::per(1, hour)).is_ok());
        assert!(permits.take("ann", Limit::per(1, hour)).is_err());
        assert!(permits.take("ann", Limit::per(2, hour)).is_ok());
    }

    #[test]
    fn keys_that_are_as_good_as_new_are_swept_away() {
        let (permits, limit) = (Permits::default(), Limit::per(1, Duration::from_micros(1)));
        for n in 0..3 * super::SWEEP_AT {
            assert_eq!(permits.take(&n.to_string(), limit), Ok(()));
        }
        assert!(permits.limiter(limit).keyed.len() <= super::SWEEP_AT);
    }
}
