//! Accounts that are to go, what is told of them, and who wants to be forgotten sooner.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, Func},
};
use serde_json::{Value, json};

use super::{
    AccountStore,
    accounts::{Column, Entity},
    preferences,
};
use crate::{
    domain::AccountId,
    features::account::domain::Retention,
    storage::{StorageError, Tx},
};

impl AccountStore {
    /// Everything is to be erased then, by this job; `false` when that was so before.
    pub(in super::super) async fn mark_erasing(
        &self,
        tx: &mut Tx,
        id: AccountId,
        due: DateTime<Utc>,
        job: i64,
    ) -> Result<bool, StorageError> {
        let update = Entity::update_many()
            .col_expr(Column::EraseAt, Expr::value(due))
            .col_expr(Column::EraseJob, Expr::value(job))
            .filter(Column::Id.eq(id.0))
            .filter(Column::EraseAt.is_null());
        Ok(update.exec(tx.connection()).await?.rows_affected == 1)
    }

    /// Everything stays; `false` when it is too late for that, or another job's.
    pub(in super::super) async fn unmark_erasing(
        &self,
        tx: &mut Tx,
        id: AccountId,
        job: i64,
    ) -> Result<bool, StorageError> {
        let update = Entity::update_many()
            .col_expr(Column::EraseAt, Expr::value(Option::<DateTime<Utc>>::None))
            .col_expr(Column::EraseJob, Expr::value(Option::<i64>::None))
            .filter(Column::Id.eq(id.0))
            .filter(Column::EraseJob.eq(job))
            .filter(Column::EraseBegunAt.is_null());
        Ok(update.exec(tx.connection()).await?.rows_affected == 1)
    }

    /// From now on nothing stops it; `false` when this job is not to erase this account.
    pub(in super::super) async fn mark_erasing_begun(
        &self,
        tx: &mut Tx,
        id: AccountId,
        job: i64,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        let first = Func::coalesce([Expr::col(Column::EraseBegunAt), Expr::value(now)]);
        let update = Entity::update_many()
            .col_expr(Column::EraseBegunAt, first.into())
            .filter(Column::Id.eq(id.0))
            .filter(Column::EraseJob.eq(job));
        Ok(update.exec(tx.connection()).await?.rows_affected == 1)
    }

    /// Removes the account with whatever of it is left anywhere.
    pub(in super::super) async fn delete(&self, tx: &mut Tx, id: AccountId) -> Result<(), StorageError> {
        Entity::delete_by_id(id.0).exec(tx.connection()).await?;
        Ok(())
    }

    pub(in super::super) async fn delete_preferences(&self, id: AccountId) -> Result<(), StorageError> {
        let of_account = preferences::Column::AccountId.eq(id.0);
        preferences::Entity::delete_many().filter(of_account).exec(self.db.writer()).await?;
        Ok(())
    }

    /// The account as it is told to its owner.
    pub(in super::super) async fn describe(&self, id: AccountId) -> Result<Option<Value>, StorageError> {
        let Some(row) = Entity::find_by_id(id.0).one(self.db.reader()).await? else { return Ok(None) };
        Ok(Some(json!({
            "id": row.id,
            "first_name": row.first_name,
            "last_name": row.last_name,
            "username": row.username,
            "language_of_the_client": row.client_lang,
            "chosen_language": row.chosen_lang,
            "time_zone": row.zone,
            "came_with": row.start_payload,
            "reachable": row.reachable,
            "first_seen_at": row.created_at,
            "changed_at": row.changed_at,
            "last_seen_at": row.seen_at,
            "banned_at": row.banned_at,
            "banned_until": row.banned_until,
            "ban_reason": row.ban_reason,
        })))
    }

    /// Whose messages are to be forgotten after so many days of their own choice, by number from behind this one on.
    pub(in super::super) async fn list_retentions(
        &self,
        after: AccountId,
        limit: u64,
    ) -> Result<Vec<(AccountId, Retention)>, StorageError> {
        use preferences::{Column, Entity};
        let rows = Entity::find()
            .filter(Column::Name.eq(Retention::PREFERENCE))
            .filter(Column::AccountId.gt(after.0))
            .order_by_asc(Column::AccountId)
            .limit(limit)
            .all(self.db.reader())
            .await?;
        let choice = |row: preferences::Model| {
            Some((AccountId(row.account_id), Retention::of_value(&row.value).unwrap_or(Retention::Keep)))
        };
        Ok(rows.into_iter().filter_map(choice).collect())
    }
}
