//! Asking, asking again, going on, stopping.

use super::Chat;
use crate::{
    domain::{AccountId, Cause, FileRef, MessageId, Peer},
    features::chat::{
        domain::{
            Answer, AnswerId, ConversationId, Preferences, QUESTION_LIMIT, QUEUE_LIMIT, QuestionId, title_of,
        },
        error::ChatError,
        jobs::AnswerQuestion,
        store::{NewAnswer, NewQuestion},
    },
    jobs::{JobId, Push},
    storage::Tx,
    telegram::text::utf16_len,
};

/// A message that asks.
#[derive(Clone, Debug)]
pub struct Ask {
    pub cause: Cause,
    pub account: AccountId,
    pub peer: Peer,
    pub message: Option<MessageId>,
    pub text: String,
    pub file: Option<FileRef>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// How many answers stand before it; 0 when it is being answered now.
    pub before: u64,
}

/// What was there to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    Answer,
    Nothing,
}

impl Chat {
    /// Takes a message into the current conversation, or into a new one, and has it answered.
    /// The same cause again changes nothing.
    pub async fn ask(&self, ask: Ask) -> Result<Asked, ChatError> {
        let length = utf16_len(&ask.text);
        if length > QUESTION_LIMIT {
            return Err(ChatError::TooLong { length });
        }
        let before = self.store.count_open(ask.peer).await?;
        if before >= QUEUE_LIMIT {
            return Err(ChatError::QueueFull { waiting: before });
        }
        let current = self.store.find_current(ask.account).await?.map(|conversation| conversation.id);
        let usual = Preferences::of(&*self.accounts.find(ask.account).await?).model;
        let mut tx = self.db.begin().await?;
        if self.store.find_question_of(&mut tx, &ask.cause).await?.is_some() {
            return Ok(Asked { before: 0 });
        }
        let conversation = match current {
            Some(id) => id,
            None => self.begin_conversation(&mut tx, &ask, usual.as_deref()).await?,
        };
        let new = NewQuestion {
            conversation,
            account: ask.account,
            cause: &ask.cause,
            text: &ask.text,
            file: ask.file.as_ref(),
            message: ask.message,
        };
        let question = self.store.insert_question(&mut tx, new, self.clock.now()).await?;
        let wish = Wish { question, conversation, account: ask.account, peer: ask.peer, cause: &ask.cause };
        self.want_answer(&mut tx, wish, 0, None).await?;
        tx.commit().await?;
        Ok(Asked { before })
    }

    /// The same question once more, phrased anew.
    pub async fn ask_again(
        &self,
        account: AccountId,
        id: AnswerId,
        cause: &Cause,
    ) -> Result<Asked, ChatError> {
        let answer = self.answer_of(account, id).await?;
        let variation = self.store.count_variations(answer.question).await?;
        let variation = u32::try_from(variation).unwrap_or(u32::MAX);
        self.want_again(&answer, cause, variation, None).await
    }

    /// Goes on where an answer was cut, stopped or interrupted.
    pub async fn go_on(&self, account: AccountId, id: AnswerId, cause: &Cause) -> Result<Asked, ChatError> {
        let answer = self.answer_of(account, id).await?;
        if !answer.can_continue() {
            return Err(ChatError::NoAnswer);
        }
        self.want_again(&answer, cause, answer.variation, Some(answer.id)).await
    }

    /// Stops what is being written in this place.
    pub async fn stop(&self, peer: Peer) -> Result<Stopped, ChatError> {
        match self.store.find_open(peer).await? {
            Some(answer) => self.cancel(&answer).await,
            None => Ok(Stopped::Nothing),
        }
    }

    /// Stops one answer, or takes it back while it waits.
    pub async fn stop_answer(&self, account: AccountId, id: AnswerId) -> Result<Stopped, ChatError> {
        let answer = self.answer_of(account, id).await?;
        self.cancel(&answer).await
    }

    /// Stops the answer whose draft this is.
    pub async fn stop_draft(&self, peer: Peer, draft: i64) -> Result<Stopped, ChatError> {
        match self.store.find_open(peer).await?.filter(|answer| answer.draft_id() == draft) {
            Some(answer) => self.cancel(&answer).await,
            None => Ok(Stopped::Nothing),
        }
    }

    /// An answer of this person.
    pub async fn answer_of(&self, account: AccountId, id: AnswerId) -> Result<Answer, ChatError> {
        self.store.find_answer_of(account, id).await?.ok_or(ChatError::NoAnswer)
    }

    async fn cancel(&self, answer: &Answer) -> Result<Stopped, ChatError> {
        let (Some(job), false) = (answer.job, answer.status.is_finished()) else {
            return Ok(Stopped::Nothing);
        };
        let mut tx = self.db.begin().await?;
        self.queue.cancel(&mut tx, JobId(job)).await?;
        tx.commit().await?;
        Ok(Stopped::Answer)
    }

    async fn begin_conversation(
        &self,
        tx: &mut Tx,
        ask: &Ask,
        model: Option<&str>,
    ) -> Result<ConversationId, ChatError> {
        let id = self.store.insert_conversation(tx, ask.account, model, self.clock.now()).await?;
        let title = title_of(&ask.text);
        self.store.set_title(tx, ask.account, id, &title, false).await?;
        self.store.set_current(tx, ask.account, Some(id)).await?;
        Ok(id)
    }

    async fn want_again(
        &self,
        answer: &Answer,
        cause: &Cause,
        variation: u32,
        continues: Option<AnswerId>,
    ) -> Result<Asked, ChatError> {
        let before = self.store.count_open(answer.peer).await?;
        if before >= QUEUE_LIMIT {
            return Err(ChatError::QueueFull { waiting: before });
        }
        let wish = Wish {
            question: answer.question,
            conversation: answer.conversation,
            account: answer.account,
            peer: answer.peer,
            cause,
        };
        let mut tx = self.db.begin().await?;
        self.want_answer(&mut tx, wish, variation, continues).await?;
        tx.commit().await?;
        Ok(Asked { before })
    }

    /// Queues an answer: its row, its job, both or neither.
    async fn want_answer(
        &self,
        tx: &mut Tx,
        wish: Wish<'_>,
        variation: u32,
        continues: Option<AnswerId>,
    ) -> Result<(), ChatError> {
        let new = NewAnswer {
            question: wish.question,
            conversation: wish.conversation,
            account: wish.account,
            peer: wish.peer,
            cause: wish.cause,
            variation,
            continues,
        };
        let now = self.clock.now();
        let Some(answer) = self.store.insert_answer(tx, new, now).await? else { return Ok(()) };
        let thread = wish.peer.thread.map_or(0, |thread| thread.0);
        let push =
            Push::new(wish.cause).account(wish.account).group(format!("chat:{}:{thread}", wish.peer.chat));
        let job = self.queue.push(tx, &AnswerQuestion { answer }, push).await?;
        self.store.set_job(tx, answer, job.0).await?;
        self.store.mark_changed(tx, wish.conversation, now).await?;
        Ok(())
    }
}

/// Whose answer to what, and because of what.
struct Wish<'a> {
    question: QuestionId,
    conversation: ConversationId,
    account: AccountId,
    peer: Peer,
    cause: &'a Cause,
}
