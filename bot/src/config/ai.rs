//! Which AI answers.

use std::{fmt, time::Duration};

use url::Url;

use super::env::{ConfigError, Env};

#[derive(Clone)]
pub struct AiConfig {
    pub api_key: Option<String>,
    pub base_url: Url,
    /// Models people may choose, best first; empty: whatever the provider lists.
    pub chat_models: Vec<String>,
    /// Tokens of a conversation that a model is shown.
    pub context_tokens: u32,
    /// A provider silent for so long in mid-answer has stalled.
    pub idle: Duration,
    /// Nothing is set: the built-in AI answers.
    pub built_in: bool,
    /// Our public address, for providers that ask who calls.
    pub referer: Option<String>,
}

impl fmt::Debug for AiConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AiConfig")
            .field("built_in", &self.built_in)
            .field("base_url", &self.base_url.as_str())
            .field("key", &self.api_key.is_some())
            .field("chat_models", &self.chat_models)
            .finish_non_exhaustive()
    }
}

impl AiConfig {
    pub(super) fn read(env: &Env) -> Result<Self, ConfigError> {
        const BASE: &str = "OPENAI_BASE_URL";
        let base_url: Url = env.require(BASE, "an address such as https://api.openai.com/v1")?;
        let api_key = env.get("OPENAI_API_KEY").map(str::to_owned);
        // A server of one's own, such as Ollama, may want no key.
        let own_server = base_url.host_str() != Some("api.openai.com");
        let chat_models = env.get("CHAT_MODELS").unwrap_or_default().split(',');
        let chat_models = chat_models.map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
        let context_tokens = env.require("CHAT_CONTEXT_TOKENS", "a number of tokens, such as 16000")?;
        let idle = env.require("CHAT_IDLE_SECONDS", "a number of seconds, such as 30")?;
        Ok(Self {
            built_in: api_key.is_none() && !own_server,
            api_key,
            base_url,
            chat_models,
            context_tokens,
            idle: Duration::from_secs(idle),
            referer: env.get("PUBLIC_URL").map(str::to_owned),
        })
    }
}
