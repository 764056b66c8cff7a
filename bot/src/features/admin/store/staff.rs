//! Whom owners have appointed.

use chrono::{DateTime, Utc};
use sea_orm::{QueryResult, Value};

use super::AdminStore;
use crate::{
    domain::AccountId,
    features::admin::domain::{Appointed, Member, Role},
    storage::{StorageError, Tx, moment, sql::Executor},
};

const ROLE: &str = "SELECT role FROM admin_staff WHERE account_id = $1";

impl AdminStore {
    pub(in super::super) async fn role_of(&self, person: AccountId) -> Result<Option<Role>, StorageError> {
        role(&self.db, person).await
    }

    /// The same as an act finds it.
    pub(in super::super) async fn role_in(
        &self,
        tx: &mut Tx,
        person: AccountId,
    ) -> Result<Option<Role>, StorageError> {
        role(&*tx, person).await
    }

    /// Everybody who was appointed, in the order in which they were.
    pub(in super::super) async fn list_staff(&self) -> Result<Vec<Member>, StorageError> {
        let sql = "SELECT account_id, role, appointed_by, appointed_at FROM admin_staff \
                   ORDER BY appointed_at, account_id";
        let rows = self.db.rows(sql, []).await?;
        Ok(rows.iter().map(member).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    pub(in super::super) async fn appoint(
        &self,
        tx: &mut Tx,
        person: AccountId,
        role: Role,
        by: AccountId,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO admin_staff (account_id, role, appointed_by, appointed_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (account_id) DO UPDATE SET role = $2, appointed_by = $3, appointed_at = $4";
        let values: [Value; 4] = [person.0.into(), role.word().into(), by.0.into(), moment(now).into()];
        tx.execute(sql, values).await.map(|_| ())
    }

    pub(in super::super) async fn dismiss(&self, tx: &mut Tx, person: AccountId) -> Result<(), StorageError> {
        tx.execute("DELETE FROM admin_staff WHERE account_id = $1", [person.0.into()]).await.map(|_| ())
    }
}

async fn role(on: &impl Executor, person: AccountId) -> Result<Option<Role>, StorageError> {
    let rows = on.rows(ROLE, [person.0.into()]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Role::parse(&row.try_get::<String>("", "role")?))
}

/// A role of a later version is none here.
fn member(row: &QueryResult) -> Result<Option<Member>, StorageError> {
    let Some(role) = Role::parse(&row.try_get::<String>("", "role")?) else { return Ok(None) };
    let by = row.try_get::<Option<i64>>("", "appointed_by")?.map(AccountId);
    let appointed = Appointed { by, at: row.try_get("", "appointed_at")? };
    let account = AccountId(row.try_get("", "account_id")?);
    Ok(Some(Member { account, role, appointed: Some(appointed) }))
}
