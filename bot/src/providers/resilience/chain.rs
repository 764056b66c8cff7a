//! Several models in the order the operator wrote them: the next one answers where one cannot.
//! A model that a person chose is replaced only where they allowed it.

use std::sync::Arc;

use async_trait::async_trait;

use crate::providers::{AnswerStream, ChatModel, ChatRequest, ErrorKind, ModelInfo, ProviderError};

/// One place in the chain.
#[derive(Clone)]
pub struct Link {
    pub provider: Arc<dyn ChatModel>,
    /// `None` leaves the choice to the provider.
    pub model: Option<String>,
}

/// The chain behind "auto".
pub struct Chain {
    links: Vec<Link>,
}

impl Chain {
    /// In the order of trying. Each provider should be [`super::Guarded`] already.
    pub fn new(links: Vec<Link>) -> Self {
        Self { links }
    }

    /// What to try for this request, in order.
    fn route(&self, request: &ChatRequest) -> Vec<Link> {
        let Some(chosen) = request.model.as_deref() else { return self.links.clone() };
        let others = self.links.iter().filter(|link| link.model.as_deref() != Some(chosen));
        let others = others.filter(|_| request.fallback).cloned();
        self.chosen(chosen).into_iter().chain(others).collect()
    }

    /// The chosen model at the provider that has it in the chain, else at the first that may have it.
    fn chosen(&self, chosen: &str) -> Option<Link> {
        let named = self.links.iter().find(|link| link.model.as_deref() == Some(chosen));
        let link = named.or_else(|| self.links.iter().find(|link| link.provider.serves(chosen)))?;
        Some(Link { provider: Arc::clone(&link.provider), model: Some(chosen.to_owned()) })
    }

    /// Each provider once, in the order of the chain.
    fn providers(&self) -> impl Iterator<Item = &Arc<dyn ChatModel>> {
        let mut seen: Vec<&str> = Vec::new();
        self.links.iter().map(|link| &link.provider).filter(move |provider| {
            let name = provider.name();
            let new = !seen.contains(&name);
            seen.push(name);
            new
        })
    }
}

#[async_trait]
impl ChatModel for Chain {
    fn name(&self) -> &'static str {
        "chain"
    }

    fn serves(&self, model: &str) -> bool {
        self.chosen(model).is_some()
    }

    async fn answer(&self, request: ChatRequest) -> Result<AnswerStream, ProviderError> {
        let mut failure = ProviderError::new(ErrorKind::UnknownModel, "no provider for this model");
        for link in self.route(&request) {
            let asked = ChatRequest { model: link.model.clone(), ..request.clone() };
            match link.provider.answer(asked).await {
                Ok(stream) => return Ok(stream),
                Err(error) if error.may_fall_back() => {
                    let (provider, kind) = (link.provider.name(), error.kind().name());
                    tracing::warn!(
                        provider,
                        model = link.model.as_deref(),
                        kind,
                        "model failed, trying the next"
                    );
                    failure = worse(failure, error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(failure)
    }

    /// Every provider's models, without repetition; a provider that fails is left out while another answers.
    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        let mut models: Vec<ModelInfo> = Vec::new();
        let mut failure = None;
        for provider in self.providers() {
            match provider.models().await {
                Ok(more) => {
                    let new = more.into_iter().filter(|new| !models.iter().any(|known| known.id == new.id));
                    let new: Vec<ModelInfo> = new.collect();
                    models.extend(new);
                }
                Err(error) => failure = Some(error),
            }
        }
        match failure {
            Some(error) if models.is_empty() => Err(error),
            _ => Ok(models),
        }
    }
}

/// What to tell when all fail: that later is better, if one of them said so, else the last.
fn worse(known: ProviderError, new: ProviderError) -> ProviderError {
    if known.is_retryable() && !new.is_retryable() { known } else { new }
}
