//! What the inbox forgets when a person has everything erased.
//! That an update came stays for as long as Telegram may bring it again: a number, and nobody's.

use sea_orm::Value;

use super::Intake;
use crate::{
    domain::AccountId,
    storage::{StorageError, sql::Executor as _},
};

impl Intake {
    /// The updates of this person that were given up and still have their words, as they came.
    pub async fn given_up_of(&self, person: AccountId) -> Result<Vec<serde_json::Value>, StorageError> {
        let sql =
            "SELECT raw FROM intake_inbox WHERE status = 2 AND raw <> '' AND (lane = $1 OR lane LIKE $2)";
        let lane = person.to_string();
        let values = [Value::from(lane.as_str()), Value::from(format!("{lane}:%"))];
        let rows = self.0.inbox.db().rows(sql, values).await?;
        let raw = |row: &sea_orm::QueryResult| {
            let raw: String = row.try_get("", "raw")?;
            Ok(serde_json::from_str(&raw).unwrap_or(serde_json::Value::String(raw)))
        };
        rows.iter().map(raw).collect()
    }

    /// Forgets whose the updates of this person were, and the words in those that were given up; also of those in
    /// groups. What is still open stays: it is answered next.
    pub async fn forget(&self, person: AccountId) -> Result<(), StorageError> {
        let db = self.0.inbox.db();
        // The lane of a private chat is the person, or the person and a topic.
        let own =
            "UPDATE intake_inbox SET lane = NULL, raw = '' WHERE status <> 0 AND (lane = $1 OR lane LIKE $2)";
        let lane = person.to_string();
        db.execute(own, [Value::from(lane.as_str()), Value::from(format!("{lane}:%"))]).await?;
        // Only given up updates keep words, and there are few of them.
        let elsewhere = "UPDATE intake_inbox SET raw = '' WHERE status = 2 AND (raw LIKE $1 OR raw LIKE $2)";
        let named = |end| Value::from(format!("%\"id\":{person}{end}%"));
        db.execute(elsewhere, [named(','), named('}')]).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use crate::{
        domain::{AccountId, BotId, FrozenClock},
        storage::{sql::Executor as _, testing::TestDb},
        telegram::intake::{Intake, IntakeOptions},
    };

    #[tokio::test]
    async fn whose_an_update_was_is_forgotten_and_that_it_came_is_not() {
        for db in TestDb::each().await {
            let clock = FrozenClock::at(chrono::DateTime::UNIX_EPOCH);
            let options = IntakeOptions { tick: Duration::from_secs(1), ..IntakeOptions::default() };
            let intake = Intake::new((*db).clone(), BotId(9), clock as Arc<_>, options);
            let rows = [
                ("1", "1", "'7'", "''"),
                ("2", "2", "'7'", "'{\"from\":{\"id\":7},\"text\":\"sesame\"}'"),
                (
                    "3",
                    "2",
                    "'-5'",
                    "'{\"chat\":{\"id\":-5},\"from\":{\"id\":7,\"x\":1},\"text\":\"sesame\"}'",
                ),
                ("4", "2", "'-5'", "'{\"chat\":{\"id\":-5},\"from\":{\"id\":77},\"text\":\"other\"}'"),
                ("5", "0", "'7'", "'{\"from\":{\"id\":7},\"text\":\"open\"}'"),
                ("6", "1", "'7:3'", "''"),
                ("7", "1", "'77'", "''"),
            ];
            for (id, status, lane, raw) in rows {
                let sql = format!(
                    "INSERT INTO intake_inbox (bot_id, update_id, lane, kind, raw, status, attempts, received_at) \
                     VALUES (9, {id}, {lane}, 'message', {raw}, {status}, 1, '2026-11-20T00:00:00+00:00')"
                );
                db.execute(&sql, []).await.unwrap();
            }
            intake.forget(AccountId(7)).await.unwrap();
            let sql =
                "SELECT CAST(update_id AS INTEGER) AS id, lane, raw FROM intake_inbox ORDER BY update_id";
            let left: Vec<(Option<String>, bool)> = db
                .rows(sql, [])
                .await
                .unwrap()
                .iter()
                .map(|row| {
                    let raw: String = row.try_get("", "raw").unwrap();
                    assert!(!raw.contains("sesame"), "{db:?}");
                    (row.try_get("", "lane").unwrap(), raw.is_empty())
                })
                .collect();
            let some = |lane: &str| Some(lane.to_owned());
            let expected = [
                (None, true),
                (None, true),
                (some("-5"), true),
                (some("-5"), false),
                (some("7"), false),
                (None, true),
                (some("77"), true),
            ];
            assert_eq!(left, expected, "{db:?}");
        }
    }
}
