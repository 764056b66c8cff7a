//! The loop that reads the model's stream while the person watches.

use std::{future::Future, time::Duration};

use futures::{StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use tokio::time::Instant;

use super::{Answering, part_cause};
use crate::{
    features::chat::{
        domain::{Answer, AnswerStatus, Omitted, Usage},
        error::ChatError,
        jobs::view::{Place, Refreshed, View},
        screens::{self, Outcome},
        store,
    },
    jobs::Run,
    providers::{AnswerStream, Delta, ErrorKind, FinishReason, ProviderError},
    storage::{Following, Topic},
    telegram::outbox::Role,
};

/// How often what has come is kept.
const CHECKPOINT: Duration = Duration::from_secs(2);
/// The same of an answer whose process has died so often: what was kept is not asked for again, and ends.
const HASTY: Duration = Duration::from_millis(250);
const DEATHS: u16 = 3;
/// How often the line is counted, and the answer looked at again, when nobody says that they have changed.
const COUNT_WAITING: Duration = Duration::from_secs(15);
/// How long the end of an answer waits for a sign that is on its way: a draft that came after the message would
/// stand below it.
const LAST_SIGN: Duration = Duration::from_millis(600);

/// What came of it.
#[derive(Debug)]
pub(super) struct Written {
    pub status: AnswerStatus,
    pub text: String,
    pub error: Option<ProviderError>,
    pub usage: Usage,
    /// Files that the model was not shown.
    pub left_out: Vec<Omitted>,
}

impl Written {
    pub(super) fn of(status: AnswerStatus) -> Self {
        Self { status, text: String::new(), error: None, usage: Usage::default(), left_out: Vec::new() }
    }

    pub(super) fn end(&self) -> store::End<'_> {
        let error = self.error.as_ref().map(|error| error.kind().name());
        store::End { status: self.status, text: &self.text, error, usage: &self.usage }
    }

    pub(super) fn as_outcome(&self) -> Outcome<'_> {
        let error = self.error.as_ref().map(ProviderError::kind);
        Outcome { status: self.status, text: &self.text, error, left_out: &self.left_out }
    }
}

/// Everything that changes while an answer is written.
struct Writer<'a> {
    answering: &'a Answering,
    answer: &'a Answer,
    view: View,
    text: String,
    usage: Usage,
    kept: usize,
    checkpoint: Duration,
    keep_due: Instant,
    waiting: u64,
    count_due: Instant,
    counted: bool,
    /// Told when another question is in line, or this one has changed.
    news: Following,
    /// Begun anew, or ended elsewhere: what is being written is wanted by nobody.
    outdated: bool,
    /// Words on their way to the person, one state at a time.
    refresh: Option<BoxFuture<'static, Refreshed>>,
    /// Signs that nothing waits for.
    beside: FuturesUnordered<BoxFuture<'static, ()>>,
}

/// Why the model could not be asked.
pub(super) enum Unasked {
    /// In terms of the person: it becomes the answer.
    Refused(ProviderError),
    /// In terms of the house: the job is tried again.
    Failed(ChatError),
}

/// What ends the loop.
enum End {
    Finished(FinishReason),
    Failed(ProviderError),
    Stopped,
    Outdated,
}

impl Answering {
    /// Asks and writes until the answer is complete, stopped or broken off; nothing when it is to begin anew. `asking`
    /// gets the model to speak; `beside` is done meanwhile.
    pub(super) async fn write(
        &self,
        answer: &Answer,
        asking: impl Future<Output = Result<AnswerStream, Unasked>>,
        view: View,
        beside: Option<BoxFuture<'static, ()>>,
        run: &Run,
    ) -> Result<Option<Written>, ChatError> {
        let (now, checkpoint) = (Instant::now(), checkpoint(run.attempt));
        let mut writer = Writer {
            answering: self,
            answer,
            view,
            text: String::new(),
            usage: Usage::default(),
            kept: 0,
            checkpoint,
            keep_due: now + checkpoint,
            waiting: 0,
            count_due: now,
            counted: false,
            news: self.chat.db.wakes().follow(Topic::Answers(answer.peer)),
            outdated: false,
            refresh: None,
            beside: beside.into_iter().collect(),
        };
        let end = writer.run(asking, run).await;
        writer.finish_signs().await;
        let end = end?;
        let (status, error) = match end {
            End::Outdated => return Ok(None),
            End::Stopped => (AnswerStatus::Stopped, None),
            End::Failed(error) => {
                tracing::warn!(kind = error.kind().name(), status = error.status(), "an answer failed");
                (AnswerStatus::Failed, Some(error))
            }
            End::Finished(FinishReason::Length) => (AnswerStatus::Cut, None),
            End::Finished(FinishReason::ContentFilter) => {
                let error = ProviderError::new(ErrorKind::Refused, "held back by the provider");
                (AnswerStatus::Failed, Some(error))
            }
            End::Finished(_) => (AnswerStatus::Done, None),
        };
        Ok(Some(Written { error, text: writer.text, usage: writer.usage, ..Written::of(status) }))
    }
}

impl Writer<'_> {
    async fn run(
        &mut self,
        asking: impl Future<Output = Result<AnswerStream, Unasked>>,
        run: &Run,
    ) -> Result<End, ChatError> {
        tokio::pin!(asking);
        let mut stream: Option<AnswerStream> = None;
        let mut finished: Option<FinishReason> = None;
        let mut noted = false;
        loop {
            self.show().await;
            if self.outdated {
                return Ok(End::Outdated);
            }
            let look = self.view.next_look(&self.text, self.waiting);
            tokio::select! {
                biased;
                () = run.cancel.cancelled() => return Ok(End::Stopped),
                () = run.stopping.cancelled(), if !noted => {
                    noted = true;
                    self.keep().await;
                }
                begun = &mut asking, if stream.is_none() => match begun {
                    Ok(begun) => {
                        self.usage.provider = Some(begun.provider().to_owned());
                        self.usage.model = Some(begun.model().to_owned());
                        stream = Some(begun);
                    }
                    Err(Unasked::Refused(error)) => return Ok(End::Failed(error)),
                    Err(Unasked::Failed(error)) => return Err(error),
                },
                delta = next(&mut stream), if stream.is_some() => match delta {
                    Some(Ok(delta)) => self.take(delta, &mut finished),
                    Some(Err(error)) => return Ok(End::Failed(error)),
                    None => return Ok(End::Finished(finished.unwrap_or(FinishReason::Other))),
                },
                told = ended(&mut self.refresh), if self.refresh.is_some() => {
                    self.refresh = None;
                    self.heed(told).await?;
                }
                () = self.news.notified() => self.look_again(),
                Some(()) = self.beside.next(), if !self.beside.is_empty() => {}
                () = tokio::time::sleep_until(look), if self.refresh.is_none() => {}
                () = tokio::time::sleep_until(self.keep_due) => {}
            }
            if Instant::now() >= self.keep_due {
                self.keep().await;
            }
        }
    }

    /// The line has changed, or the question has, or a message has come into the chat and ended the draft.
    fn look_again(&mut self) {
        self.count_due = Instant::now();
        self.view.renew();
    }

    async fn look_whether_wanted(&mut self) {
        match self.answering.chat.store.find_answer(self.answer.id).await {
            Ok(now) => {
                let wanted = |now: &Answer| !now.status.is_finished() && now.revision == self.answer.revision;
                self.outdated = !now.as_ref().is_some_and(wanted);
            }
            Err(error) => tracing::debug!(%error, "an answer was not looked at again"),
        }
    }

    /// Begins to show what is to be shown by now.
    async fn show(&mut self) {
        self.beside.extend(self.view.typing(&self.text));
        if self.refresh.is_none() {
            self.count_waiting().await;
            self.refresh = self.view.refresh(&self.text, self.waiting);
        }
    }

    /// Lets signs that are on their way arrive, for a moment, so that none comes after the message.
    async fn finish_signs(&mut self) {
        let arrived = async {
            if let Some(refresh) = self.refresh.take() {
                refresh.await;
            }
            while self.beside.next().await.is_some() {}
        };
        if tokio::time::timeout(LAST_SIGN, arrived).await.is_err() {
            tracing::debug!("a sign was still on its way when the answer ended");
        }
    }

    fn take(&mut self, delta: Delta, finished: &mut Option<FinishReason>) {
        match delta {
            Delta::Text(text) => self.text.push_str(&text),
            Delta::Usage { prompt_tokens, completion_tokens, cost } => {
                self.usage.prompt_tokens = Some(prompt_tokens);
                self.usage.completion_tokens = Some(completion_tokens);
                self.usage.cost_micros = cost.map(|cost| cost.0);
            }
            Delta::Finished(reason) => *finished = Some(reason),
            // Thoughts are not part of the answer, and this room offers no tools.
            Delta::Reasoning(_) | Delta::ToolCall { .. } => {}
        }
    }

    /// Keeps what has come. The row, never the draft, is what a crash leaves behind. A database that is away
    /// costs no words: they are kept when it is back.
    async fn keep(&mut self) {
        self.keep_due = Instant::now() + self.checkpoint;
        if self.kept == self.text.len() {
            return;
        }
        match self.answering.chat.store.checkpoint(self.answer, &self.text).await {
            Ok(()) => self.kept = self.text.len(),
            Err(error) => tracing::warn!(%error, "a growing answer was not kept"),
        }
    }

    async fn count_waiting(&mut self) {
        if Instant::now() < self.count_due {
            return;
        }
        self.count_due = Instant::now() + COUNT_WAITING;
        // At the beginning it was just read.
        if std::mem::replace(&mut self.counted, true) {
            self.look_whether_wanted().await;
        }
        match self.answering.chat.store.count_waiting(self.answer.peer, self.answer.id).await {
            Ok(waiting) => self.waiting = waiting,
            Err(error) => tracing::debug!(%error, "those who wait were not counted"),
        }
    }

    async fn heed(&mut self, told: Refreshed) -> Result<(), ChatError> {
        match told {
            Refreshed::Fine(strain) => {
                self.view.fine(strain);
                Ok(())
            }
            Refreshed::Wait(wait) => {
                self.view.wait(wait);
                Ok(())
            }
            Refreshed::Trouble if !self.view.trouble() => Ok(()),
            Refreshed::Trouble => self.leave_drafts().await,
            Refreshed::NoDrafts => {
                self.answering.chat.remember_refusal(self.answer.peer).await?;
                self.leave_drafts().await
            }
        }
    }

    /// Drafts do not come through: a message that grows takes over.
    async fn leave_drafts(&mut self) -> Result<(), ChatError> {
        if !matches!(self.view.place(), Place::Draft(_)) {
            return Ok(());
        }
        let answering = self.answering;
        let account = answering.chat.accounts.find(self.answer.account).await?;
        let screen = screens::waiting(account.lang(), self.answer.id);
        let mut tx = answering.chat.db.begin().await?;
        let cause = part_cause(self.answer.id, 0);
        let slot =
            answering.chat.outbox.post(&mut tx, self.answer.peer, &cause, Role::Message, &screen).await?;
        answering.chat.store.mark_running(&mut tx, self.answer.id, None, Some(slot)).await?;
        tx.commit().await?;
        self.view.move_to(Place::Slot(slot));
        Ok(())
    }
}

/// How often an answer is kept in this attempt.
const fn checkpoint(attempt: u16) -> Duration {
    if attempt > DEATHS { HASTY } else { CHECKPOINT }
}

async fn next(stream: &mut Option<AnswerStream>) -> Option<Result<Delta, ProviderError>> {
    match stream {
        Some(stream) => stream.next().await,
        None => std::future::pending().await,
    }
}

async fn ended(refresh: &mut Option<BoxFuture<'static, Refreshed>>) -> Refreshed {
    match refresh {
        Some(refresh) => refresh.await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::{CHECKPOINT, HASTY, checkpoint};

    #[test]
    fn who_has_died_again_and_again_keeps_words_sooner() {
        assert_eq!([1, 2, 3, 4, 12].map(checkpoint), [CHECKPOINT, CHECKPOINT, CHECKPOINT, HASTY, HASTY]);
    }
}
