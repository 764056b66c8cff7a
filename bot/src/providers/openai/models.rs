//! The provider's list of models, in the three shapes seen: OpenAI, OpenRouter, Ollama.
//! Models that do not talk are left out; the list is kept for an hour.

use std::future::Future;
use std::time::Duration;

use moka::future::Cache;
use serde_json::Value;
use tokio::time::Instant;

use super::wire::dollars;
use super::{OpenAi, send};
use crate::providers::{ErrorKind, MicroDollars, ModelInfo, Prices, ProviderError};

/// How long a list is good for.
const KEPT: Duration = Duration::from_hours(1);
/// Bytes of a list that are read; OpenRouter's is about 600 KB.
const LIST_LIMIT: usize = 8 * 1024 * 1024;
/// Beginnings of ids of models that do something else; plain lists do not say.
const NOT_CHAT: [&str; 12] = [
    "text-embedding",
    "embedding",
    "whisper",
    "tts-",
    "dall-e",
    "gpt-image",
    "omni-moderation",
    "text-moderation",
    "babbage",
    "davinci",
    "sora",
    "imagen",
];
/// Families that take images, for lists that do not say.
const SEES: [&str; 14] = [
    "gpt-4o",
    "gpt-4.1",
    "gpt-5",
    "o3",
    "o4-mini",
    "chatgpt-4o",
    "gemini",
    "gemma-3",
    "gemma3",
    "claude",
    "llava",
    "pixtral",
    "llama-4",
    "llama3.2-vision",
];

/// The list of one provider, as last fetched.
pub(super) struct Models(Cache<(), Vec<ModelInfo>>);

impl Default for Models {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(1).time_to_live(KEPT).build())
    }
}

impl Models {
    /// The kept list, or what `fetch` gives; a failure is not kept, and people who ask at once share one request.
    pub(super) async fn cached(
        &self,
        fetch: impl Future<Output = Result<Vec<ModelInfo>, ProviderError>>,
    ) -> Result<Vec<ModelInfo>, ProviderError> {
        self.0.try_get_with((), fetch).await.map_err(|error| (*error).clone())
    }

    /// What the kept list says; it is not fetched for this.
    pub(super) async fn prices_of(&self, model: &str) -> Option<Prices> {
        let models = self.0.get(&()).await?;
        models.iter().find(|known| known.id == model)?.prices
    }
}

impl OpenAi {
    pub(super) async fn list_models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        let list = match self.fetch_list(self.settings.address("models")).await {
            // Ollama of old has only its own list, beside the compatible part.
            Err(error) if error.status() == Some(404) => {
                let base = self.settings.address("");
                let root = base.trim_end_matches('/').trim_end_matches("/v1");
                self.fetch_list(format!("{root}/api/tags")).await?
            }
            list => list?,
        };
        Ok(read(&list))
    }

    async fn fetch_list(&self, address: String) -> Result<Value, ProviderError> {
        let deadline = Instant::now() + self.settings.options.first_byte;
        let response = self.attempt(self.http.get(address), deadline).await?;
        let late = |_| ProviderError::new(ErrorKind::Busy { retry_after: None }, "no list in time");
        let body = send::text_of(response, LIST_LIMIT);
        let text = tokio::time::timeout_at(deadline, body).await.map_err(late)?;
        serde_json::from_str(&text).map_err(|error| ProviderError::new(ErrorKind::Broken, error.to_string()))
    }
}

/// The models of a list: `data` (OpenAI, OpenRouter), `models` (Ollama) or the list itself (Together).
pub(super) fn read(list: &Value) -> Vec<ModelInfo> {
    let items = ["data", "models"].into_iter().find_map(|field| list.get(field)?.as_array());
    let items = items.or_else(|| list.as_array()).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter(|item| talks(item)).filter_map(model).collect()
}

fn model(item: &Value) -> Option<ModelInfo> {
    let id = id_of(item)?;
    let name = ["display_name", "name"].into_iter().find_map(|field| text(item, field)).unwrap_or(id);
    let prices = prices(item);
    // Ollama's `details` and `owned_by: library` mean a model on a machine of one's own.
    let local = item.get("details").is_some() || text(item, "owned_by") == Some("library");
    Some(ModelInfo {
        id: id.to_owned(),
        name: name.strip_prefix("models/").unwrap_or(name).to_owned(),
        context_tokens: context(item),
        sees: sees(item, id),
        free: local || prices.is_some_and(|prices| prices == Prices::default()),
        prices,
    })
}

fn id_of(item: &Value) -> Option<&str> {
    let id = ["id", "model", "name"].into_iter().find_map(|field| text(item, field))?;
    (!id.is_empty()).then_some(id)
}

fn text<'a>(item: &'a Value, field: &str) -> Option<&'a str> {
    item.get(field)?.as_str()
}

/// The name without the maker, such as `gpt-5` of `openai/gpt-5`.
fn bare(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

fn talks(item: &Value) -> bool {
    match modalities(item, "output_modalities") {
        Some(mut output) => output.any(|kind| kind == "text"),
        None => {
            id_of(item).is_some_and(|id| !NOT_CHAT.iter().any(|start| bare(id).starts_with(start)))
                && text(item, "type").is_none_or(|kind| matches!(kind, "chat" | "language" | "model"))
        }
    }
}

fn sees(item: &Value, id: &str) -> bool {
    if let Some(mut input) = modalities(item, "input_modalities") {
        return input.any(|kind| kind == "image");
    }
    // Mistral says it in words of its own.
    if let Some(vision) = item.pointer("/capabilities/vision").and_then(Value::as_bool) {
        return vision;
    }
    let name = bare(id).to_lowercase();
    SEES.iter().any(|start| name.starts_with(start)) || name.contains("-vl") || name.contains("vision")
}

fn modalities<'a>(item: &'a Value, field: &str) -> Option<impl Iterator<Item = &'a str>> {
    let listed = item.get("architecture")?.get(field)?.as_array()?;
    Some(listed.iter().filter_map(Value::as_str))
}

fn context(item: &Value) -> Option<u32> {
    let names = ["context_length", "context_window", "max_model_len", "max_context_length"];
    let tokens = names.into_iter().find_map(|field| item.get(field)?.as_u64())?;
    u32::try_from(tokens).ok().filter(|tokens| *tokens > 0)
}

/// OpenRouter writes dollars per token as decimal strings; `-1` is "depends" (`openrouter/auto`).
fn prices(item: &Value) -> Option<Prices> {
    let pricing = item.get("pricing")?;
    Some(Prices { prompt: per_million(pricing, "prompt")?, completion: per_million(pricing, "completion")? })
}

fn per_million(pricing: &Value, field: &str) -> Option<MicroDollars> {
    let price: f64 = pricing.get(field)?.as_str()?.parse().ok()?;
    dollars(price * 1e6)
}
