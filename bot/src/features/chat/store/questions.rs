//! Questions, and the turns of a conversation.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
    sea_query::Expr,
};

use super::{
    ChatStore,
    entities::{answers, questions},
};
use crate::{
    domain::{AccountId, Cause, ChatId, FileRef, MessageId},
    features::chat::domain::{ConversationId, Question, QuestionId, Turn},
    storage::{StorageError, Tx, search::normalise},
};

/// What is asked.
#[derive(Clone, Debug)]
pub struct NewQuestion<'a> {
    pub conversation: ConversationId,
    pub account: AccountId,
    pub cause: &'a Cause,
    pub text: &'a str,
    /// Of one that came whole.
    pub file: Option<&'a FileRef>,
    pub chat: ChatId,
    pub message: Option<MessageId>,
    /// How many messages it was gathered from; 0 for one that came whole.
    pub parts: i16,
}

impl ChatStore {
    pub async fn insert_question(
        &self,
        tx: &mut Tx,
        new: NewQuestion<'_>,
        now: DateTime<Utc>,
    ) -> Result<QuestionId, StorageError> {
        let file = new.file.map(serde_json::to_string).transpose();
        let row = questions::ActiveModel {
            id: NotSet,
            conversation_id: Set(new.conversation.0),
            account_id: Set(new.account.0),
            cause: Set(new.cause.as_str().to_owned()),
            text: Set(new.text.to_owned()),
            file: Set(file.map_err(|source| StorageError::Unreadable { what: "file", source })?),
            chat_id: Set(Some(new.chat.0)),
            message_id: Set(new.message.map(|message| message.0)),
            parts: Set(new.parts),
            search_text: Set(normalise(new.text)),
            created_at: Set(now),
        };
        let inserted = questions::Entity::insert(row).exec(tx.connection()).await?;
        Ok(QuestionId(inserted.last_insert_id))
    }

    pub async fn find_question(&self, id: QuestionId) -> Result<Option<Question>, StorageError> {
        let row = questions::Entity::find_by_id(id.0).one(self.db.reader()).await?;
        Ok(self.with_files(row.into_iter().collect()).await?.pop())
    }

    /// The question that came whole in this message.
    pub async fn find_question_in(
        &self,
        chat: ChatId,
        message: MessageId,
    ) -> Result<Option<Question>, StorageError> {
        // Rows from before there were groups name no chat: a private one has the number of its person.
        let here = Condition::any().add(questions::Column::ChatId.eq(chat.0)).add(
            Condition::all()
                .add(questions::Column::ChatId.is_null())
                .add(questions::Column::AccountId.eq(chat.0)),
        );
        let query = questions::Entity::find()
            .filter(here)
            .filter(questions::Column::MessageId.eq(message.0))
            .filter(questions::Column::Parts.eq(0));
        let row = query.order_by_desc(questions::Column::Id).one(self.db.reader()).await?;
        row.map(Question::try_from).transpose()
    }

    /// What set a question going.
    pub async fn cause_of_question(&self, tx: &mut Tx, id: QuestionId) -> Result<Cause, StorageError> {
        let row = questions::Entity::find_by_id(id.0).one(tx.connection()).await?;
        let row = row.ok_or_else(|| StorageError::Setup("a question vanished".to_owned()))?;
        Ok(Cause::from(row.cause))
    }

    /// Other words for a question, and of how many messages they are. Says whether anything is other.
    pub async fn set_question(
        &self,
        tx: &mut Tx,
        id: QuestionId,
        text: &str,
        parts: i16,
    ) -> Result<bool, StorageError> {
        let other =
            Condition::any().add(questions::Column::Text.ne(text)).add(questions::Column::Parts.ne(parts));
        let result = questions::Entity::update_many()
            .col_expr(questions::Column::Text, Expr::value(text))
            .col_expr(questions::Column::SearchText, Expr::value(normalise(text)))
            .col_expr(questions::Column::Parts, Expr::value(parts))
            .filter(questions::Column::Id.eq(id.0))
            .filter(other)
            .exec(tx.connection())
            .await?;
        Ok(result.rows_affected == 1)
    }

    /// Questions with all their files.
    pub(super) async fn with_files(
        &self,
        rows: Vec<questions::Model>,
    ) -> Result<Vec<Question>, StorageError> {
        let gathered: Vec<i64> = rows.iter().filter(|row| row.parts > 0).map(|row| row.id).collect();
        let mut all = rows.into_iter().map(Question::try_from).collect::<Result<Vec<_>, _>>()?;
        if !gathered.is_empty() {
            for (question, file) in self.files_of(&gathered).await? {
                if let Some(of) = all.iter_mut().find(|one| one.id == question) {
                    of.files.push(file);
                }
            }
        }
        Ok(all)
    }

    /// The newest `limit` turns up to a question and with it, oldest first.
    pub async fn list_turns(
        &self,
        conversation: ConversationId,
        until: Option<QuestionId>,
        limit: u64,
    ) -> Result<Vec<Turn>, StorageError> {
        let mut query =
            questions::Entity::find().filter(questions::Column::ConversationId.eq(conversation.0));
        if let Some(until) = until {
            query = query.filter(questions::Column::Id.lte(until.0));
        }
        let mut rows = query.order_by_desc(questions::Column::Id).limit(limit).all(self.db.reader()).await?;
        rows.reverse();
        let mut said = self.texts_of(rows.iter().map(|row| row.id).collect()).await?;
        let questions = self.with_files(rows).await?;
        let turn = |question: Question| Turn { answer: said.remove(&question.id.0), question };
        Ok(questions.into_iter().map(turn).collect())
    }

    /// What was answered to each question: the newest answer that says something, with what it goes on from.
    async fn texts_of(&self, questions: Vec<i64>) -> Result<HashMap<i64, String>, StorageError> {
        let rows = said()
            .filter(answers::Column::QuestionId.is_in(questions))
            .order_by_asc(answers::Column::Id)
            .all(self.db.reader())
            .await?;
        let mut whole: HashMap<i64, String> = HashMap::new();
        let mut newest: HashMap<i64, String> = HashMap::new();
        for row in rows {
            let before = row.continues.and_then(|id| whole.get(&id).cloned()).unwrap_or_default();
            let text = before + &row.text;
            newest.insert(row.question_id, text.clone());
            whole.insert(row.id, text);
        }
        Ok(newest)
    }

    /// Messages of a person that are kept: questions, and answers that say something.
    pub async fn count_messages(&self, account: AccountId) -> Result<u64, StorageError> {
        let asked = questions::Entity::find().filter(questions::Column::AccountId.eq(account.0));
        let answered = said().filter(answers::Column::AccountId.eq(account.0));
        Ok(asked.count(self.db.reader()).await? + answered.count(self.db.reader()).await?)
    }

    /// The same, of one conversation.
    pub async fn count_messages_in(&self, id: ConversationId) -> Result<u64, StorageError> {
        let answered = said().filter(answers::Column::ConversationId.eq(id.0));
        Ok(self.count_questions(id).await? + answered.count(self.db.reader()).await?)
    }

    pub async fn count_questions(&self, id: ConversationId) -> Result<u64, StorageError> {
        let of_conversation = questions::Column::ConversationId.eq(id.0);
        Ok(questions::Entity::find().filter(of_conversation).count(self.db.reader()).await?)
    }
}

/// Finished answers that say something.
fn said() -> sea_orm::Select<answers::Entity> {
    answers::Entity::find()
        .filter(answers::Column::Text.ne(""))
        .filter(answers::Column::FinishedAt.is_not_null())
}
