//! What a probe hears when something is wrong.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

use super::{Health, STALLED};
use crate::{
    domain::{BotId, FrozenClock},
    storage::{Backend, Db, processes::Presence, sql::Executor as _, state::State, testing::TestDb},
    telegram::intake::{Intake, IntakeOptions, RawUpdate},
};

struct Case {
    db: TestDb,
    clock: Arc<FrozenClock>,
    health: Health,
}

impl Case {
    async fn each() -> Vec<Self> {
        TestDb::each().await.into_iter().map(Self::on).collect()
    }

    fn on(db: TestDb) -> Self {
        let clock = FrozenClock::at("2026-11-21T09:00:00Z".parse().unwrap());
        let intake = Intake::new(db.clone(), BotId(1), clock.clone(), IntakeOptions::default());
        let health = Health {
            db: db.clone(),
            state: State::local(),
            intake,
            clock: clock.clone(),
            stopping: CancellationToken::new(),
        };
        Self { db, clock, health }
    }

    async fn reasons(&self) -> Vec<&'static str> {
        self.health.ready().await.reasons
    }
}

#[tokio::test]
async fn an_update_that_nobody_deals_with_is_a_note_and_takes_nobody_away() {
    for case in Case::each().await {
        let update =
            RawUpdate::read(r#"{"update_id":1,"message":{"chat":{"id":5,"type":"private"}}}"#).unwrap();
        case.health.intake.accept(&[update]).await.unwrap();
        assert_eq!(case.health.ready().await.notes, Vec::<String>::new(), "{}", case.db.name());
        case.clock.advance(STALLED + TimeDelta::seconds(1));
        let ready = case.health.ready().await;
        assert_eq!((ready.status, ready.notes), ("ready", vec!["inbox".to_owned()]), "{}", case.db.name());
    }
}

#[tokio::test]
async fn a_schema_that_lacks_a_step_is_a_reason() {
    for case in Case::each().await {
        let forget =
            "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)";
        case.db.execute(forget, []).await.unwrap();
        assert_eq!(case.reasons().await, ["migrations"], "{}", case.db.name());
    }
}

#[tokio::test]
async fn a_database_that_is_gone_is_a_reason_and_keeps_nobody_waiting() {
    for case in Case::each().await {
        case.db.close().await.unwrap();
        let asked = tokio::time::timeout(Duration::from_secs(4), case.reasons()).await;
        assert_eq!(asked.unwrap(), ["database"], "{}", case.db.name());
    }
}

#[tokio::test]
async fn what_no_process_can_mend_is_a_note_of_each() {
    for case in Case::each().await {
        let other = match case.db.backend() {
            Backend::Sqlite => (*case.db).clone(),
            Backend::Postgres => Db::connect_url(&case.db.url()).await.unwrap(),
        };
        let ready = case.health.ready().await;
        assert_eq!((ready.notes.len(), ready.processes), (0, 1), "{}", case.db.name());
        other.report_trouble(Some("conflict"));
        let presences = [&case.db, &other].map(|db| Presence::begin(db, "all", Vec::new()));
        let alone = case.db.backend() == Backend::Sqlite;
        let mut ready = case.health.ready().await;
        for _ in 0..300 {
            if ready.notes == ["conflict"] && ready.processes == if alone { 1 } else { 2 } {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            ready = case.health.ready().await;
        }
        assert_eq!((ready.status, ready.notes), ("ready", vec!["conflict".to_owned()]), "{}", case.db.name());
        assert_eq!(ready.processes, if alone { 1 } else { 2 });
        drop(presences);
    }
}

#[tokio::test]
async fn a_stop_is_told_without_asking_anybody() {
    let case = Case::on(TestDb::sqlite().await);
    case.db.close().await.unwrap();
    case.health.stopping.cancel();
    let ready = case.health.ready().await;
    assert_eq!((ready.status, ready.reasons), ("waiting", vec!["draining"]));
}
