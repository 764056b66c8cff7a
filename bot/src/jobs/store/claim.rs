//! Whose turn it is: the one statement by which a worker takes jobs.
//! It keeps the limits and the order; it runs nothing.

use std::{cmp::Reverse, time::Duration};

use chrono::{DateTime, Utc};
use sea_orm::{QueryResult, Value};

use super::small;
use crate::{
    domain::{AccountId, Cause},
    jobs::{JobId, Lane, Reason},
    ops::trace::Trace,
    storage::{Backend, Db, StorageError, moment, sql::Executor as _},
};

/// A job whose burial has failed so often no longer holds up its group.
const BURIALS_THAT_BLOCK: u8 = 8;

/// A job that this process holds a lease on.
#[derive(Clone, Debug)]
pub(in crate::jobs) struct Claimed {
    pub(in crate::jobs) id: JobId,
    pub(in crate::jobs) token: String,
    pub(in crate::jobs) name: String,
    pub(in crate::jobs) payload: String,
    pub(in crate::jobs) account: Option<AccountId>,
    pub(in crate::jobs) attempt: u16,
    pub(in crate::jobs) max_attempts: u16,
    pub(in crate::jobs) round: u16,
    pub(in crate::jobs) cancel_requested: bool,
    pub(in crate::jobs) begun_at: DateTime<Utc>,
    /// Set where the job is not to be run but buried.
    pub(in crate::jobs) burial: Option<Burial>,
    pub(in crate::jobs) trace: Trace,
    order: (i16, DateTime<Utc>),
}

/// What is known of a job's death.
#[derive(Clone, Debug)]
pub(in crate::jobs) struct Burial {
    pub(in crate::jobs) reason: Reason,
    pub(in crate::jobs) error: Option<String>,
    /// Which burial this is, from 1.
    pub(in crate::jobs) number: u16,
}

/// Lets claims of one lane follow one another; for Postgres.
pub(in crate::jobs) const LOCK_LANE: &str =
    "SELECT pg_advisory_xact_lock(hashtext('atelier.jobs'), hashtext($1))";

/// Takes up to `room` jobs of the lane that may run now.
///
/// On Postgres claims of one lane follow one another, so that what counts rows (the limit per person, the order
/// of a group) sees what others have claimed.
pub(in crate::jobs) async fn claim(
    db: &Db,
    lane: Lane,
    room: usize,
    now: DateTime<Utc>,
    lease: Duration,
) -> Result<Vec<Claimed>, StorageError> {
    let token = db.process().token().simple().to_string();
    let values = [
        Value::from(token.as_str()),
        Value::from(moment(now + lease)),
        Value::from(moment(now)),
        Value::from(lane.name),
        Value::from(i64::from(lane.per_account)),
        Value::from(i64::try_from(room).unwrap_or(i64::MAX)),
    ];
    let sql = claim_sql(db.backend());
    let rows = match db.backend() {
        Backend::Sqlite => db.returning(&sql, values).await?,
        Backend::Postgres => {
            let tx = db.begin().await?;
            tx.rows(LOCK_LANE, [lane.name.into()]).await?;
            let rows = tx.returning(&sql, values).await?;
            tx.commit().await?;
            rows
        }
    };
    let mut claimed = rows.iter().map(|row| read_claimed(row, &token)).collect::<Result<Vec<_>, _>>()?;
    claimed.sort_by_key(|job| (Reverse(job.order.0), job.order.1, job.id));
    Ok(claimed)
}

/// `eligible` keeps order, groups and people who are at their limit already; `ranked` counts what this claim
/// itself would give to one person; `picked` takes the rows that nobody else is changing.
fn claim_sql(backend: Backend) -> String {
    format!(
        "
WITH eligible AS (
    SELECT id, status, account_id, priority, run_at,
        (SELECT count(*) FROM jobs_queue r
            WHERE r.lane = $4 AND r.account_id = j.account_id AND r.status = 'running') AS running
    FROM jobs_queue j
    WHERE lane = $4 AND lease_token IS NULL AND status IN ('queued', 'dying') AND run_at <= $3
        AND (status = 'dying' OR (
            (group_key IS NULL OR NOT EXISTS (SELECT 1 FROM jobs_queue g
                WHERE g.lane = $4 AND g.group_key = j.group_key AND g.id <> j.id
                    AND ((g.id < j.id AND g.status IN ('queued', 'running'))
                        OR (g.id < j.id AND g.status = 'dying' AND g.burials < {BURIALS_THAT_BLOCK})
                        OR g.status = 'running')))
            AND (account_id IS NULL OR $5 > (SELECT count(*) FROM jobs_queue r
                WHERE r.lane = $4 AND r.account_id = j.account_id AND r.status = 'running'))))
    ORDER BY priority DESC, run_at, id
    LIMIT $6
), ranked AS (
    SELECT id, status, account_id, running,
        row_number() OVER (PARTITION BY account_id, status ORDER BY priority DESC, run_at, id) AS place
    FROM eligible
), picked AS MATERIALIZED (
    SELECT id FROM jobs_queue
    WHERE lease_token IS NULL AND status IN ('queued', 'dying') AND id IN (
        SELECT id FROM ranked WHERE status = 'dying' OR account_id IS NULL OR running + place <= $5){skip_locked}
)
UPDATE jobs_queue SET
    attempts = CASE status WHEN 'queued' THEN attempts + 1 ELSE attempts END,
    burials = CASE status WHEN 'dying' THEN burials + 1 ELSE burials END,
    status = CASE status WHEN 'queued' THEN 'running' ELSE status END,
    begun_at = COALESCE(begun_at, $3), lease_token = $1, lease_until = $2
WHERE id IN (SELECT id FROM picked)
RETURNING id, name, payload, account_id, attempts, max_attempts, round, cancel_requested, begun_at, status, death,
    error, burials, priority, run_at, trace",
        skip_locked = backend.skip_locked(),
    )
}

fn read_claimed(row: &QueryResult, token: &str) -> Result<Claimed, StorageError> {
    let status: String = row.try_get("", "status")?;
    let burial = if status == "dying" {
        let death: Option<String> = row.try_get("", "death")?;
        Some(Burial {
            reason: Reason::parse(death.as_deref().unwrap_or_default()),
            error: row.try_get("", "error")?,
            number: small(row, "burials")?,
        })
    } else {
        None
    };
    let id = JobId(row.try_get("", "id")?);
    let trace = Trace::of_row(row.try_get::<Option<String>>("", "trace")?.as_deref());
    Ok(Claimed {
        id,
        trace: trace.unwrap_or_else(|| Trace::of(&Cause::job(id.0))).next(),
        token: token.to_owned(),
        name: row.try_get("", "name")?,
        payload: row.try_get("", "payload")?,
        account: row.try_get::<Option<i64>>("", "account_id")?.map(AccountId),
        attempt: small(row, "attempts")?,
        max_attempts: small(row, "max_attempts")?,
        round: small(row, "round")?,
        cancel_requested: row.try_get("", "cancel_requested")?,
        begun_at: row.try_get("", "begun_at")?,
        burial,
        order: (row.try_get("", "priority")?, row.try_get("", "run_at")?),
    })
}

/// When the lane has something to do next, of what is not due yet.
pub(in crate::jobs) async fn next_due(
    db: &Db,
    lane: &str,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    let sql = "SELECT min(run_at) AS due FROM jobs_queue
WHERE lane = $1 AND lease_token IS NULL AND status IN ('queued', 'dying') AND run_at > $2";
    let rows = db.rows(sql, [lane.into(), moment(now).into()]).await?;
    Ok(rows.first().map(|row| row.try_get("", "due")).transpose()?.flatten())
}
