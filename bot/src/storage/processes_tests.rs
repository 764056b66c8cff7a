//! A process that is gone is taken over from; one that is merely silent is not.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use sqlx::{Connection as _, PgConnection};

use super::{Heir, Presence, ProcessId, living, views};
use crate::storage::{Db, StorageError, sql::Executor as _, testing::TestDb};

/// Remembers from whom it was told to take over.
#[derive(Default)]
struct Remembering(Mutex<Vec<ProcessId>>);

#[async_trait]
impl Heir for Remembering {
    async fn take_over(&self, gone: ProcessId) -> Result<(), StorageError> {
        self.0.lock().unwrap().push(gone);
        Ok(())
    }
}

async fn has_not_been_heard_of(db: &Db, process: ProcessId) {
    let sql = "INSERT INTO storage_processes (id, role, version, born_at, beat_at, settled)
        VALUES ($1, 'all', '1', now() - interval '1 hour', now() - interval '1 minute', TRUE)";
    db.execute(sql, [process.number().into()]).await.unwrap();
}

#[test]
fn a_token_tells_its_process() {
    let (one, other) = (ProcessId::fresh(), ProcessId::fresh());
    let token = one.token();
    assert_ne!(token, one.token());
    let within = |(first, last)| first <= token && token <= last;
    assert!(within(one.tokens()) && !within(other.tokens()));
    let begins =
        |process: ProcessId| token.simple().to_string().starts_with(process.pattern().trim_end_matches('%'));
    assert!(begins(one) && !begins(other));
}

#[tokio::test]
async fn who_is_gone_is_taken_over_from_and_who_is_silent_is_not() {
    let Some(db) = TestDb::postgres().await else { return };
    let (gone, silent) = (ProcessId::fresh(), ProcessId::fresh());
    for process in [gone, silent] {
        has_not_been_heard_of(&db, process).await;
    }
    let mut connection = PgConnection::connect(&db.url()).await.unwrap();
    sqlx::query("SELECT pg_advisory_lock($1)").bind(silent.number()).execute(&mut connection).await.unwrap();

    let heir = Arc::new(Remembering::default());
    let presence = Presence::begin(&db, "all", vec![heir.clone()]);
    assert!(!db.judges_leases(), "what ran out while nobody was there may have been renewed in vain");
    for _ in 0..600 {
        if !heir.0.lock().unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(*heir.0.lock().unwrap(), [gone]);
    assert!(db.judges_leases());
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let mut left: Vec<ProcessId> = views(&db, "").await.unwrap().into_iter().map(|view| view.id).collect();
    left.sort_by_key(|process| process.0);
    let mut expected = [silent, db.process()];
    expected.sort_by_key(|process| process.0);
    assert_eq!(left, expected, "who is gone is forgotten");
    drop(presence);
}

#[tokio::test]
async fn those_who_live_are_counted() {
    let Some(db) = TestDb::postgres().await else { return };
    let other = Db::connect_url(&db.url()).await.unwrap();
    assert_eq!(db.processes_alive(), 1);
    let presences = [Presence::begin(&db, "all", Vec::new()), Presence::begin(&other, "worker", Vec::new())];
    other.report_trouble(Some("conflict"));
    for _ in 0..300 {
        let told = living(&db).await.unwrap().iter().any(|view| view.trouble.as_deref() == Some("conflict"));
        if told && db.processes_alive() == 2 && other.processes_alive() == 2 {
            return drop(presences);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} and {} live", db.processes_alive(), other.processes_alive());
}

#[tokio::test]
async fn who_has_ended_is_missed_by_nobody() {
    let Some(db) = TestDb::postgres().await else { return };
    let heir = Arc::new(Remembering::default());
    let presence = Presence::begin(&db, "all", vec![heir.clone()]);
    let rows = async || db.rows("SELECT id FROM storage_processes", []).await.unwrap().len();
    for _ in 0..300 {
        if rows().await == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(rows().await, 1);
    presence.end().await;
    assert_eq!((rows().await, heir.0.lock().unwrap().clone()), (0, vec![db.process()]));
}
