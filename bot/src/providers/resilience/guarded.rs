//! A chat model behind its guard.
//! Repeats only what nobody has seen: from the first delta on, an error is the answer's own.

use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::{self, StreamExt as _};
use tokio::time::{Instant, timeout_at};

use super::{Guard, Ticket};
use crate::providers::{AnswerStream, ChatModel, ChatRequest, Delta, ErrorKind, ModelInfo, ProviderError};

/// The same model, made resilient.
pub struct Guarded {
    model: Arc<dyn ChatModel>,
    guard: Arc<Guard>,
}

impl Guarded {
    pub fn new(model: Arc<dyn ChatModel>, guard: Arc<Guard>) -> Self {
        Self { model, guard }
    }
}

/// An answer whose first delta is here.
struct Begun {
    first: Delta,
    rest: AnswerStream,
}

#[async_trait]
impl ChatModel for Guarded {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn serves(&self, model: &str) -> bool {
        self.model.serves(model)
    }

    /// Returns when the first delta is here.
    async fn answer(&self, request: ChatRequest) -> Result<AnswerStream, ProviderError> {
        let model = request.model.clone().unwrap_or_default();
        let deadline = Instant::now() + self.guard.policy().whole;
        let begin = || begin(&*self.model, request.clone());
        let (begun, ticket) = self.guard.call(&model, begin).await?;
        let (provider, model) = (begun.rest.provider().to_owned(), begun.rest.model().to_owned());
        Ok(AnswerStream::new(provider, model, watched(begun, ticket, deadline)))
    }

    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        let (models, ticket) = self.guard.call("list of models", || self.model.models()).await?;
        ticket.answered(None);
        Ok(models)
    }
}

async fn begin(model: &dyn ChatModel, request: ChatRequest) -> Result<Begun, ProviderError> {
    let mut rest = model.answer(request).await?;
    let nothing = || ProviderError::new(ErrorKind::Broken, "an answer without a word");
    let first = rest.next().await.ok_or_else(nothing)??;
    Ok(Begun { first, rest })
}

struct Watched {
    first: Option<Delta>,
    rest: AnswerStream,
    /// Gone when the answer has ended.
    ticket: Option<Ticket>,
    deadline: Instant,
}

/// The deltas, with an eye on the time and on how it ends.
fn watched(
    begun: Begun,
    ticket: Ticket,
    deadline: Instant,
) -> impl futures::Stream<Item = Result<Delta, ProviderError>> + Send {
    let watched = Watched { first: Some(begun.first), rest: begun.rest, ticket: Some(ticket), deadline };
    stream::unfold(watched, |mut watched| async move {
        let piece = watched.next().await?;
        Some((piece, watched))
    })
}

impl Watched {
    async fn next(&mut self) -> Option<Result<Delta, ProviderError>> {
        let mut ticket = self.ticket.take()?;
        let piece = match self.first.take() {
            Some(first) => Ok(first),
            None => self.rest_of_it().await,
        };
        match &piece {
            Ok(Delta::Finished(reason)) => ticket.answered(Some(*reason)),
            Err(error) => ticket.failed(error),
            Ok(delta) => {
                if let Delta::Usage { prompt_tokens, completion_tokens, cost } = delta {
                    ticket.used(*prompt_tokens, *completion_tokens, *cost);
                }
                self.ticket = Some(ticket);
            }
        }
        Some(piece)
    }

    async fn rest_of_it(&mut self) -> Result<Delta, ProviderError> {
        match timeout_at(self.deadline, self.rest.next()).await {
            Ok(Some(piece)) => piece,
            Ok(None) => Err(ProviderError::new(ErrorKind::Broken, "the answer ended without an end")),
            Err(_) => Err(ProviderError::new(ErrorKind::Stalled, "the answer takes too long")),
        }
    }
}
