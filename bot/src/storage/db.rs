//! The database: one writer and a few readers on SQLite, a pool on Postgres, and the only way to begin a
//! transaction. It shows nothing of the driver but to stores.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value,
};
use tokio::sync::Notify;

/// What goes wrong with storage. The text is for logs; people see words of the feature.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("database: {0}")]
    Database(#[from] DbErr),
    #[error("a stored {what} cannot be read: {source}")]
    Unreadable { what: &'static str, source: serde_json::Error },
    #[error("files: {0}")]
    Files(#[from] object_store::Error),
    #[error("{0}")]
    Setup(String),
}

/// Which database is underneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// What a committed transaction wakes: rows of this kind wait for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Rows in the inbox.
    Inbox,
    /// Slots whose content is to be shown.
    Outbox,
    /// Jobs of the lane with this name.
    Jobs(&'static str),
}

impl Topic {
    /// The name under which other processes hear of it.
    pub fn channel(self) -> String {
        match self {
            Self::Inbox => "inbox".to_owned(),
            Self::Outbox => "outbox".to_owned(),
            Self::Jobs(lane) => format!("jobs.{lane}"),
        }
    }
}

/// Signals within the process: whoever waits for a topic is woken by the commit that fills it.
#[derive(Debug, Default)]
pub struct Wakes(Mutex<HashMap<String, Arc<Notify>>>);

impl Wakes {
    /// The signal of a topic. A wake that finds nobody waiting is kept for the next who waits.
    pub fn signal(&self, channel: &str) -> Arc<Notify> {
        let mut signals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(signals.entry(channel.to_owned()).or_default())
    }

    pub fn wake(&self, channel: &str) {
        self.signal(channel).notify_one();
    }
}

/// The database of this process.
#[derive(Clone)]
pub struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    backend: Backend,
    wakes: Arc<Wakes>,
}

/// A transaction. Opaque to everyone but stores; dropped without [`Tx::commit`] it changes nothing.
pub struct Tx {
    inner: DatabaseTransaction,
    backend: Backend,
    wakes: Arc<Wakes>,
    topics: Vec<Topic>,
}

impl Db {
    /// Connects by URL: `sqlite://path`, `sqlite::memory:` or `postgres://…`.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that connects")]
    pub async fn connect(url: &str) -> Result<Self, StorageError> {
        let backend = if url.starts_with("sqlite:") {
            Backend::Sqlite
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Backend::Postgres
        } else {
            return Err(StorageError::Setup(
                "DATABASE_URL must begin with sqlite: or postgres://".to_owned(),
            ));
        };
        let (writer, reader) = match backend {
            Backend::Postgres => {
                let mut options = ConnectOptions::new(url.to_owned());
                options.max_connections(16).acquire_timeout(Duration::from_secs(5)).sqlx_logging(false);
                let pool = Database::connect(options).await?;
                (pool.clone(), pool)
            }
            Backend::Sqlite => {
                let mut options = ConnectOptions::new(format!("{url}?mode=rwc"));
                options.max_connections(1).sqlx_logging(false);
                let pool = Database::connect(options).await?;
                (pool.clone(), pool)
            }
        };
        Ok(Self { writer, reader, backend, wakes: Arc::default() })
    }

    pub const fn backend(&self) -> Backend {
        self.backend
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<(), StorageError> {
        use atelier_migration::{Migrator, MigratorTrait as _};
        Ok(Migrator::up(&self.writer, None).await?)
    }

    /// Begins a transaction; on SQLite at once as a writer, so that it never has to be given up later.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that begins")]
    pub async fn begin(&self) -> Result<Tx, StorageError> {
        let inner = self
            .writer
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..Default::default()
            })
            .await?;
        Ok(Tx { inner, backend: self.backend, wakes: Arc::clone(&self.wakes), topics: Vec::new() })
    }

    /// For stores: a connection for reading outside a transaction.
    pub(crate) const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For stores: a connection for a single writing statement outside a transaction.
    pub(crate) const fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// The signals that commits give.
    pub fn wakes(&self) -> &Arc<Wakes> {
        &self.wakes
    }
}

impl Tx {
    /// Makes the changes last and wakes those who wait for them, here and in other processes.
    pub async fn commit(self) -> Result<(), StorageError> {
        if self.backend == Backend::Postgres {
            for topic in &self.topics {
                let notify = Statement::from_sql_and_values(
                    DbBackend::Postgres,
                    "SELECT pg_notify('atelier', $1)",
                    [Value::from(topic.channel())],
                );
                self.inner.execute_raw(notify).await?;
            }
        }
        self.inner.commit().await?;
        for topic in self.topics {
            self.wakes.wake(&topic.channel());
        }
        Ok(())
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

    /// For stores: what statements run on.
    pub(crate) const fn connection(&self) -> &DatabaseTransaction {
        &self.inner
    }
}
