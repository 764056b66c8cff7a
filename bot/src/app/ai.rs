//! Which AI answers: the built-in one, or any OpenAI-compatible service with its models in order.

use std::sync::Arc;

use rand::{RngCore as _, SeedableRng as _, rngs::StdRng};

use super::Tempo;
use crate::{
    config::AiConfig,
    domain::SharedClock,
    features::account::Outside,
    providers::{
        ChatModel,
        local::LocalTalker,
        openai::{ChatOptions, OpenAi, OpenAiSettings},
        resilience::{Chain, Guard, Guarded, Link, TracingLog},
    },
};

/// The model behind every answer, and what guards the providers of it.
pub fn chat_model(
    config: &AiConfig,
    tempo: Tempo,
    http: reqwest::Client,
    clock: SharedClock,
) -> (Arc<dyn ChatModel>, Vec<Arc<Guard>>) {
    if config.built_in {
        return (Arc::new(LocalTalker::new(clock, tempo.talker)), Vec::new());
    }
    let seed = StdRng::from_os_rng().next_u64();
    let guard = Arc::new(Guard::new("openai", tempo.provider, Arc::new(TracingLog), seed));
    let provider: Arc<dyn ChatModel> =
        Arc::new(Guarded::new(Arc::new(provider(config, http, clock)), Arc::clone(&guard)));
    let mut links: Vec<Link> = config
        .chat_models
        .iter()
        .map(|model| Link { provider: Arc::clone(&provider), model: Some(model.clone()) })
        .collect();
    if links.is_empty() {
        links.push(Link { provider, model: None });
    }
    (Arc::new(Chain::new(links)), vec![guard])
}

/// The provider itself.
pub fn provider(config: &AiConfig, http: reqwest::Client, clock: SharedClock) -> OpenAi {
    let settings = OpenAiSettings {
        key: config.api_key.clone(),
        default_model: config.chat_models.first().cloned(),
        public_url: config.referer.as_deref().and_then(|url| url.parse().ok()),
        options: ChatOptions { idle: config.idle, ..ChatOptions::default() },
        ..OpenAiSettings::new("openai", config.base_url.clone())
    };
    OpenAi::new(settings, http, clock)
}

/// Who outside reads what people send: the models' names and the host they are asked at.
pub fn outside(config: &AiConfig) -> Option<Outside> {
    if config.built_in {
        return None;
    }
    let host = config.base_url.host_str().unwrap_or_default().to_owned();
    let models = if config.chat_models.is_empty() { host.clone() } else { config.chat_models.join(", ") };
    Some(Outside { models, host })
}
