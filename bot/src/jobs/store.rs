//! The SQL of a job's life: pushed, claimed under a lease, renewed, settled, taken back.
//! One text for both databases. It decides nothing: what a run's end means is the attempt's affair.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

use super::{JobId, Lane, Reason};
use crate::{
    domain::AccountId,
    storage::{Backend, Db, StorageError, moment, sql::Executor},
};

/// A job whose burial has failed so often no longer holds up its group.
const BURIALS_THAT_BLOCK: u8 = 8;

/// How long an error may be that is kept with the row, in bytes.
const ERROR_LIMIT: usize = 2_000;

/// What is written when a job is pushed.
pub(super) struct NewJob<'a> {
    pub(super) name: &'static str,
    pub(super) lane: &'static str,
    pub(super) cause: &'a str,
    pub(super) payload: &'a str,
    pub(super) account: Option<AccountId>,
    pub(super) group: Option<&'a str>,
    pub(super) dedup: Option<&'a str>,
    pub(super) priority: i16,
    pub(super) run_at: DateTime<Utc>,
    pub(super) max_attempts: u16,
    pub(super) now: DateTime<Utc>,
}

/// A job that this process holds a lease on.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub(super) id: JobId,
    pub(super) token: String,
    pub(super) name: String,
    pub(super) payload: String,
    pub(super) account: Option<AccountId>,
    pub(super) attempt: u16,
    pub(super) max_attempts: u16,
    pub(super) round: u16,
    pub(super) cancel_requested: bool,
    pub(super) begun_at: DateTime<Utc>,
    /// Set where the job is not to be run but buried.
    pub(super) burial: Option<Burial>,
    order: (i16, DateTime<Utc>),
}

/// What is known of a job's death.
#[derive(Clone, Debug)]
pub(super) struct Burial {
    pub(super) reason: Reason,
    pub(super) error: Option<String>,
    /// Which burial this is, from 1.
    pub(super) number: u16,
}

/// How a lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
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

/// Answers the id of the new row, or of the row that stands in its place.
pub(super) async fn push(on: &impl Executor, job: &NewJob<'_>) -> Result<(JobId, bool), StorageError> {
    // The row that stood in the way may be over before it is found: then there is room for the new one.
    loop {
        if let Some(id) = insert(on, job).await? {
            return Ok((id, true));
        }
        if let Some(id) = find_same(on, job).await? {
            return Ok((id, false));
        }
    }
}

async fn insert(on: &impl Executor, job: &NewJob<'_>) -> Result<Option<JobId>, StorageError> {
    let sql = "
INSERT INTO jobs_queue (name, lane, cause, payload, account_id, group_key, dedup_key, priority, status, run_at,
    max_attempts, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $10, $11) ON CONFLICT DO NOTHING RETURNING id";
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
    ];
    first_id(&on.returning(sql, values).await?)
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

/// Takes up to `room` jobs of the lane that may run now.
///
/// On Postgres claims of one lane follow one another, so that what counts rows (the limit per person, the order
/// of a group) sees what others have claimed.
pub(super) async fn claim(
    db: &Db,
    lane: Lane,
    room: usize,
    now: DateTime<Utc>,
    lease: Duration,
) -> Result<Vec<Claimed>, StorageError> {
    let token = Uuid::new_v4().simple().to_string();
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
            let lock = "SELECT pg_advisory_xact_lock(hashtext('atelier.jobs'), hashtext($1))";
            tx.rows(lock, [lane.name.into()]).await?;
            let rows = tx.returning(&sql, values).await?;
            tx.commit().await?;
            rows
        }
    };
    let mut claimed = rows.iter().map(|row| read_claimed(row, &token)).collect::<Result<Vec<_>, _>>()?;
    claimed.sort_by_key(|job| (std::cmp::Reverse(job.order.0), job.order.1, job.id));
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
    error, burials, priority, run_at",
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
    Ok(Claimed {
        id: JobId(row.try_get("", "id")?),
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

/// A count that the program itself keeps small.
pub(super) fn small(row: &QueryResult, column: &str) -> Result<u16, StorageError> {
    Ok(u16::try_from(row.try_get::<i32>("", column)?).unwrap_or(u16::MAX))
}

/// Prolongs leases. Answers those that are still ours, and whether a person wants the job cancelled.
pub(super) async fn renew(
    db: &Db,
    leases: &[(JobId, String)],
    until: DateTime<Utc>,
) -> Result<Vec<(JobId, bool)>, StorageError> {
    let mut kept = Vec::with_capacity(leases.len());
    // SQLite limits how deep an expression may be.
    for some in leases.chunks(100) {
        let ours: Vec<String> = (0..some.len())
            .map(|n| format!("(id = ${} AND lease_token = ${})", 2 * n + 2, 2 * n + 3))
            .collect();
        let sql = format!(
            "UPDATE jobs_queue SET lease_until = $1 WHERE {} RETURNING id, cancel_requested",
            ours.join(" OR ")
        );
        let ids = some.iter().flat_map(|(id, token)| [Value::from(id.0), Value::from(token.as_str())]);
        let values: Vec<Value> = std::iter::once(Value::from(moment(until))).chain(ids).collect();
        for row in db.returning(&sql, values).await? {
            kept.push((JobId(row.try_get("", "id")?), row.try_get("", "cancel_requested")?));
        }
    }
    Ok(kept)
}

/// Ends a lease; `false` when it was not ours any more, and nothing has changed. A job that a person has
/// cancelled does not go back to the queue, whatever the verdict.
pub(super) async fn settle(
    on: &impl Executor,
    (id, token): (JobId, &str),
    verdict: &Verdict,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    const BACK: &str = "status = CASE WHEN cancel_requested THEN 'dying' ELSE 'queued' END,
        death = CASE WHEN cancel_requested THEN 'cancelled' ELSE death END";
    let now = Value::from(moment(now));
    let (changes, values) = match verdict {
        Verdict::Done => {
            ("status = 'done', payload = '', error = NULL, finished_at = $3".to_owned(), vec![now])
        }
        Verdict::Retry { at, error } => (
            format!("{BACK}, run_at = CASE WHEN cancel_requested THEN run_at ELSE $3 END, error = $4"),
            vec![moment(*at).into(), cut(error).into()],
        ),
        Verdict::Again { at } => (
            format!(
                "{BACK}, run_at = CASE WHEN cancel_requested THEN run_at ELSE $3 END, attempts = attempts - 1"
            ),
            vec![moment(*at).into()],
        ),
        Verdict::Released => (
            format!(
                "{BACK_IF_RUNNING}, attempts = CASE status WHEN 'running' THEN attempts - 1 ELSE attempts END,
                burials = CASE status WHEN 'dying' THEN burials - 1 ELSE burials END"
            ),
            vec![],
        ),
        Verdict::Dying { reason, error } => (
            "status = 'dying', death = CASE WHEN cancel_requested THEN 'cancelled' ELSE $3 END, error = $4"
                .to_owned(),
            vec![reason.as_str().into(), cut(error).into()],
        ),
        Verdict::Unreadable { error } => (
            "status = 'dead', death = 'unreadable', error = $3, finished_at = $4".to_owned(),
            vec![cut(error).into(), now],
        ),
        Verdict::Buried => (
            "status = CASE death WHEN 'cancelled' THEN 'cancelled' ELSE 'dead' END,
            payload = CASE death WHEN 'cancelled' THEN '' ELSE payload END, finished_at = $3"
                .to_owned(),
            vec![now],
        ),
        Verdict::Unburied { at } => ("run_at = $3".to_owned(), vec![moment(*at).into()]),
    };
    let sql = format!(
        "UPDATE jobs_queue SET {changes}, lease_token = NULL, lease_until = NULL WHERE id = $1 AND lease_token = $2"
    );
    let ours = [Value::from(id.0), Value::from(token)];
    Ok(on.execute(&sql, ours.into_iter().chain(values).collect::<Vec<_>>()).await? == 1)
}

const BACK_IF_RUNNING: &str =
    "status = CASE WHEN status = 'dying' OR cancel_requested THEN 'dying' ELSE 'queued' END,
        death = CASE WHEN status = 'running' AND cancel_requested THEN 'cancelled' ELSE death END";

fn cut(error: &str) -> String {
    error[..error.floor_char_boundary(ERROR_LIMIT)].to_owned()
}

/// Takes back the leases that ended before `ended`: the job runs again, or is to be buried when that was its
/// last attempt. A burial that was cut short is repeated at `bury_at`. Answers the jobs and their lanes.
pub(super) async fn take_back(
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

/// When the lane has something to do next, of what is not due yet.
pub(super) async fn next_due(
    db: &Db,
    lane: &str,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    let sql = "SELECT min(run_at) AS due FROM jobs_queue
WHERE lane = $1 AND lease_token IS NULL AND status IN ('queued', 'dying') AND run_at > $2";
    let rows = db.rows(sql, [lane.into(), moment(now).into()]).await?;
    Ok(rows.first().map(|row| row.try_get("", "due")).transpose()?.flatten())
}

/// Wants a job cancelled. Answers its status afterwards; `None` when there was nothing left to cancel.
pub(super) async fn cancel(
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
