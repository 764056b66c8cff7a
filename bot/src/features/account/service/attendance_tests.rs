//! Who was there on which day, on both databases.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;

use super::super::*;
use crate::{
    domain::FrozenClock,
    features::account::domain::{Cohort, retention},
    storage::testing::TestDb,
};

struct Nobody;

#[async_trait]
impl LanguageListener for Nobody {
    async fn language_changed(
        &self,
        _tx: &mut Tx,
        _account: AccountId,
        _own: Option<Lang>,
        _cause: &Cause,
    ) -> Result<(), StorageError> {
        Ok(())
    }
}

async fn comes(accounts: &Accounts, id: i64) {
    let person = Person { first_name: "Ann".to_owned(), ..Person::known_by_id(AccountId(id)) };
    let cause = Cause::from(format!("u1:{id}"));
    accounts.identify(&person, None, &cause).await.unwrap();
}

#[tokio::test]
async fn who_was_there_is_counted_once_a_day_and_by_the_week_they_came_in() {
    for db in TestDb::each().await {
        // A Monday.
        let clock = FrozenClock::at("2026-11-09T10:00:00Z".parse().unwrap());
        let accounts = Accounts::new((*db).clone(), clock.clone(), Arc::new(Nobody));
        for id in [1, 2, 3, 1] {
            comes(&accounts, id).await;
        }
        accounts.write_attendance().await.unwrap();
        comes(&accounts, 2).await;
        accounts.write_attendance().await.unwrap();
        clock.advance(TimeDelta::days(7));
        for id in [1, 2, 4] {
            comes(&accounts, id).await;
        }
        clock.advance(TimeDelta::days(7));
        for id in [1, 4] {
            comes(&accounts, id).await;
        }
        accounts.write_attendance().await.unwrap();
        let turnout = accounts.turnout(15).await.unwrap();
        let busy: Vec<_> = turnout.days.iter().filter(|day| day.active > 0).collect();
        let numbers: Vec<_> =
            busy.iter().map(|day| (day.day.date().to_string(), day.active, day.new)).collect();
        let expected = [("2026-11-09", 3, 3), ("2026-11-16", 3, 1), ("2026-11-23", 2, 0)];
        assert_eq!(
            numbers,
            expected.map(|(day, active, new)| (day.to_owned(), active, new)),
            "{}",
            db.name()
        );
        assert_eq!((turnout.days.len(), turnout.week, turnout.month, turnout.people), (15, 2, 4, 4));
        let cohorts = accounts.cohorts(3).await.unwrap();
        let week = |text: &str| Day::of(format!("{text}T00:00:00Z").parse().unwrap());
        let expected = [
            Cohort { week: week("2026-11-09"), people: 3, came_again: vec![2] },
            Cohort { week: week("2026-11-16"), people: 1, came_again: vec![] },
            Cohort { week: week("2026-11-23"), people: 0, came_again: vec![] },
        ];
        assert_eq!(cohorts, expected, "{}", db.name());
        assert_eq!(retention(&cohorts, 1), Some(67));
        clock.advance(TimeDelta::days(7));
        let cohorts = accounts.cohorts(4).await.unwrap();
        assert_eq!(cohorts[0].came_again, [2, 1], "{}", db.name());
        assert_eq!(cohorts[1].came_again, [1], "{}", db.name());
    }
}

#[tokio::test]
async fn of_whoever_is_erased_the_numbers_stay_and_nothing_else() {
    for db in TestDb::each().await {
        let clock = FrozenClock::at("2026-11-09T10:00:00Z".parse().unwrap());
        let accounts = Accounts::new((*db).clone(), clock, Arc::new(Nobody));
        comes(&accounts, 1).await;
        comes(&accounts, 2).await;
        accounts.write_attendance().await.unwrap();
        accounts.erase(AccountId(1)).await.unwrap();
        assert_eq!(accounts.store.list_days(AccountId(1)).await.unwrap(), []);
        let turnout = accounts.turnout(1).await.unwrap();
        assert_eq!(turnout.today().map(|day| (day.active, day.new)), Some((2, 2)), "{}", db.name());
        assert_eq!(turnout.week, 1);
    }
}
