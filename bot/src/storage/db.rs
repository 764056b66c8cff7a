//! The database: one writer and a few readers on SQLite, a pool on Postgres, and the only way to begin a
//! transaction. It shows nothing of the driver but to stores.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use atelier_migration::{Migrator, MigratorTrait as _};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait as _, Value,
};
use sqlx::postgres::PgConnectOptions;
use tokio_util::sync::CancellationToken;

use super::{
    Backend, DbOptions, StorageError, Topic, Wakes,
    connect::{self, Locked, PATIENCE, Place},
    line::{Line, Turn},
    processes::{Others, ProcessId},
    silence::Silence,
    sql::{Executor as _, LONGEST, Urgent, in_time, no_answer, statement},
    wakes,
};
use crate::domain::{SharedClock, SteadyClock};

/// Held while one replica changes the schema, so that the others wait.
const MIGRATION_KEY: i64 = 0x6174_656c_6965_7201;

/// How many broken connections are passed over before a transaction does not begin.
const BROKEN_AT_ONCE: usize = 8;
/// How soon a connection is found to be broken.
const FOUND_BROKEN: Duration = Duration::from_millis(200);

/// The database of this process. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    backend: Backend,
    postgres: Option<Arc<PgConnectOptions>>,
    wakes: Arc<Wakes>,
    process: ProcessId,
    others: Arc<Others>,
    silence: Silence,
    clock: Arc<SteadyClock>,
    line: Line,
    _locked: Locked,
}

/// A transaction. Opaque to everyone but stores; dropped without [`Tx::commit`] it changes nothing.
///
/// While it is open, its holder reads through it and not through [`Db`]: a second connection may not be free, and
/// in memory there is none.
pub struct Tx {
    inner: DatabaseTransaction,
    silence: Silence,
    backend: Backend,
    wakes: Arc<Wakes>,
    topics: Vec<Topic>,
    then: Vec<Box<dyn FnOnce() + Send + Sync>>,
    _turn: Option<Turn>,
}

/// The connections of one pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolUse {
    pub name: &'static str,
    pub busy: u32,
    pub idle: u32,
    /// How many there may be.
    pub most: u32,
}

impl PoolUse {
    fn of<D: sqlx::Database>(name: &'static str, pool: &sqlx::Pool<D>) -> Self {
        let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
        Self {
            name,
            busy: pool.size().saturating_sub(idle),
            idle,
            most: pool.options().get_max_connections(),
        }
    }
}

impl Db {
    /// Connects. SQLite: makes the folder and the file, and locks the file for this process.
    ///
    /// # Errors
    /// [`StorageError::Setup`], one sentence, when the address is wrong or the file is another's.
    pub async fn connect(options: impl Into<DbOptions>) -> Result<Self, StorageError> {
        let options = options.into();
        let silence = Silence::default();
        let (writer, reader, postgres, locked) = match Place::parse(&options.url)? {
            Place::Memory => {
                let pool = connect::open_memory().await?;
                (pool.clone(), pool, None, None)
            }
            Place::File(file) => {
                let lock = connect::lock(&file)?;
                let (writer, reader) = connect::open_file(&file, options.sqlite_sync).await?;
                (writer, reader, None, Some(Arc::new(lock)))
            }
            Place::Postgres(place) => {
                let pool = connect::open_postgres(&place, &options, &silence).await?;
                (pool.clone(), pool, Some(Arc::new(*place)), None)
            }
        };
        let db = Self { silence, ..Self::of((writer, reader), postgres, &options.clock, locked) };
        db.set_clock().await?;
        Ok(db)
    }

    fn of(
        (writer, reader): (DatabaseConnection, DatabaseConnection),
        postgres: Option<Arc<PgConnectOptions>>,
        clock: &SharedClock,
        locked: Locked,
    ) -> Self {
        Self {
            writer,
            reader,
            backend: if postgres.is_some() { Backend::Postgres } else { Backend::Sqlite },
            postgres,
            wakes: Arc::default(),
            process: ProcessId::fresh(),
            others: Arc::default(),
            silence: Silence::default(),
            clock: Arc::new(SteadyClock::from(clock.now())),
            line: Line::default(),
            _locked: locked,
        }
    }

    /// Processes that share a database share its clock; where there is one process, its own will do.
    async fn set_clock(&self) -> Result<(), StorageError> {
        if self.backend == Backend::Postgres {
            let rows = self.rows("SELECT clock_timestamp() AS now", []).await?;
            if let Some(row) = rows.first() {
                self.clock.set(row.try_get("", "now")?);
            }
        }
        Ok(())
    }

    /// Connects in order to look: beside a process that has the file of SQLite locked, and without making anything.
    /// `None` where there is no file yet. Nothing must be written through it.
    pub async fn look(options: DbOptions) -> Result<Option<Self>, StorageError> {
        let clock = options.clock.clone();
        let (pool, postgres) = match Place::parse(&options.url)? {
            Place::Memory => return Ok(None),
            Place::File(file) if !file.is_file() => return Ok(None),
            Place::File(file) => (connect::open_to_look(&file).await?, None),
            Place::Postgres(place) => {
                let options = DbOptions { max_connections: 1, ..options };
                (connect::open_postgres(&place, &options, &Silence::default()).await?, Some(Arc::new(*place)))
            }
        };
        Ok(Some(Self::of((pool.clone(), pool), postgres, &clock, None)))
    }

    /// Connects by URL alone: `sqlite://path`, `sqlite::memory:` or `postgres://…`.
    pub async fn connect_url(url: &str) -> Result<Self, StorageError> {
        Self::connect(DbOptions::new(url)).await
    }

    pub const fn backend(&self) -> Backend {
        self.backend
    }

    /// Brings the schema up to date. Replicas that start together wait for one another.
    pub async fn migrate(&self) -> Result<(), StorageError> {
        let Some(place) = &self.postgres else { return Ok(Migrator::up(&self.writer, None).await?) };
        let connection = connect::open_for_migration(place).await?;
        let lock = statement(self.backend, "SELECT pg_advisory_lock($1)", [Value::from(MIGRATION_KEY)]);
        connection.execute_raw(lock).await?;
        let outcome = Migrator::up(&connection, None).await;
        // The lock goes with the connection.
        connection.close().await?;
        Ok(outcome?)
    }

    /// The names of the steps that [`Db::migrate`] would take now.
    pub async fn pending_steps(&self) -> Result<Vec<String>, StorageError> {
        Ok(Migrator::pending(&self.reader).await?)
    }

    /// Begins a transaction; on SQLite at once as a writer, so that it never has to be given up later.
    ///
    /// # Errors
    /// When no connection is free for 5 s, or the database does not answer for 8 s
    /// ([`StorageError::is_unavailable`]).
    pub async fn begin(&self) -> Result<Tx, StorageError> {
        let begun = async {
            // Of connections that were used a moment ago some may have broken since: nothing has been asked of them yet.
            for _ in 0..BROKEN_AT_ONCE {
                let asked = Instant::now();
                match self.begin_once().await {
                    // A server that is away is waited for within.
                    Err(error) if error.is_unavailable() && asked.elapsed() < FOUND_BROKEN => {}
                    begun => return begun,
                }
            }
            self.begin_once().await
        };
        tokio::time::timeout(LONGEST, begun).await.unwrap_or_else(|_| Err(no_answer()))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that begins")]
    async fn begin_once(&self) -> Result<Tx, StorageError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let turn = self.turn().await?;
        let inner = self.writer.begin_with_options(options).await?;
        Ok(Tx {
            inner,
            silence: self.silence.clone(),
            backend: self.backend,
            wakes: Arc::clone(&self.wakes),
            topics: Vec::new(),
            then: Vec::new(),
            _turn: turn,
        })
    }

    /// For stores: the same database for statements that go before all others that wait for SQLite's writer. For what
    /// must be known after a death, and is short.
    pub(crate) const fn urgent(&self) -> Urgent<'_> {
        Urgent(self)
    }

    /// Waits until nobody but who is urgent stands before us for the one writer of SQLite.
    pub(super) async fn turn(&self) -> Result<Option<Turn>, StorageError> {
        match self.backend {
            Backend::Postgres => Ok(None),
            Backend::Sqlite => self.line.turn(PATIENCE).await.map(Some).ok_or_else(no_answer),
        }
    }

    /// Whether the database answers, within 5 s.
    pub async fn ping(&self) -> Result<(), StorageError> {
        let answer = tokio::time::timeout(PATIENCE, self.rows("SELECT 1", [])).await;
        answer.unwrap_or_else(|_| Err(no_answer())).map(|_| ())
    }

    /// What the database calls itself: `SQLite 3.50.4`, `PostgreSQL 17.2`.
    pub async fn version(&self) -> Result<String, StorageError> {
        let sql = match self.backend {
            Backend::Sqlite => "SELECT 'SQLite ' || sqlite_version() AS version",
            Backend::Postgres => "SELECT 'PostgreSQL ' || current_setting('server_version') AS version",
        };
        let row = self.rows(sql, []).await?.pop();
        Ok(row.map(|row| row.try_get("", "version")).transpose()?.unwrap_or_default())
    }

    /// Hears what transactions of other processes wake, until it is cancelled. On SQLite there are none.
    pub async fn listen(&self, stop: CancellationToken) {
        match &self.postgres {
            Some(place) => {
                stop.run_until_cancelled(wakes::listen(
                    PgConnectOptions::clone(place),
                    &self.wakes,
                    &self.silence,
                ))
                .await;
            }
            None => stop.cancelled().await,
        }
    }

    /// Leaves nothing of what was deleted in the log beside the SQLite file. Best effort: while somebody reads an
    /// older state, the log stays until the next time. Postgres overwrites by its own vacuum.
    pub async fn scrub(&self) -> Result<(), StorageError> {
        if self.backend == Backend::Sqlite {
            self.returning("PRAGMA wal_checkpoint(TRUNCATE)", []).await?;
        }
        Ok(())
    }

    /// How the connections are used at this moment.
    pub fn pools(&self) -> Vec<PoolUse> {
        match self.backend {
            Backend::Postgres => {
                let pool = self.writer.get_postgres_connection_pool();
                vec![PoolUse::of("postgres", pool)]
            }
            Backend::Sqlite => {
                let (writer, reader) =
                    (self.writer.get_sqlite_connection_pool(), self.reader.get_sqlite_connection_pool());
                vec![PoolUse::of("writer", writer), PoolUse::of("reader", reader)]
            }
        }
    }

    /// Ends all connections once they are free. Nothing can be asked afterwards.
    pub async fn close(&self) -> Result<(), StorageError> {
        self.reader.close_by_ref().await?;
        Ok(self.writer.close_by_ref().await?)
    }

    /// For stores: a connection for reading outside a transaction.
    pub(crate) const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For stores: a connection for a single writing statement outside a transaction.
    pub(crate) const fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// This process, whose claims carry its tokens.
    pub const fn process(&self) -> ProcessId {
        self.process
    }

    /// The clock by which leases run and rows become due: one for all who share the database, and steady.
    pub fn clock(&self) -> SharedClock {
        Arc::<SteadyClock>::clone(&self.clock)
    }

    /// Whether a lease that has run out tells that its holder is gone. It does not just after the database was away:
    /// then nobody could renew.
    pub fn judges_leases(&self) -> bool {
        self.others.settled()
    }

    /// How many processes share this database now, this one included.
    pub fn processes_alive(&self) -> u32 {
        self.others.alive()
    }

    /// Says in the row of this process what it cannot mend itself, for operators; a word of ours.
    pub fn report_trouble(&self, trouble: Option<&'static str>) {
        self.others.set_trouble(trouble);
    }

    /// What [`Db::report_trouble`] said last.
    pub fn trouble(&self) -> Option<&'static str> {
        self.others.trouble()
    }

    pub(super) fn others(&self) -> &Others {
        &self.others
    }

    /// Whether somebody has asked in vain within this time.
    pub fn was_silent(&self, within: Duration) -> bool {
        self.silence.concerns(within)
    }

    /// Who is told when the database does not answer.
    pub(super) const fn silence(&self) -> &Silence {
        &self.silence
    }

    pub(super) fn steady(&self) -> &SteadyClock {
        &self.clock
    }

    /// Where the Postgres is.
    pub(super) fn place(&self) -> Option<&PgConnectOptions> {
        self.postgres.as_deref()
    }

    /// The signals that commits give.
    pub const fn wakes(&self) -> &Arc<Wakes> {
        &self.wakes
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db").field("backend", &self.backend).finish_non_exhaustive()
    }
}

impl Tx {
    /// Makes the changes last and wakes those who wait for them, here and in other processes.
    ///
    /// An error says that the changes may or may not have been made: whoever repeats must be able to.
    pub async fn commit(self) -> Result<(), StorageError> {
        let told: Vec<Topic> =
            self.topics.iter().copied().filter(|topic| self.wakes.concerns_others(*topic)).collect();
        if self.backend == Backend::Postgres && !told.is_empty() {
            self.notify(&told).await?;
        }
        in_time(&self.silence, self.inner.commit()).await?;
        for topic in self.topics {
            self.wakes.wake(topic);
        }
        for then in self.then {
            then();
        }
        Ok(())
    }

    /// Does this in the process once the changes last, and never if they do not; in the order in which it was asked.
    pub fn on_commit(&mut self, then: impl FnOnce() + Send + Sync + 'static) {
        self.then.push(Box::new(then));
    }

    /// Asks the commit to wake whoever waits for this topic.
    pub fn wake_on_commit(&mut self, topic: Topic) {
        if !self.topics.contains(&topic) {
            self.topics.push(topic);
        }
    }

    pub const fn backend(&self) -> Backend {
        self.backend
    }

    pub(super) const fn silence(&self) -> &Silence {
        &self.silence
    }

    /// For stores: what statements run on.
    pub(crate) const fn connection(&self) -> &DatabaseTransaction {
        &self.inner
    }

    /// Tells the other processes, in one statement; Postgres delivers it with the commit.
    async fn notify(&self, told: &[Topic]) -> Result<(), StorageError> {
        let calls: Vec<String> =
            (1..=told.len()).map(|n| format!("pg_notify('{}', ${n})", wakes::CHANNEL)).collect();
        let topics = told.iter().map(|topic| Value::from(topic.channel()));
        self.execute(&format!("SELECT {}", calls.join(", ")), topics).await?;
        Ok(())
    }
}
