//! What tests of features need of jobs: the wire form of a payload, and runs outside of the queue.
//! It is in no build for people.

use std::sync::Arc;

use super::{Death, Job, JobId, Meter, Reason, Run, run::Ticket};
use crate::domain::{Cause, SharedClock};

/// A payload as it lies in the queue, for a golden snapshot. What has landed is never changed, only added to.
pub fn wire_form<J: Job>(job: &J) -> String {
    let payload = serde_json::to_string_pretty(job).unwrap_or_else(|error| format!("unwritable: {error}"));
    format!("{} in {}\n{payload}", J::NAME, J::LANE.name)
}

/// Reads a payload that an older program wrote.
///
/// # Errors
/// When it would end as a dead letter.
pub fn read_old<J: Job>(payload: &str) -> Result<J, serde_json::Error> {
    serde_json::from_str(payload)
}

/// A first and only attempt that belongs to no row: completing it does nothing.
pub fn detached_run(id: JobId, clock: SharedClock) -> Run {
    Run {
        id,
        cause: Cause::job(id.0),
        account: None,
        attempt: 1,
        last_attempt: true,
        cancel: tokio_util::sync::CancellationToken::new(),
        stopping: tokio_util::sync::CancellationToken::new(),
        progress: Meter::new(clock.now(), Arc::clone(&clock), Arc::default()),
        ticket: detached_ticket(id, clock),
    }
}

/// A death that belongs to no row.
pub fn detached_death(id: JobId, reason: Reason, clock: SharedClock) -> Death {
    Death {
        id,
        cause: Cause::job(id.0).part("bury"),
        account: None,
        reason,
        attempts: 1,
        error: None,
        ticket: detached_ticket(id, clock),
    }
}

fn detached_ticket(id: JobId, clock: SharedClock) -> Ticket {
    Ticket { id, token: String::new(), clock, settled: Arc::default(), detached: true }
}
