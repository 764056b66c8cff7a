//! How patient we are with a provider.
//! Numbers only; who waits and who gives up is decided in `guard`.

use std::time::Duration;

use rand::Rng;

use super::BreakerSettings;

/// The patience for one provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Tries of one call, the first included; default 3.
    pub attempts: u32,
    /// The first wait between two tries, doubled for each further one; default 500 ms.
    pub first_wait: Duration,
    /// No wait is longer, and a provider that asks for more is not asked again; default 8 s.
    pub longest_wait: Duration,
    /// For all tries of one call together, up to the first delta or the whole result; default 90 s.
    pub until_first: Duration,
    /// For a whole streamed answer; default 10 min.
    pub whole: Duration,
    /// Calls to the provider at the same time; default 32.
    pub concurrency: usize,
    /// How long a call waits for its turn; default 20 s.
    pub queue: Duration,
    pub breaker: BreakerSettings,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            attempts: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(8),
            until_first: Duration::from_secs(90),
            whole: Duration::from_mins(10),
            concurrency: 32,
            queue: Duration::from_secs(20),
            breaker: BreakerSettings::default(),
        }
    }
}

impl Policy {
    /// How long to wait after try number `attempt` (from 1), `None` to give up.
    /// Half of it is chance, so that callers who failed together do not come back together.
    pub(super) fn wait(&self, attempt: u32, wish: Option<Duration>, rng: &mut impl Rng) -> Option<Duration> {
        if attempt >= self.attempts || wish.is_some_and(|wish| wish > self.longest_wait) {
            return None;
        }
        let doubled = self.first_wait.saturating_mul(1 << (attempt - 1).min(16));
        let jittered = doubled.min(self.longest_wait).mul_f64(rng.random_range(0.5..=1.0));
        Some(wish.map_or(jittered, |wish| wish.max(jittered)))
    }
}
