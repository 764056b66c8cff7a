//! How a lease ends: the verdict on a run or a burial, written if the lease is still ours.
//! A job that a person has cancelled does not go back to the queue, whatever the verdict.

use chrono::{DateTime, Utc};
use sea_orm::Value;

use crate::{
    jobs::{JobId, Reason},
    storage::{StorageError, moment, sql::Executor},
};

/// How long an error may be that is kept with the row, in bytes.
const ERROR_LIMIT: usize = 2_000;

/// How a lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::jobs) enum Verdict {
    Done,
    /// Another attempt at that time.
    Retry {
        at: DateTime<Utc>,
        error: String,
    },
    /// Not an attempt; again at that time.
    Again {
        at: DateTime<Utc>,
    },
    /// Not an attempt; again as soon as anybody can.
    Released,
    /// Dead, and to be buried.
    Dying {
        reason: Reason,
        error: String,
    },
    /// Dead, and nobody to bury it.
    Unreadable {
        error: String,
    },
    Buried,
    /// The burial failed; again at that time.
    Unburied {
        at: DateTime<Utc>,
    },
}

impl Verdict {
    /// The word for logs and metrics.
    pub(in crate::jobs) const fn name(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retry { .. } => "retry",
            Self::Again { .. } => "again",
            Self::Released => "released",
            Self::Dying { .. } => "dying",
            Self::Unreadable { .. } => "unreadable",
            Self::Buried => "buried",
            Self::Unburied { .. } => "unburied",
        }
    }
}

/// Back into the queue after a run.
const BACK: &str = "status = CASE WHEN cancel_requested THEN 'dying' ELSE 'queued' END,
    death = CASE WHEN cancel_requested THEN 'cancelled' ELSE death END";

/// As it was before the claim, also for a burial.
const RELEASE: &str =
    "status = CASE WHEN status = 'dying' OR cancel_requested THEN 'dying' ELSE 'queued' END,
    death = CASE WHEN status = 'running' AND cancel_requested THEN 'cancelled' ELSE death END,
    attempts = CASE status WHEN 'running' THEN attempts - 1 ELSE attempts END,
    burials = CASE status WHEN 'dying' THEN burials - 1 ELSE burials END";

/// Ends a lease; `false` when it was not ours any more, and nothing has changed.
pub(in crate::jobs) async fn settle(
    on: &impl Executor,
    (id, token): (JobId, &str),
    verdict: &Verdict,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let (changes, values) = changes(verdict, now);
    let sql = format!(
        "UPDATE jobs_queue SET {changes}, lease_token = NULL, lease_until = NULL WHERE id = $1 AND lease_token = $2"
    );
    let ours = [Value::from(id.0), Value::from(token)];
    Ok(on.execute(&sql, ours.into_iter().chain(values).collect::<Vec<_>>()).await? == 1)
}

/// What a verdict writes, and the values from `$3` on.
fn changes(verdict: &Verdict, now: DateTime<Utc>) -> (String, Vec<Value>) {
    let at = |at: &DateTime<Utc>| Value::from(moment(*at));
    let now = at(&now);
    match verdict {
        Verdict::Done => {
            ("status = 'done', payload = '', error = NULL, finished_at = $3".to_owned(), vec![now])
        }
        Verdict::Retry { at: then, error } => (
            format!("{BACK}, run_at = CASE WHEN cancel_requested THEN run_at ELSE $3 END, error = $4"),
            vec![at(then), cut(error)],
        ),
        Verdict::Again { at: then } => (
            format!(
                "{BACK}, run_at = CASE WHEN cancel_requested THEN run_at ELSE $3 END, attempts = attempts - 1"
            ),
            vec![at(then)],
        ),
        Verdict::Released => (RELEASE.to_owned(), Vec::new()),
        Verdict::Dying { reason, error } => (
            "status = 'dying', death = CASE WHEN cancel_requested THEN 'cancelled' ELSE $3 END, error = $4"
                .to_owned(),
            vec![reason.as_str().into(), cut(error)],
        ),
        Verdict::Unreadable { error } => (
            "status = 'dead', death = 'unreadable', error = $3, finished_at = $4".to_owned(),
            vec![cut(error), now],
        ),
        Verdict::Buried => (
            "status = CASE death WHEN 'cancelled' THEN 'cancelled' ELSE 'dead' END,
            payload = CASE death WHEN 'cancelled' THEN '' ELSE payload END, finished_at = $3"
                .to_owned(),
            vec![now],
        ),
        Verdict::Unburied { at: then } => ("run_at = $3".to_owned(), vec![at(then)]),
    }
}

fn cut(error: &str) -> Value {
    error[..error.floor_char_boundary(ERROR_LIMIT)].into()
}
