//! Work that comes round by the clock: once per period, however many replicas there are.
//! Periods missed while nobody was there are made up for once, not one by one.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{Job, JobId, Push, Queue, QueueError, queue::Encoded};
use crate::{
    domain::Cause,
    storage::{StorageError, Tx, moment, sql::Executor as _},
};

/// How long to sleep at most: the clock may be set meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

const DAY: u32 = 24 * 60 * 60;

/// A job that is pushed again and again.
#[derive(Clone, Debug)]
pub struct Schedule {
    name: &'static str,
    /// Seconds.
    period: i64,
    /// Seconds from the beginning of 1970 to the beginning of a period.
    offset: i64,
    job: Encoded,
}

impl Schedule {
    /// Every so often, at whole multiples of the period since 1970 (a second at least). The name is unique
    /// among schedules and never changed.
    ///
    /// # Errors
    /// When the payload cannot be written.
    pub fn every<J: Job>(name: &'static str, period: Duration, job: &J) -> Result<Self, QueueError> {
        let period = i64::try_from(period.as_secs().max(1)).unwrap_or(i64::MAX);
        Ok(Self { name, period, offset: 0, job: Encoded::of(job)? })
    }

    /// Once a day at this time, in UTC.
    ///
    /// # Errors
    /// When the payload cannot be written.
    pub fn daily<J: Job>(name: &'static str, hour: u8, minute: u8, job: &J) -> Result<Self, QueueError> {
        let offset = i64::from(hour) * 3_600 + i64::from(minute) * 60;
        Ok(Self { name, period: i64::from(DAY), offset, job: Encoded::of(job)? })
    }

    /// When it was due last.
    fn last_due(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let periods = (now.timestamp() - self.offset).div_euclid(self.period);
        DateTime::from_timestamp(periods * self.period + self.offset, 0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    fn next_due(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.last_due(now) + TimeDelta::seconds(self.period)
    }
}

/// Pushes what is due.
#[derive(Clone, Debug)]
pub struct Scheduler {
    queue: Queue,
    schedules: Vec<Schedule>,
}

impl Scheduler {
    pub const fn new(queue: Queue, schedules: Vec<Schedule>) -> Self {
        Self { queue, schedules }
    }

    /// Pushes what is due, when it is due, until it is told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let pushing = async {
            loop {
                if let Err(error) = self.push_due().await {
                    tracing::warn!(%error, "what is due cannot be pushed");
                }
                sleep(self.pause()).await;
            }
        };
        stop.run_until_cancelled(pushing).await;
    }

    /// Pushes what has become due since anybody looked. A schedule that is seen for the first time begins with
    /// its next period; a period whose predecessor is still running is left out.
    pub async fn push_due(&self) -> Result<Vec<JobId>, QueueError> {
        let now = self.queue.clock.now();
        let mut pushed = Vec::new();
        for schedule in &self.schedules {
            let due = schedule.last_due(now);
            if self.is_recorded(schedule, due).await? {
                continue;
            }
            let mut tx = self.queue.db.begin().await?;
            if record(&tx, schedule, due).await? {
                let cause = Cause::from(format!("s{}:{}", schedule.name, due.timestamp()));
                let push = Push::new(&cause).unique(format!("schedule:{}", schedule.name));
                pushed.push(self.queue.push_encoded(&mut tx, &schedule.job, push).await?);
            }
            tx.commit().await?;
        }
        Ok(pushed)
    }

    async fn is_recorded(&self, schedule: &Schedule, due: DateTime<Utc>) -> Result<bool, StorageError> {
        let sql = "SELECT 1 FROM jobs_schedules WHERE name = $1 AND due_at >= $2";
        Ok(!self.queue.db.rows(sql, [schedule.name.into(), moment(due).into()]).await?.is_empty())
    }

    fn pause(&self) -> Duration {
        let now = self.queue.clock.now();
        let next = self.schedules.iter().map(|schedule| schedule.next_due(now)).min();
        next.map_or(LONGEST_SLEEP, |next| (next - now).to_std().unwrap_or_default().min(LONGEST_SLEEP))
    }
}

/// Notes that the period is taken; answers whether it is ours to push.
async fn record(tx: &Tx, schedule: &Schedule, due: DateTime<Utc>) -> Result<bool, StorageError> {
    let values = || [schedule.name.into(), moment(due).into()];
    let advance = "UPDATE jobs_schedules SET due_at = $2 WHERE name = $1 AND due_at < $2";
    if tx.execute(advance, values()).await? == 1 {
        return Ok(true);
    }
    let first = "INSERT INTO jobs_schedules (name, due_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    tx.execute(first, values()).await?;
    Ok(false)
}
