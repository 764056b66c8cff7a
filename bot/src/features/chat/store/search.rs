//! Looking for words in titles and questions.

use sea_orm::QueryResult;

use super::ChatStore;
use crate::{
    domain::AccountId,
    features::chat::domain::{ConversationId, Found},
    storage::{
        Backend, StorageError,
        search::{SearchIndex, SearchSql, query},
        sql::Executor as _,
    },
};

const TITLES: SearchIndex =
    SearchIndex { table: "chat_conversations", id_column: "id", text_column: "search_text" };
const QUESTIONS: SearchIndex =
    SearchIndex { table: "chat_questions", id_column: "id", text_column: "search_text" };
const ANSWERS: SearchIndex =
    SearchIndex { table: "chat_answers", id_column: "id", text_column: "search_text" };

impl ChatStore {
    /// Conversations of this person in whose titles, then questions, then answers the words are; best first.
    pub async fn search(
        &self,
        account: AccountId,
        words: &str,
        limit: u32,
    ) -> Result<Vec<Found>, StorageError> {
        let query = query(words);
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let backend = self.db.backend();
        let value = query.value(backend);
        let mut found: Vec<Found> = Vec::new();
        for sql in [by_title(backend), by_words(QUESTIONS, backend), by_words(ANSWERS, backend)] {
            let values = [account.0.into(), value.as_str().into(), i64::from(limit * 4).into()];
            for row in self.db.rows(&sql, values).await? {
                let place = read(&row)?;
                if !found.iter().any(|known| known.conversation == place.conversation) {
                    found.push(place);
                }
            }
        }
        found.truncate(limit as usize);
        Ok(found)
    }
}

fn by_title(backend: Backend) -> String {
    let SearchSql { join, condition, best_first } = TITLES.sql(backend, 2);
    format!(
        "SELECT chat_conversations.id AS id, chat_conversations.title AS title, \
         chat_conversations.changed_at AS happened_at FROM chat_conversations {join} \
         WHERE {condition} AND chat_conversations.account_id = $1 AND chat_conversations.deleted_at IS NULL \
         ORDER BY {best_first}, chat_conversations.id DESC LIMIT $3"
    )
}

fn by_words(index: SearchIndex, backend: Backend) -> String {
    let SearchSql { join, condition, best_first } = index.sql(backend, 2);
    let table = index.table;
    format!(
        "SELECT chat_conversations.id AS id, chat_conversations.title AS title, \
         {table}.created_at AS happened_at FROM {table} {join} \
         JOIN chat_conversations ON chat_conversations.id = {table}.conversation_id \
         WHERE {condition} AND chat_conversations.account_id = $1 AND chat_conversations.deleted_at IS NULL \
         ORDER BY {best_first}, {table}.id DESC LIMIT $3"
    )
}

fn read(row: &QueryResult) -> Result<Found, StorageError> {
    Ok(Found {
        conversation: ConversationId(row.try_get("", "id")?),
        title: row.try_get("", "title")?,
        when: row.try_get("", "happened_at")?,
    })
}
