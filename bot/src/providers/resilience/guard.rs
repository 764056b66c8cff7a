//! The guard before one provider: its limit, its breakers, its repetitions, its accounts.
//! It calls what it is given and looks at nothing but how that ends.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{Span, field::Empty};

use super::{Breaker, CallLog, CallRecord, Outcome, Pass, Policy};
use crate::ops::trace::{Trace, step};
use crate::providers::{ErrorKind, FinishReason, MicroDollars, ProviderError};

/// Models with a breaker of their own; ids come from people, so there must be an end.
const BREAKERS: usize = 512;

/// Shared by everyone who calls this provider.
pub struct Guard {
    provider: String,
    policy: Policy,
    turns: Arc<Semaphore>,
    /// One per model: a free model that is overrun says nothing about the others.
    breakers: Mutex<HashMap<String, Breaker>>,
    rng: Mutex<StdRng>,
    log: Arc<dyn CallLog>,
}

impl Guard {
    /// `seed` decides the jitter: each process takes another.
    pub fn new(provider: impl Into<String>, policy: Policy, log: Arc<dyn CallLog>, seed: u64) -> Self {
        Self {
            provider: provider.into(),
            policy,
            turns: Arc::new(Semaphore::new(policy.concurrency.max(1))),
            breakers: Mutex::default(),
            rng: Mutex::new(StdRng::seed_from_u64(seed)),
            log,
        }
    }

    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Makes a call, again where that may help, and gives its result with the ticket to close.
    /// Dropping the ticket, or this future, records the call as cancelled.
    ///
    /// # Errors
    /// The last try's; [`ErrorKind::Busy`] while the breaker is open or no turn came.
    pub async fn call<T, F>(
        &self,
        model: &str,
        mut make: impl FnMut() -> F,
    ) -> Result<(T, Ticket), ProviderError>
    where
        F: Future<Output = Result<T, ProviderError>>,
    {
        let end = Instant::now() + self.policy.until_first;
        for attempt in 1.. {
            let mut ticket = self.ticket(model, attempt).await?;
            let late = || ProviderError::new(ErrorKind::Stalled, "no answer in time");
            let made = timeout_at(end, make()).await.unwrap_or_else(|_| Err(late()));
            let error = match made {
                Ok(result) => {
                    ticket.begun();
                    return Ok((result, ticket));
                }
                Err(error) => error,
            };
            ticket.failed(&error);
            // Whoever waits for an answer waits once, however often it is asked for.
            match self.wait_after(attempt, &error).filter(|wait| Instant::now() + *wait < end) {
                Some(wait) => sleep(wait).await,
                None => return Err(error),
            }
        }
        Err(ProviderError::new(ErrorKind::Busy { retry_after: None }, "no try was made"))
    }

    fn wait_after(&self, attempt: u32, error: &ProviderError) -> Option<Duration> {
        if !error.is_retryable() {
            return None;
        }
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        self.policy.wait(attempt, error.retry_after(), &mut *rng)
    }

    /// A turn and a pass, in that order: a probe must not wait in the queue.
    async fn ticket(&self, model: &str, attempt: u32) -> Result<Ticket, ProviderError> {
        let busy = |wait, why| ProviderError::new(ErrorKind::Busy { retry_after: wait }, why);
        let turn = timeout(self.policy.queue, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(busy(None, "no turn in time")) };
        let pass = self.breaker(model).try_pass().map_err(|wait| busy(Some(wait), "breaker open"))?;
        let record = CallRecord {
            provider: self.provider.clone(),
            model: model.to_owned(),
            outcome: Outcome::Cancelled,
            attempt,
            first_delta: None,
            total: Duration::ZERO,
            prompt_tokens: 0,
            completion_tokens: 0,
            cost: None,
        };
        let log = Arc::clone(&self.log);
        let span = Trace::current().map_or_else(Span::none, |trace| {
            let trace = trace.next();
            step!(trace, "provider", provider = self.provider.as_str(), model, outcome = Empty)
        });
        Ok(Ticket { pass: Some(pass), _turn: turn, log, started: Instant::now(), record, span })
    }

    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The models that were called, and whether each is left alone now.
    pub fn breakers(&self) -> Vec<(String, bool)> {
        let breakers = self.breakers.lock().unwrap_or_else(PoisonError::into_inner);
        breakers.iter().map(|(model, breaker)| (model.clone(), breaker.is_open())).collect()
    }

    /// The breaker of a model of this provider.
    pub fn breaker(&self, model: &str) -> Breaker {
        let mut breakers = self.breakers.lock().unwrap_or_else(PoisonError::into_inner);
        if breakers.len() >= BREAKERS && !breakers.contains_key(model) {
            breakers.retain(|_, breaker| breaker.is_open());
        }
        let made = || Breaker::new(self.policy.breaker);
        breakers.entry(model.to_owned()).or_insert_with(made).clone()
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard")
            .field("provider", &self.provider)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// A call under way: holds its turn, and records how it ends.
#[must_use]
pub struct Ticket {
    pass: Option<Pass>,
    _turn: OwnedSemaphorePermit,
    log: Arc<dyn CallLog>,
    started: Instant,
    record: CallRecord,
    /// The step of a story that the call is.
    span: Span,
}

impl Ticket {
    /// What it took so far.
    pub fn used(&mut self, prompt_tokens: u32, completion_tokens: u32, cost: Option<MicroDollars>) {
        self.record.prompt_tokens = prompt_tokens;
        self.record.completion_tokens = completion_tokens;
        self.record.cost = cost;
    }

    /// The call is complete.
    pub fn answered(mut self, reason: Option<FinishReason>) {
        self.record.outcome = Outcome::Answered(reason);
        if let Some(pass) = self.pass.take() {
            pass.succeeded();
        }
    }

    /// The call failed, before or after its beginning.
    pub fn failed(mut self, error: &ProviderError) {
        self.record.outcome = Outcome::Failed(error.kind());
        // The provider's own words may be the person's, quoted.
        tracing::debug!(
            provider = %self.record.provider,
            model = %self.record.model,
            kind = error.kind().name(),
            status = error.status(),
            "provider call failed"
        );
        match self.pass.take() {
            Some(pass) if error.blames_provider() => pass.failed(),
            Some(pass) => pass.succeeded(),
            None => {}
        }
    }

    fn begun(&mut self) {
        self.record.first_delta = Some(self.started.elapsed());
        if let Some(pass) = &mut self.pass {
            pass.begun();
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.record.total = self.started.elapsed();
        self.span.record("outcome", self.record.outcome.name());
        self.span.in_scope(|| self.log.record(&self.record));
    }
}
