//! Conversations: found, listed, named, deleted.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
    sea_query::{Expr, OnConflict},
};

use super::{
    ChatStore,
    entities::{conversations, rooms},
};
use crate::{
    domain::{AccountId, Page, Peer},
    features::chat::domain::{Conversation, ConversationId},
    storage::{StorageError, Tx, search::normalise, sql::Executor as _},
};

impl ChatStore {
    /// The conversation that a message without further word belongs to.
    pub async fn find_current(&self, account: AccountId) -> Result<Option<Conversation>, StorageError> {
        let Some(room) = rooms::Entity::find_by_id(account.0).one(self.db.reader()).await? else {
            return Ok(None);
        };
        match room.conversation_id {
            Some(id) => self.find_conversation(account, ConversationId(id)).await,
            None => Ok(None),
        }
    }

    /// The conversation that a message in this place belongs to: the person's present one, or that of the topic.
    pub async fn find_current_in(&self, peer: Peer) -> Result<Option<Conversation>, StorageError> {
        let owner = peer.owner();
        if !owner.is_group() {
            return self.find_current(owner).await;
        }
        let sql = "SELECT conversation_id FROM chat_topics WHERE account_id = $1 AND thread_id = $2";
        let row = self.db.rows(sql, [owner.0.into(), thread_of(peer).into()]).await?.pop();
        let id: Option<i64> = row.map(|row| row.try_get("", "conversation_id")).transpose()?.flatten();
        match id {
            Some(id) => self.find_conversation(owner, ConversationId(id)).await,
            None => Ok(None),
        }
    }

    /// A conversation of this owner that is not deleted.
    pub async fn find_conversation(
        &self,
        account: AccountId,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StorageError> {
        let row =
            conversations::Entity::find_by_id(id.0).filter(living(account)).one(self.db.reader()).await?;
        Ok(row.map(Conversation::from))
    }

    /// Newest first.
    pub async fn list_conversations(
        &self,
        account: AccountId,
        page: u32,
        size: u32,
    ) -> Result<Page<Conversation>, StorageError> {
        let all = conversations::Entity::find().filter(living(account));
        let total = all.clone().count(self.db.reader()).await?;
        let number = Page::<()>::clamp(page, total, size);
        let rows = all
            .order_by_desc(conversations::Column::ChangedAt)
            .order_by_desc(conversations::Column::Id)
            .offset(u64::from(number) * u64::from(size))
            .limit(u64::from(size))
            .all(self.db.reader())
            .await?;
        let items = rows.into_iter().map(Conversation::from).collect();
        Ok(Page { items, number, size, total })
    }

    pub async fn count_conversations(&self, account: AccountId) -> Result<u64, StorageError> {
        Ok(conversations::Entity::find().filter(living(account)).count(self.db.reader()).await?)
    }

    pub async fn insert_conversation(
        &self,
        tx: &mut Tx,
        account: AccountId,
        model: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<ConversationId, StorageError> {
        let row = conversations::ActiveModel {
            id: NotSet,
            account_id: Set(account.0),
            title: Set(None),
            named: Set(false),
            model: Set(model.map(str::to_owned)),
            search_text: Set(String::new()),
            created_at: Set(now),
            changed_at: Set(now),
            deleted_at: Set(None),
        };
        let inserted = conversations::Entity::insert(row).exec(tx.connection()).await?;
        Ok(ConversationId(inserted.last_insert_id))
    }

    /// What a message without further word belongs to from now on; `None` until the next message makes one.
    pub async fn set_current(
        &self,
        tx: &mut Tx,
        account: AccountId,
        conversation: Option<ConversationId>,
    ) -> Result<(), StorageError> {
        let row = rooms::ActiveModel {
            account_id: Set(account.0),
            conversation_id: Set(conversation.map(|id| id.0)),
        };
        let mut conflict = OnConflict::column(rooms::Column::AccountId);
        conflict.update_column(rooms::Column::ConversationId);
        rooms::Entity::insert(row).on_conflict(conflict).exec_without_returning(tx.connection()).await?;
        Ok(())
    }

    /// The same, of a place: a private chat, or a topic of a group.
    pub async fn set_current_in(
        &self,
        tx: &mut Tx,
        peer: Peer,
        conversation: Option<ConversationId>,
    ) -> Result<(), StorageError> {
        let owner = peer.owner();
        if !owner.is_group() {
            return self.set_current(tx, owner, conversation).await;
        }
        let sql = "INSERT INTO chat_topics (account_id, thread_id, conversation_id) VALUES ($1, $2, $3) \
                   ON CONFLICT (account_id, thread_id) DO UPDATE SET conversation_id = $3";
        let values = [owner.0.into(), thread_of(peer).into(), conversation.map(|id| id.0).into()];
        tx.execute(sql, values).await.map(|_| ())
    }

    /// Gives a title. One that a person gave is replaced only by another of theirs.
    pub async fn set_title(
        &self,
        tx: &mut Tx,
        account: AccountId,
        id: ConversationId,
        title: &str,
        by_person: bool,
    ) -> Result<bool, StorageError> {
        let mut update = conversations::Entity::update_many()
            .col_expr(conversations::Column::Title, Expr::value(title))
            .col_expr(conversations::Column::SearchText, Expr::value(normalise(title)))
            .filter(living(account))
            .filter(conversations::Column::Id.eq(id.0));
        update = if by_person {
            update.col_expr(conversations::Column::Named, Expr::value(true))
        } else {
            update.filter(conversations::Column::Named.eq(false))
        };
        Ok(update.exec(tx.connection()).await?.rows_affected == 1)
    }

    pub async fn set_model(
        &self,
        tx: &mut Tx,
        account: AccountId,
        id: ConversationId,
        model: Option<&str>,
    ) -> Result<(), StorageError> {
        conversations::Entity::update_many()
            .col_expr(conversations::Column::Model, Expr::value(model))
            .filter(living(account))
            .filter(conversations::Column::Id.eq(id.0))
            .exec(tx.connection())
            .await?;
        Ok(())
    }

    /// Something was said in it.
    pub async fn mark_changed(
        &self,
        tx: &mut Tx,
        id: ConversationId,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        conversations::Entity::update_many()
            .col_expr(conversations::Column::ChangedAt, Expr::value(now))
            .filter(conversations::Column::Id.eq(id.0))
            .exec(tx.connection())
            .await?;
        Ok(())
    }

    /// Takes it out of sight; it can be brought back for a while.
    pub async fn mark_deleted(
        &self,
        tx: &mut Tx,
        account: AccountId,
        id: ConversationId,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        let update = conversations::Entity::update_many()
            .col_expr(conversations::Column::DeletedAt, Expr::value(now))
            .filter(living(account))
            .filter(conversations::Column::Id.eq(id.0));
        Ok(update.exec(tx.connection()).await?.rows_affected == 1)
    }

    /// Brings back what was deleted after `since`; doing so twice is no harm.
    pub async fn mark_undeleted(
        &self,
        tx: &mut Tx,
        account: AccountId,
        id: ConversationId,
        since: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        let recent = Condition::any()
            .add(conversations::Column::DeletedAt.is_null())
            .add(conversations::Column::DeletedAt.gte(since));
        let update = conversations::Entity::update_many()
            .col_expr(conversations::Column::DeletedAt, Expr::value(Option::<DateTime<Utc>>::None))
            .filter(conversations::Column::AccountId.eq(account.0))
            .filter(conversations::Column::Id.eq(id.0))
            .filter(recent);
        Ok(update.exec(tx.connection()).await?.rows_affected == 1)
    }

    /// Removes for good what was deleted before then, with everything in it.
    pub async fn purge_deleted(&self, before: DateTime<Utc>) -> Result<u64, StorageError> {
        let old = conversations::Column::DeletedAt.lt(before);
        Ok(conversations::Entity::delete_many().filter(old).exec(self.db.writer()).await?.rows_affected)
    }
}

/// What is in no topic has the number 0.
fn thread_of(peer: Peer) -> i64 {
    peer.thread.map_or(0, |thread| thread.0)
}

fn living(account: AccountId) -> Condition {
    Condition::all()
        .add(conversations::Column::AccountId.eq(account.0))
        .add(conversations::Column::DeletedAt.is_null())
}
