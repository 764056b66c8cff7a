//! One SQL text for both databases: numbered parameters, moments, and what runs a statement.
//! It builds no queries; those are written out in stores.

use std::{pin::pin, time::Duration};

use chrono::{DateTime, SubsecRound as _, Utc};
use sea_orm::{ConnAcquireErr, ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};

use super::{Db, StorageError, Tx, silence::Silence};

/// How long a statement may take, its way there and back included. A line that swallows everything gives no sign of
/// it; whoever waited on it for ever would be of no use when another line is there. Shorter than a handler may take, so
/// that it ends by this and is taken up again.
pub(super) const LONGEST: Duration = Duration::from_secs(8);

/// Which database is underneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    /// What a claiming `SELECT` ends with, so that claimers pass one another by. SQLite has one writer anyway.
    pub const fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// What a `SELECT` ends with whose rows are going to be changed in the same transaction.
    pub const fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// The word for logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    pub(crate) const fn driver(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }
}

/// A moment as both databases keep it: to the microsecond. What is compared with a stored moment passes here first.
///
/// SQLite keeps moments as text in UTC (`2026-11-21T09:30:00.250+00:00`), with a fraction only as long as it
/// needs to be. Text order is order in time, since `+` sorts before `.` and `.` before digits.
pub fn moment(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

/// A statement whose parameters are `$1`, `$2` … on both databases. A type behind a parameter (`$1::text`) is
/// for Postgres only; write `CAST($1 AS …)`.
pub(crate) fn statement(backend: Backend, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(backend.driver(), sql, values)
}

/// What is asked of the database, as long as it may take.
pub(super) async fn in_time<T>(
    silence: &Silence,
    asked: impl Future<Output = Result<T, DbErr>> + Send,
) -> Result<T, StorageError> {
    let mut asked = pin!(asked);
    let Ok(answer) = tokio::time::timeout(LONGEST, asked.as_mut()).await else {
        // Before the question is dropped, and its connection with it: nobody is to wait for that.
        silence.noticed();
        return Err(no_answer());
    };
    Ok(answer?)
}

/// What is said when the database takes too long to answer.
pub fn no_answer() -> StorageError {
    DbErr::ConnectionAcquire(ConnAcquireErr::Timeout).into()
}

/// What a store runs single statements on: the database, or a transaction it was handed.
pub(crate) trait Executor: Sync {
    fn backend(&self) -> Backend;

    /// Where reading statements run.
    fn reading(&self) -> &impl ConnectionTrait;

    /// Where writing statements run.
    fn writing(&self) -> &impl ConnectionTrait;

    /// Who is told when no answer comes.
    fn silence(&self) -> &Silence;

    /// Runs a writing statement; answers how many rows it changed.
    fn execute(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value> + Send,
    ) -> impl Future<Output = Result<u64, StorageError>> + Send {
        let statement = statement(self.backend(), sql, values);
        async move { Ok(in_time(self.silence(), self.writing().execute_raw(statement)).await?.rows_affected()) }
    }

    /// Runs a writing statement that ends in `RETURNING`.
    fn returning(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value> + Send,
    ) -> impl Future<Output = Result<Vec<QueryResult>, StorageError>> + Send {
        let statement = statement(self.backend(), sql, values);
        async move { in_time(self.silence(), self.writing().query_all_raw(statement)).await }
    }

    /// Runs a reading statement.
    fn rows(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value> + Send,
    ) -> impl Future<Output = Result<Vec<QueryResult>, StorageError>> + Send {
        let statement = statement(self.backend(), sql, values);
        async move { in_time(self.silence(), self.reading().query_all_raw(statement)).await }
    }
}

impl Executor for Db {
    fn backend(&self) -> Backend {
        Self::backend(self)
    }

    fn reading(&self) -> &impl ConnectionTrait {
        self.reader()
    }

    fn writing(&self) -> &impl ConnectionTrait {
        self.writer()
    }

    fn silence(&self) -> &Silence {
        self.silence()
    }

    async fn execute(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value> + Send,
    ) -> Result<u64, StorageError> {
        let _turn = self.turn().await?;
        self.urgent().execute(sql, values).await
    }

    async fn returning(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value> + Send,
    ) -> Result<Vec<QueryResult>, StorageError> {
        let _turn = self.turn().await?;
        self.urgent().returning(sql, values).await
    }
}

/// The database, for statements that do not stand in line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Urgent<'a>(pub(super) &'a Db);

impl Executor for Urgent<'_> {
    fn backend(&self) -> Backend {
        Db::backend(self.0)
    }

    fn reading(&self) -> &impl ConnectionTrait {
        self.0.reader()
    }

    fn writing(&self) -> &impl ConnectionTrait {
        self.0.writer()
    }

    fn silence(&self) -> &Silence {
        self.0.silence()
    }
}

impl Executor for Tx {
    fn backend(&self) -> Backend {
        Self::backend(self)
    }

    fn reading(&self) -> &impl ConnectionTrait {
        self.connection()
    }

    fn writing(&self) -> &impl ConnectionTrait {
        self.connection()
    }

    fn silence(&self) -> &Silence {
        self.silence()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use sea_orm::Value;

    use super::{Backend, Executor as _, moment};
    use crate::storage::testing::TestDb;

    fn at(text: &str) -> DateTime<Utc> {
        moment(text.parse().unwrap())
    }

    #[tokio::test]
    async fn moments_keep_their_order_and_come_back_as_they_were() {
        let sorted = [
            "1969-12-31T23:59:59.999999Z",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00.000001Z",
            "2026-01-01T00:00:00.000999999Z",
            "2026-01-01T00:00:00.001Z",
            "2026-01-01T00:00:00.010Z",
            "2026-01-01T00:00:00.5Z",
            "2026-01-01T00:00:00.500001Z",
            "2026-01-01T00:00:01Z",
        ]
        .map(at);
        for db in TestDb::each().await {
            let kind = match db.backend() {
                Backend::Sqlite => "timestamp_with_timezone_text",
                Backend::Postgres => "timestamptz",
            };
            db.execute(&format!("CREATE TABLE moments (at {kind} NOT NULL)"), []).await.unwrap();
            for moment in sorted.iter().rev() {
                db.execute("INSERT INTO moments (at) VALUES ($1)", [Value::from(*moment)]).await.unwrap();
            }
            let rows = db.rows("SELECT at FROM moments ORDER BY at", []).await.unwrap();
            let read: Vec<DateTime<Utc>> = rows.iter().map(|row| row.try_get("", "at").unwrap()).collect();
            assert_eq!(read, sorted, "{}", db.name());
            for (index, moment) in sorted.iter().enumerate() {
                let earlier =
                    db.rows("SELECT at FROM moments WHERE at < $1", [Value::from(*moment)]).await.unwrap();
                assert_eq!(earlier.len(), index, "{} {moment}", db.name());
                let same =
                    db.rows("SELECT at FROM moments WHERE at = $1", [Value::from(*moment)]).await.unwrap();
                assert_eq!(same.len(), 1, "{} {moment}", db.name());
            }
        }
    }

    #[tokio::test]
    async fn parameters_are_numbered_on_both_databases() {
        for db in TestDb::each().await {
            let rows = db
                .rows(
                    "SELECT CAST($2 AS text) AS b, CAST($1 AS text) AS a, CAST($2 AS text) AS c",
                    [Value::from("one"), Value::from("two")],
                )
                .await
                .unwrap();
            let read = ["a", "b", "c"].map(|column| rows[0].try_get::<String>("", column).unwrap());
            assert_eq!(read, ["one", "two", "two"], "{}", db.name());
        }
    }
}
