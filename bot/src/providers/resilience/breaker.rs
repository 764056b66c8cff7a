//! A breaker: after some failures in a row nothing is tried for a while, then one probe decides.
//! It knows no provider, so that Redis and others can use it; it never sleeps and never calls anything itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// When a breaker opens, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerSettings {
    /// Failures in a row that open it; default 5, at least 1.
    pub failures: u32,
    /// How long it stays open before a probe is let through; default 30 s.
    pub open_for: Duration,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self { failures: 5, open_for: Duration::from_secs(30) }
    }
}

/// Cloning shares the breaker.
#[derive(Clone, Debug)]
pub struct Breaker {
    settings: BreakerSettings,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
enum State {
    Closed {
        failures: u32,
    },
    Open {
        until: Instant,
    },
    /// One probe is under way.
    HalfOpen,
}

impl Breaker {
    pub fn new(settings: BreakerSettings) -> Self {
        Self { settings, state: Arc::new(Mutex::new(State::Closed { failures: 0 })) }
    }

    /// Leave to try. Half-open, only one caller gets it.
    ///
    /// # Errors
    /// How long to wait before asking again; with a probe under way, a second.
    pub fn try_pass(&self) -> Result<Pass, Duration> {
        let mut state = self.state();
        match *state {
            State::Closed { .. } => Ok(self.pass(false)),
            State::HalfOpen => Err(Duration::from_secs(1)),
            State::Open { until } => {
                let left = until.saturating_duration_since(Instant::now());
                if !left.is_zero() {
                    return Err(left);
                }
                *state = State::HalfOpen;
                Ok(self.pass(true))
            }
        }
    }

    /// Whether calls are refused at this moment; it takes no probe.
    pub fn is_open(&self) -> bool {
        matches!(*self.state(), State::Open { until } if until > Instant::now())
    }

    fn pass(&self, probe: bool) -> Pass {
        Pass { breaker: self.clone(), probe }
    }

    fn open(&self) -> State {
        State::Open { until: Instant::now() + self.settings.open_for }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Leave to try once. Say how it went; a pass that is dropped without a word counts as nothing,
/// and if it was the probe, the next caller may probe.
#[derive(Debug)]
#[must_use]
pub struct Pass {
    breaker: Breaker,
    probe: bool,
}

impl Pass {
    /// It went well: failures are forgotten.
    pub fn succeeded(mut self) {
        self.probe = false;
        *self.breaker.state() = State::Closed { failures: 0 };
    }

    /// It begins well, the end is still to come. A probe closes the breaker so that others need not wait
    /// for the end of a long answer, but the next failure opens it again.
    pub fn begun(&mut self) {
        if self.probe {
            self.probe = false;
            let failures = self.breaker.settings.failures.saturating_sub(1);
            *self.breaker.state() = State::Closed { failures };
        }
    }

    /// It failed, by the fault of what the breaker guards.
    pub fn failed(mut self) {
        self.probe = false;
        let mut state = self.breaker.state();
        *state = match *state {
            State::Closed { failures } if failures + 1 < self.breaker.settings.failures => {
                State::Closed { failures: failures + 1 }
            }
            // A call from before it opened does not keep it open longer.
            State::Open { until } => State::Open { until },
            State::Closed { .. } | State::HalfOpen => self.breaker.open(),
        };
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if self.probe {
            *self.breaker.state() = State::Open { until: Instant::now() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Duration = Duration::from_millis(60);

    fn breaker() -> Breaker {
        Breaker::new(BreakerSettings { failures: 3, open_for: OPEN })
    }

    fn fail(breaker: &Breaker, times: usize) {
        (0..times).for_each(|_| breaker.try_pass().unwrap().failed());
    }

    #[tokio::test]
    async fn it_opens_after_failures_in_a_row_only() {
        let breaker = breaker();
        fail(&breaker, 2);
        breaker.try_pass().unwrap().succeeded();
        fail(&breaker, 2);
        assert!(!breaker.is_open());
        fail(&breaker, 1);
        assert!(breaker.try_pass().unwrap_err() <= OPEN);
    }

    #[tokio::test]
    async fn one_probe_decides() {
        let breaker = breaker();
        fail(&breaker, 3);
        tokio::time::sleep(OPEN).await;
        let probe = breaker.try_pass().unwrap();
        assert!(breaker.try_pass().is_err());
        probe.failed();
        assert!(breaker.is_open());
        tokio::time::sleep(OPEN).await;
        breaker.try_pass().unwrap().succeeded();
        fail(&breaker, 2);
        assert!(!breaker.is_open());
    }

    #[tokio::test]
    async fn a_probe_that_was_given_up_leaves_room_for_another() {
        let breaker = breaker();
        fail(&breaker, 3);
        tokio::time::sleep(OPEN).await;
        drop(breaker.try_pass().unwrap());
        breaker.try_pass().unwrap().succeeded();
        assert!(breaker.try_pass().is_ok());
    }

    #[tokio::test]
    async fn a_probe_that_begins_well_lets_others_through_on_trial() {
        let breaker = breaker();
        fail(&breaker, 3);
        tokio::time::sleep(OPEN).await;
        let mut probe = breaker.try_pass().unwrap();
        probe.begun();
        assert!(breaker.try_pass().is_ok());
        probe.failed();
        assert!(breaker.is_open());
    }
}
