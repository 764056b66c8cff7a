//! Who works on this database: each process of a Postgres says every second that it lives, and those that live take
//! over at once from one that is gone. It judges nobody while the database was away for itself, and never by
//! silence alone: the connection that a process speaks on must be gone too.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Connection as _, PgConnection, Row as _};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use uuid::Uuid;

use super::{Db, StorageError, sql::Executor as _};

/// How often a process says that it lives.
const BEAT: Duration = Duration::from_secs(1);
/// How long the database may take to answer that.
const ANSWER: Duration = Duration::from_secs(2);
/// How long a process must be silent, and its connection gone, before others take over.
const SILENT: TimeDelta = TimeDelta::milliseconds(2500);
/// How long the database must have answered before its leases are judged: time enough for all who were cut off
/// together to come back.
const SETTLED: Duration = Duration::from_secs(5);
/// How far the clocks may drift apart before ours is set anew.
const DRIFT: TimeDelta = TimeDelta::seconds(2);
/// After this silence a process does not count as one that shares the limits.
const COUNTED: TimeDelta = TimeDelta::seconds(5);

/// A process, for as long as it lives. What it holds carries a token that begins with this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProcessId(u64);

impl ProcessId {
    pub(super) fn fresh() -> Self {
        Self(Uuid::new_v4().as_u64_pair().0)
    }

    /// A token for one claim of this process.
    pub fn token(self) -> Uuid {
        Uuid::from_u64_pair(self.0, Uuid::new_v4().as_u64_pair().1)
    }

    /// The first and the last token that this process can give.
    pub fn tokens(self) -> (Uuid, Uuid) {
        (Uuid::from_u64_pair(self.0, 0), Uuid::from_u64_pair(self.0, u64::MAX))
    }

    /// What its tokens begin with where they are kept as text, as a pattern of `LIKE`.
    pub fn pattern(self) -> String {
        format!("{:016x}%", self.0)
    }

    /// The same bits as a number of SQL.
    const fn number(self) -> i64 {
        self.0.cast_signed()
    }
}

/// Who keeps leases of processes, and frees those of one that is gone.
#[async_trait]
pub trait Heir: Send + Sync {
    /// Frees what the process held. Said again when it failed.
    async fn take_over(&self, gone: ProcessId) -> Result<(), StorageError>;
}

/// A process as its row tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessView {
    pub id: ProcessId,
    pub role: String,
    pub version: String,
    pub born_at: DateTime<Utc>,
    pub beat_at: DateTime<Utc>,
    /// What it cannot mend itself, by a word of ours.
    pub trouble: Option<String>,
}

/// What is known of the other processes.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// The database was away, or we are new: leases of others are not judged yet.
    unsettled: AtomicBool,
    /// How many live, this one included; 0 where nobody counts.
    alive: AtomicU32,
    trouble: Mutex<Option<&'static str>>,
}

impl Others {
    pub(super) fn settled(&self) -> bool {
        !self.unsettled.load(Ordering::Relaxed)
    }

    pub(super) fn alive(&self) -> u32 {
        self.alive.load(Ordering::Relaxed).max(1)
    }

    pub(super) fn set_trouble(&self, trouble: Option<&'static str>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    pub(super) fn trouble(&self) -> Option<&'static str> {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The processes that have said lately that they live, the newest first. On SQLite, which one process has to itself,
/// nobody says so.
pub async fn living(db: &Db) -> Result<Vec<ProcessView>, StorageError> {
    if db.place().is_none() {
        return Ok(Vec::new());
    }
    let lately = format!(
        "WHERE beat_at > clock_timestamp() - {} * interval '1 millisecond'",
        COUNTED.num_milliseconds()
    );
    views(db, &lately).await
}

async fn views(db: &Db, which: &str) -> Result<Vec<ProcessView>, StorageError> {
    let sql = format!(
        "SELECT id, role, version, born_at, beat_at, trouble FROM storage_processes {which} ORDER BY born_at DESC"
    );
    let rows = db.rows(&sql, []).await?;
    rows.iter()
        .map(|row| {
            Ok(ProcessView {
                id: ProcessId(row.try_get::<i64>("", "id")?.cast_unsigned()),
                role: row.try_get("", "role")?,
                version: row.try_get("", "version")?,
                born_at: row.try_get("", "born_at")?,
                beat_at: row.try_get("", "beat_at")?,
                trouble: row.try_get("", "trouble")?,
            })
        })
        .collect()
}

/// Says that this process lives, until it is ended or dropped. To be dropped last: others take over soon afterwards.
pub struct Presence {
    speaking: JoinSet<()>,
    db: Db,
    heirs: Vec<Arc<dyn Heir>>,
}

impl Presence {
    /// On SQLite, which one process has to itself, it says nothing.
    pub fn begin(db: &Db, role: impl Into<String>, heirs: Vec<Arc<dyn Heir>>) -> Self {
        let mut speaking = JoinSet::new();
        if db.place().is_some() {
            db.others().unsettled.store(true, Ordering::Relaxed);
            speaking.spawn(Speaker { db: db.clone(), role: role.into(), heirs: heirs.clone() }.speak());
        }
        Self { speaking, db: db.clone(), heirs }
    }

    /// Takes its leave once everything has ended: it frees what is left itself, and nobody misses it. Where that fails
    /// the others do it, as when a process dies.
    pub async fn end(mut self) {
        self.speaking.shutdown().await;
        if self.db.place().is_none() {
            return;
        }
        match timeout(ANSWER, self.take_leave()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the others do not hear that this process has ended"),
            Err(_) => tracing::warn!("the others do not hear in time that this process has ended"),
        }
    }

    async fn take_leave(&self) -> Result<(), StorageError> {
        let process = self.db.process();
        for heir in &self.heirs {
            heir.take_over(process).await?;
        }
        let sql = "DELETE FROM storage_processes WHERE id = $1";
        self.db.execute(sql, [process.number().into()]).await.map(|_| ())
    }
}

impl std::fmt::Debug for Presence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Presence").finish_non_exhaustive()
    }
}

struct Speaker {
    db: Db,
    role: String,
    heirs: Vec<Arc<dyn Heir>>,
}

/// What the database answers to a beat.
struct Heard {
    now: DateTime<Utc>,
    alive: u32,
    /// Somebody has been there all the while: the database was not away.
    vouched: bool,
}

impl Speaker {
    async fn speak(self) {
        // One who was cut off judges nobody for a while; one who is new may rely on those who were not.
        let mut new = true;
        loop {
            let ended = self.speak_on_one_connection(std::mem::take(&mut new)).await;
            self.db.others().unsettled.store(true, Ordering::Relaxed);
            if let Err(error) = ended {
                if matches!(error, sqlx::Error::PoolTimedOut) {
                    self.db.silence().noticed();
                }
                tracing::warn!(%error, "the database does not hear that this process lives");
            }
            sleep(BEAT).await;
        }
    }

    /// Speaks until the connection fails.
    async fn speak_on_one_connection(&self, mut new: bool) -> Result<(), sqlx::Error> {
        let Some(place) = self.db.place() else { return Ok(()) };
        let mut connection = within(PgConnection::connect_with(place)).await?;
        let since = Instant::now();
        let mut marked = false;
        loop {
            // An older connection of ours, which the server still believes in, marks us as well.
            marked = marked || within(self.mark(&mut connection)).await?;
            let asked = Instant::now();
            let heard = within(self.beat(&mut connection)).await?;
            self.take_in(&heard, asked.elapsed());
            if since.elapsed() >= SETTLED || (std::mem::take(&mut new) && heard.vouched) {
                self.db.others().unsettled.store(false, Ordering::Relaxed);
            }
            if self.db.judges_leases() {
                self.look_for_the_gone(&mut connection).await?;
            }
            sleep(BEAT).await;
        }
    }

    /// A lock that goes with the connection, and so with the process.
    async fn mark(&self, connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
            .bind(self.db.process().number())
            .fetch_one(connection)
            .await
    }

    async fn beat(&self, connection: &mut PgConnection) -> Result<Heard, sqlx::Error> {
        let row = sqlx::query(
            "WITH mine AS (
                INSERT INTO storage_processes (id, role, version, born_at, beat_at, trouble, settled)
                VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp(), $4, $5)
                ON CONFLICT (id) DO UPDATE
                    SET beat_at = clock_timestamp(), trouble = excluded.trouble, settled = excluded.settled
                RETURNING id),
            others AS (
                SELECT settled, beat_at > clock_timestamp() - $7 * interval '1 millisecond' AS fresh
                FROM storage_processes
                WHERE id <> $1 AND beat_at > clock_timestamp() - $6 * interval '1 millisecond')
            SELECT clock_timestamp() AS now, 1 + (SELECT count(*) FROM others) AS alive,
                EXISTS (SELECT 1 FROM others WHERE settled AND fresh) AS vouched FROM mine",
        )
        .bind(self.db.process().number())
        .bind(&self.role)
        .bind(env!("CARGO_PKG_VERSION"))
        .bind(self.db.others().trouble())
        .bind(self.db.judges_leases())
        .bind(COUNTED.num_milliseconds())
        .bind(SILENT.num_milliseconds())
        .fetch_one(connection)
        .await?;
        let alive: i64 = row.try_get("alive")?;
        let (now, vouched) = (row.try_get("now")?, row.try_get("vouched")?);
        Ok(Heard { now, alive: u32::try_from(alive).unwrap_or(1), vouched })
    }

    fn take_in(&self, heard: &Heard, took: Duration) {
        self.db.others().alive.store(heard.alive, Ordering::Relaxed);
        let took = TimeDelta::from_std(took).unwrap_or_default();
        let drift = heard.now - self.db.clock().now();
        if drift.abs() > DRIFT + took {
            tracing::warn!(seconds = drift.num_seconds(), "the clock of the database was set");
            self.db.steady().set(heard.now);
            self.db.others().unsettled.store(true, Ordering::Relaxed);
        }
    }

    /// Takes over from each process that is silent and whose connection is gone.
    async fn look_for_the_gone(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        for number in within(self.silent(connection)).await? {
            let asked = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(number);
            if !within(asked.fetch_one(&mut *connection)).await? {
                continue;
            }
            // Holding its mark, we are the only ones to do so.
            if self.take_over(ProcessId(number.cast_unsigned())).await {
                let forget = sqlx::query("DELETE FROM storage_processes WHERE id = $1").bind(number);
                within(forget.execute(&mut *connection)).await?;
            }
            let unmark = sqlx::query("SELECT pg_advisory_unlock($1)").bind(number);
            within(unmark.execute(&mut *connection)).await?;
        }
        Ok(())
    }

    async fn silent(&self, connection: &mut PgConnection) -> Result<Vec<i64>, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT id FROM storage_processes
            WHERE id <> $1 AND beat_at < clock_timestamp() - $2 * interval '1 millisecond'",
        )
        .bind(self.db.process().number())
        .bind(SILENT.num_milliseconds())
        .fetch_all(connection)
        .await
    }

    async fn take_over(&self, gone: ProcessId) -> bool {
        tracing::warn!(process = gone.0, "a process is gone; what it had in hand is taken over");
        for heir in &self.heirs {
            if let Err(error) = heir.take_over(gone).await {
                tracing::warn!(%error, process = gone.0, "what a process left cannot be taken over yet");
                return false;
            }
        }
        true
    }
}

async fn within<T>(asked: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    timeout(ANSWER, asked).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

#[cfg(test)]
#[path = "processes_tests.rs"]
mod tests;
