//! Chats that take no drafts.

use chrono::{DateTime, Utc};

use super::ChatStore;
use crate::{
    domain::ChatId,
    storage::{StorageError, moment, sql::Executor as _},
};

impl ChatStore {
    /// Whether a chat has refused a draft since then.
    pub async fn has_refused_drafts(&self, chat: ChatId, since: DateTime<Utc>) -> Result<bool, StorageError> {
        let sql = "SELECT 1 AS n FROM chat_draft_refusals WHERE chat_id = $1 AND refused_at > $2";
        Ok(!self.db.rows(sql, [chat.0.into(), moment(since).into()]).await?.is_empty())
    }

    pub async fn mark_drafts_refused(&self, chat: ChatId, now: DateTime<Utc>) -> Result<(), StorageError> {
        let sql = "INSERT INTO chat_draft_refusals (chat_id, refused_at) VALUES ($1, $2) \
                   ON CONFLICT (chat_id) DO UPDATE SET refused_at = excluded.refused_at";
        self.db.execute(sql, [chat.0.into(), moment(now).into()]).await.map(|_| ())
    }

    /// Forgets what would be tried again anyway.
    pub async fn purge_refusals(&self, before: DateTime<Utc>) -> Result<u64, StorageError> {
        let sql = "DELETE FROM chat_draft_refusals WHERE refused_at < $1";
        self.db.execute(sql, [moment(before).into()]).await
    }
}
