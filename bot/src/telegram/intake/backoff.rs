//! How long to wait after a failure: longer each time, never twice the same, and as long as Telegram says.
//! It does not wait itself.

use std::time::Duration;

use rand::{Rng as _, rngs::StdRng};

/// Waits that grow from `first` to `most`, each between a half and the whole of its step.
#[derive(Debug)]
pub(super) struct Backoff {
    first: Duration,
    most: Duration,
    failures: u32,
    rng: StdRng,
}

impl Backoff {
    pub const fn new(first: Duration, most: Duration, rng: StdRng) -> Self {
        Self { first, most, failures: 0, rng }
    }

    /// The wait after one more failure.
    pub fn next(&mut self) -> Duration {
        let step = self.first.saturating_mul(2_u32.saturating_pow(self.failures)).min(self.most);
        self.failures = self.failures.saturating_add(1);
        step.mul_f64(self.rng.random_range(0.5..=1.0))
    }

    /// It works again.
    pub const fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rand::{SeedableRng as _, rngs::StdRng};

    use super::Backoff;

    #[test]
    fn waits_double_up_to_the_most_and_begin_again() {
        let second = Duration::from_secs(1);
        let mut backoff = Backoff::new(second, second * 30, StdRng::seed_from_u64(1));
        for step in [1, 2, 4, 8, 16, 30, 30] {
            let wait = backoff.next();
            assert!(wait >= second * step / 2 && wait <= second * step, "{step}: {wait:?}");
        }
        (0..100).for_each(|_| assert!(backoff.next() <= second * 30));
        backoff.reset();
        assert!(backoff.next() <= second);
    }
}
