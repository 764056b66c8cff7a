//! Rows of accounts and preferences.

mod days;
mod people;
mod privacy;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, Value,
    sea_query::{Expr, OnConflict},
};

use super::domain::{Account, Ban, Erasure};
use crate::{
    domain::{AccountId, Cause, Lang, Person},
    storage::{Db, StorageError, Tx, moment, sql::Executor as _},
};

mod accounts {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub first_name: String,
        pub last_name: Option<String>,
        pub username: Option<String>,
        pub client_lang: String,
        pub chosen_lang: Option<String>,
        pub zone: Option<String>,
        pub start_payload: Option<String>,
        pub first_cause: String,
        pub reachable: bool,
        pub created_at: ChronoDateTimeUtc,
        pub changed_at: ChronoDateTimeUtc,
        pub erase_at: Option<ChronoDateTimeUtc>,
        pub erase_job: Option<i64>,
        pub erase_begun_at: Option<ChronoDateTimeUtc>,
        pub seen_at: Option<ChronoDateTimeUtc>,
        pub banned_at: Option<ChronoDateTimeUtc>,
        pub banned_until: Option<ChronoDateTimeUtc>,
        pub ban_reason: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod preferences {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_preferences")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub value: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[derive(Clone)]
pub(super) struct AccountStore {
    db: Db,
}

impl AccountStore {
    pub(super) const fn new(db: Db) -> Self {
        Self { db }
    }

    pub(super) async fn find(&self, id: AccountId) -> Result<Option<Account>, StorageError> {
        let Some(row) = accounts::Entity::find_by_id(id.0).one(self.db.reader()).await? else {
            return Ok(None);
        };
        Ok(Some(account_of(row, self.preferences_of(id).await?)))
    }

    async fn preferences_of(&self, id: AccountId) -> Result<Vec<preferences::Model>, StorageError> {
        let of_account = preferences::Column::AccountId.eq(id.0);
        Ok(preferences::Entity::find().filter(of_account).all(self.db.reader()).await?)
    }

    /// Makes the account, or brings its names up to date. The start payload is kept from the first contact.
    pub(super) async fn upsert(
        &self,
        person: &Person,
        payload: Option<&str>,
        cause: &Cause,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let row = accounts::ActiveModel {
            id: Set(person.id.0),
            first_name: Set(person.first_name.clone()),
            last_name: Set(person.last_name.clone()),
            username: Set(person.username.clone()),
            client_lang: Set(Lang::of_tag(person.language_code.as_deref()).tag().to_owned()),
            chosen_lang: Set(None),
            zone: Set(None),
            start_payload: Set(payload.map(str::to_owned)),
            first_cause: Set(cause.as_str().to_owned()),
            reachable: Set(true),
            created_at: Set(now),
            changed_at: Set(now),
            erase_at: Set(None),
            erase_job: Set(None),
            erase_begun_at: Set(None),
            seen_at: Set(None),
            banned_at: Set(None),
            banned_until: Set(None),
            ban_reason: Set(None),
        };
        use accounts::Column;
        let mut conflict = OnConflict::column(Column::Id);
        conflict.update_columns([
            Column::FirstName,
            Column::LastName,
            Column::Username,
            Column::ClientLang,
            Column::Reachable,
            Column::ChangedAt,
        ]);
        // Who was met in a group comes now for the first time.
        for (column, name) in [(Column::StartPayload, "start_payload"), (Column::FirstCause, "first_cause")] {
            let kept = format!(
                "CASE WHEN account_accounts.first_cause = '' THEN excluded.{name} ELSE account_accounts.{name} END"
            );
            conflict.value(column, Expr::cust(kept));
        }
        let mut tx = self.db.begin().await?;
        accounts::Entity::insert(row).on_conflict(conflict).exec_without_returning(tx.connection()).await?;
        index_name(&mut tx, person).await?;
        tx.commit().await
    }

    /// Makes an account, without a first contact, for whoever speaks in a group; or brings its names up to date.
    pub(super) async fn meet(&self, person: &Person, now: DateTime<Utc>) -> Result<(), StorageError> {
        let sql = "INSERT INTO account_accounts (id, first_name, last_name, username, client_lang, first_cause, \
                   reachable, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, '', FALSE, $6, $6) \
                   ON CONFLICT (id) DO UPDATE SET first_name = $2, last_name = $3, username = $4, client_lang = $5, \
                   changed_at = $6";
        let values: [Value; 6] = [
            person.id.0.into(),
            person.first_name.as_str().into(),
            person.last_name.clone().into(),
            person.username.clone().into(),
            Lang::of_tag(person.language_code.as_deref()).tag().into(),
            moment(now).into(),
        ];
        let mut tx = self.db.begin().await?;
        tx.execute(sql, values).await?;
        index_name(&mut tx, person).await?;
        tx.commit().await
    }

    /// A second account with the choices of the first; what the second has chosen itself stays.
    pub(super) async fn copy(
        &self,
        tx: &mut Tx,
        from: AccountId,
        to: AccountId,
    ) -> Result<bool, StorageError> {
        let account = "INSERT INTO account_accounts (id, first_name, client_lang, chosen_lang, zone, first_cause, \
                       reachable, created_at, changed_at) \
                       SELECT CAST($2 AS BIGINT), first_name, client_lang, chosen_lang, zone, first_cause, TRUE, created_at, changed_at \
                       FROM account_accounts WHERE id = $1 \
                       ON CONFLICT (id) DO UPDATE SET client_lang = excluded.client_lang, chosen_lang = COALESCE(account_accounts.chosen_lang, excluded.chosen_lang)";
        if tx.execute(account, [from.0.into(), to.0.into()]).await? == 0 {
            return Ok(false);
        }
        let choices = "INSERT INTO account_preferences (account_id, name, value) \
                       SELECT CAST($2 AS BIGINT), name, value FROM account_preferences WHERE account_id = $1 \
                       ON CONFLICT (account_id, name) DO NOTHING";
        tx.execute(choices, [from.0.into(), to.0.into()]).await?;
        Ok(true)
    }

    /// Groups alone: what belongs to a person ends by the person's will.
    pub(super) async fn delete_group(&self, tx: &mut Tx, group: AccountId) -> Result<(), StorageError> {
        let sql = "DELETE FROM account_accounts WHERE id = $1 AND id < 0";
        tx.execute(sql, [group.0.into()]).await.map(|_| ())
    }

    pub(super) async fn set_lang(&self, tx: &mut Tx, id: AccountId, lang: Lang) -> Result<(), StorageError> {
        self.update(tx, id, accounts::Column::ChosenLang, Expr::value(lang.tag())).await
    }

    pub(super) async fn set_zone(&self, tx: &mut Tx, id: AccountId, zone: &str) -> Result<(), StorageError> {
        self.update(tx, id, accounts::Column::Zone, Expr::value(zone)).await
    }

    pub(super) async fn set_reachable(&self, id: AccountId, reachable: bool) -> Result<(), StorageError> {
        accounts::Entity::update_many()
            .col_expr(accounts::Column::Reachable, Expr::value(reachable))
            .filter(accounts::Column::Id.eq(id.0))
            .exec(self.db.writer())
            .await?;
        Ok(())
    }

    pub(super) async fn set_preference(
        &self,
        tx: &mut Tx,
        id: AccountId,
        name: &str,
        value: &str,
    ) -> Result<(), StorageError> {
        use preferences::{ActiveModel, Column, Entity};
        let row =
            ActiveModel { account_id: Set(id.0), name: Set(name.to_owned()), value: Set(value.to_owned()) };
        let mut conflict = OnConflict::columns([Column::AccountId, Column::Name]);
        conflict.update_column(Column::Value);
        Entity::insert(row).on_conflict(conflict).exec_without_returning(tx.connection()).await?;
        Ok(())
    }

    async fn update(
        &self,
        tx: &mut Tx,
        id: AccountId,
        column: accounts::Column,
        value: Expr,
    ) -> Result<(), StorageError> {
        accounts::Entity::update_many()
            .col_expr(column, value)
            .filter(accounts::Column::Id.eq(id.0))
            .exec(tx.connection())
            .await?;
        Ok(())
    }
}

/// Groups are not looked for by name.
async fn index_name(tx: &mut Tx, person: &Person) -> Result<(), StorageError> {
    if person.id.is_group() {
        return Ok(());
    }
    people::index_name(tx, person).await
}

fn account_of(row: accounts::Model, preferences: Vec<preferences::Model>) -> Account {
    let erasure = row.erase_at.zip(row.erase_job);
    let erasure = erasure.map(|(due, job)| Erasure { due, begun: row.erase_begun_at.is_some(), job });
    let reason = row.ban_reason.unwrap_or_default();
    let ban = row.banned_at.map(|since| Ban { since, until: row.banned_until, reason });
    let preferences: BTreeMap<_, _> = preferences.into_iter().map(|row| (row.name, row.value)).collect();
    Account {
        id: AccountId(row.id),
        first_name: row.first_name,
        username: row.username,
        client_lang: Lang::of_tag(Some(&row.client_lang)),
        chosen_lang: row.chosen_lang.map(|tag| Lang::of_tag(Some(&tag))),
        zone: row.zone.and_then(|name| name.parse().ok()),
        first_cause: Cause::from(row.first_cause),
        reachable: row.reachable,
        created_at: row.created_at,
        preferences,
        erasure,
        ban,
    }
}
