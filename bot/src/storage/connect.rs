//! How the process comes by its connections: addresses, pools, and the lock on an embedded file.
//! Addresses carry passwords: none is logged, and none enters an error text.

use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use log::LevelFilter;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use sqlx::postgres::PgConnectOptions;

use super::{StorageError, silence::Silence};
use crate::domain::{SharedClock, SystemClock};

/// How long a statement waits for a free connection, or for SQLite's lock.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// A statement that takes longer is logged, without its parameters.
const SLOW: Duration = Duration::from_secs(1);

/// A transaction that stands idle for longer has forgotten itself, or its line is dead: Postgres ends it, and with it what
/// it has locked.
const IDLE_IN_TRANSACTION: Duration = Duration::from_secs(15);

/// How Postgres finds out that we are not there any more, in milliseconds and seconds: otherwise it keeps connections of a
/// machine that is gone for hours, with their locks.
const DEAD_LINE: [(&str, &str); 4] = [
    ("tcp_user_timeout", "10000"),
    ("tcp_keepalives_idle", "10"),
    ("tcp_keepalives_interval", "3"),
    ("tcp_keepalives_count", "3"),
];

/// How long a migration waits for a lock on a table.
const MIGRATION_LOCK: Duration = Duration::from_mins(1);

/// How many connections read on SQLite.
const SQLITE_READERS: u32 = 4;

/// How surely a commit on SQLite survives the loss of power.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SqliteSync {
    /// Every commit is on the disk before it is acknowledged.
    #[default]
    Full,
    /// The last commits before a loss of power may be gone; the file stays sound. A crash of the process alone
    /// loses nothing.
    Normal,
}

/// Where the database is and how it is used.
#[derive(Clone)]
pub struct DbOptions {
    /// `sqlite://path`, `sqlite::memory:` or `postgres://…`. May contain a password.
    pub url: String,
    /// SQLite only.
    pub sqlite_sync: SqliteSync,
    /// Postgres only: the size of the pool.
    pub max_connections: u32,
    /// Postgres only: a statement that takes longer is given up. Migrations take what they need.
    pub statement_timeout: Duration,
    /// The machine's clock. On SQLite leases run from what it shows at the start; Postgres has its own.
    pub clock: SharedClock,
}

impl DbOptions {
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            sqlite_sync: SqliteSync::Full,
            max_connections: 16,
            statement_timeout: Duration::from_secs(30),
            clock: Arc::new(SystemClock),
        }
    }
}

impl From<&str> for DbOptions {
    fn from(url: &str) -> Self {
        Self::new(url)
    }
}

/// What a URL leads to.
pub(super) enum Place {
    Memory,
    File(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

impl Place {
    pub(super) fn parse(url: &str) -> Result<Self, StorageError> {
        if let Some(rest) = url.strip_prefix("sqlite:") {
            return Self::parse_sqlite(rest.strip_prefix("//").unwrap_or(rest));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let place = url.parse::<PgConnectOptions>();
            return place.map(|place| Self::Postgres(Box::new(place.options(DEAD_LINE)))).map_err(|_| {
                setup("DATABASE_URL is no Postgres address: postgres://user:password@host:port/database")
            });
        }
        Err(setup("DATABASE_URL must begin with sqlite: or postgres://"))
    }

    fn parse_sqlite(rest: &str) -> Result<Self, StorageError> {
        match rest.split_once('?').unwrap_or((rest, "mode=rwc")) {
            (_, options) if options != "mode=rwc" => Err(setup("DATABASE_URL of SQLite takes no options")),
            ("", _) => Err(setup("DATABASE_URL of SQLite names no file: sqlite://data/atelier.db")),
            (":memory:", _) => Ok(Self::Memory),
            (path, _) => Ok(Self::File(PathBuf::from(path))),
        }
    }
}

fn setup(sentence: &str) -> StorageError {
    StorageError::Setup(sentence.to_owned())
}

/// Locks the file for this process by a lock file beside it; creates the folder they are in.
pub(super) fn lock(file: &Path) -> Result<File, StorageError> {
    let shown = file.display();
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| {
            StorageError::Setup(format!("the folder of the database {shown} cannot be made: {error}"))
        })?;
    }
    let mut name = OsString::from(file);
    name.push(".lock");
    let lock = File::options().create(true).truncate(false).write(true).open(name);
    match lock.map(|lock| (lock.try_lock(), lock)) {
        Ok((Ok(()), lock)) => Ok(lock),
        Ok((Err(TryLockError::WouldBlock), _)) => Err(StorageError::Setup(format!(
            "another process is using the database {shown}: stop it first; several processes need Postgres"
        ))),
        Ok((Err(TryLockError::Error(error)), _)) | Err(error) => {
            Err(StorageError::Setup(format!("the database {shown} cannot be locked: {error}")))
        }
    }
}

/// One connection in memory, which reads and writes.
pub(super) async fn open_memory() -> Result<DatabaseConnection, StorageError> {
    let mut options = sqlite_options("sqlite::memory:", 1);
    options.map_sqlx_sqlite_opts(|sqlite| log_slow(sqlite).foreign_keys(true));
    open(options).await
}

/// The writer of a file, then its readers.
pub(super) async fn open_file(
    file: &Path,
    sync: SqliteSync,
) -> Result<(DatabaseConnection, DatabaseConnection), StorageError> {
    let path = file.to_owned();
    let synchronous = match sync {
        SqliteSync::Full => "FULL",
        SqliteSync::Normal => "NORMAL",
    };
    let mut writing = sqlite_options("sqlite:configured", 1);
    writing.map_sqlx_sqlite_opts(move |sqlite| {
        log_slow(sqlite.filename(&path).create_if_missing(true))
            .busy_timeout(PATIENCE)
            .foreign_keys(true)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", synchronous)
            // What is deleted is overwritten: words that a person had erased are in the file no more.
            .pragma("secure_delete", "ON")
    });
    let writer = open(writing).await?;
    let path = file.to_owned();
    let mut reading = sqlite_options("sqlite:configured", SQLITE_READERS);
    reading.map_sqlx_sqlite_opts(move |sqlite| {
        log_slow(sqlite.filename(&path)).busy_timeout(PATIENCE).foreign_keys(true).pragma("query_only", "ON")
    });
    Ok((writer, open(reading).await?))
}

/// A connection beside those of the process that has the file, which only reads.
pub(super) async fn open_for_copy(file: &Path) -> Result<DatabaseConnection, StorageError> {
    let path = file.to_owned();
    let mut options = sqlite_options("sqlite:configured", 1);
    options.map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&path).busy_timeout(PATIENCE));
    open(options).await
}

/// One connection to a file that is there, for reading.
pub(super) async fn open_to_look(file: &Path) -> Result<DatabaseConnection, StorageError> {
    let path = file.to_owned();
    let mut reading = sqlite_options("sqlite:configured", 1);
    reading.map_sqlx_sqlite_opts(move |sqlite| {
        log_slow(sqlite.filename(&path)).busy_timeout(PATIENCE).pragma("query_only", "ON")
    });
    open(reading).await
}

/// The pool of a Postgres.
pub(super) async fn open_postgres(
    place: &PgConnectOptions,
    options: &DbOptions,
    silence: &Silence,
) -> Result<DatabaseConnection, StorageError> {
    let place = place.clone().options([
        ("statement_timeout", options.statement_timeout.as_millis().to_string()),
        ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION.as_millis().to_string()),
    ]);
    open(postgres_options(place, options.max_connections, silence.clone())).await
}

/// One connection to a Postgres on which a migration takes the time it needs. It lasts until it is closed.
pub(super) async fn open_for_migration(place: &PgConnectOptions) -> Result<DatabaseConnection, StorageError> {
    let place = place.clone().options([("lock_timeout", MIGRATION_LOCK.as_millis().to_string())]);
    let mut options = postgres_options(place, 1, Silence::default());
    options.idle_timeout(None).max_lifetime(None);
    open(options).await
}

fn sqlite_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false);
    options
}

/// The address goes past SeaORM, which shows what it is given in its spans.
fn postgres_options(place: PgConnectOptions, connections: u32, silence: Silence) -> ConnectOptions {
    let place = log_slow(place.application_name("atelier"));
    let mut options = ConnectOptions::new("postgres://configured");
    options
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .map_sqlx_postgres_pool_opts(move |pool| silence.shun(pool))
        .map_sqlx_postgres_opts(move |_| place.clone());
    options
}

fn log_slow<O: sqlx::ConnectOptions>(options: O) -> O {
    options.log_statements(LevelFilter::Off).log_slow_statements(LevelFilter::Warn, SLOW)
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that connects")]
async fn open(options: ConnectOptions) -> Result<DatabaseConnection, StorageError> {
    Ok(Database::connect(options).await?)
}

/// Keeps the lock of the file as long as anybody holds the database.
pub(super) type Locked = Option<Arc<File>>;

#[cfg(test)]
mod tests {
    use super::{Place, lock};

    #[test]
    fn addresses_are_told_apart() {
        let file = |url| match Place::parse(url) {
            Ok(Place::File(path)) => path.to_str().unwrap().to_owned(),
            _ => panic!("{url} is a file"),
        };
        assert_eq!(file("sqlite://data/a b.db"), "data/a b.db");
        assert_eq!(file("sqlite:data/a.db"), "data/a.db");
        assert_eq!(file("sqlite:///data/a.db?mode=rwc"), "/data/a.db");
        assert!(matches!(Place::parse("sqlite::memory:"), Ok(Place::Memory)));
        assert!(matches!(Place::parse("sqlite://:memory:"), Ok(Place::Memory)));
        assert!(matches!(Place::parse("postgresql://u:p@h/d"), Ok(Place::Postgres(_))));
    }

    #[test]
    fn a_wrong_address_is_refused_without_showing_it() {
        for url in
            ["mysql://u:secret@h/d", "postgres://u:secret@h:port/d", "sqlite:", "sqlite://a?key=secret"]
        {
            let Err(error) = Place::parse(url) else { panic!("{url} is refused") };
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_second_lock_is_refused_until_the_first_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/folder/atelier.db");
        let first = lock(&file).unwrap();
        let refused = lock(&file).unwrap_err().to_string();
        assert!(refused.starts_with("another process is using the database"), "{refused}");
        drop(first);
        lock(&file).unwrap();
    }
}
