//! Transactions, migrations and wake-ups, on both databases.

use std::time::Duration;

use atelier_migration::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectionTrait as _, Value};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{
    Backend, Db, DbOptions, SqliteSync, StorageError, Topic,
    sql::{self, Executor as _},
    testing::TestDb,
};

const SOON: Duration = Duration::from_secs(3);

async fn with_table() -> Vec<TestDb> {
    let all = TestDb::each().await;
    for db in &all {
        db.execute("CREATE TABLE things (id bigint PRIMARY KEY)", []).await.unwrap();
    }
    all
}

async fn count(on: &impl sql::Executor) -> i64 {
    on.rows("SELECT count(*) AS n FROM things", []).await.unwrap()[0].try_get("", "n").unwrap()
}

const INSERT: &str = "INSERT INTO things (id) VALUES ($1)";

#[tokio::test]
async fn a_transaction_dropped_changes_nothing_and_frees_its_locks() {
    for db in with_table().await {
        let tx = db.begin().await.unwrap();
        tx.execute(INSERT, [Value::from(1_i64)]).await.unwrap();
        assert_eq!(count(&tx).await, 1);
        assert_eq!(count(&*db).await, 0, "not seen outside: {}", db.name());
        drop(tx);
        let tx = timeout(SOON, db.begin()).await.unwrap().unwrap();
        timeout(SOON, tx.execute(INSERT, [Value::from(1_i64)])).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(count(&*db).await, 1, "{}", db.name());
    }
}

#[tokio::test]
async fn a_statement_that_was_given_up_leaves_the_database_usable() {
    for db in with_table().await {
        for n in 0..100_u64 {
            let abandoned = async {
                let tx = db.begin().await.unwrap();
                tx.execute("DELETE FROM things", []).await.unwrap();
                tx.execute(INSERT, [Value::from(7_i64)]).await.unwrap();
                tx.commit().await.unwrap();
            };
            let _ = timeout(Duration::from_micros(50 * n), abandoned).await;
        }
        let tx = timeout(SOON, db.begin()).await.unwrap().unwrap();
        tx.execute(INSERT, [Value::from(8_i64)]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(count(&*db).await >= 1, "{}", db.name());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_at_once_lose_nothing() {
    for db in with_table().await {
        db.execute(INSERT, [Value::from(0_i64)]).await.unwrap();
        let writers = (1..=50_i64).map(|_| {
            let db = Db::clone(&db);
            async move {
                let tx = db.begin().await.unwrap();
                let sql = format!("SELECT id FROM things{}", tx.backend().for_update());
                let seen: i64 = tx.rows(&sql, []).await.unwrap()[0].try_get("", "id").unwrap();
                tx.execute("UPDATE things SET id = $1", [Value::from(seen + 1)]).await.unwrap();
                tx.commit().await.unwrap();
            }
        });
        let readers = (0..50).map(|_| count(&*db));
        let (_, counts) =
            tokio::join!(futures::future::join_all(writers), futures::future::join_all(readers));
        assert_eq!(counts, [1; 50], "{}", db.name());
        let last: i64 = db.rows("SELECT id FROM things", []).await.unwrap()[0].try_get("", "id").unwrap();
        assert_eq!(last, 50, "{}", db.name());
    }
}

#[tokio::test]
async fn connections_that_broke_are_replaced() {
    let Some(db) = TestDb::postgres().await else { return };
    let open = futures::future::join_all((0..4).map(|_| db.begin())).await;
    drop(open);
    let other = Db::connect_url(&db.url()).await.unwrap();
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    assert!(other.rows(sql, []).await.unwrap().len() >= 4);
    for _ in 0..8 {
        let tx = timeout(SOON, db.begin()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_second_row_with_the_same_key_is_a_conflict() {
    for db in with_table().await {
        db.execute(INSERT, [Value::from(1_i64)]).await.unwrap();
        let error = db.execute(INSERT, [Value::from(1_i64)]).await.unwrap_err();
        assert!(error.is_conflict() && !error.is_unavailable(), "{}: {error}", db.name());
    }
}

#[tokio::test]
async fn a_closed_database_is_unavailable() {
    for db in with_table().await {
        db.ping().await.unwrap();
        db.close().await.unwrap();
        let error = db.ping().await.unwrap_err();
        assert!(error.is_unavailable() && !error.is_conflict(), "{}: {error}", db.name());
        assert!(db.begin().await.is_err_and(|error| error.is_unavailable()));
    }
}

#[tokio::test]
async fn a_busy_writer_is_waited_for_only_so_long() {
    let db = TestDb::sqlite().await;
    let _first = db.begin().await.unwrap();
    let second = timeout(Duration::from_secs(8), db.begin()).await.unwrap();
    assert!(second.is_err_and(|error| error.is_unavailable()));
}

#[tokio::test]
async fn a_commit_wakes_this_process_and_others() {
    for db in TestDb::each().await {
        let other = match db.backend() {
            Backend::Sqlite => Db::clone(&db),
            Backend::Postgres => Db::connect_url(&db.url()).await.unwrap(),
        };
        let topic = Topic::Jobs("paint");
        let (near, far) = (db.wakes().signal(&topic.channel()), other.wakes().signal(&topic.channel()));
        let stop = CancellationToken::new();
        let woken = async {
            if db.backend() == Backend::Postgres {
                // The listener wakes everyone once, when it begins to hear.
                timeout(SOON, far.notified()).await.unwrap();
            }
            let mut tx = db.begin().await.unwrap();
            tx.wake_on_commit(topic);
            tx.wake_on_commit(topic);
            tx.wake_on_commit(Topic::Inbox);
            tx.commit().await.unwrap();
            timeout(SOON, near.notified()).await.unwrap();
            if db.backend() == Backend::Postgres {
                timeout(SOON, far.notified()).await.unwrap();
            }
            stop.cancel();
        };
        tokio::join!(other.listen(stop.clone()), woken);
    }
}

#[tokio::test]
async fn the_listener_survives_its_connection() {
    let Some(db) = TestDb::postgres().await else { return };
    let signal = db.wakes().signal("inbox");
    let stop = CancellationToken::new();
    let killed = async {
        timeout(SOON, signal.notified()).await.unwrap();
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND query LIKE 'LISTEN%'";
        assert_eq!(db.rows(sql, []).await.unwrap().len(), 1);
        timeout(SOON, signal.notified()).await.unwrap();
        stop.cancel();
    };
    tokio::join!(db.listen(stop.clone()), killed);
}

#[tokio::test]
async fn every_step_goes_up_down_and_up_again() {
    for db in TestDb::each().await {
        assert_eq!(db.pending_steps().await.unwrap(), Vec::<String>::new(), "{}", db.name());
        Migrator::down(db.writer(), None).await.unwrap();
        assert_eq!(db.pending_steps().await.unwrap().len(), Migrator::migrations().len());
        let left = match db.backend() {
            Backend::Sqlite => "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
            Backend::Postgres => {
                "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            }
        };
        let left: Vec<String> =
            db.rows(left, []).await.unwrap().iter().map(|row| row.try_get("", "name").unwrap()).collect();
        assert!(left.iter().all(|name| name.starts_with("seaql_migrations")), "{}: {left:?}", db.name());
        db.migrate().await.unwrap();
        assert_eq!(db.pending_steps().await.unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn the_version_before_runs_on_the_schema_of_the_next() {
    for db in TestDb::each().await {
        let later =
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_of_a_later_version', 0)";
        db.writer().execute_unprepared(later).await.unwrap();
        db.migrate().await.unwrap();
        assert_eq!(db.pending_steps().await.unwrap(), Vec::<String>::new(), "{}", db.name());
    }
}

#[tokio::test]
async fn replicas_that_start_together_migrate_once() {
    let Some(db) = TestDb::postgres().await else { return };
    Migrator::down(db.writer(), None).await.unwrap();
    let other = Db::connect_url(&db.url()).await.unwrap();
    let (one, two) = tokio::join!(db.migrate(), other.migrate());
    one.unwrap();
    two.unwrap();
}

#[tokio::test]
async fn an_embedded_file_is_opened_as_promised() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/new/atelier.db", folder.path().display());
    let pragma = async |db: &Db, name: &str, write: bool| {
        let sql = format!("PRAGMA {name}");
        let rows = if write { db.returning(&sql, []).await } else { db.rows(&sql, []).await };
        let row = rows.unwrap().remove(0);
        row.try_get_by_index::<i64>(0).map_or_else(|_| row.try_get_by_index(0).unwrap(), |n| n.to_string())
    };
    for (sync, expected) in [(SqliteSync::Full, "2"), (SqliteSync::Normal, "1")] {
        let db = Db::connect(DbOptions { sqlite_sync: sync, ..DbOptions::new(&url) }).await.unwrap();
        assert_eq!(pragma(&db, "journal_mode", true).await, "wal");
        assert_eq!(pragma(&db, "synchronous", true).await, expected);
        assert_eq!(pragma(&db, "foreign_keys", true).await, "1");
        assert_eq!(pragma(&db, "busy_timeout", true).await, "5000");
        assert_eq!(pragma(&db, "query_only", false).await, "1");
        assert_eq!(pragma(&db, "foreign_keys", false).await, "1");
        let refused = Db::connect_url(&url).await.unwrap_err();
        assert!(matches!(&refused, StorageError::Setup(text) if text.contains("another process")));
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_database_in_memory_keeps_what_is_written() {
    let db = Db::connect_url("sqlite::memory:").await.unwrap();
    db.migrate().await.unwrap();
    db.execute("CREATE TABLE things (id bigint PRIMARY KEY)", []).await.unwrap();
    db.execute(INSERT, [Value::from(1_i64)]).await.unwrap();
    assert_eq!(count(&db).await, 1);
}

#[tokio::test]
async fn what_is_urgent_goes_before_what_waits_for_the_writer() {
    let db = TestDb::sqlite().await;
    db.execute("CREATE TABLE written (id integer PRIMARY KEY, who text NOT NULL)", []).await.unwrap();
    let sql = "INSERT INTO written (who) VALUES ($1)";
    let tx = db.begin().await.unwrap();
    let waiting = futures::future::join_all((0..20).map(|_| db.execute(sql, [Value::from("patient")])));
    let urgent = async {
        let urgent = db.urgent();
        let (written, committed) = tokio::join!(urgent.execute(sql, [Value::from("urgent")]), tx.commit());
        committed.and(written)
    };
    let (patient, urgent) = tokio::join!(waiting, urgent);
    assert!(urgent.is_ok() && patient.into_iter().all(|written| written.is_ok()));
    let rows = db.rows("SELECT who FROM written ORDER BY id LIMIT 2", []).await.unwrap();
    let first: Vec<String> = rows.iter().map(|row| row.try_get("", "who").unwrap()).collect();
    assert!(first.contains(&"urgent".to_owned()), "{first:?}");
}
