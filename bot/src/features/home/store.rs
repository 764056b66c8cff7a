//! Files that came without words.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    entity::prelude::*,
};

use super::domain::KeptFiles;
use crate::{
    domain::{AccountId, Cause, FileRef, MessageId, Received},
    storage::{Db, StorageError},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "home_received")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub account_id: i64,
    pub cause: String,
    pub file: String,
    pub message_id: Option<i64>,
    pub gathering_id: Option<i64>,
    pub created_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

#[derive(Clone)]
pub(super) struct ReceivedStore {
    db: Db,
}

impl ReceivedStore {
    pub(super) const fn new(db: Db) -> Self {
        Self { db }
    }

    /// Keeps a file for later; the same cause again gives the same row.
    pub(super) async fn insert(
        &self,
        account: AccountId,
        cause: &Cause,
        received: &Received,
        gathering: Option<i64>,
        now: DateTime<Utc>,
    ) -> Result<i64, StorageError> {
        let known = Entity::find().filter(Column::Cause.eq(cause.as_str())).one(self.db.reader()).await?;
        if let Some(known) = known {
            return Ok(known.id);
        }
        let file = serde_json::to_string(&received.files)
            .map_err(|source| StorageError::Unreadable { what: "file", source })?;
        let row = ActiveModel {
            id: NotSet,
            account_id: Set(account.0),
            cause: Set(cause.as_str().to_owned()),
            file: Set(file),
            message_id: Set(received.message.map(|message| message.0)),
            gathering_id: Set(gathering),
            created_at: Set(now),
        };
        Ok(Entity::insert(row).exec(self.db.writer()).await?.last_insert_id)
    }

    /// Files of this person.
    pub(super) async fn find(&self, account: AccountId, id: i64) -> Result<Option<KeptFiles>, StorageError> {
        let row =
            Entity::find_by_id(id).filter(Column::AccountId.eq(account.0)).one(self.db.reader()).await?;
        row.map(|row| Ok(KeptFiles { gathering: row.gathering_id, received: received(&row)? })).transpose()
    }

    /// Every file of this person, by its number, with when it came.
    pub(super) async fn list(
        &self,
        account: AccountId,
    ) -> Result<Vec<(i64, Received, DateTime<Utc>)>, StorageError> {
        let rows = Entity::find()
            .filter(Column::AccountId.eq(account.0))
            .order_by_asc(Column::Id)
            .all(self.db.reader())
            .await?;
        rows.into_iter().map(|row| Ok((row.id, received(&row)?, row.created_at))).collect()
    }

    pub(super) async fn erase(&self, account: AccountId) -> Result<(), StorageError> {
        let of_account = Column::AccountId.eq(account.0);
        Entity::delete_many().filter(of_account).exec(self.db.writer()).await?;
        Ok(())
    }

    pub(super) async fn purge(&self, before: DateTime<Utc>) -> Result<u64, StorageError> {
        let old = Column::CreatedAt.lt(before);
        Ok(Entity::delete_many().filter(old).exec(self.db.writer()).await?.rows_affected)
    }
}

/// Several, or, in rows from before albums were kept whole, one.
fn read_files(text: &str) -> Result<Vec<FileRef>, StorageError> {
    let unreadable = |source| StorageError::Unreadable { what: "file", source };
    if text.starts_with('[') {
        return serde_json::from_str(text).map_err(unreadable);
    }
    Ok(vec![serde_json::from_str(text).map_err(unreadable)?])
}

fn received(row: &Model) -> Result<Received, StorageError> {
    let files = read_files(&row.file)?;
    Ok(Received { files, message: row.message_id.map(MessageId), words: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_of_an_old_row_is_read_as_well_as_several() {
        let one =
            r#"{"id":"a","unique_id":"b","kind":"photo","size":5,"mime":null,"name":null,"seconds":null}"#;
        assert_eq!(read_files(one).unwrap().len(), 1);
        assert_eq!(read_files(&format!("[{one},{one}]")).unwrap().len(), 2);
    }
}
