//! What comes back from a chat model, piece by piece.
//! It never buffers: a piece is handed on when it is there.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::Stream;
use futures::stream::{BoxStream, StreamExt as _};

use super::MicroDollars;
use crate::providers::ProviderError;

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delta {
    /// Markdown for the person; never empty.
    Text(String),
    /// What a reasoning model thinks aloud; never part of the answer.
    Reasoning(String),
    /// A piece of a function call; pieces of one `index` belong together.
    ToolCall {
        index: u32,
        /// On the first piece.
        id: Option<String>,
        /// On the first piece.
        name: Option<String>,
        /// A part of the arguments' JSON; it reads as JSON only once all parts are joined.
        arguments_part: String,
    },
    /// What it took; at most once, before `Finished`, and not from every provider.
    Usage { prompt_tokens: u32, completion_tokens: u32, cost: Option<MicroDollars> },
    /// The answer is complete: always the last delta of a stream that ends without an error.
    Finished(FinishReason),
}

/// Why a model stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FinishReason {
    /// It had said everything.
    Stop,
    /// It reached the longest answer allowed: "Continue" makes sense.
    Length,
    ToolCalls,
    /// What follows was held back by the provider.
    ContentFilter,
    Other,
}

/// An answer on its way. Dropping it closes the connection to the provider.
pub struct AnswerStream {
    provider: String,
    model: String,
    deltas: BoxStream<'static, Result<Delta, ProviderError>>,
}

impl AnswerStream {
    pub fn new(
        provider: impl Into<String>,
        model: impl Into<String>,
        deltas: impl Stream<Item = Result<Delta, ProviderError>> + Send + 'static,
    ) -> Self {
        Self { provider: provider.into(), model: model.into(), deltas: deltas.boxed() }
    }

    /// The name of the service that answers; after a fallback not the first of the chain.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The id of the model that answers; after a fallback not the chosen one.
    pub fn model(&self) -> &str {
        &self.model
    }
}

impl Stream for AnswerStream {
    type Item = Result<Delta, ProviderError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.deltas.poll_next_unpin(context)
    }
}

impl fmt::Debug for AnswerStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerStream")
            .field("provider", &self.provider)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}
