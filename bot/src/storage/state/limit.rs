//! Limits: so many in such a time, evenly, with some at once (the generic cell rate algorithm).
//! A value; who counts by it is another's concern.

use std::time::Duration;

/// So many permits in such a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    /// What each of so many who share it may take.
    pub(super) fn shared_by(self, sharers: u32) -> Self {
        let sharers = sharers.max(1);
        Self { every: self.every.saturating_mul(sharers), burst: (self.burst / sharers).max(1) }
    }

    pub(super) const fn every(self) -> Duration {
        self.every
    }

    pub(super) const fn at_once(self) -> u32 {
        self.burst
    }

    /// What may be taken at once, as time.
    pub(super) fn tolerance(self) -> Duration {
        self.every.saturating_mul(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Limit;

    #[test]
    fn those_who_share_a_limit_take_no_more_than_it_together() {
        let limit = Limit::per(28, Duration::from_secs(28)).burst(14);
        assert_eq!(limit.shared_by(1), limit);
        assert_eq!(limit.shared_by(2), Limit { every: Duration::from_secs(2), burst: 7 });
        assert_eq!(limit.shared_by(20), Limit { every: Duration::from_secs(20), burst: 1 });
        assert_eq!(limit.shared_by(0), limit, "nobody counts");
    }
}
