//! Answering a question: the model's words go to the person as they come, and into the row every two seconds.
//! A death in the middle neither loses what came nor asks twice for what was shown.

mod mark;
mod writing;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use self::{
    mark::Mark,
    writing::{Unasked, Written},
};
use super::{
    context::{self, Attached},
    view::{Place, View},
};
use crate::{
    domain::{Cause, FileKind, MessageId},
    features::{
        account::Account,
        chat::{
            domain::{Answer, AnswerId, AnswerStatus, Preferences, Question, Streaming},
            error::ChatError,
            screens,
            service::Chat,
        },
    },
    jobs::{Death, Job, JobError, Lane, Push, Reason, Run, Runner},
    providers::{ChatRequest, ErrorKind, Part, ProviderError},
    storage::{Tx, state::State},
    telegram::{files::Files, outbox::Role, screen::Screen},
};

/// Turns that are read at most; how many a model is shown is a matter of tokens.
const TURNS: u64 = 60;
/// How long a chat that refused a draft is spared them.
const NO_DRAFTS: Duration = Duration::from_hours(24);
/// Largest text file that goes into a question, in bytes.
const TEXT_FILE_LIMIT: u64 = 512 * 1024;
/// An answer that began so long after its question quotes it.
const LATE: chrono::TimeDelta = chrono::TimeDelta::milliseconds(1500);

/// Asks the model for one answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AnswerQuestion {
    pub answer: AnswerId,
}

impl Job for AnswerQuestion {
    const NAME: &'static str = "chat.answer";
    const LANE: Lane = Lane::CHAT;
    /// A process that dies is not the question's fault, and nothing was shown yet: what was is never asked again.
    const MAX_ATTEMPTS: u16 = 6;
    const TIMEOUT: Duration = Duration::from_mins(15);
}

/// Runs [`AnswerQuestion`].
pub struct Answering {
    chat: Arc<Chat>,
    files: Arc<dyn Files>,
    state: State,
    /// Tokens of a conversation that a model is shown.
    context_tokens: usize,
}

impl Answering {
    pub fn new(chat: Arc<Chat>, files: Arc<dyn Files>, state: State, context_tokens: u32) -> Self {
        let context_tokens = usize::try_from(context_tokens).unwrap_or(usize::MAX);
        Self { chat, files, state, context_tokens }
    }

    async fn answer(&self, id: AnswerId, run: &Run) -> Result<(), ChatError> {
        let Some(answer) =
            self.chat.store.find_answer(id).await?.filter(|answer| !answer.status.is_finished())
        else {
            return Ok(());
        };
        let account = self.chat.accounts.find(answer.account).await?;
        let question = self.chat.store.find_question(answer.question).await?.ok_or(ChatError::NoAnswer)?;
        if !answer.text.is_empty() {
            let written = Written { text: answer.text.clone(), ..Written::of(AnswerStatus::Interrupted) };
            return self.finish(&account, &answer, written, None, Some(run)).await;
        }
        let in_line = self.chat.store.was_in_line(&answer).await?;
        let marked = question.message.filter(|_| in_line);
        let quoted = question.message.filter(|_| self.chat.clock.now() - answer.created_at > LATE);
        let place = self.open_place(&account, &answer).await?;
        let rich = self.takes_rich(&account, &answer).await;
        let outbox = self.chat.outbox.clone();
        let db = self.chat.db.clone();
        let view = View::new(outbox.clone(), db, answer.peer, account.lang(), answer.id, place, rich);
        let asking = async {
            let request = self.request(&account, &answer, &question).await.map_err(Unasked::Failed)?;
            self.chat.model.answer(request.map_err(Unasked::Refused)?).await.map_err(Unasked::Refused)
        };
        let mark = marked.map(|message| Mark::new(outbox, answer.peer.chat, message));
        let unmarking = mark.as_ref().map(Mark::remove_beside);
        let written = self.write(&answer, asking, view, unmarking, run).await?;
        let answer = self.chat.store.find_answer(id).await?.ok_or(ChatError::NoAnswer)?;
        self.finish(&account, &answer, written, quoted, Some(run)).await?;
        if let Some(mark) = mark {
            mark.remove_for_good(quoted.is_some()).await;
        }
        Ok(())
    }

    /// Whether the person and the chat take rich messages.
    async fn takes_rich(&self, account: &Account, answer: &Answer) -> bool {
        Preferences::of(&account.preferences).rich && self.chat.outbox.takes_rich(answer.peer.chat).await
    }

    /// The draft or the message in which the words will appear.
    async fn open_place(&self, account: &Account, answer: &Answer) -> Result<Place, ChatError> {
        let refused = self.state.get(&no_drafts_key(answer)).await.is_some();
        let streaming = View::mode(Preferences::of(&account.preferences).streaming, answer.peer, refused);
        let place = match streaming {
            Streaming::Draft => Place::Draft(answer.draft_id()),
            Streaming::Edit => return self.open_slot(account, answer).await,
            Streaming::Off => Place::Nowhere,
        };
        let mut tx = self.chat.db.begin().await?;
        self.chat.store.mark_running(&mut tx, answer.id, Some(answer.draft_id()), None).await?;
        tx.commit().await?;
        Ok(place)
    }

    async fn open_slot(&self, account: &Account, answer: &Answer) -> Result<Place, ChatError> {
        let mut tx = self.chat.db.begin().await?;
        let screen = screens::waiting(account.lang(), answer.id);
        let cause = part_cause(answer.id, 0);
        let slot = self.chat.outbox.post(&mut tx, answer.peer, &cause, Role::Message, &screen).await?;
        self.chat.store.mark_running(&mut tx, answer.id, None, Some(slot)).await?;
        tx.commit().await?;
        Ok(Place::Slot(slot))
    }

    /// What the model is asked; or why it cannot be, in the person's terms.
    async fn request(
        &self,
        account: &Account,
        answer: &Answer,
        question: &Question,
    ) -> Result<Result<ChatRequest, ProviderError>, ChatError> {
        let store = &self.chat.store;
        let turns = store.list_turns(answer.conversation, Some(question.id), TURNS).await?;
        let conversation = store.find_conversation(answer.account, answer.conversation).await?;
        let model = conversation.and_then(|conversation| conversation.model);
        let continued = match answer.continues {
            Some(_) => turns.last().and_then(|turn| turn.answer.clone()),
            None => None,
        };
        let attached = match self.attached(question, model.as_deref()).await {
            Ok(attached) => attached,
            Err(error) => return Ok(Err(error)),
        };
        let (budget, now) = (self.context_tokens, self.chat.clock.now());
        let request = context::request(account, turns, continued.as_deref(), attached, budget, now);
        let unfit = |error| ProviderError::new(ErrorKind::BadRequest, format!("{error}"));
        Ok(request.map_err(unfit).map(|request| ChatRequest {
            fallback: model.is_none(),
            model,
            variation: answer.variation,
            ..request
        }))
    }

    async fn attached(&self, question: &Question, model: Option<&str>) -> Result<Attached, ProviderError> {
        let Some(file) = &question.file else { return Ok(Attached::default()) };
        let unreadable = |_| ProviderError::new(ErrorKind::BadRequest, "the file could not be fetched");
        let bytes = self.files.fetch(file).await.map_err(unreadable)?;
        let image =
            file.kind == FileKind::Photo || file.mime.as_deref().is_some_and(|m| m.starts_with("image/"));
        if image {
            if !self.chat.sees(model).await {
                return Err(ProviderError::new(ErrorKind::BadRequest, "the model does not see"));
            }
            let mime = file.mime.clone().unwrap_or_else(|| "image/jpeg".to_owned());
            return Ok(Attached { parts: vec![Part::Image { mime, bytes }] });
        }
        if bytes.len() as u64 > TEXT_FILE_LIMIT {
            return Err(ProviderError::new(ErrorKind::TooLong, "the file is too long"));
        }
        let name = file.name.as_deref().unwrap_or("file");
        let text = String::from_utf8_lossy(&bytes);
        Ok(Attached { parts: vec![Part::Text(format!("{name}:\n\n{text}"))] })
    }

    /// Ends the answer: its row, the messages that show it and the job, all or nothing.
    /// An answer that came late quotes the message it answers.
    async fn finish(
        &self,
        account: &Account,
        answer: &Answer,
        written: Written,
        quoted: Option<MessageId>,
        run: Option<&Run>,
    ) -> Result<(), ChatError> {
        let chat = &self.chat;
        // Asked before the transaction: reading through the pool while holding one of it would starve the others.
        let untitled = self.is_first_of_all(answer, &written).await?;
        let rich = self.takes_rich(account, answer).await;
        let mut tx = chat.db.begin().await?;
        let now = chat.clock.now();
        let open = chat.store.mark_finished(&mut tx, answer.id, written.end(), now).await?;
        if open {
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
        }
        if let Some(run) = run {
            run.complete_in(&mut tx).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn post_parts(&self, tx: &mut Tx, answer: &Answer, parts: &[Screen]) -> Result<(), ChatError> {
        for (n, part) in parts.iter().enumerate() {
            match answer.slot {
                Some(slot) if n == 0 => self.chat.outbox.show(tx, slot, part).await?,
                _ => {
                    let cause = part_cause(answer.id, n);
                    self.chat.outbox.post(tx, answer.peer, &cause, Role::Message, part).await?;
                }
            }
        }
        Ok(())
    }

    /// Whether this is the first whole answer of its conversation.
    async fn is_first_of_all(&self, answer: &Answer, written: &Written) -> Result<bool, ChatError> {
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
        let Some(answer) = found.filter(|answer| !answer.status.is_finished()) else { return Ok(()) };
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
            self.finish(&account, &answer, written, None, None).await
        };
        buried.await.map_err(JobError::retry)
    }
}

/// The cause of one message of an answer: the same in every attempt.
fn part_cause(answer: AnswerId, part: usize) -> Cause {
    Cause::from(format!("a{}/{part}", answer.0))
}

fn no_drafts_key(answer: &Answer) -> String {
    format!("nodraft:{}", answer.peer.chat)
}
