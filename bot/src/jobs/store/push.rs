//! A job comes into the queue, or is wished out of it.
//! Both are part of the caller's transaction.

use chrono::{DateTime, Utc};
use sea_orm::{QueryResult, Value};

use crate::{
    domain::AccountId,
    jobs::JobId,
    ops::trace::Trace,
    storage::{StorageError, moment, sql::Executor},
};

/// How often a push tries to get past a job that is just ending.
const PUSHES: u8 = 10;

/// What is written when a job is pushed.
pub(in crate::jobs) struct NewJob<'a> {
    pub(in crate::jobs) name: &'static str,
    pub(in crate::jobs) lane: &'static str,
    pub(in crate::jobs) cause: &'a str,
    pub(in crate::jobs) payload: &'a str,
    pub(in crate::jobs) account: Option<AccountId>,
    pub(in crate::jobs) group: Option<&'a str>,
    pub(in crate::jobs) dedup: Option<&'a str>,
    pub(in crate::jobs) priority: i16,
    pub(in crate::jobs) run_at: DateTime<Utc>,
    pub(in crate::jobs) max_attempts: u16,
    pub(in crate::jobs) now: DateTime<Utc>,
}

/// What became of a push.
pub(in crate::jobs) enum Pushed {
    New(JobId),
    /// The row that stands in its place is due sooner now.
    Sooner(JobId),
    /// The row that stands in its place.
    There(JobId),
}

/// Makes a new row, or finds the one that stands in its place; that is due no later than this one wants to be.
pub(in crate::jobs) async fn push(on: &impl Executor, job: &NewJob<'_>) -> Result<Pushed, StorageError> {
    // The row that stood in the way may be over before it is found: then there is room for the new one.
    for _ in 0..PUSHES {
        if let Some(id) = insert(on, job).await? {
            return Ok(Pushed::New(id));
        }
        if let Some(id) = bring_forward(on, job).await? {
            return Ok(Pushed::Sooner(id));
        }
        if let Some(id) = find_same(on, job).await? {
            return Ok(Pushed::There(id));
        }
    }
    Err(StorageError::Setup("a job stands in the way of another and cannot be found".to_owned()))
}

async fn insert(on: &impl Executor, job: &NewJob<'_>) -> Result<Option<JobId>, StorageError> {
    let sql = "
INSERT INTO jobs_queue (name, lane, cause, payload, account_id, group_key, dedup_key, priority, status, run_at,
    max_attempts, created_at, trace)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING id";
    let values = [
        Value::from(job.name),
        Value::from(job.lane),
        Value::from(job.cause),
        Value::from(job.payload),
        Value::from(job.account.map(|account| account.0)),
        Value::from(job.group.map(str::to_owned)),
        Value::from(job.dedup.map(str::to_owned)),
        Value::from(job.priority),
        Value::from(moment(job.run_at)),
        Value::from(i32::from(job.max_attempts.max(1))),
        Value::from(moment(job.now)),
        Value::from(Trace::for_row()),
    ];
    first_id(&on.returning(sql, values).await?)
}

/// One that has been tried waits for its own reasons.
async fn bring_forward(on: &impl Executor, job: &NewJob<'_>) -> Result<Option<JobId>, StorageError> {
    let Some(dedup) = job.dedup else { return Ok(None) };
    let sql = "UPDATE jobs_queue SET run_at = $3
WHERE name = $1 AND dedup_key = $2 AND status = 'queued' AND attempts = 0 AND run_at > $3 RETURNING id";
    first_id(&on.returning(sql, [job.name.into(), dedup.into(), moment(job.run_at).into()]).await?)
}

async fn find_same(on: &impl Executor, job: &NewJob<'_>) -> Result<Option<JobId>, StorageError> {
    let by_cause = "SELECT id FROM jobs_queue WHERE cause = $1 AND name = $2";
    let found = first_id(&on.rows(by_cause, [job.cause.into(), job.name.into()]).await?)?;
    let (None, Some(dedup)) = (found, job.dedup) else { return Ok(found) };
    let by_key = "SELECT id FROM jobs_queue
WHERE name = $1 AND dedup_key = $2 AND status IN ('queued', 'running', 'dying')";
    first_id(&on.rows(by_key, [job.name.into(), dedup.into()]).await?)
}

fn first_id(rows: &[QueryResult]) -> Result<Option<JobId>, StorageError> {
    Ok(rows.first().map(|row| row.try_get("", "id")).transpose()?.map(JobId))
}

/// Wants a job cancelled. Answers its status afterwards; `None` when there was nothing left to cancel.
pub(in crate::jobs) async fn cancel(
    on: &impl Executor,
    id: JobId,
    now: DateTime<Utc>,
) -> Result<Option<String>, StorageError> {
    let sql = "
UPDATE jobs_queue SET cancel_requested = true,
    death = CASE status WHEN 'queued' THEN 'cancelled' ELSE death END,
    run_at = CASE status WHEN 'queued' THEN $2 ELSE run_at END,
    status = CASE status WHEN 'queued' THEN 'dying' ELSE status END
WHERE id = $1 AND status IN ('queued', 'running') RETURNING status";
    let rows = on.returning(sql, [id.0.into(), moment(now).into()]).await?;
    Ok(rows.first().map(|row| row.try_get("", "status")).transpose()?)
}

/// Gives the open jobs of one owner to another. Their groups begin with what they are about and its number.
pub(in crate::jobs) async fn move_account(
    on: &impl Executor,
    from: AccountId,
    to: AccountId,
) -> Result<(), StorageError> {
    let sql = "UPDATE jobs_queue SET account_id = $2, group_key = REPLACE(group_key, $3, $4) \
               WHERE account_id = $1 AND status IN ('queued', 'running', 'dying')";
    let values = [from.0.into(), to.0.into(), format!(":{from}:").into(), format!(":{to}:").into()];
    on.execute(sql, values).await.map(|_| ())
}
