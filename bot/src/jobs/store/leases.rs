//! Leases of jobs while they run: prolonged by their holder, taken back from the dead.
//! Neither waits for a row that a transaction is settling: waiting while holding others could end in a deadlock.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{QueryResult, Value};

use crate::{
    jobs::JobId,
    storage::{Db, StorageError, moment, processes::ProcessId, sql::Executor as _},
};

/// How many leases one statement names: SQLite limits how deep an expression may be.
const CHUNK: usize = 100;

/// So many deaths of its process a job may see without having to wait: one that is not to blame goes on at once.
const FREE_DEATHS: u8 = 3;

/// How long it rests after each death from then on: whatever kills processes, the next of its group may be spared.
const REST: TimeDelta = TimeDelta::seconds(5);

/// A lease that is still ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jobs) struct Kept {
    pub(in crate::jobs) id: JobId,
    pub(in crate::jobs) cancel_requested: bool,
    /// `false` when a transaction was busy with the row: the lease ends as it did before.
    pub(in crate::jobs) renewed: bool,
}

/// Prolongs leases, each named by its job and token. Answers those that are still ours.
pub(in crate::jobs) async fn renew(
    db: &Db,
    leases: &[(JobId, String)],
    until: DateTime<Utc>,
) -> Result<Vec<Kept>, StorageError> {
    let mut kept = Vec::with_capacity(leases.len());
    for some in leases.chunks(CHUNK) {
        let sql = format!(
            "WITH ours AS MATERIALIZED (SELECT id FROM jobs_queue WHERE {}{})
UPDATE jobs_queue SET lease_until = $1 WHERE id IN (SELECT id FROM ours) RETURNING id, cancel_requested",
            is_one_of(some, 2),
            db.backend().skip_locked()
        );
        let values: Vec<Value> = std::iter::once(moment(until).into()).chain(values_of(some)).collect();
        let renewed = read_kept(&db.returning(&sql, values).await?, true)?;
        if renewed.len() < some.len() {
            let sql = format!("SELECT id, cancel_requested FROM jobs_queue WHERE {}", is_one_of(some, 1));
            let mut ours = read_kept(&db.rows(&sql, values_of(some)).await?, false)?;
            ours.retain(|ours| renewed.iter().all(|renewed| renewed.id != ours.id));
            kept.extend(ours);
        }
        kept.extend(renewed);
    }
    Ok(kept)
}

fn is_one_of(leases: &[(JobId, String)], first: usize) -> String {
    let pair = |n| format!("(id = ${} AND lease_token = ${})", first + 2 * n, first + 2 * n + 1);
    (0..leases.len()).map(pair).collect::<Vec<_>>().join(" OR ")
}

fn values_of(leases: &[(JobId, String)]) -> Vec<Value> {
    leases.iter().flat_map(|(id, token)| [Value::from(id.0), Value::from(token.as_str())]).collect()
}

fn read_kept(rows: &[QueryResult], renewed: bool) -> Result<Vec<Kept>, StorageError> {
    let read = |row: &QueryResult| {
        let cancel_requested = row.try_get("", "cancel_requested")?;
        Ok(Kept { id: JobId(row.try_get("", "id")?), cancel_requested, renewed })
    };
    rows.iter().map(read).collect()
}

/// Which leases are taken back.
#[derive(Clone, Debug)]
pub(in crate::jobs) enum Ended {
    /// Those that ran out before.
    Before(DateTime<Utc>),
    /// Those of a process that is gone.
    Of(ProcessId),
}

/// Takes back leases that ended: the job runs again, or is to be buried when that was its
/// last attempt. A burial that was cut short is repeated at `bury_at`. Answers the jobs and their lanes.
pub(in crate::jobs) async fn take_back(
    db: &Db,
    ended: &Ended,
    now: DateTime<Utc>,
    bury_at: DateTime<Utc>,
) -> Result<Vec<(JobId, String)>, StorageError> {
    let (which, value) = match ended {
        Ended::Before(then) => ("lease_until <= $1", Value::from(moment(*then))),
        Ended::Of(gone) => ("lease_until IS NOT NULL AND lease_token LIKE $1", Value::from(gone.pattern())),
    };
    let sql = format!(
        "
WITH ended AS MATERIALIZED (SELECT id FROM jobs_queue WHERE {which}{skip_locked})
UPDATE jobs_queue SET
    status = CASE WHEN status = 'dying' OR cancel_requested OR attempts >= max_attempts THEN 'dying'
        ELSE 'queued' END,
    death = CASE WHEN status = 'dying' THEN death WHEN cancel_requested THEN 'cancelled'
        WHEN attempts >= max_attempts THEN 'crashed' END,
    error = CASE WHEN status = 'dying' THEN error ELSE 'the process that ran it is gone' END,
    run_at = CASE WHEN status = 'dying' THEN $2
        WHEN cancel_requested OR attempts >= max_attempts OR attempts < {FREE_DEATHS} THEN run_at ELSE $3 END,
    lease_token = NULL, lease_until = NULL
WHERE id IN (SELECT id FROM ended) AND {which}
RETURNING id, lane",
        skip_locked = db.backend().skip_locked(),
    );
    let rows = db.returning(&sql, [value, moment(bury_at).into(), moment(now + REST).into()]).await?;
    rows.iter().map(|row| Ok((JobId(row.try_get("", "id")?), row.try_get("", "lane")?))).collect()
}

/// Moves jobs that were pushed by a clock that ran ahead of this one to where they would be by this one.
pub(in crate::jobs) async fn bring_back(db: &Db, now: DateTime<Utc>) -> Result<(), StorageError> {
    let ahead = "SELECT id, created_at, run_at FROM jobs_queue
WHERE status IN ('queued', 'running', 'dying') AND created_at > $1";
    for row in db.rows(ahead, [moment(now).into()]).await? {
        let (id, run_at): (i64, DateTime<Utc>) = (row.try_get("", "id")?, row.try_get("", "run_at")?);
        let created_at: DateTime<Utc> = row.try_get("", "created_at")?;
        let sql = "UPDATE jobs_queue SET created_at = $2, run_at = $3 WHERE id = $1";
        let values = [id.into(), moment(now).into(), moment(run_at - (created_at - now)).into()];
        db.execute(sql, values).await?;
    }
    Ok(())
}
