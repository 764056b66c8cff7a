//! The port to a chat model: one request, one stream of what arrives.
//! It keeps no conversation and repeats nothing by itself; `resilience` does the repeating.

mod answer;
mod model;
mod request;

use async_trait::async_trait;

pub use answer::{AnswerStream, Delta, FinishReason};
pub use model::{MicroDollars, ModelInfo, Prices};
pub use request::{ChatMessage, ChatRequest, JsonSchema, Part, Role, ToolSpec};

use super::ProviderError;

/// A service that answers conversations.
///
/// Dropping the future of [`ChatModel::answer`], or the stream it gave, closes the connection to the service.
#[async_trait]
pub trait ChatModel: Send + Sync {
    /// A short constant name for logs and metrics.
    fn name(&self) -> &str;

    /// Whether a model of this id is worth asking here; services with a fixed list answer strictly.
    fn serves(&self, model: &str) -> bool {
        let _ = model;
        true
    }

    /// Starts an answer. An error here means that nothing has been shown to anyone yet.
    async fn answer(&self, request: ChatRequest) -> Result<AnswerStream, ProviderError>;

    /// What may stand in [`ChatRequest::model`].
    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError>;
}
