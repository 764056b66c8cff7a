//! A copy of the SQLite file while the bot runs. Postgres has tools of its own for that.

use std::path::Path;

use sea_orm::Value;

use super::{
    Backend, StorageError,
    connect::{self, Place},
    sql::statement,
};

/// Writes a whole and compact copy of the database at this address into a file that is not there yet. What is
/// committed when it begins is in it; whoever writes meanwhile is not held up.
///
/// # Errors
/// [`StorageError::Setup`] when the address is not that of a SQLite file, or the target is there already.
pub async fn copy_sqlite(url: &str, to: &Path) -> Result<(), StorageError> {
    let Place::File(file) = Place::parse(url)? else {
        return Err(StorageError::Setup(
            "only SQLite is copied by this; for Postgres take pg_dump".to_owned(),
        ));
    };
    if to.exists() {
        return Err(StorageError::Setup(format!("{} is there already", to.display())));
    }
    let Some(target) = to.to_str() else {
        return Err(StorageError::Setup("the name of the copy is not UTF-8".to_owned()));
    };
    if !file.exists() {
        return Err(StorageError::Setup(format!("there is no database {}", file.display())));
    }
    let connection = connect::open_for_copy(&file).await?;
    let copy = statement(Backend::Sqlite, "VACUUM INTO $1", [Value::from(target)]);
    let copied = sea_orm::ConnectionTrait::execute_raw(&connection, copy).await;
    connection.close().await?;
    copied?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{Db, sql::Executor as _};

    #[tokio::test]
    async fn a_copy_made_while_the_bot_runs_is_whole_and_never_overwrites() {
        let folder = tempfile::tempdir().unwrap();
        let url = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
        let db = Db::connect_url(&url("atelier.db")).await.unwrap();
        db.migrate().await.unwrap();
        let put = "INSERT INTO storage_leases (name, holder, epoch, expires_at) VALUES ('a', 'b', 7, '2026-01-01T00:00:00+00:00')";
        db.execute(put, []).await.unwrap();
        let to = folder.path().join("copy.db");
        copy_sqlite(&url("atelier.db"), &to).await.unwrap();
        assert!(copy_sqlite(&url("atelier.db"), &to).await.is_err(), "it is there already");
        assert!(copy_sqlite(&url("nothing.db"), &folder.path().join("x.db")).await.is_err());
        assert!(copy_sqlite("postgres://localhost/atelier", &folder.path().join("x.db")).await.is_err());
        let copy = Db::connect_url(&url("copy.db")).await.unwrap();
        assert!(copy.pending_steps().await.unwrap().is_empty());
        let rows = copy.rows("SELECT epoch FROM storage_leases", []).await.unwrap();
        assert_eq!(rows[0].try_get::<i64>("", "epoch").unwrap(), 7);
    }
}
