//! Roles and what is written down, on both databases.

use sea_orm::Value;

use crate::{
    domain::{AccountId, Cause, FrozenClock, SharedClock},
    features::admin::{
        domain::{Act, Admin, Deed, Details, Filter, Role},
        store::AdminStore,
    },
    storage::{sql::Executor as _, testing::TestDb},
};

const OLGA: AccountId = AccountId(103);
const ANN: AccountId = AccountId(101);

fn clock() -> SharedClock {
    FrozenClock::at("2026-11-20T17:42:00Z".parse().unwrap())
}

fn cause(name: &str) -> Cause {
    Cause::from(name.to_owned())
}

async fn knows(db: &TestDb, person: AccountId) {
    let sql = "INSERT INTO account_accounts (id, first_name, client_lang, first_cause, created_at, changed_at) \
               VALUES ($1, 'Ann', 'en', 'u1:1', $2, $2)";
    let values = [Value::from(person.0), Value::from(clock().now())];
    db.execute(sql, values).await.unwrap();
}

async fn records(db: &TestDb, store: &AdminStore, deed: Deed, why: &str) -> bool {
    let mut tx = db.begin().await.unwrap();
    let by = Admin { account: OLGA, role: Role::Owner };
    let new = store.record(&mut tx, by, &deed, &cause(why), clock().now()).await.unwrap();
    tx.commit().await.unwrap();
    new
}

#[tokio::test]
async fn an_act_is_written_down_once_and_read_newest_first() {
    for db in TestDb::each().await {
        let store = AdminStore::new((*db).clone());
        let ban = Details::Ban { until: None, reason: "Threats".to_owned() };
        assert!(records(&db, &store, Deed::on(Act::Ban, ANN).with(ban.clone()), "u1:1").await, "{db:?}");
        assert!(!records(&db, &store, Deed::on(Act::Ban, ANN), "u1:1").await, "{db:?}");
        assert!(records(&db, &store, Deed::on(Act::Unban, ANN), "u1:2").await, "{db:?}");
        let all = store.list_entries(Filter::All, i64::MAX, 9).await.unwrap();
        let acts: Vec<_> = all.iter().map(|entry| entry.act).collect();
        assert_eq!(acts, [Some(Act::Unban), Some(Act::Ban)], "{db:?}");
        assert_eq!((all[1].by, all[1].on, &all[1].details), (Some(OLGA), Some(ANN), &ban), "{db:?}");
        let count = async |filter, before| store.list_entries(filter, before, 9).await.unwrap().len();
        assert_eq!(count(Filter::All, all[0].id).await, 1, "{db:?}");
        assert_eq!(count(Filter::Act(Act::Ban), i64::MAX).await, 1, "{db:?}");
        assert_eq!(count(Filter::By(ANN), i64::MAX).await, 0, "{db:?}");
        assert_eq!(count(Filter::On(ANN), i64::MAX).await, 2, "{db:?}");
    }
}

#[tokio::test]
async fn whoever_is_erased_is_taken_out_of_what_was_done() {
    for db in TestDb::each().await {
        let store = AdminStore::new((*db).clone());
        let reason = "Ann threatened Boris".to_owned();
        let deed = Deed::on(Act::Ban, ANN).with(Details::Ban { until: None, reason });
        records(&db, &store, deed, "u1:1").await;
        store.forget(ANN).await.unwrap();
        let left = store.list_entries(Filter::All, i64::MAX, 9).await.unwrap();
        assert_eq!((left.len(), left[0].on, &left[0].details), (1, None, &Details::None), "{db:?}");
        store.forget(OLGA).await.unwrap();
        assert_eq!(store.list_entries(Filter::All, i64::MAX, 9).await.unwrap()[0].by, None, "{db:?}");
    }
}

#[tokio::test]
async fn a_role_is_given_changed_and_taken() {
    for db in TestDb::each().await {
        let store = AdminStore::new((*db).clone());
        knows(&db, ANN).await;
        for role in [Some(Role::Support), Some(Role::Manager), None] {
            let mut tx = db.begin().await.unwrap();
            match role {
                Some(role) => store.appoint(&mut tx, ANN, role, OLGA, clock().now()).await.unwrap(),
                None => store.dismiss(&mut tx, ANN).await.unwrap(),
            }
            assert_eq!(store.role_in(&mut tx, ANN).await.unwrap(), role, "{db:?}");
            tx.commit().await.unwrap();
            assert_eq!(store.role_of(ANN).await.unwrap(), role, "{db:?}");
            assert_eq!(store.list_staff().await.unwrap().len(), usize::from(role.is_some()), "{db:?}");
        }
    }
}
