//! Where groups are: which have become others, and which the bot has left.

use chrono::{DateTime, Utc};

use crate::{
    domain::ChatId,
    storage::{Db, StorageError, Tx, moment, sql::Executor as _},
};

#[derive(Clone)]
pub(super) struct PlaceStore {
    db: Db,
}

/// What is known of a group's place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The supergroup that it has become.
    pub moved_to: Option<ChatId>,
    /// When the bot was last out of it.
    pub left_at: Option<DateTime<Utc>>,
}

impl PlaceStore {
    pub(super) const fn new(db: Db) -> Self {
        Self { db }
    }

    pub(super) async fn find(&self, group: ChatId) -> Result<Place, StorageError> {
        let sql = "SELECT moved_to, left_at FROM groups_places WHERE chat_id = $1";
        let Some(row) = self.db.rows(sql, [group.0.into()]).await?.pop() else { return Ok(Place::default()) };
        let moved_to: Option<i64> = row.try_get("", "moved_to")?;
        Ok(Place { moved_to: moved_to.map(ChatId), left_at: row.try_get("", "left_at")? })
    }

    pub(super) async fn mark_moved(&self, tx: &mut Tx, from: ChatId, to: ChatId) -> Result<(), StorageError> {
        let sql = "INSERT INTO groups_places (chat_id, moved_to) VALUES ($1, $2) \
                   ON CONFLICT (chat_id) DO UPDATE SET moved_to = $2, left_at = NULL";
        tx.execute(sql, [from.0.into(), to.0.into()]).await.map(|_| ())
    }

    /// The bot is out of the group, or, without a time, in it again.
    pub(super) async fn set_left(
        &self,
        tx: &mut Tx,
        group: ChatId,
        at: Option<DateTime<Utc>>,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO groups_places (chat_id, left_at) VALUES ($1, $2) \
                   ON CONFLICT (chat_id) DO UPDATE SET left_at = $2";
        tx.execute(sql, [group.0.into(), at.map(moment).into()]).await.map(|_| ())
    }

    /// Groups that the bot left before then.
    pub(super) async fn list_left(&self, before: DateTime<Utc>) -> Result<Vec<ChatId>, StorageError> {
        let sql = "SELECT chat_id FROM groups_places WHERE moved_to IS NULL AND left_at <= $1";
        let rows = self.db.rows(sql, [moment(before).into()]).await?;
        rows.iter().map(|row| Ok(ChatId(row.try_get("", "chat_id")?))).collect()
    }

    /// Forgets the place of a group the bot left before then; says whether it is still out of it.
    pub(super) async fn delete_left(
        &self,
        tx: &mut Tx,
        group: ChatId,
        before: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        let sql = "DELETE FROM groups_places WHERE chat_id = $1 AND moved_to IS NULL AND left_at <= $2";
        Ok(tx.execute(sql, [group.0.into(), moment(before).into()]).await? > 0)
    }
}
