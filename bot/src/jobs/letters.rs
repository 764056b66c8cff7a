//! Looking at the queue and tidying it: one job, how full the lanes are, dead letters, what is past.
//! It shows no payloads: they are a person's words.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{QueryResult, Value};

use super::{
    JobId, Queue, QueueError, Reason,
    queue::CONTROL,
    store::{self, small},
};
use crate::{
    domain::AccountId,
    storage::{Db, StorageError, Tx, moment, sql::Executor as _},
};

/// How many past runs of a kind are looked at for an estimate, and survive every purge.
pub(super) const RUNS_REMEMBERED: u8 = 50;

/// How many rows one statement of a purge deletes at most.
const PURGE_STEP: u64 = 500;

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Waits for its time, its turn or its next attempt.
    Queued,
    Running,
    /// Will not run any more, and its burial has not succeeded yet.
    Dying,
    Done,
    /// Failed for good, and buried: a dead letter.
    Dead,
    /// Cancelled by a person and buried, or a dead letter that was put aside.
    Cancelled,
}

impl Status {
    /// Whether anything will still happen to it.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Queued | Self::Running | Self::Dying)
    }

    fn parse(text: &str) -> Self {
        match text {
            "queued" => Self::Queued,
            "running" => Self::Running,
            "dying" => Self::Dying,
            "done" => Self::Done,
            "dead" => Self::Dead,
            _ => Self::Cancelled,
        }
    }
}

/// A job without its payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobView {
    pub id: JobId,
    pub name: String,
    pub lane: String,
    pub status: Status,
    pub account: Option<AccountId>,
    pub attempts: u16,
    pub max_attempts: u16,
    pub cancel_requested: bool,
    pub created_at: DateTime<Utc>,
    pub run_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub reason: Option<Reason>,
    /// For operators; at most 2,000 bytes.
    pub error: Option<String>,
}

/// A job that failed for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    pub id: JobId,
    pub name: String,
    pub account: Option<AccountId>,
    pub reason: Reason,
    pub error: Option<String>,
    pub attempts: u16,
    pub died_at: DateTime<Utc>,
}

/// How full a lane is. A lane without a live job or a dead letter is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaneLoad {
    pub lane: String,
    /// Could run now, but for their turn.
    pub due: u64,
    /// Wait for their time or their next attempt.
    pub later: u64,
    pub running: u64,
    pub dying: u64,
    pub dead: u64,
    /// How long the oldest has been due of those that wait for nobody of their own group or account.
    pub oldest: Option<Duration>,
}

impl Queue {
    /// The job as it stands; `None` once it is purged.
    pub async fn find(&self, id: JobId) -> Result<Option<JobView>, QueueError> {
        let sql =
            "SELECT id, name, lane, status, account_id, attempts, max_attempts, cancel_requested, created_at,
    run_at, finished_at, death, error FROM jobs_queue WHERE id = $1";
        let rows = self.db.rows(sql, [id.0.into()]).await?;
        Ok(rows.first().map(read_view).transpose()?)
    }

    pub async fn status(&self, id: JobId) -> Result<Option<Status>, QueueError> {
        Ok(self.find(id).await?.map(|job| job.status))
    }

    /// How full the lanes are, by name.
    pub async fn load(&self) -> Result<Vec<LaneLoad>, QueueError> {
        let now = self.clock.now();
        let mut loads: Vec<LaneLoad> = Vec::new();
        for row in self.db.rows(&load_sql(), [moment(now).into()]).await? {
            let lane: String = row.try_get("", "lane").map_err(StorageError::from)?;
            if loads.last().is_none_or(|last| last.lane != lane) {
                loads.push(LaneLoad { lane, ..LaneLoad::default() });
            }
            if let Some(load) = loads.last_mut() {
                add_load(load, &row, now)?;
            }
        }
        Ok(loads)
    }

    /// Whether there is nothing to do now: what waits for a later time does not count.
    pub async fn is_idle(&self) -> Result<bool, QueueError> {
        Ok(self.load().await?.iter().all(|lane| lane.due + lane.running + lane.dying == 0))
    }

    /// How many jobs of one account are live.
    pub async fn live_of(&self, account: AccountId) -> Result<u64, QueueError> {
        let sql = "SELECT count(*) AS jobs FROM jobs_queue
WHERE account_id = $1 AND status IN ('queued', 'running', 'dying')";
        let rows = self.db.rows(sql, [account.0.into()]).await?;
        Ok(rows.first().map(|row| count(row, "jobs")).transpose()?.unwrap_or_default())
    }

    /// Dead letters, newest job first, from below the id `before`.
    pub async fn dead_letters(
        &self,
        before: Option<JobId>,
        limit: u16,
    ) -> Result<Vec<DeadLetter>, QueueError> {
        let sql = "SELECT id, name, account_id, attempts, death, error, finished_at FROM jobs_queue
WHERE status = 'dead' AND id < $1 ORDER BY id DESC LIMIT $2";
        let values = [Value::from(before.map_or(i64::MAX, |id| id.0)), Value::from(i64::from(limit))];
        let rows = self.db.rows(sql, values).await?;
        Ok(rows.iter().map(read_letter).collect::<Result<_, _>>()?)
    }

    /// Puts a dead letter back into the queue, with all its attempts and a new cause. `false` when it is no
    /// dead letter, or a live job has its deduplication key.
    pub async fn retry_dead(&self, tx: &mut Tx, id: JobId) -> Result<bool, QueueError> {
        let sql = "
UPDATE jobs_queue SET status = 'queued', attempts = 0, burials = 0, round = round + 1, cancel_requested = false,
    death = NULL, run_at = $2, begun_at = NULL, finished_at = NULL
WHERE id = $1 AND status = 'dead' AND (dedup_key IS NULL OR NOT EXISTS (SELECT 1 FROM jobs_queue other
    WHERE other.name = jobs_queue.name AND other.dedup_key = jobs_queue.dedup_key
        AND other.status IN ('queued', 'running', 'dying')))";
        let changed = tx.execute(sql, [id.0.into(), moment(self.clock.now()).into()]).await? == 1;
        if changed {
            tx.wake_on_commit(CONTROL);
        }
        Ok(changed)
    }

    /// Puts a dead letter aside and erases its payload. `false` when it is none.
    pub async fn discard_dead(&self, tx: &mut Tx, id: JobId) -> Result<bool, QueueError> {
        let sql =
            "UPDATE jobs_queue SET status = 'cancelled', payload = '' WHERE id = $1 AND status = 'dead'";
        Ok(tx.execute(sql, [id.0.into()]).await? == 1)
    }

    /// Deletes what was over before `done_before`, and dead letters from before `dead_before`. The last 50 runs
    /// of each kind stay, without payload: estimates are made of them. Answers how many rows went.
    ///
    /// A cause can push its job again once the row is gone: keep rows longer than updates are replayed, 72 h.
    pub async fn purge(
        &self,
        done_before: DateTime<Utc>,
        dead_before: DateTime<Utc>,
    ) -> Result<u64, QueueError> {
        let sql = format!(
            "
DELETE FROM jobs_queue WHERE id IN (SELECT id FROM jobs_queue j
    WHERE (status = 'cancelled' AND finished_at < $1) OR (status = 'dead' AND finished_at < $2)
        OR (status = 'done' AND finished_at < $1 AND EXISTS (SELECT 1 FROM jobs_queue n
            WHERE n.status = 'done' AND n.name = j.name AND n.finished_at > j.finished_at
            ORDER BY n.finished_at DESC LIMIT 1 OFFSET {last}))
    LIMIT {PURGE_STEP})",
            last = RUNS_REMEMBERED - 1
        );
        let mut gone = 0;
        loop {
            let values = [moment(done_before).into(), moment(dead_before).into()];
            let step = self.db.execute(&sql, values).await?;
            gone += step;
            if step < PURGE_STEP {
                return Ok(gone);
            }
        }
    }

    /// Forgets a person: what is over is deleted at once, what is live is cancelled. Answers how many.
    pub async fn forget(&self, tx: &mut Tx, account: AccountId) -> Result<u64, QueueError> {
        let over = "DELETE FROM jobs_queue WHERE account_id = $1 AND status IN ('done', 'dead', 'cancelled')";
        let mut forgotten = tx.execute(over, [account.0.into()]).await?;
        let live = "SELECT id FROM jobs_queue WHERE account_id = $1 AND status IN ('queued', 'running')";
        for row in tx.rows(live, [account.0.into()]).await? {
            let id = JobId(row.try_get("", "id").map_err(StorageError::from)?);
            store::cancel(tx, id, self.clock.now()).await?;
            forgotten += 1;
        }
        tx.wake_on_commit(CONTROL);
        Ok(forgotten)
    }
}

/// How long the last 50 successful jobs of a kind took from their first attempt to their end, shortest first.
pub(super) async fn durations(db: &Db, name: &str) -> Result<Vec<Duration>, StorageError> {
    let sql = "SELECT begun_at, finished_at FROM jobs_queue
WHERE status = 'done' AND name = $1 AND finished_at IS NOT NULL AND begun_at IS NOT NULL
ORDER BY finished_at DESC LIMIT $2";
    let rows = db.rows(sql, [name.into(), i64::from(RUNS_REMEMBERED).into()]).await?;
    let mut durations = Vec::with_capacity(rows.len());
    for row in &rows {
        let begun: DateTime<Utc> = row.try_get("", "begun_at")?;
        let finished: DateTime<Utc> = row.try_get("", "finished_at")?;
        durations.push((finished - begun).to_std().unwrap_or_default());
    }
    durations.sort_unstable();
    Ok(durations)
}

/// Each part reads an index of what it counts; what is done is never looked at. What waits behind an earlier job of its
/// group, or while another of its account runs, is due and not `oldest`: nobody is to blame for its wait.
fn load_sql() -> String {
    let counted =
        "SELECT lane, status, count(*) AS jobs, sum(CASE WHEN run_at <= $1 THEN 1 ELSE 0 END) AS due,
    min(CASE WHEN run_at <= $1 THEN run_at END) AS oldest FROM jobs_queue j WHERE";
    let waiting = counted.replace(
        "THEN run_at END",
        "AND NOT EXISTS (SELECT 1 FROM jobs_queue g
            WHERE g.lane = j.lane AND g.group_key = j.group_key AND g.id <> j.id
                AND g.status IN ('queued', 'running', 'dying') AND (g.id < j.id OR g.status = 'running'))
        AND NOT EXISTS (SELECT 1 FROM jobs_queue r
            WHERE r.lane = j.lane AND r.account_id = j.account_id AND r.status = 'running') THEN run_at END",
    );
    format!(
        "{waiting} lease_token IS NULL AND status IN ('queued', 'dying') GROUP BY lane, status
UNION ALL {counted} lease_until IS NOT NULL AND status IN ('running', 'dying') GROUP BY lane, status
UNION ALL {counted} status = 'dead' AND finished_at IS NOT NULL GROUP BY lane, status ORDER BY lane"
    )
}

fn add_load(load: &mut LaneLoad, row: &QueryResult, now: DateTime<Utc>) -> Result<(), StorageError> {
    let (jobs, status) = (count(row, "jobs")?, row.try_get::<String>("", "status")?);
    match Status::parse(&status) {
        Status::Queued => {
            load.due = count(row, "due")?;
            load.later = jobs.saturating_sub(load.due);
            let oldest: Option<DateTime<Utc>> = row.try_get("", "oldest")?;
            load.oldest = oldest.map(|oldest| (now - oldest).to_std().unwrap_or_default());
        }
        Status::Running => load.running = jobs,
        // Waiting for its burial, or being buried.
        Status::Dying => load.dying += jobs,
        Status::Dead => load.dead = jobs,
        Status::Done | Status::Cancelled => {}
    }
    Ok(())
}

fn count(row: &QueryResult, column: &str) -> Result<u64, StorageError> {
    Ok(u64::try_from(row.try_get::<i64>("", column)?).unwrap_or_default())
}

pub(super) fn read_view(row: &QueryResult) -> Result<JobView, StorageError> {
    Ok(JobView {
        id: JobId(row.try_get("", "id")?),
        name: row.try_get("", "name")?,
        lane: row.try_get("", "lane")?,
        status: Status::parse(&row.try_get::<String>("", "status")?),
        account: account(row)?,
        attempts: small(row, "attempts")?,
        max_attempts: small(row, "max_attempts")?,
        cancel_requested: row.try_get("", "cancel_requested")?,
        created_at: row.try_get("", "created_at")?,
        run_at: row.try_get("", "run_at")?,
        finished_at: row.try_get("", "finished_at")?,
        reason: row.try_get::<Option<String>>("", "death")?.as_deref().map(Reason::parse),
        error: row.try_get("", "error")?,
    })
}

fn read_letter(row: &QueryResult) -> Result<DeadLetter, StorageError> {
    Ok(DeadLetter {
        id: JobId(row.try_get("", "id")?),
        name: row.try_get("", "name")?,
        account: account(row)?,
        reason: Reason::parse(&row.try_get::<Option<String>>("", "death")?.unwrap_or_default()),
        error: row.try_get("", "error")?,
        attempts: small(row, "attempts")?,
        died_at: row.try_get("", "finished_at")?,
    })
}

fn account(row: &QueryResult) -> Result<Option<AccountId>, StorageError> {
    Ok(row.try_get::<Option<i64>>("", "account_id")?.map(AccountId))
}

#[cfg(test)]
mod tests {
    use sea_orm::Value;

    use super::load_sql;
    use crate::storage::{sql::Executor as _, testing::TestDb};

    #[tokio::test]
    async fn the_load_is_read_from_indexes_of_what_is_open() {
        let db = TestDb::sqlite().await;
        let sql = format!("EXPLAIN QUERY PLAN {}", load_sql());
        let rows = db.rows(&sql, [Value::from("2026-11-21")]).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
        let read: Vec<&String> = plan
            .iter()
            .filter(|step| [" j ", " g ", " r "].iter().any(|table| step.contains(table)))
            .collect();
        assert_eq!(read.len(), 5, "{plan:?}");
        assert!(read.iter().all(|step| step.contains(" INDEX ")), "{plan:?}");
    }
}
