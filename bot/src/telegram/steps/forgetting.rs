//! What steps tell of a person, and how they forget them.

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::Value;

use super::{
    Steps,
    store::{Column, Entity},
};
use crate::{domain::AccountId, storage::StorageError};

impl Steps {
    /// Everything that is waited for from this person, in whatever chat, as it is kept.
    pub async fn of_person(&self, person: AccountId) -> Result<Vec<Value>, StorageError> {
        let rows =
            Entity::find().filter(Column::AccountId.eq(person.0)).all(self.store.db().reader()).await?;
        let step = |row: super::store::Model| {
            let step = serde_json::from_str(&row.step).unwrap_or(Value::String(row.step));
            serde_json::json!({ "chat": row.chat_id, "changed_at": row.changed_at, "waiting_for": step })
        };
        Ok(rows.into_iter().map(step).collect())
    }

    /// Waits for nothing from this person any more, in whatever chat.
    pub async fn forget(&self, person: AccountId) -> Result<(), StorageError> {
        let of_person = Column::AccountId.eq(person.0);
        Entity::delete_many().filter(of_person).exec(self.store.db().writer()).await?;
        Ok(())
    }
}
