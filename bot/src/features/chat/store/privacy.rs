//! What the chat hands over, and how it forgets: by person and by age, in small batches.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Select, Value,
};

use super::{
    ChatStore,
    entities::{answers, conversations, questions},
};
use crate::{
    domain::AccountId,
    features::chat::domain::{Answer, Conversation, ConversationId, Question, QuestionId},
    storage::{StorageError, moment, sql::Executor as _},
};

/// Rows per deleting statement, so that nobody waits for it. Answers go with their questions.
const AT_ONCE: i64 = 200;

impl ChatStore {
    /// Conversations of this person, also deleted ones that can still be brought back, by number from behind this
    /// one on.
    pub async fn list_whole(
        &self,
        account: AccountId,
        after: ConversationId,
        limit: u64,
    ) -> Result<Vec<Conversation>, StorageError> {
        let rows = conversations::Entity::find()
            .filter(conversations::Column::AccountId.eq(account.0))
            .filter(conversations::Column::Id.gt(after.0))
            .order_by_asc(conversations::Column::Id)
            .limit(limit)
            .all(self.db.reader())
            .await?;
        Ok(rows.into_iter().map(Conversation::from).collect())
    }

    /// Questions of a conversation with every answer to each, from behind this question on.
    pub async fn list_said(
        &self,
        conversation: ConversationId,
        after: QuestionId,
        limit: u64,
    ) -> Result<Vec<(Question, Vec<Answer>)>, StorageError> {
        let in_it = questions::Column::ConversationId.eq(conversation.0);
        self.said(questions::Entity::find().filter(in_it), after, limit).await
    }

    /// What this person has said in conversations that are not theirs, as in groups, with every answer to it.
    pub async fn list_said_elsewhere(
        &self,
        account: AccountId,
        after: QuestionId,
        limit: u64,
    ) -> Result<Vec<(Question, Vec<Answer>)>, StorageError> {
        let own = conversations::Entity::find()
            .select_only()
            .column(conversations::Column::Id)
            .filter(conversations::Column::AccountId.eq(account.0));
        let elsewhere = questions::Entity::find()
            .filter(questions::Column::AccountId.eq(account.0))
            .filter(questions::Column::ConversationId.not_in_subquery(own.into_query()));
        self.said(elsewhere, after, limit).await
    }

    /// Some of these questions, from behind this one on, with every answer to each.
    async fn said(
        &self,
        which: Select<questions::Entity>,
        after: QuestionId,
        limit: u64,
    ) -> Result<Vec<(Question, Vec<Answer>)>, StorageError> {
        let behind = which.filter(questions::Column::Id.gt(after.0)).order_by_asc(questions::Column::Id);
        let rows = behind.limit(limit).all(self.db.reader()).await?;
        let asked: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let answered = answers::Entity::find()
            .filter(answers::Column::QuestionId.is_in(asked))
            .order_by_asc(answers::Column::Id)
            .all(self.db.reader())
            .await?;
        let answered = answered.into_iter().map(Answer::try_from).collect::<Result<Vec<_>, _>>()?;
        let with_answers = |question: Question| {
            let to_it = answered.iter().filter(|answer| answer.question == question.id).cloned().collect();
            (question, to_it)
        };
        Ok(self.with_files(rows).await?.into_iter().map(with_answers).collect())
    }

    /// Files that this person sent along with questions. Those that still wait for words are counted where they wait.
    pub async fn count_files(&self, account: AccountId) -> Result<u64, StorageError> {
        let asked = questions::Entity::find().filter(questions::Column::AccountId.eq(account.0));
        let whole = asked.filter(questions::Column::File.is_not_null()).count(self.db.reader()).await?;
        let sql = "SELECT COUNT(*) AS n FROM chat_parts p JOIN chat_gatherings g ON g.id = p.gathering_id \
                   WHERE g.account_id = $1 AND g.question_id IS NOT NULL AND p.file IS NOT NULL";
        let rows = self.db.rows(sql, [account.0.into()]).await?;
        let gathered: i64 = rows.first().map_or(Ok(0), |row| row.try_get("", "n"))?;
        Ok(whole + gathered.unsigned_abs())
    }

    /// Removes everything of this person.
    pub async fn erase(&self, account: AccountId) -> Result<(), StorageError> {
        let asked = "DELETE FROM chat_questions WHERE id IN
            (SELECT id FROM chat_questions WHERE account_id = $1 LIMIT $2)";
        self.delete(asked, &[account.0.into()]).await?;
        let begun = "DELETE FROM chat_conversations WHERE id IN
            (SELECT id FROM chat_conversations WHERE account_id = $1 LIMIT $2)";
        self.delete(begun, &[account.0.into()]).await?;
        for sql in [
            "DELETE FROM chat_rooms WHERE account_id = $1",
            "DELETE FROM chat_topics WHERE account_id = $1",
            "DELETE FROM chat_gatherings WHERE account_id = $1",
            "DELETE FROM chat_draft_refusals WHERE chat_id = $1",
        ] {
            self.db.execute(sql, [account.0.into()]).await?;
        }
        Ok(())
    }

    /// Removes what was asked before then and what was answered to it, of everybody or of one person, and
    /// conversations that nothing is left of. Answers how many questions went.
    pub async fn purge_said(
        &self,
        account: Option<AccountId>,
        before: DateTime<Utc>,
    ) -> Result<u64, StorageError> {
        let (whose, values): (&str, Vec<Value>) = match account {
            Some(account) => ("account_id = $1 AND", vec![account.0.into(), moment(before).into()]),
            None => ("", vec![moment(before).into()]),
        };
        let (before, limit) = (values.len(), values.len() + 1);
        let old = format!(
            "DELETE FROM chat_questions WHERE id IN
            (SELECT id FROM chat_questions WHERE {whose} created_at < ${before} LIMIT ${limit})"
        );
        let gone = self.delete(&old, &values).await?;
        let empty = format!(
            "DELETE FROM chat_conversations WHERE id IN
            (SELECT id FROM chat_conversations c WHERE {whose} changed_at < ${before} AND NOT EXISTS
                (SELECT 1 FROM chat_questions q WHERE q.conversation_id = c.id) LIMIT ${limit})"
        );
        self.delete(&empty, &values).await?;
        Ok(gone)
    }

    /// Runs a deleting statement, whose last parameter is how many rows it may take, until nothing is left.
    async fn delete(&self, sql: &str, values: &[Value]) -> Result<u64, StorageError> {
        let mut gone = 0;
        loop {
            let values = values.iter().cloned().chain([AT_ONCE.into()]);
            let some = self.db.execute(sql, values.collect::<Vec<_>>()).await?;
            gone += some;
            if some == 0 {
                return Ok(gone);
            }
        }
    }
}
