//! Leases of jobs while they run: prolonged by their holder, taken back from the dead.
//! Neither waits for a row that a transaction is settling: waiting while holding others could end in a deadlock.

use chrono::{DateTime, Utc};
use sea_orm::{QueryResult, Value};

use crate::{
    jobs::JobId,
    storage::{Db, StorageError, moment, sql::Executor as _},
};

/// How many leases one statement names: SQLite limits how deep an expression may be.
const CHUNK: usize = 100;

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

/// Takes back the leases that ended before `ended`: the job runs again, or is to be buried when that was its
/// last attempt. A burial that was cut short is repeated at `bury_at`. Answers the jobs and their lanes.
pub(in crate::jobs) async fn take_back(
    db: &Db,
    ended: DateTime<Utc>,
    bury_at: DateTime<Utc>,
) -> Result<Vec<(JobId, String)>, StorageError> {
    let sql = format!(
        "
WITH ended AS MATERIALIZED (SELECT id FROM jobs_queue WHERE lease_until <= $1{skip_locked})
UPDATE jobs_queue SET
    status = CASE WHEN status = 'dying' OR cancel_requested OR attempts >= max_attempts THEN 'dying'
        ELSE 'queued' END,
    death = CASE WHEN status = 'dying' THEN death WHEN cancel_requested THEN 'cancelled'
        WHEN attempts >= max_attempts THEN 'crashed' END,
    error = CASE WHEN status = 'dying' THEN error ELSE 'the process that ran it is gone' END,
    run_at = CASE WHEN status = 'dying' THEN $2 ELSE run_at END,
    lease_token = NULL, lease_until = NULL
WHERE id IN (SELECT id FROM ended) AND lease_until <= $1
RETURNING id, lane",
        skip_locked = db.backend().skip_locked(),
    );
    let rows = db.returning(&sql, [moment(ended).into(), moment(bury_at).into()]).await?;
    rows.iter().map(|row| Ok((JobId(row.try_get("", "id")?), row.try_get("", "lane")?))).collect()
}
