//! Answers: queued, written bit by bit, finished.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};

use super::{ChatStore, entities::answers};
use crate::{
    domain::{AccountId, Cause, Peer, SlotId},
    features::chat::domain::{Answer, AnswerId, AnswerStatus, ConversationId, QuestionId, Usage},
    storage::{StorageError, Tx, search::normalise},
};

/// How an answer ends.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    pub status: AnswerStatus,
    pub text: &'a str,
    /// The word for what failed.
    pub error: Option<&'a str>,
    pub usage: &'a Usage,
}

/// An answer that is to be given.
#[derive(Clone, Debug)]
pub struct NewAnswer<'a> {
    pub question: QuestionId,
    pub conversation: ConversationId,
    pub account: AccountId,
    pub peer: Peer,
    pub cause: &'a Cause,
    pub variation: u32,
    pub continues: Option<AnswerId>,
}

impl ChatStore {
    /// The answer that this cause has asked for before.
    pub async fn find_answer_of_cause(
        &self,
        tx: &mut Tx,
        cause: &Cause,
    ) -> Result<Option<AnswerId>, StorageError> {
        let of_cause = answers::Column::Cause.eq(cause.as_str());
        let row = answers::Entity::find().filter(of_cause).one(tx.connection()).await?;
        Ok(row.map(|row| AnswerId(row.id)))
    }

    /// A new answer in the queue.
    pub async fn insert_answer(
        &self,
        tx: &mut Tx,
        new: NewAnswer<'_>,
        now: DateTime<Utc>,
    ) -> Result<AnswerId, StorageError> {
        let row = answers::ActiveModel {
            id: NotSet,
            question_id: Set(new.question.0),
            conversation_id: Set(new.conversation.0),
            account_id: Set(new.account.0),
            cause: Set(new.cause.as_str().to_owned()),
            variation: Set(i16::try_from(new.variation).unwrap_or(i16::MAX)),
            continues: Set(new.continues.map(|id| id.0)),
            chat_id: Set(new.peer.chat.0),
            thread_id: Set(new.peer.thread.map(|thread| thread.0)),
            job_id: Set(None),
            draft_id: Set(None),
            slot_id: Set(None),
            line_slot_id: Set(None),
            revision: Set(0),
            status: Set(AnswerStatus::Queued.name().to_owned()),
            text: Set(String::new()),
            search_text: Set(String::new()),
            error: Set(None),
            provider: Set(None),
            model: Set(None),
            prompt_tokens: Set(None),
            completion_tokens: Set(None),
            cost_micros: Set(None),
            created_at: Set(now),
            finished_at: Set(None),
        };
        let inserted = answers::Entity::insert(row).exec(tx.connection()).await?;
        Ok(AnswerId(inserted.last_insert_id))
    }

    /// It is put off: it stands in no line, and has no job.
    pub async fn mark_withheld(
        &self,
        tx: &mut Tx,
        id: AnswerId,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let update = answers::Entity::update_many()
            .col_expr(answers::Column::Status, Expr::value(AnswerStatus::Withheld.name()))
            .col_expr(answers::Column::FinishedAt, Expr::value(now))
            .filter(answers::Column::Id.eq(id.0));
        update.exec(tx.connection()).await?;
        Ok(())
    }

    /// It is to be given after all; `false` where it was put off no longer.
    pub async fn unmark_withheld(&self, tx: &mut Tx, id: AnswerId) -> Result<bool, StorageError> {
        let update = answers::Entity::update_many()
            .col_expr(answers::Column::Status, Expr::value(AnswerStatus::Queued.name()))
            .col_expr(answers::Column::FinishedAt, Expr::value(Option::<DateTime<Utc>>::None))
            .filter(answers::Column::Id.eq(id.0))
            .filter(answers::Column::Status.eq(AnswerStatus::Withheld.name()));
        Ok(update.exec(tx.connection()).await?.rows_affected == 1)
    }

    /// What was put off for somebody since then, oldest first.
    pub async fn list_withheld(
        &self,
        account: AccountId,
        since: DateTime<Utc>,
        limit: u64,
    ) -> Result<Vec<Answer>, StorageError> {
        let query = answers::Entity::find()
            .filter(answers::Column::AccountId.eq(account.0))
            .filter(answers::Column::Status.eq(AnswerStatus::Withheld.name()))
            .filter(answers::Column::CreatedAt.gte(since));
        let rows = query.order_by_asc(answers::Column::Id).limit(limit).all(self.db.reader()).await?;
        rows.into_iter().map(Answer::try_from).collect()
    }

    pub async fn find_answer(&self, id: AnswerId) -> Result<Option<Answer>, StorageError> {
        let row = answers::Entity::find_by_id(id.0).one(self.db.reader()).await?;
        row.map(Answer::try_from).transpose()
    }

    /// An answer of this person.
    pub async fn find_answer_of(
        &self,
        account: AccountId,
        id: AnswerId,
    ) -> Result<Option<Answer>, StorageError> {
        Ok(self.find_answer(id).await?.filter(|answer| answer.account == account))
    }

    /// The answer that is being written in this place, or the first of those that wait.
    pub async fn find_open(&self, peer: Peer) -> Result<Option<Answer>, StorageError> {
        let row = open_in(peer).order_by_asc(answers::Column::JobId).one(self.db.reader()).await?;
        row.map(Answer::try_from).transpose()
    }

    /// Answers of this place that are not finished.
    pub async fn count_open(&self, peer: Peer) -> Result<u64, StorageError> {
        Ok(open_in(peer).count(self.db.reader()).await?)
    }

    /// The answer to this question that is still being written, or waits.
    pub async fn find_open_to(&self, question: QuestionId) -> Result<Option<Answer>, StorageError> {
        let of_question = answers::Column::QuestionId.eq(question.0);
        let open = answers::Column::FinishedAt.is_null();
        let query = answers::Entity::find().filter(of_question).filter(open);
        let row = query.order_by_asc(answers::Column::Id).one(self.db.reader()).await?;
        row.map(Answer::try_from).transpose()
    }

    /// The newest answer of this place, whatever has become of it.
    pub async fn find_newest_answer(&self, peer: Peer) -> Result<Option<Answer>, StorageError> {
        let row = of_place(peer).order_by_desc(answers::Column::Id).one(self.db.reader()).await?;
        row.map(Answer::try_from).transpose()
    }

    /// The newest of those that are written or wait.
    pub async fn find_newest_open(&self, peer: Peer) -> Result<Option<Answer>, StorageError> {
        let row = open_in(peer).order_by_desc(answers::Column::Id).one(self.db.reader()).await?;
        row.map(Answer::try_from).transpose()
    }

    /// Those that are written or wait in this place, in the order of their turn.
    pub async fn list_line(&self, peer: Peer) -> Result<Vec<Answer>, StorageError> {
        let rows = open_in(peer).order_by_asc(answers::Column::JobId).all(self.db.reader()).await?;
        rows.into_iter().map(Answer::try_from).collect()
    }

    /// How many come before this one in its place.
    pub async fn count_before(&self, id: AnswerId) -> Result<u64, StorageError> {
        let Some(answer) = self.find_answer(id).await? else { return Ok(0) };
        let before = answers::Column::JobId.lt(answer.job.unwrap_or_default());
        Ok(open_in(answer.peer).filter(before).count(self.db.reader()).await?)
    }

    /// Answers of this place that wait while this one is written.
    pub async fn count_waiting(&self, peer: Peer, but: AnswerId) -> Result<u64, StorageError> {
        Ok(open_in(peer).filter(answers::Column::Id.ne(but.0)).count(self.db.reader()).await?)
    }

    /// Whether the one before it in this place was not finished when this answer was asked for.
    pub async fn was_in_line(&self, answer: &Answer) -> Result<bool, StorageError> {
        let before = of_place(answer.peer)
            .filter(answers::Column::Id.lt(answer.id.0))
            .order_by_desc(answers::Column::Id)
            .one(self.db.reader())
            .await?;
        Ok(before.is_some_and(|before| before.finished_at.is_none_or(|at| at >= answer.created_at)))
    }

    /// How often this question has been answered.
    pub async fn count_variations(&self, question: QuestionId) -> Result<u64, StorageError> {
        let of_question = answers::Column::QuestionId.eq(question.0);
        let fresh = answers::Column::Continues.is_null();
        Ok(answers::Entity::find().filter(of_question).filter(fresh).count(self.db.reader()).await?)
    }

    pub async fn set_job(&self, tx: &mut Tx, id: AnswerId, job: i64) -> Result<(), StorageError> {
        answers::Entity::update_many()
            .col_expr(answers::Column::JobId, Expr::value(job))
            .filter(answers::Column::Id.eq(id.0))
            .exec(tx.connection())
            .await?;
        Ok(())
    }

    /// It is being written now, in this draft or this message.
    pub async fn mark_running(
        &self,
        tx: &mut Tx,
        id: AnswerId,
        draft: Option<i64>,
        slot: Option<SlotId>,
    ) -> Result<(), StorageError> {
        answers::Entity::update_many()
            .col_expr(answers::Column::Status, Expr::value(AnswerStatus::Running.name()))
            .col_expr(answers::Column::DraftId, Expr::value(draft))
            .col_expr(answers::Column::SlotId, Expr::value(slot.map(|slot| slot.0)))
            .filter(answers::Column::Id.eq(id.0))
            .filter(answers::Column::FinishedAt.is_null())
            .exec(tx.connection())
            .await?;
        Ok(())
    }

    /// The answer to a question that is on its way is to begin anew; says whether there is one.
    pub async fn begin_anew(&self, tx: &mut Tx, question: QuestionId) -> Result<bool, StorageError> {
        let result = answers::Entity::update_many()
            .col_expr(answers::Column::Revision, Expr::col(answers::Column::Revision).add(1))
            .col_expr(answers::Column::Text, Expr::value(""))
            .filter(answers::Column::QuestionId.eq(question.0))
            .filter(answers::Column::FinishedAt.is_null())
            .exec(tx.connection())
            .await?;
        Ok(result.rows_affected > 0)
    }

    /// The message that says it stands in line; refused when its turn has come.
    pub async fn set_line_slot(
        &self,
        tx: &mut Tx,
        id: AnswerId,
        slot: Option<SlotId>,
    ) -> Result<bool, StorageError> {
        let mut update = answers::Entity::update_many()
            .col_expr(answers::Column::LineSlotId, Expr::value(slot.map(|slot| slot.0)))
            .filter(answers::Column::Id.eq(id.0));
        if slot.is_some() {
            update = update.filter(answers::Column::Status.eq(AnswerStatus::Queued.name()));
        }
        Ok(update.exec(tx.connection()).await?.rows_affected == 1)
    }

    /// Ends it, once: says whether it was still open, and has not begun anew.
    pub async fn mark_finished(
        &self,
        tx: &mut Tx,
        id: AnswerId,
        revision: i32,
        end: End<'_>,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        let End { status, text, error, usage } = end;
        let number = |number: Option<u32>| number.map(|number| i32::try_from(number).unwrap_or(i32::MAX));
        let cost = usage.cost_micros.map(|cost| i64::try_from(cost).unwrap_or(i64::MAX));
        let result = answers::Entity::update_many()
            .col_expr(answers::Column::Status, Expr::value(status.name()))
            .col_expr(answers::Column::Text, Expr::value(text))
            .col_expr(answers::Column::SearchText, Expr::value(normalise(text)))
            .col_expr(answers::Column::Error, Expr::value(error))
            .col_expr(answers::Column::Provider, Expr::value(usage.provider.clone()))
            .col_expr(answers::Column::Model, Expr::value(usage.model.clone()))
            .col_expr(answers::Column::PromptTokens, Expr::value(number(usage.prompt_tokens)))
            .col_expr(answers::Column::CompletionTokens, Expr::value(number(usage.completion_tokens)))
            .col_expr(answers::Column::CostMicros, Expr::value(cost))
            .col_expr(answers::Column::FinishedAt, Expr::value(now))
            .filter(answers::Column::Id.eq(id.0))
            .filter(answers::Column::Revision.eq(revision))
            .filter(answers::Column::FinishedAt.is_null())
            .exec(tx.connection())
            .await?;
        Ok(result.rows_affected == 1)
    }
}

fn open_in(peer: Peer) -> sea_orm::Select<answers::Entity> {
    of_place(peer).filter(answers::Column::FinishedAt.is_null())
}

fn of_place(peer: Peer) -> sea_orm::Select<answers::Entity> {
    let query = answers::Entity::find().filter(answers::Column::ChatId.eq(peer.chat.0));
    match peer.thread {
        Some(thread) => query.filter(answers::Column::ThreadId.eq(thread.0)),
        None => query.filter(answers::Column::ThreadId.is_null()),
    }
}
