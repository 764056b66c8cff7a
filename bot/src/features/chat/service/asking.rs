//! Asking, asking again, going on, stopping.

use super::Chat;
use crate::{
    domain::{AccountId, Cause, FileRef, MessageId, Peer},
    features::chat::{
        domain::{Answer, AnswerId, ConversationId, QUESTION_LIMIT, QUEUE_LIMIT, first_title},
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

impl Asked {
    /// Nothing stands before it.
    pub const fn at_once(self) -> bool {
        self.before == 0
    }
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
        let current = self.store.find_current(ask.account).await?.map(|conversation| conversation.id);
        let usual = self.preferences(ask.account).await?.model;
        let waiting = self.store.count_open(ask.peer).await?;
        let mut tx = self.db.begin().await?;
        if let Some(answer) = self.store.find_answer_of_cause(&mut tx, &ask.cause).await? {
            drop(tx);
            return self.asked(ask.peer, answer).await;
        }
        refuse_full_queue(waiting)?;
        let conversation = match current {
            Some(id) => id,
            None => self.begin_conversation(&mut tx, &ask, usual.as_deref()).await?,
        };
        let answer = self.record(&mut tx, &ask, conversation).await?;
        tx.commit().await?;
        self.asked(ask.peer, answer).await
    }

    /// The same question once more, phrased anew. While it is being answered that is all there is.
    pub async fn ask_again(
        &self,
        account: AccountId,
        id: AnswerId,
        cause: &Cause,
    ) -> Result<Asked, ChatError> {
        let answer = self.answer_of(account, id).await?;
        let variation = self.store.count_variations(answer.question).await?;
        let variation = u32::try_from(variation).unwrap_or(u32::MAX);
        self.want_more(&answer, NewAnswer { variation, continues: None, ..again(&answer, cause) }).await
    }

    /// Goes on where an answer was cut, stopped or interrupted.
    pub async fn go_on(&self, account: AccountId, id: AnswerId, cause: &Cause) -> Result<Asked, ChatError> {
        let answer = self.answer_of(account, id).await?;
        if !answer.can_continue() {
            return Err(ChatError::NoAnswer);
        }
        self.want_more(&answer, NewAnswer { continues: Some(answer.id), ..again(&answer, cause) }).await
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

    async fn asked(&self, peer: Peer, answer: AnswerId) -> Result<Asked, ChatError> {
        Ok(Asked { before: self.store.count_before(peer, answer).await? })
    }

    async fn begin_conversation(
        &self,
        tx: &mut Tx,
        ask: &Ask,
        model: Option<&str>,
    ) -> Result<ConversationId, ChatError> {
        let id = self.store.insert_conversation(tx, ask.account, model, self.clock.now()).await?;
        let title = first_title(&ask.text);
        self.store.set_title(tx, ask.account, id, &title, false).await?;
        self.store.set_current(tx, ask.account, Some(id)).await?;
        Ok(id)
    }

    async fn record(
        &self,
        tx: &mut Tx,
        ask: &Ask,
        conversation: ConversationId,
    ) -> Result<AnswerId, ChatError> {
        let new = NewQuestion {
            conversation,
            account: ask.account,
            cause: &ask.cause,
            text: &ask.text,
            file: ask.file.as_ref(),
            message: ask.message,
        };
        let question = self.store.insert_question(tx, new, self.clock.now()).await?;
        let wanted = NewAnswer {
            question,
            conversation,
            account: ask.account,
            peer: ask.peer,
            cause: &ask.cause,
            variation: 0,
            continues: None,
        };
        self.want(tx, wanted).await
    }

    /// One more answer to a question. A second tap while that is on its way changes nothing.
    async fn want_more(&self, answer: &Answer, wanted: NewAnswer<'_>) -> Result<Asked, ChatError> {
        if let Some(open) = self.store.find_open_to(answer.question).await? {
            return self.asked(open.peer, open.id).await;
        }
        let waiting = self.store.count_open(answer.peer).await?;
        let mut tx = self.db.begin().await?;
        if let Some(known) = self.store.find_answer_of_cause(&mut tx, wanted.cause).await? {
            drop(tx);
            return self.asked(answer.peer, known).await;
        }
        refuse_full_queue(waiting)?;
        let wanted = self.want(&mut tx, wanted).await?;
        tx.commit().await?;
        self.asked(answer.peer, wanted).await
    }

    /// Queues an answer: its row and its job, both or neither.
    async fn want(&self, tx: &mut Tx, wanted: NewAnswer<'_>) -> Result<AnswerId, ChatError> {
        let now = self.clock.now();
        let NewAnswer { account, peer, cause, conversation, .. } = wanted;
        let answer = self.store.insert_answer(tx, wanted, now).await?;
        // One at a time in each place, in order.
        let thread = peer.thread.map_or(0, |thread| thread.0);
        let push = Push::new(cause).account(account).group(format!("chat:{}:{thread}", peer.chat));
        let job = self.queue.push(tx, &AnswerQuestion { answer }, push).await?;
        self.store.set_job(tx, answer, job.0).await?;
        self.store.mark_changed(tx, conversation, now).await?;
        Ok(answer)
    }
}

fn refuse_full_queue(waiting: u64) -> Result<(), ChatError> {
    if waiting < QUEUE_LIMIT { Ok(()) } else { Err(ChatError::QueueFull { waiting }) }
}

/// Another answer in the place of one that is there.
const fn again<'a>(answer: &Answer, cause: &'a Cause) -> NewAnswer<'a> {
    NewAnswer {
        question: answer.question,
        conversation: answer.conversation,
        account: answer.account,
        peer: answer.peer,
        cause,
        variation: answer.variation,
        continues: None,
    }
}
