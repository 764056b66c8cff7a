//! What goes wrong with storage, and whether it is worth trying again.
//! Its texts are for logs: no addresses, no passwords, no words for people.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

/// What goes wrong with storage. The text is for logs; people see words of the feature.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("database: {}", told(.0))]
    Database(#[from] DbErr),
    #[error("a stored {what} cannot be read: {:?} at column {}", source.classify(), source.column())]
    Unreadable { what: &'static str, source: serde_json::Error },
    #[error("files: {0}")]
    Files(#[from] object_store::Error),
    #[error("{0}")]
    Setup(String),
}

impl StorageError {
    /// A row with the same unique key is there already.
    pub fn is_conflict(&self) -> bool {
        match self {
            Self::Database(error) => matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))),
            _ => false,
        }
    }

    /// The database does not answer now, or keeps nothing: the connection is gone, none is free, SQLite is locked for
    /// longer than we wait, or the disk is full. The same call may succeed later.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Database(DbErr::ConnectionAcquire(_)) => true,
            Self::Database(
                DbErr::Conn(RuntimeErr::SqlxError(error))
                | DbErr::Exec(RuntimeErr::SqlxError(error))
                | DbErr::Query(RuntimeErr::SqlxError(error)),
            ) => is_away(error),
            _ => false,
        }
    }
}

/// What may be told of an error: its code, what it broke, and its words up to where they begin to quote.
fn told(error: &DbErr) -> String {
    let (DbErr::Conn(RuntimeErr::SqlxError(inner))
    | DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))) = error
    else {
        return before_quotes(&error.to_string()).to_owned();
    };
    match &**inner {
        SqlxError::Database(error) => {
            let code = error.code().unwrap_or_default();
            let broken = error.constraint().or_else(|| error.table()).unwrap_or_default();
            format!("{} {code} {broken}", before_quotes(error.message())).trim_end().to_owned()
        }
        SqlxError::Io(error) => format!("the line broke: {error}"),
        error => before_quotes(&error.to_string()).to_owned(),
    }
}

fn before_quotes(text: &str) -> &str {
    text.split(['"', '\'', '`', ':', '(']).next().unwrap_or_default().trim_end()
}

fn is_away(error: &SqlxError) -> bool {
    match error {
        // What a line in between says while it has no server is not the server's language.
        SqlxError::Io(_)
        | SqlxError::Protocol(_)
        | SqlxError::Tls(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed => true,
        SqlxError::Database(error) => error.code().is_some_and(|code| is_away_code(&code)),
        _ => false,
    }
}

/// Postgres: class 08 (connection), 57P01 to 57P03 (shutting down or starting), 53300 (too many connections), 53100 (disk
/// full). SQLite: 5 and its extensions (busy), 13 (disk full), 4874 (no room for the index of its log).
fn is_away_code(code: &str) -> bool {
    code.starts_with("08")
        || matches!(code, "57P01" | "57P02" | "57P03" | "53300" | "53100")
        || matches!(code, "5" | "261" | "517" | "773" | "13" | "4874")
}
