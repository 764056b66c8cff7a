//! A breaker: what has failed several times in a row is left alone for a while, then tried by one.
//! It never waits, and it does not know what it guards.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Closed: all may try. Open: nobody. When its time is up, one may try, and the rest as soon as that succeeds.
#[derive(Debug)]
pub struct Breaker {
    trip: u32,
    cool: Duration,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    failures: u32,
    open_until: Option<Instant>,
}

impl Breaker {
    /// Opens for `cool` after `trip` failures in a row.
    pub const fn new(trip: u32, cool: Duration) -> Self {
        Self { trip, cool, inside: Mutex::new(Inside { failures: 0, open_until: None }) }
    }

    /// Whether to try now. Of those who ask when the time is up, one hears yes.
    pub fn allow(&self, now: Instant) -> bool {
        let mut inside = self.inside();
        match inside.open_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                inside.open_until = Some(now + self.cool);
                true
            }
        }
    }

    /// Says that a try succeeded; answers whether the breaker was open.
    pub fn succeed(&self) -> bool {
        let before = std::mem::take(&mut *self.inside());
        before.open_until.is_some()
    }

    /// Says that a try failed; answers whether the breaker opened by that.
    pub fn fail(&self, now: Instant) -> bool {
        let mut inside = self.inside();
        inside.failures = inside.failures.saturating_add(1);
        if inside.failures < self.trip {
            return false;
        }
        inside.open_until.replace(now + self.cool).is_none()
    }

    /// Opens at once.
    pub fn trip(&self, now: Instant) {
        *self.inside() = Inside { failures: self.trip, open_until: Some(now + self.cool) };
    }

    /// Whether it is open, or open but for the one who tries.
    pub fn is_open(&self) -> bool {
        self.inside().open_until.is_some()
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Breaker;

    const COOL: Duration = Duration::from_secs(30);

    #[test]
    fn it_opens_after_three_failures_in_a_row() {
        let (breaker, now) = (Breaker::new(3, COOL), Instant::now());
        assert!(!breaker.fail(now) && !breaker.fail(now));
        assert!(!breaker.succeed(), "it was not open");
        assert!(!breaker.fail(now) && !breaker.fail(now));
        assert!(breaker.allow(now));
        assert!(breaker.fail(now));
        assert!(!breaker.allow(now) && breaker.is_open());
    }

    #[test]
    fn one_tries_when_its_time_is_up() {
        let (breaker, now) = (Breaker::new(3, COOL), Instant::now());
        breaker.trip(now);
        assert!(!breaker.allow(now + COOL / 2));
        assert!(breaker.allow(now + COOL));
        assert!(!breaker.allow(now + COOL), "one is trying");
        assert!(!breaker.fail(now + COOL), "it was open already");
        assert!(!breaker.allow(now + COOL + COOL / 2));
        assert!(breaker.allow(now + COOL * 2));
        assert!(breaker.succeed());
        assert!(breaker.allow(now + COOL * 2) && breaker.allow(now + COOL * 2));
    }
}
