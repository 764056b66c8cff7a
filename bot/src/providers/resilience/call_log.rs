//! What each call to a provider took and how it ended.
//! It holds no words of anybody: names, numbers and kinds only.

use std::time::Duration;

use crate::providers::{ErrorKind, FinishReason, MicroDollars};

/// One call, ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    pub provider: String,
    /// Empty where the provider was left to choose.
    pub model: String,
    pub outcome: Outcome,
    /// 1 for the first try.
    pub attempt: u32,
    /// From the request to the first delta, where one came.
    pub first_delta: Option<Duration>,
    pub total: Duration,
    /// As far as the provider told.
    pub prompt_tokens: u32,
    pub completion_tokens: u32,
    pub cost: Option<MicroDollars>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With an answer; the reason where the service gives one.
    Answered(Option<FinishReason>),
    /// Nobody wanted the rest.
    Cancelled,
    Failed(ErrorKind),
}

impl Outcome {
    /// The word for logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answered(_) => "answered",
            Self::Cancelled => "cancelled",
            Self::Failed(kind) => kind.name(),
        }
    }
}

/// Whoever keeps account of calls. Called once per attempt, also from destructors: it must not block.
pub trait CallLog: Send + Sync {
    fn record(&self, call: &CallRecord);
}

/// Writes each call to the log of the program and keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct TracingLog;

impl CallLog for TracingLog {
    fn record(&self, call: &CallRecord) {
        tracing::info!(
            provider = %call.provider,
            model = %call.model,
            outcome = call.outcome.name(),
            attempt = call.attempt,
            first_delta_ms = call.first_delta.map(millis),
            total_ms = millis(call.total),
            prompt_tokens = call.prompt_tokens,
            completion_tokens = call.completion_tokens,
            cost_micro_dollars = call.cost.map(|cost| cost.0),
            "provider call ended"
        );
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
