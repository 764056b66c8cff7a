//! Which story something belongs to: one id from an update to the last message that it brings about, in the log, in
//! spans and in the rows of jobs and slots, so that it goes on in whichever process takes them up.
//! It is made of the cause, so that every attempt and every process finds the same one. It says nothing of anybody.

use std::{
    fmt,
    hash::{BuildHasher as _, Hasher as _, RandomState},
};

use sha2::{Digest as _, Sha256};
use tracing::{Instrument as _, Span};

use crate::domain::Cause;

/// The target of spans that carry a trace: they are there whatever else is filtered out.
pub const TARGET: &str = "trace";

tokio::task_local! {
    static CURRENT: Trace;
}

/// A step of a story. Of 16 and 8 bytes, as OpenTelemetry has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    pub story: u128,
    pub step: u64,
    /// The step that this one came out of; 0 for the first.
    pub parent: u64,
}

impl Trace {
    /// The first step of what this set going.
    pub fn of(cause: &Cause) -> Self {
        let digest = Sha256::digest(cause.as_str());
        let bytes = |from: usize, to: usize| {
            digest.iter().take(to).skip(from).fold(0_u128, |number, byte| number << 8 | u128::from(*byte))
        };
        let step = u64::try_from(bytes(16, 24)).unwrap_or(1);
        Self { story: bytes(0, 16).max(1), step: step.max(1), parent: 0 }
    }

    /// Where the running task is.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(|trace| *trace).ok()
    }

    /// What a row keeps of where the running task is.
    pub fn for_row() -> Option<String> {
        Self::current().map(|trace| format!("{:032x}-{:016x}", trace.story, trace.step))
    }

    /// What a row has kept; `None` for rows of long ago, and for what nobody set going.
    pub fn of_row(kept: Option<&str>) -> Option<Self> {
        let (story, step) = kept?.split_once('-')?;
        let story = u128::from_str_radix(story, 16).ok()?;
        Some(Self { story, step: u64::from_str_radix(step, 16).ok()?, parent: 0 })
    }

    /// A further step out of this one.
    #[must_use]
    pub fn next(self) -> Self {
        // A number nobody else has: the keys of each are drawn at random.
        let step = RandomState::new().build_hasher().finish();
        Self { story: self.story, step: step.max(1), parent: self.step }
    }

    /// Does work as this step.
    pub async fn scope<F: Future>(self, span: Span, work: F) -> F::Output {
        CURRENT.scope(self, work.instrument(span)).await
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.story)
    }
}

/// A span of the log that is a step of a story; it is on at every level.
macro_rules! step {
    ($trace:expr, $name:literal $(, $($field:tt)+)?) => {
        tracing::error_span!(
            target: "trace",
            parent: None,
            $name,
            trace = $trace.story,
            trace_step = $trace.step,
            trace_parent = $trace.parent
            $(, $($field)+)?
        )
    };
}
pub(crate) use step;

#[cfg(test)]
mod tests {
    use tracing::Span;

    use super::Trace;
    use crate::domain::{BotId, Cause};

    #[test]
    fn the_same_cause_is_the_same_story() {
        let cause = Cause::update(BotId(7), 12);
        assert_eq!(Trace::of(&cause), Trace::of(&cause));
        assert_ne!(Trace::of(&cause).story, Trace::of(&Cause::update(BotId(7), 13)).story);
        assert_eq!(Trace::of(&cause).to_string().len(), 32);
    }

    #[tokio::test]
    async fn a_row_carries_it_on() {
        assert_eq!(Trace::for_row(), None);
        let first = Trace::of(&Cause::update(BotId(7), 12));
        let kept = first.scope(Span::none(), async { Trace::for_row() }).await;
        let found = Trace::of_row(kept.as_deref()).unwrap();
        assert_eq!((found.story, found.next().parent), (first.story, first.step));
        assert_ne!(found.next().step, found.next().step);
        for unreadable in [None, Some(""), Some("12"), Some("x-y"), Some("1-")] {
            assert_eq!(Trace::of_row(unreadable), None, "{unreadable:?}");
        }
    }
}
