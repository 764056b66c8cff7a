//! What the home screen wants to know of the chat, in one statement: it is read more often than anything else.

use super::ChatStore;
use crate::{
    domain::{AccountId, Peer},
    storage::{StorageError, sql::Executor as _},
};

impl ChatStore {
    /// The title of the person's present conversation, and how many answers of this place are not finished.
    pub async fn glance(
        &self,
        account: AccountId,
        peer: Peer,
    ) -> Result<(Option<String>, u64), StorageError> {
        let sql =
            "SELECT (SELECT c.title FROM chat_rooms r JOIN chat_conversations c ON c.id = r.conversation_id
                WHERE r.account_id = $1 AND c.account_id = $1 AND c.deleted_at IS NULL) AS title,
            (SELECT count(*) FROM chat_answers WHERE chat_id = $2 AND COALESCE(thread_id, 0) = $3
                AND finished_at IS NULL) AS unfinished";
        let thread = peer.thread.map_or(0, |thread| thread.0);
        let rows = self.db.rows(sql, [account.0.into(), peer.chat.0.into(), thread.into()]).await?;
        let Some(row) = rows.first() else { return Ok((None, 0)) };
        let unfinished: i64 = row.try_get("", "unfinished")?;
        Ok((row.try_get("", "title")?, unfinished.unsigned_abs()))
    }
}
