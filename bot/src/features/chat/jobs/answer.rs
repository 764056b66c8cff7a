//! Answering a question: the model's words go to the person as they come, and into the row every two seconds.
//! A death in the middle neither loses what came nor asks twice for what was shown.

mod mark;
mod writing;

use std::{
    collections::hash_map::Entry,
    sync::{Arc, OnceLock},
    time::Duration,
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use self::{
    mark::Mark,
    writing::{Unasked, Written},
};
use super::{
    attached::attached,
    context::{self, Names, Said},
    line::leave_line,
    view::{Place, View},
};
use crate::{
    domain::{Cause, MessageId},
    features::{
        account::Account,
        chat::{
            domain::{Answer, AnswerId, AnswerStatus, Omitted, Preferences, Question, Streaming, Turn},
            error::ChatError,
            screens,
            service::Chat,
        },
    },
    jobs::{Death, Job, JobError, Lane, Push, Reason, Run, Runner},
    ops::metrics,
    providers::{ChatRequest, ErrorKind, ProviderError},
    storage::Tx,
    telegram::{files::Files, outbox::Role, screen::Screen},
};

/// Turns that are read at most; how many a model is shown is a matter of tokens.
const TURNS: u64 = 60;
/// An answer that began so long after its question quotes it.
const LATE: chrono::TimeDelta = chrono::TimeDelta::milliseconds(1500);

/// How soon the database is asked again that was away.
const AGAIN: Duration = Duration::from_millis(500);

/// Asks the model for one answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AnswerQuestion {
    pub answer: AnswerId,
}

impl Job for AnswerQuestion {
    const NAME: &'static str = "chat.answer";
    const LANE: Lane = Lane::CHAT;
    /// A process that dies is not the question's fault, and nothing was shown yet: what was is never asked again.
    const MAX_ATTEMPTS: u16 = 12;
    const TIMEOUT: Duration = Duration::from_mins(15);
}

/// Runs [`AnswerQuestion`].
pub struct Answering {
    chat: Arc<Chat>,
    files: Arc<dyn Files>,
    /// Tokens of a conversation that a model is shown.
    context_tokens: usize,
}

impl Answering {
    pub fn new(chat: Arc<Chat>, files: Arc<dyn Files>, context_tokens: u32) -> Self {
        let context_tokens = usize::try_from(context_tokens).unwrap_or(usize::MAX);
        Self { chat, files, context_tokens }
    }

    /// Answers, and answers anew as often as the question changes meanwhile.
    async fn answer(&self, id: AnswerId, run: &Run) -> Result<(), ChatError> {
        let mut quoted = None;
        loop {
            let found = self.chat.store.find_answer(id).await?;
            let Some(answer) = found.filter(|answer| !answer.status.is_finished()) else { return Ok(()) };
            let quoted = *quoted.get_or_insert_with(|| self.chat.clock.now() - answer.created_at > LATE);
            if self.attempt(&answer, quoted, run).await? {
                return Ok(());
            }
        }
    }

    /// Says whether the answer has ended; otherwise it has begun anew, in the same place.
    async fn attempt(&self, answer: &Answer, quoted: bool, run: &Run) -> Result<bool, ChatError> {
        let account = self.chat.accounts.find(answer.account).await?;
        if !answer.text.is_empty() {
            let written = Written { text: answer.text.clone(), ..Written::of(AnswerStatus::Interrupted) };
            return self.finish(&account, answer, &written, None, Some(run)).await;
        }
        let question = self.chat.store.find_question(answer.question).await?.ok_or(ChatError::NoAnswer)?;
        let in_line = self.chat.store.was_in_line(answer).await?;
        let marked = question.message.filter(|_| in_line);
        let quoted = question.message.filter(|_| quoted);
        let place = self.open_place(&account, answer).await?;
        let rich = self.takes_rich(&account, answer).await;
        let outbox = self.chat.outbox.clone();
        let db = self.chat.db.clone();
        let view = View::new(outbox.clone(), db, answer.peer, account.lang(), answer.id, place, rich);
        let left_out = OnceLock::new();
        let asking = async {
            let request =
                self.request(&account, answer, &question, &left_out).await.map_err(Unasked::Failed)?;
            self.chat.model.answer(request.map_err(Unasked::Refused)?).await.map_err(Unasked::Refused)
        };
        let mark = marked.map(|message| Mark::new(outbox, answer.peer.chat, message));
        let unmarking = mark.as_ref().map(Mark::remove_beside);
        let Some(mut written) = self.write(answer, asking, view, unmarking, run).await? else {
            return Ok(false);
        };
        written.left_out = left_out.into_inner().unwrap_or_default();
        let ended = self.end(&account, answer.id, &written, quoted, run).await?;
        if let Some(mark) = mark {
            mark.remove_for_good(quoted.is_some()).await;
        }
        Ok(ended)
    }

    /// Whether the person and the chat take rich messages.
    async fn takes_rich(&self, account: &Account, answer: &Answer) -> bool {
        Preferences::of(&account.preferences).rich && self.chat.outbox.takes_rich(answer.peer.chat).await
    }

    /// The draft or the message in which the words will appear.
    async fn open_place(&self, account: &Account, answer: &Answer) -> Result<Place, ChatError> {
        let wish = Preferences::of(&account.preferences).streaming;
        let refused = wish == Streaming::Draft && self.chat.drafts_refused(answer.peer).await?;
        let place = match View::mode(wish, answer.peer, refused) {
            // What has begun as a message goes on as one.
            _ if answer.slot.is_some() => return self.open_slot(account, answer).await,
            Streaming::Draft => Place::Draft(answer.draft_id()),
            Streaming::Edit => return self.open_slot(account, answer).await,
            Streaming::Off => Place::Nowhere,
        };
        let line = self.chat.store.list_line(answer.peer).await?;
        let mut tx = self.chat.db.begin().await?;
        self.chat.store.mark_running(&mut tx, answer.id, Some(answer.draft_id()), None).await?;
        leave_line(&self.chat, &mut tx, answer, &line).await?;
        tx.commit().await?;
        Ok(place)
    }

    async fn open_slot(&self, account: &Account, answer: &Answer) -> Result<Place, ChatError> {
        let answered = self.answered_among_others(answer).await?;
        let line = self.chat.store.list_line(answer.peer).await?;
        let mut tx = self.chat.db.begin().await?;
        let mut screen = screens::waiting(account.lang(), answer.id);
        screen.reply_to = answered;
        let cause = part_cause(answer.id, 0);
        let slot = self.chat.outbox.post(&mut tx, answer.peer, &cause, Role::Message, &screen).await?;
        if answer.slot.is_some() {
            self.chat.outbox.show(&mut tx, slot, &screen).await?;
        }
        self.chat.store.mark_running(&mut tx, answer.id, None, Some(slot)).await?;
        leave_line(&self.chat, &mut tx, answer, &line).await?;
        tx.commit().await?;
        Ok(Place::Slot(slot))
    }

    /// What the model is asked; or why it cannot be, in the person's terms.
    async fn request(
        &self,
        account: &Account,
        answer: &Answer,
        question: &Question,
        left_out: &OnceLock<Vec<Omitted>>,
    ) -> Result<Result<ChatRequest, ProviderError>, ChatError> {
        let store = &self.chat.store;
        let turns = store.list_turns(answer.conversation, Some(question.id), TURNS).await?;
        let conversation = store.find_conversation(answer.account, answer.conversation).await?;
        let model = conversation.and_then(|conversation| conversation.model);
        let continued = match answer.continues {
            Some(_) => turns.last().and_then(|turn| turn.answer.clone()),
            None => None,
        };
        let attached = match attached(&self.chat, &self.files, question, model.as_deref()).await {
            Ok(attached) => attached,
            Err(error) => return Ok(Err(error)),
        };
        let (budget, now) = (self.context_tokens, self.chat.clock.now());
        let said = Said { names: self.names(account, &turns).await?, turns, continued: continued.as_deref() };
        let request = context::request(account, said, &attached.parts, budget, now);
        // Set once: the model is asked once in an attempt.
        let _ = left_out.set(attached.left_out);
        let unfit = |error| ProviderError::new(ErrorKind::BadRequest, format!("{error}"));
        Ok(request.map_err(unfit).map(|request| ChatRequest {
            fallback: model.is_none(),
            model,
            variation: answer.variation,
            ..request
        }))
    }

    /// Ends an answer that a model has written, as soon as the database is there: the words are nowhere but here. It is
    /// given up with the job.
    async fn end(
        &self,
        account: &Account,
        answer: AnswerId,
        written: &Written,
        quoted: Option<MessageId>,
        run: &Run,
    ) -> Result<bool, ChatError> {
        loop {
            let ended = match self.chat.store.find_answer(answer).await {
                Ok(Some(answer)) => self.finish(account, &answer, written, quoted, Some(run)).await,
                Ok(None) => Err(ChatError::NoAnswer),
                Err(error) => Err(error.into()),
            };
            match ended {
                Err(ChatError::Storage(error)) if error.is_unavailable() => {
                    tracing::warn!(%error, "an answer waits for the database");
                    tokio::time::sleep(AGAIN).await;
                }
                ended => return ended,
            }
        }
    }

    /// Ends the answer: its row, the messages that show it and the job, all or nothing.
    /// An answer that came late quotes the message it answers. Says whether it has ended; otherwise it has begun anew,
    /// or ended elsewhere, and nothing was written.
    async fn finish(
        &self,
        account: &Account,
        answer: &Answer,
        written: &Written,
        quoted: Option<MessageId>,
        run: Option<&Run>,
    ) -> Result<bool, ChatError> {
        let chat = &self.chat;
        let quoted = match quoted {
            Some(message) => Some(message),
            None => self.answered_among_others(answer).await?,
        };
        // Asked before the transaction: reading through the pool while holding one of it would starve the others.
        let untitled = self.is_first_of_all(answer, written).await?;
        let rich = self.takes_rich(account, answer).await;
        let mut tx = chat.db.begin().await?;
        let now = chat.clock.now();
        if !chat.store.mark_finished(&mut tx, answer.id, answer.revision, written.end(), now).await? {
            return Ok(false);
        }
        chat.settle(&mut tx, answer.id, written.status, &written.text).await?;
        let mut parts = screens::answer(account.lang(), answer, &written.as_outcome(), rich);
        let sound = account.may_sound(now);
        for (n, part) in parts.iter_mut().enumerate() {
            part.silent = n > 0 || !sound;
            part.reply_to = quoted.filter(|_| n == 0);
        }
        self.post_parts(&mut tx, answer, &parts).await?;
        if untitled {
            self.want_title(&mut tx, answer).await?;
        }
        if let Some(run) = run {
            run.complete_in(&mut tx).await?;
        }
        tx.commit().await?;
        let failed = written.as_outcome().status == AnswerStatus::Failed;
        metrics::ACTIONS.one(["chat.answer", if failed { "failed" } else { "done" }]);
        Ok(true)
    }

    async fn post_parts(&self, tx: &mut Tx, answer: &Answer, parts: &[Screen]) -> Result<(), ChatError> {
        for (n, part) in parts.iter().enumerate() {
            // What was taken back while it stood in line says so where it stood.
            match answer.slot.or(answer.line_slot) {
                Some(slot) if n == 0 => self.chat.outbox.show(tx, slot, part).await?,
                _ => {
                    let cause = part_cause(answer.id, n);
                    self.chat.outbox.post(tx, answer.peer, &cause, Role::Message, part).await?;
                }
            }
        }
        Ok(())
    }

    /// The message that an answer among several people answers: there it has to say so.
    async fn answered_among_others(&self, answer: &Answer) -> Result<Option<MessageId>, ChatError> {
        if answer.peer.is_private() {
            return Ok(None);
        }
        let question = self.chat.store.find_question(answer.question).await?;
        Ok(question.and_then(|question| question.message))
    }

    /// The names of those who ask in a group; in private nobody is named.
    async fn names(&self, account: &Account, turns: &[Turn]) -> Result<Names, ChatError> {
        let mut names = Names::new();
        for turn in turns.iter().filter(|_| account.id.is_group()) {
            if let Entry::Vacant(unknown) = names.entry(turn.question.account) {
                let known = self.chat.accounts.find(*unknown.key()).await?;
                unknown.insert(known.first_name.clone());
            }
        }
        Ok(names)
    }

    /// Whether this is the first whole answer of its conversation. Talk of a group has no title.
    async fn is_first_of_all(&self, answer: &Answer, written: &Written) -> Result<bool, ChatError> {
        if answer.account.is_group() {
            return Ok(false);
        }
        if written.status != AnswerStatus::Done || answer.variation > 0 || answer.continues.is_some() {
            return Ok(false);
        }
        Ok(self.chat.store.count_questions(answer.conversation).await? == 1)
    }

    /// After the first whole answer, a better title than the first words.
    async fn want_title(&self, tx: &mut Tx, answer: &Answer) -> Result<(), ChatError> {
        let job = super::NameConversation { account: answer.account, conversation: answer.conversation };
        let cause = Cause::from(format!("a{}", answer.id.0));
        self.chat.queue.push(tx, &job, Push::new(&cause).account(answer.account)).await?;
        Ok(())
    }
}

#[async_trait]
impl Runner<AnswerQuestion> for Answering {
    async fn run(&self, job: AnswerQuestion, run: &Run) -> Result<(), JobError> {
        self.answer(job.answer, run).await.map_err(JobError::retry)
    }

    async fn bury(&self, job: AnswerQuestion, death: &Death) -> Result<(), JobError> {
        let found = self.chat.store.find_answer(job.answer).await.map_err(JobError::retry)?;
        // A job that was moved back in line dies, and the answer lives on with another.
        let own = |answer: &Answer| !answer.status.is_finished() && answer.job == Some(death.id.0);
        let Some(answer) = found.filter(own) else { return Ok(()) };
        let buried = async {
            let account = self.chat.accounts.find(answer.account).await?;
            let written = match death.reason {
                Reason::Cancelled if answer.status == AnswerStatus::Queued => {
                    Written::of(AnswerStatus::Withdrawn)
                }
                Reason::Cancelled => {
                    Written { text: answer.text.clone(), ..Written::of(AnswerStatus::Stopped) }
                }
                _ => Written { text: answer.text.clone(), ..Written::of(AnswerStatus::Interrupted) },
            };
            self.finish(&account, &answer, &written, None, None).await
        };
        match buried.await {
            Ok(true) => Ok(()),
            // It has changed in this very moment.
            Ok(false) => Err(JobError::again(Duration::from_millis(50))),
            Err(error) => Err(JobError::retry(error)),
        }
    }
}

/// The cause of one message of an answer: the same in every attempt.
fn part_cause(answer: AnswerId, part: usize) -> Cause {
    Cause::from(format!("a{}/{part}", answer.0))
}
