//! Asking, asking again, going on, stopping.

use chrono_tz::Tz;

use super::Chat;
use crate::{
    domain::{AccountId, Cause, FileRef, MessageId, Peer, utf16_len},
    features::chat::{
        domain::{
            Answer, AnswerId, AnswerStatus, ConversationId, QUESTION_LIMIT, QUEUE_LIMIT, QuestionId,
            Streaming, first_title,
        },
        error::ChatError,
        jobs::{AnswerQuestion, ShowLine},
        store::{NewAnswer, NewQuestion},
    },
    jobs::{JobId, Push},
    storage::{Topic, Tx},
};

/// A message that asks.
#[derive(Clone, Debug)]
pub struct Ask {
    pub cause: Cause,
    pub account: AccountId,
    pub peer: Peer,
    pub message: Option<MessageId>,
    pub text: String,
    pub files: Vec<FileRef>,
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

/// What a question falls on: where it belongs, and how many wait. Read before the transaction that asks.
pub struct Ground {
    conversation: Option<ConversationId>,
    /// The model of a new conversation.
    model: Option<String>,
    waiting: u64,
    /// Those who stand in line are told so by a message.
    tells_line: bool,
    /// Where midnight is reckoned.
    pub(super) zone: Tz,
}

impl Ground {
    /// Why it cannot be asked, if it cannot.
    pub fn refuses(&self, ask: &Ask) -> Option<ChatError> {
        let length = utf16_len(&ask.text);
        if length > QUESTION_LIMIT {
            return Some(ChatError::TooLong { length });
        }
        (self.waiting >= QUEUE_LIMIT).then_some(ChatError::QueueFull { waiting: self.waiting })
    }
}

impl Chat {
    /// Takes a message into the current conversation, or into a new one, and has it answered.
    /// The same cause again changes nothing.
    pub async fn ask(&self, ask: Ask) -> Result<Asked, ChatError> {
        let ground = self.ground(ask.peer).await?;
        let mut tx = self.db.begin().await?;
        if let Some(answer) = self.store.find_answer_of_cause(&mut tx, &ask.cause).await? {
            drop(tx);
            return self.asked(answer).await;
        }
        if let Some(refused) = ground.refuses(&ask) {
            return Err(refused);
        }
        let (_, answer) = self.record(&mut tx, &ask, &ground, 0).await?;
        tx.commit().await?;
        self.asked(answer).await
    }

    /// Where a question in this place belongs: to whoever owns the place. What a person has in private is never asked.
    pub(super) async fn ground(&self, peer: Peer) -> Result<Ground, ChatError> {
        let current = self.store.find_current_in(peer).await?;
        let preferences = self.preferences(peer.owner()).await?;
        Ok(Ground {
            conversation: current.map(|conversation| conversation.id),
            tells_line: preferences.streaming == Streaming::Edit && peer.is_private(),
            model: preferences.model,
            waiting: self.store.count_open(peer).await?,
            zone: self.accounts.find(peer.owner()).await?.zone(),
        })
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

    /// Stops what is being written and lets this one go first; the others keep their order behind it.
    pub async fn ask_now(&self, account: AccountId, id: AnswerId, cause: &Cause) -> Result<bool, ChatError> {
        let answer = self.answer_of(account, id).await?;
        let line = self.store.list_line(answer.peer).await?;
        let running = line.iter().find(|other| other.status == AnswerStatus::Running);
        if answer.status != AnswerStatus::Queued || line.first().is_some_and(|first| first.id == id) {
            return Ok(false);
        }
        let mut tx = self.db.begin().await?;
        if let Some(job) = running.and_then(|running| running.job) {
            self.queue.cancel(&mut tx, JobId(job)).await?;
        }
        let behind = line.iter().filter(|other| other.id != id && other.status == AnswerStatus::Queued);
        for other in behind {
            self.move_back(&mut tx, other, cause).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Gives a waiting answer another job, behind those that are there. The job it had dies without a word.
    async fn move_back(&self, tx: &mut Tx, answer: &Answer, cause: &Cause) -> Result<(), ChatError> {
        let cause = cause.part(format_args!("line{}", answer.id.0));
        let job = self.queue_answer(tx, answer.id, answer.account, answer.peer, &cause).await?;
        self.store.set_job(tx, answer.id, job.0).await?;
        if let Some(old) = answer.job {
            self.queue.cancel(tx, JobId(old)).await?;
        }
        Ok(())
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

    pub(super) async fn asked(&self, answer: AnswerId) -> Result<Asked, ChatError> {
        Ok(Asked { before: self.store.count_before(answer).await? })
    }

    async fn begin_conversation(
        &self,
        tx: &mut Tx,
        ask: &Ask,
        model: Option<&str>,
    ) -> Result<ConversationId, ChatError> {
        let owner = ask.peer.owner();
        let id = self.store.insert_conversation(tx, owner, model, self.clock.now()).await?;
        let title = first_title(&ask.text);
        self.store.set_title(tx, owner, id, &title, false).await?;
        self.store.set_current_in(tx, ask.peer, Some(id)).await?;
        Ok(id)
    }

    /// Writes down a question, gathered from so many messages or, with 0, come whole, and the wish for an answer.
    pub(super) async fn record(
        &self,
        tx: &mut Tx,
        ask: &Ask,
        ground: &Ground,
        parts: i16,
    ) -> Result<(QuestionId, AnswerId), ChatError> {
        let conversation = match ground.conversation {
            Some(id) => id,
            None => self.begin_conversation(tx, ask, ground.model.as_deref()).await?,
        };
        let new = NewQuestion {
            conversation,
            account: ask.account,
            cause: &ask.cause,
            text: &ask.text,
            file: ask.files.first().filter(|_| ask.files.len() == 1),
            chat: ask.peer.chat,
            message: ask.message,
            parts,
        };
        let question = self.store.insert_question(tx, new, self.clock.now()).await?;
        if ask.files.len() > 1 {
            self.keep_files(tx, ask, question).await?;
        }
        let wanted = NewAnswer {
            question,
            conversation,
            account: ask.peer.owner(),
            peer: ask.peer,
            cause: &ask.cause,
            variation: 0,
            continues: None,
        };
        Ok((question, self.want(tx, wanted, ground).await?))
    }

    /// One more answer to a question. A second tap while that is on its way changes nothing.
    pub(super) async fn want_more(&self, answer: &Answer, wanted: NewAnswer<'_>) -> Result<Asked, ChatError> {
        if let Some(open) = self.store.find_open_to(answer.question).await? {
            return self.asked(open.id).await;
        }
        let ground = self.ground(answer.peer).await?;
        let mut tx = self.db.begin().await?;
        if let Some(known) = self.store.find_answer_of_cause(&mut tx, wanted.cause).await? {
            drop(tx);
            return self.asked(known).await;
        }
        if ground.waiting >= QUEUE_LIMIT {
            return Err(ChatError::QueueFull { waiting: ground.waiting });
        }
        let wanted = self.want(&mut tx, wanted, &ground).await?;
        tx.commit().await?;
        self.asked(wanted).await
    }

    /// Queues an answer: its row and its job, both or neither.
    pub(super) async fn want(
        &self,
        tx: &mut Tx,
        wanted: NewAnswer<'_>,
        ground: &Ground,
    ) -> Result<AnswerId, ChatError> {
        let now = self.clock.now();
        let NewAnswer { account, peer, cause, conversation, .. } = wanted;
        let answer = self.store.insert_answer(tx, wanted, now).await?;
        self.store.mark_changed(tx, conversation, now).await?;
        if !self.admit(tx, answer, peer, ground.zone).await? {
            return Ok(answer);
        }
        let job = self.queue_answer(tx, answer, account, peer, cause).await?;
        self.store.set_job(tx, answer, job.0).await?;
        if ground.waiting > 0 {
            tx.wake_on_commit(Topic::Answers(peer));
            if ground.tells_line {
                self.queue.push(tx, &ShowLine { answer }, Push::new(cause).account(account)).await?;
            }
        }
        Ok(answer)
    }

    /// One at a time in each place, in order.
    pub(super) async fn queue_answer(
        &self,
        tx: &mut Tx,
        answer: AnswerId,
        account: AccountId,
        peer: Peer,
        cause: &Cause,
    ) -> Result<JobId, ChatError> {
        let thread = peer.thread.map_or(0, |thread| thread.0);
        let push = Push::new(cause).account(account).group(format!("chat:{}:{thread}", peer.chat));
        Ok(self.queue.push(tx, &AnswerQuestion { answer }, push).await?)
    }
}

/// Another answer in the place of one that is there.
pub(super) const fn again<'a>(answer: &Answer, cause: &'a Cause) -> NewAnswer<'a> {
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
