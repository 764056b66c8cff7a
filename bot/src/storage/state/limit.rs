//! Limits: so many in such a time, evenly, with some at once (the generic cell rate algorithm).
//! Pure arithmetic; where the state of a limit lives is another's concern.

use std::time::{Duration, Instant};

/// So many permits in such a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The time in which one permit comes back; at least a microsecond.
    every: Duration,
    /// How many may be taken at once after a pause; at least one.
    burst: u32,
}

impl Limit {
    /// `count` permits in `per`; all of them may be taken at once after a pause of that length.
    pub fn per(count: u32, per: Duration) -> Self {
        Self { every: (per / count.max(1)).max(Duration::from_micros(1)), burst: count.max(1) }
    }

    /// The same, of which at most `burst` may be taken at once.
    pub fn burst(self, burst: u32) -> Self {
        Self { burst: burst.max(1), ..self }
    }

    pub(super) const fn every(self) -> Duration {
        self.every
    }

    /// What may be taken at once, as time.
    pub(super) fn tolerance(self) -> Duration {
        self.every.saturating_mul(self.burst)
    }

    /// Takes a permit given the moment up to which permits are taken already: the new such moment, or how long
    /// to wait.
    pub(super) fn take(self, taken_until: Option<Instant>, now: Instant) -> Result<Instant, Duration> {
        let taken_until = taken_until.map_or(now, |until| until.max(now)) + self.every;
        match taken_until.saturating_duration_since(now).checked_sub(self.tolerance()) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => Ok(taken_until),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Limit;

    #[test]
    fn what_is_taken_at_once_comes_back_evenly() {
        let limit = Limit::per(5, Duration::from_secs(1)).burst(10);
        let mut now = Instant::now();
        let mut taken = None;
        let mut take = |now| match limit.take(taken, now) {
            Ok(until) => {
                taken = Some(until);
                Ok(())
            }
            Err(wait) => Err(wait),
        };
        assert_eq!((0..30).filter(|_| take(now).is_ok()).count(), 10);
        assert_eq!(take(now), Err(Duration::from_millis(200)));
        now += Duration::from_millis(199);
        assert_eq!(take(now), Err(Duration::from_millis(1)));
        now += Duration::from_millis(851);
        assert_eq!((0..30).filter(|_| take(now).is_ok()).count(), 5);
        now += Duration::from_hours(1);
        assert_eq!((0..30).filter(|_| take(now).is_ok()).count(), 10);
    }

    #[test]
    fn a_limit_of_nothing_is_one() {
        let limit = Limit::per(0, Duration::ZERO).burst(0);
        assert!(limit.take(None, Instant::now()).is_ok());
    }
}
