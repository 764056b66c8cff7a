//! How far a job is and how long it may still take, as plain data for screens.
//! It invents no percentages: without a measure there are stages, without past runs there is no estimate.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::letters;
use crate::{domain::SharedClock, storage::Db};

/// How far apart two shown steps are at least.
const STEP: TimeDelta = TimeDelta::seconds(2);

/// How many past runs an estimate needs.
const RUNS_NEEDED: usize = 5;

/// How long past runs are remembered before they are read again.
const FRESH: Duration = Duration::from_mins(1);

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// From 1 to `of`.
    pub stage: u8,
    pub of: u8,
    /// Measured, at most 100; `None` where the length is unknown.
    pub percent: Option<u8>,
    /// Rounded up to what a person reads at a glance; `None` without an estimate, and when it is `late`.
    pub remaining: Option<Duration>,
    /// Takes longer than every run that is remembered.
    pub late: bool,
}

/// Measures one run and says when there is something new to show.
pub struct Meter {
    begun: DateTime<Utc>,
    clock: SharedClock,
    /// How long earlier runs took, shortest first.
    past: Arc<[Duration]>,
    shown: Mutex<Option<(DateTime<Utc>, Progress)>>,
}

impl Meter {
    pub(super) fn new(begun: DateTime<Utc>, clock: SharedClock, past: Arc<[Duration]>) -> Self {
        Self { begun, clock, past, shown: Mutex::default() }
    }

    /// Where the job is now. Answers what to show, or `None` when that is as before or something was shown less
    /// than 2 s ago: then say it again later.
    pub fn at(&self, stage: u8, of: u8, percent: Option<u8>) -> Option<Progress> {
        let now = self.clock.now();
        let estimate = self.estimate(now);
        let next = Progress {
            stage,
            of,
            percent: percent.map(|percent| percent.min(100)),
            remaining: estimate.ok().flatten().map(rounded),
            late: estimate.is_err(),
        };
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.is_some_and(|(at, last)| last == next || now - at < STEP) {
            return None;
        }
        *shown = Some((now, next));
        Some(next)
    }

    /// Where the job is now, whether or not it is news.
    pub fn last(&self) -> Option<Progress> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).map(|(_, progress)| progress)
    }

    /// How long the job has been at work, from its first attempt.
    pub fn elapsed(&self) -> Duration {
        (self.clock.now() - self.begun).to_std().unwrap_or_default()
    }

    /// The rest as it was in the median of the runs that took longer than this one has so far; an error when
    /// there is none of those.
    fn estimate(&self, now: DateTime<Utc>) -> Result<Option<Duration>, Late> {
        if self.past.len() < RUNS_NEEDED {
            return Ok(None);
        }
        let elapsed = (now - self.begun).to_std().unwrap_or_default();
        let longer = &self.past[self.past.partition_point(|past| *past <= elapsed)..];
        match longer.get(longer.len() / 2) {
            Some(median) => Ok(Some(median.saturating_sub(elapsed))),
            None => Err(Late),
        }
    }
}

impl std::fmt::Debug for Meter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meter").field("begun", &self.begun).finish_non_exhaustive()
    }
}

/// Past every estimate.
#[derive(Clone, Copy, Debug)]
struct Late;

/// Up to the next second, from 10 s on to the next 5 s, from a minute on to the next half minute, from an hour
/// on to the next 5 min.
fn rounded(rest: Duration) -> Duration {
    let seconds = rest.as_secs() + u64::from(rest.subsec_nanos() > 0);
    let step = match seconds {
        0..=10 => 1,
        11..=60 => 5,
        61..=3_600 => 30,
        _ => 300,
    };
    Duration::from_secs(seconds.max(1).next_multiple_of(step))
}

/// Past runs of all kinds of job, kept for a minute.
#[derive(Debug, Default)]
pub(super) struct Estimates(Mutex<HashMap<String, Past>>);

/// How long earlier runs took, shortest first, and when that was read.
type Past = (Instant, Arc<[Duration]>);

impl Estimates {
    /// How long the last 50 took, shortest first. None when the database has no answer: it is only an estimate.
    pub(super) async fn of(&self, db: &Db, name: &str) -> Arc<[Duration]> {
        if let Some((read, past)) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name)
            && read.elapsed() < FRESH
        {
            return Arc::clone(past);
        }
        let past: Arc<[Duration]> = match letters::durations(db, name).await {
            Ok(past) => past.into(),
            Err(error) => {
                tracing::warn!(%error, "past runs cannot be read");
                Arc::default()
            }
        };
        let fresh = (Instant::now(), Arc::clone(&past));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), fresh);
        past
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use chrono::{DateTime, TimeDelta};

    use super::{Meter, rounded};
    use crate::domain::FrozenClock;

    fn meter(past: &[u64]) -> (Arc<FrozenClock>, Meter) {
        let clock = FrozenClock::at(DateTime::UNIX_EPOCH);
        let past = past.iter().map(|seconds| Duration::from_secs(*seconds)).collect();
        (Arc::clone(&clock), Meter::new(DateTime::UNIX_EPOCH, clock, past))
    }

    #[test]
    fn steps_are_two_seconds_apart_and_never_the_same_twice() {
        let (clock, meter) = meter(&[]);
        assert_eq!(meter.at(1, 2, None).map(|shown| (shown.stage, shown.percent)), Some((1, None)));
        clock.advance(TimeDelta::milliseconds(1_999));
        assert_eq!(meter.at(2, 2, Some(10)), None, "too soon");
        clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(meter.at(2, 2, Some(110)).unwrap().percent, Some(100));
        clock.advance(TimeDelta::seconds(5));
        assert_eq!(meter.at(2, 2, Some(100)), None, "no news");
        assert_eq!(meter.last().unwrap().percent, Some(100));
    }

    #[test]
    fn the_estimate_is_the_rest_of_the_runs_that_took_longer() {
        let (clock, meter) = meter(&[10, 20, 30, 40, 100]);
        let rest = |shown: Option<super::Progress>| shown.unwrap().remaining.map(|rest| rest.as_secs());
        assert_eq!(rest(meter.at(1, 1, None)), Some(30));
        clock.advance(TimeDelta::seconds(25));
        assert_eq!(rest(meter.at(1, 1, None)), Some(15), "of 30, 40, 100 it is 40");
        clock.advance(TimeDelta::seconds(20));
        assert_eq!(rest(meter.at(1, 1, None)), Some(55), "only 100 is left");
        clock.advance(TimeDelta::seconds(60));
        let late = meter.at(1, 1, None).unwrap();
        assert!(late.late && late.remaining.is_none());
    }

    #[test]
    fn few_runs_make_no_estimate() {
        let (_, meter) = meter(&[10, 20, 30, 40]);
        let shown = meter.at(1, 1, Some(50)).unwrap();
        assert!(shown.remaining.is_none() && !shown.late);
    }

    #[test]
    fn the_rest_is_rounded_up_to_what_is_read_at_a_glance() {
        for (millis, seconds) in
            [(0, 1), (1, 1), (9_100, 10), (10_001, 15), (60_000, 60), (61_000, 90), (3_700_000, 3_900)]
        {
            assert_eq!(rounded(Duration::from_millis(millis)).as_secs(), seconds, "{millis}");
        }
    }
}
