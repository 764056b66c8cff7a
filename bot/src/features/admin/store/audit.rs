//! What was done at the desk: written in the transaction of the act, and never changed but to forget who was erased.

use chrono::{DateTime, Utc};
use sea_orm::{QueryResult, Value};
use serde_json::{Value as Json, json};

use super::AdminStore;
use crate::{
    domain::{AccountId, Cause},
    features::admin::domain::{Act, Admin, Deed, Details, Entry, Filter, Role},
    storage::{StorageError, Tx, moment, sql::Executor as _},
};

const COLUMNS: &str = "id, at, by_account, role, act, on_account, details";

impl AdminStore {
    /// Writes an act down; `false` when the same cause has done it already.
    pub(in super::super) async fn record(
        &self,
        tx: &mut Tx,
        by: Admin,
        deed: &Deed,
        cause: &Cause,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        let details = serde_json::to_string(&deed.details)
            .map_err(|source| StorageError::Unreadable { what: "details of an act", source })?;
        let sql = "INSERT INTO admin_audit (cause, at, by_account, role, act, on_account, details) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (cause) DO NOTHING";
        let values: [Value; 7] = [
            cause.as_str().into(),
            moment(now).into(),
            by.account.0.into(),
            by.role.word().into(),
            deed.act.word().into(),
            deed.on.map(|person| person.0).into(),
            details.into(),
        ];
        Ok(tx.execute(sql, values).await? == 1)
    }

    /// Acts from below this number, newest first.
    pub(in super::super) async fn list_entries(
        &self,
        filter: Filter,
        before: i64,
        limit: u64,
    ) -> Result<Vec<Entry>, StorageError> {
        let (narrow, value) = match filter {
            Filter::All => ("", None),
            Filter::By(person) => ("AND by_account = $3", Some(Value::from(person.0))),
            Filter::On(person) => ("AND on_account = $3", Some(Value::from(person.0))),
            Filter::Act(act) => ("AND act = $3", Some(Value::from(act.word()))),
        };
        let sql =
            format!("SELECT {COLUMNS} FROM admin_audit WHERE id < $1 {narrow} ORDER BY id DESC LIMIT $2");
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = [Value::from(before), Value::from(limit)].into_iter().chain(value);
        let rows = self.db.rows(&sql, values.collect::<Vec<_>>()).await?;
        rows.iter().map(entry).collect()
    }

    /// What a person did and what was done to them, as they are told; without whoever else was in it.
    pub(in super::super) async fn describe(&self, person: AccountId) -> Result<Vec<Json>, StorageError> {
        let sql =
            format!("SELECT {COLUMNS} FROM admin_audit WHERE by_account = $1 OR on_account = $1 ORDER BY id");
        let rows = self.db.rows(&sql, [person.0.into()]).await?;
        let told = rows.iter().map(|row| {
            let entry = entry(row)?;
            let own = entry.by == Some(person);
            let act = row.try_get::<String>("", "act")?;
            Ok(json!({ "at": entry.at, "act": act, "done_by": if own { "you" } else { "an operator" } }))
        });
        told.collect()
    }

    /// Takes a person out of everything that was written down, with what was said about them.
    pub(in super::super) async fn forget(&self, person: AccountId) -> Result<(), StorageError> {
        let tx = self.db.begin().await?;
        let on = "UPDATE admin_audit SET on_account = NULL, details = '\"none\"' WHERE on_account = $1";
        tx.execute(on, [person.0.into()]).await?;
        let by = "UPDATE admin_audit SET by_account = NULL WHERE by_account = $1";
        tx.execute(by, [person.0.into()]).await?;
        let appointed = "UPDATE admin_staff SET appointed_by = NULL WHERE appointed_by = $1";
        tx.execute(appointed, [person.0.into()]).await?;
        tx.execute("DELETE FROM admin_staff WHERE account_id = $1", [person.0.into()]).await?;
        tx.commit().await
    }
}

/// What a later version has written is shown as far as it is understood.
fn entry(row: &QueryResult) -> Result<Entry, StorageError> {
    let details = row.try_get::<String>("", "details")?;
    Ok(Entry {
        id: row.try_get("", "id")?,
        at: row.try_get("", "at")?,
        by: row.try_get::<Option<i64>>("", "by_account")?.map(AccountId),
        role: Role::parse(&row.try_get::<String>("", "role")?),
        act: Act::parse(&row.try_get::<String>("", "act")?),
        on: row.try_get::<Option<i64>>("", "on_account")?.map(AccountId),
        details: serde_json::from_str(&details).unwrap_or(Details::None),
    })
}
