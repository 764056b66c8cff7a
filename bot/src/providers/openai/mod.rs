//! Any server that speaks OpenAI's chat protocol: OpenAI, OpenRouter, Gemini, Ollama, vLLM and their neighbours.
//! Tolerant in what it reads, plain in what it sends; it repeats a request only to leave out what a server refused.

mod body;
mod bytes_in;
mod decoder;
mod dialect;
mod fault;
mod models;
mod options;
mod retry_after;
mod send;
mod sse;
mod stream;
mod thinking;
mod wire;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use reqwest::Client;

use super::{AnswerStream, ChatModel, ChatRequest, ErrorKind, ModelInfo, ProviderError};
use crate::domain::SharedClock;
use dialect::Dialects;
use models::Models;
pub use options::{ChatOptions, OpenAiSettings};

/// A chat model behind an OpenAI-compatible address.
pub struct OpenAi {
    settings: OpenAiSettings,
    http: Client,
    clock: SharedClock,
    dialects: Dialects,
    models: Models,
}

impl OpenAi {
    /// `http` comes from [`super::http_client`], with the connect timeout of `settings.options`.
    pub fn new(settings: OpenAiSettings, http: Client, clock: SharedClock) -> Self {
        Self { settings, http, clock, dialects: Dialects::default(), models: Models::default() }
    }
}

#[async_trait]
impl ChatModel for OpenAi {
    fn name(&self) -> &str {
        &self.settings.name
    }

    async fn answer(&self, request: ChatRequest) -> Result<AnswerStream, ProviderError> {
        let model = request
            .model
            .clone()
            .or_else(|| self.settings.default_model.clone())
            .ok_or_else(|| ProviderError::new(ErrorKind::UnknownModel, "no model named"))?;
        let (response, deadline) = self.send(&model, &request).await?;
        let prices = self.models.prices_of(&model).await;
        let deltas = stream::deltas(response, deadline, self.settings.options.idle, prices);
        Ok(AnswerStream::new(&self.settings.name, model, deltas))
    }

    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        self.models.cached(self.list_models()).await
    }
}
