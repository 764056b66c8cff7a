//! What each call to a provider took and how it ended.
//! It holds no words of anybody: names, numbers and kinds only.

use std::time::Duration;

use crate::ops::metrics;
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

/// Writes each call to the log of the program, and counts it.
#[derive(Clone, Copy, Debug, Default)]
pub struct TracingLog;

impl CallLog for TracingLog {
    fn record(&self, call: &CallRecord) {
        count(call);
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

fn count(call: &CallRecord) {
    let (provider, model) = (call.provider.as_str(), metrics::model(&call.model));
    metrics::PROVIDER_CALLS.one([provider, model, call.outcome.name()]);
    metrics::PROVIDER_SECONDS.took([provider, model], call.total);
    if let Some(first) = call.first_delta {
        metrics::PROVIDER_FIRST.took([provider, model], first);
    }
    metrics::PROVIDER_TOKENS.add([provider, model, "prompt"], call.prompt_tokens.into());
    metrics::PROVIDER_TOKENS.add([provider, model, "completion"], call.completion_tokens.into());
    if let Some(cost) = call.cost {
        metrics::PROVIDER_COST
            .add([provider, model], f64::from(u32::try_from(cost.0).unwrap_or(u32::MAX)) / 1e6);
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
