//! Rows of steps. It reads and writes JSON; what it means is not its business.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, entity::prelude::*,
    sea_query::OnConflict,
};

use super::{StepKey, StepRecord};
use crate::storage::{Db, StorageError, Tx};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "telegram_steps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub bot_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub chat_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub thread_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    pub step: String,
    pub changed_at: DateTime<Utc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of steps.
#[derive(Clone)]
pub struct StepStore {
    db: Db,
}

impl StepStore {
    pub const fn new(db: Db) -> Self {
        Self { db }
    }

    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// What is waited for; an unreadable row is an error that names it.
    pub async fn find(&self, key: StepKey) -> Result<Option<StepRecord>, StorageError> {
        let row = Entity::find().filter(row_of(key)).one(self.db.reader()).await?;
        row.map(|row| {
            serde_json::from_str(&row.step)
                .map_err(|source| StorageError::Unreadable { what: "step", source })
        })
        .transpose()
    }

    /// Waits for something else, or for nothing.
    pub async fn set(
        &self,
        tx: &mut Tx,
        key: StepKey,
        step: Option<&StepRecord>,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let Some(step) = step else {
            Entity::delete_many().filter(row_of(key)).exec(tx.connection()).await?;
            return Ok(());
        };
        let step = serde_json::to_string(step)
            .map_err(|source| StorageError::Unreadable { what: "step", source })?;
        let row = ActiveModel {
            bot_id: Set(key.bot.0),
            chat_id: Set(key.peer.chat.0),
            thread_id: Set(key.peer.thread.map_or(0, |thread| thread.0)),
            account_id: Set(key.person.0),
            step: Set(step),
            changed_at: Set(now),
        };
        let mut conflict =
            OnConflict::columns([Column::BotId, Column::ChatId, Column::ThreadId, Column::AccountId]);
        conflict.update_columns([Column::Step, Column::ChangedAt]);
        Entity::insert(row).on_conflict(conflict).exec_without_returning(tx.connection()).await?;
        Ok(())
    }
}

fn row_of(key: StepKey) -> Condition {
    Condition::all()
        .add(Column::BotId.eq(key.bot.0))
        .add(Column::ChatId.eq(key.peer.chat.0))
        .add(Column::ThreadId.eq(key.peer.thread.map_or(0, |thread| thread.0)))
        .add(Column::AccountId.eq(key.person.0))
}
