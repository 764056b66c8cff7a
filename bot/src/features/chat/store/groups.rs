//! Rows of groups: what of them is counted, moved to another number, and erased.

use chrono::{DateTime, Utc};

use super::ChatStore;
use crate::{
    domain::{AccountId, ChatId},
    features::chat::domain::AnswerId,
    storage::{StorageError, Tx, moment, sql::Executor as _},
};

impl ChatStore {
    /// Who asked what this answers, where the answer is this owner's.
    pub async fn find_asker(
        &self,
        owner: AccountId,
        answer: AnswerId,
    ) -> Result<Option<AccountId>, StorageError> {
        let sql = "SELECT q.account_id FROM chat_answers a JOIN chat_questions q ON q.id = a.question_id \
                   WHERE a.id = $1 AND a.account_id = $2";
        let row = self.db.rows(sql, [answer.0.into(), owner.0.into()]).await?.pop();
        row.map(|row| Ok(AccountId(row.try_get("", "account_id")?))).transpose()
    }

    /// Answers that an owner has asked for since then.
    pub async fn count_answers_since(
        &self,
        owner: AccountId,
        since: DateTime<Utc>,
    ) -> Result<u64, StorageError> {
        let sql = "SELECT COUNT(*) AS n FROM chat_answers WHERE account_id = $1 AND created_at >= $2";
        let row = self.db.rows(sql, [owner.0.into(), moment(since).into()]).await?.pop();
        let count: i64 = row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or_default();
        Ok(count.unsigned_abs())
    }

    /// Jobs of answers in a chat that are not finished.
    pub async fn list_open_jobs(&self, chat: ChatId) -> Result<Vec<i64>, StorageError> {
        let sql = "SELECT job_id FROM chat_answers WHERE chat_id = $1 AND finished_at IS NULL AND job_id IS NOT NULL";
        let rows = self.db.rows(sql, [chat.0.into()]).await?;
        rows.iter().map(|row| Ok(row.try_get("", "job_id")?)).collect()
    }

    /// Another model for all talk of a group.
    pub async fn set_model_everywhere(
        &self,
        tx: &mut Tx,
        owner: AccountId,
        model: Option<&str>,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE chat_conversations SET model = $2 WHERE account_id = $1";
        tx.execute(sql, [owner.0.into(), model.map(str::to_owned).into()]).await.map(|_| ())
    }

    /// Everything of a group goes to its new number. Where there is talk already, it goes on.
    pub async fn move_group(&self, tx: &mut Tx, from: ChatId, to: ChatId) -> Result<(), StorageError> {
        for sql in [
            "UPDATE chat_conversations SET account_id = $2 WHERE account_id = $1",
            "UPDATE chat_topics SET account_id = $2 WHERE account_id = $1 AND thread_id NOT IN \
             (SELECT thread_id FROM chat_topics WHERE account_id = $2)",
            "UPDATE chat_questions SET chat_id = $2 WHERE chat_id = $1",
            "UPDATE chat_questions SET account_id = $2 WHERE account_id = $1",
            "UPDATE chat_answers SET account_id = $2 WHERE account_id = $1",
            "UPDATE chat_answers SET chat_id = $2 WHERE chat_id = $1",
            "UPDATE chat_gatherings SET chat_id = $2 WHERE chat_id = $1",
            "UPDATE chat_gatherings SET account_id = $2 WHERE account_id = $1",
            "UPDATE chat_parts SET chat_id = $2 WHERE chat_id = $1",
        ] {
            tx.execute(sql, [from.0.into(), to.0.into()]).await?;
        }
        Ok(())
    }

    /// Forgets what is being gathered in a chat: nobody will be answered there.
    pub async fn drop_gatherings(&self, tx: &mut Tx, chat: ChatId) -> Result<(), StorageError> {
        let sql = "DELETE FROM chat_gatherings WHERE chat_id = $1 AND state IN ('open', 'held')";
        tx.execute(sql, [chat.0.into()]).await.map(|_| ())
    }

    /// Erases all talk of a group, whoever said it.
    pub async fn erase_group(&self, tx: &mut Tx, group: ChatId) -> Result<(), StorageError> {
        for sql in [
            "DELETE FROM chat_gatherings WHERE chat_id = $1",
            "DELETE FROM chat_conversations WHERE account_id = $1",
            "DELETE FROM chat_draft_refusals WHERE chat_id = $1",
        ] {
            tx.execute(sql, [group.0.into()]).await?;
        }
        Ok(())
    }
}
