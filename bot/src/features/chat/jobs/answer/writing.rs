//! The loop that reads the model's stream while the person watches.

use std::{pin::Pin, time::Duration};

use futures::{StreamExt as _, future::BoxFuture};
use tokio::time::Instant;

use super::{Answering, NO_DRAFTS, no_drafts_key, part_cause};
use crate::{
    features::chat::{
        domain::{Answer, AnswerStatus, Usage},
        error::ChatError,
        jobs::view::{Place, Refreshed, View},
        screens::{self, Outcome},
    },
    jobs::Run,
    providers::{AnswerStream, ChatRequest, Delta, ErrorKind, FinishReason, ProviderError},
    telegram::outbox::Role,
};

/// How often what has come is kept.
const CHECKPOINT: Duration = Duration::from_secs(2);
/// How often the line of those who wait is counted.
const COUNT_WAITING: Duration = Duration::from_secs(1);

/// What came of it.
#[derive(Debug)]
pub(super) struct Written {
    pub status: AnswerStatus,
    pub text: String,
    pub error: Option<ProviderError>,
    pub usage: Usage,
}

impl Written {
    pub(super) fn of(status: AnswerStatus) -> Self {
        Self { status, text: String::new(), error: None, usage: Usage::default() }
    }

    pub(super) fn failed(error: ProviderError) -> Self {
        Self { error: Some(error), ..Self::of(AnswerStatus::Failed) }
    }

    pub(super) fn as_outcome(&self) -> Outcome<'_> {
        Outcome { status: self.status, text: &self.text, error: self.error.as_ref().map(ProviderError::kind) }
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
    keep_due: Instant,
    waiting: u64,
    count_due: Instant,
}

/// What ends the loop.
enum End {
    Finished(FinishReason),
    Failed(ProviderError),
    Stopped,
}

impl Answering {
    /// Asks and writes until the answer is complete, stopped or broken off.
    pub(super) async fn write(
        &self,
        answer: &Answer,
        request: ChatRequest,
        view: View,
        run: &Run,
    ) -> Result<Written, ChatError> {
        let now = Instant::now();
        let mut writer = Writer {
            answering: self,
            answer,
            view,
            text: String::new(),
            usage: Usage::default(),
            kept: 0,
            keep_due: now + CHECKPOINT,
            waiting: 0,
            count_due: now,
        };
        let end = writer.run(request, run).await?;
        let (status, error) = match end {
            End::Stopped => (AnswerStatus::Stopped, None),
            End::Failed(error) => {
                tracing::warn!(kind = error.kind().name(), detail = error.detail(), "an answer failed");
                (AnswerStatus::Failed, Some(error))
            }
            End::Finished(FinishReason::Length) => (AnswerStatus::Cut, None),
            End::Finished(FinishReason::ContentFilter) => {
                let error = ProviderError::new(ErrorKind::Refused, "held back by the provider");
                (AnswerStatus::Failed, Some(error))
            }
            End::Finished(_) => (AnswerStatus::Done, None),
        };
        Ok(Written { status, text: writer.text, error, usage: writer.usage })
    }
}

impl Writer<'_> {
    async fn run(&mut self, request: ChatRequest, run: &Run) -> Result<End, ChatError> {
        let mut asking: Pin<Box<_>> = Box::pin(self.answering.chat.model.answer(request));
        let mut stream: Option<AnswerStream> = None;
        let mut finished: Option<FinishReason> = None;
        let mut refresh: Option<BoxFuture<'static, Refreshed>> = None;
        let mut noted = false;
        loop {
            if refresh.is_none() {
                self.count_waiting().await?;
                refresh = self.view.refresh(&self.text, self.waiting);
            }
            let look = self.view.next_look(&self.text).min(self.keep_due);
            tokio::select! {
                biased;
                () = run.cancel.cancelled() => return Ok(End::Stopped),
                () = run.stopping.cancelled(), if !noted => {
                    noted = true;
                    self.keep().await?;
                }
                begun = &mut asking, if stream.is_none() => match begun {
                    Ok(begun) => {
                        self.usage.provider = Some(begun.provider().to_owned());
                        self.usage.model = Some(begun.model().to_owned());
                        stream = Some(begun);
                    }
                    Err(error) => return Ok(End::Failed(error)),
                },
                delta = next(&mut stream), if stream.is_some() => match delta {
                    Some(Ok(delta)) => self.take(delta, &mut finished),
                    Some(Err(error)) => return Ok(End::Failed(error)),
                    None => return Ok(End::Finished(finished.unwrap_or(FinishReason::Other))),
                },
                told = ended(&mut refresh), if refresh.is_some() => {
                    refresh = None;
                    self.heed(told).await?;
                }
                () = tokio::time::sleep_until(look), if refresh.is_none() => {}
                () = tokio::time::sleep_until(self.keep_due), if refresh.is_some() => {}
            }
            if Instant::now() >= self.keep_due {
                self.keep().await?;
            }
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

    /// Keeps what has come. The row, never the draft, is what a crash leaves behind.
    async fn keep(&mut self) -> Result<(), ChatError> {
        self.keep_due = Instant::now() + CHECKPOINT;
        if self.kept != self.text.len() {
            self.answering.chat.store.checkpoint(self.answer.id, &self.text).await?;
            self.kept = self.text.len();
        }
        Ok(())
    }

    async fn count_waiting(&mut self) -> Result<(), ChatError> {
        if Instant::now() >= self.count_due {
            self.count_due = Instant::now() + COUNT_WAITING;
            self.waiting = self.answering.chat.store.count_waiting(self.answer.peer, self.answer.id).await?;
        }
        Ok(())
    }

    async fn heed(&mut self, told: Refreshed) -> Result<(), ChatError> {
        match told {
            Refreshed::Fine => Ok(()),
            Refreshed::Wait(wait) => {
                self.view.wait(wait);
                Ok(())
            }
            Refreshed::NoDrafts => self.leave_drafts().await,
        }
    }

    /// This chat takes no drafts: a message that grows takes over, here and for the next day.
    async fn leave_drafts(&mut self) -> Result<(), ChatError> {
        if !matches!(self.view.place(), Place::Draft(_)) {
            return Ok(());
        }
        let answering = self.answering;
        answering.state.set(&no_drafts_key(self.answer), "1", NO_DRAFTS).await;
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
