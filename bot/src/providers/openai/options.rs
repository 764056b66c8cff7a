//! What an operator may set about a provider.
//! The key is written to one header and never shown.

use std::fmt;
use std::time::Duration;

use url::Url;

/// How long is waited for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChatOptions {
    /// For a connection; default 10 s.
    pub connect: Duration,
    /// From the request to the first byte of the answer; default 60 s.
    pub first_byte: Duration,
    /// Between two bytes of an answer, keep-alive comments included; default 30 s.
    pub idle: Duration,
}

impl Default for ChatOptions {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_mins(1),
            idle: Duration::from_secs(30),
        }
    }
}

/// One OpenAI-compatible service.
#[derive(Clone)]
pub struct OpenAiSettings {
    /// A short constant name for logs.
    pub name: String,
    /// The address before `/chat/completions`, such as `https://openrouter.ai/api/v1`.
    pub base_url: Url,
    /// Ollama and vLLM need none.
    pub key: Option<String>,
    /// The model of requests that name none.
    pub default_model: Option<String>,
    /// The bot's own address, which OpenRouter shows beside its requests (`HTTP-Referer`).
    pub public_url: Option<Url>,
    pub options: ChatOptions,
}

impl OpenAiSettings {
    pub fn new(name: impl Into<String>, base_url: Url) -> Self {
        Self {
            name: name.into(),
            base_url,
            key: None,
            default_model: None,
            public_url: None,
            options: ChatOptions::default(),
        }
    }

    /// The address of `path` under the base, whether or not the base ends in a slash.
    pub(super) fn address(&self, path: &str) -> String {
        format!("{}/{path}", self.base_url.as_str().trim_end_matches('/'))
    }

    pub(super) fn is_openrouter(&self) -> bool {
        self.base_url
            .host_str()
            .is_some_and(|host| host == "openrouter.ai" || host.ends_with(".openrouter.ai"))
    }
}

impl fmt::Debug for OpenAiSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenAiSettings")
            .field("name", &self.name)
            .field("host", &self.base_url.host_str())
            .field("key", &self.key.as_ref().map(|_| "…"))
            .field("default_model", &self.default_model)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
