//! The chunks of an answer as servers write them, read with a forgiving eye.
//! A field of an unexpected shape counts as absent; only what is not JSON at all is an error.

use serde::Deserialize;
use serde_json::Value;

use crate::providers::{FinishReason, MicroDollars};

/// One event, or the whole answer of a server that does not stream.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chunk {
    #[serde(default)]
    pub error: Option<Value>,
    #[serde(default, deserialize_with = "lenient")]
    pub choices: Vec<Choice>,
    #[serde(default, deserialize_with = "lenient")]
    pub usage: Option<Usage>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Choice {
    #[serde(default, deserialize_with = "lenient")]
    pub index: u32,
    #[serde(default, deserialize_with = "lenient")]
    pub delta: Option<Message>,
    /// In answers that are not streamed.
    #[serde(default, deserialize_with = "lenient")]
    pub message: Option<Message>,
    /// In answers of completion servers of old.
    #[serde(default, deserialize_with = "lenient")]
    pub text: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub finish_reason: Option<String>,
    #[serde(default)]
    pub error: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Message {
    /// A string, or parts of `text` and `thinking`.
    #[serde(default)]
    pub content: Value,
    #[serde(default, deserialize_with = "lenient")]
    pub refusal: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub reasoning: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub reasoning_content: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub tool_calls: Vec<ToolCall>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct ToolCall {
    #[serde(default, deserialize_with = "lenient")]
    pub index: Option<u32>,
    #[serde(default, deserialize_with = "lenient")]
    pub id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub function: Function,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Function {
    #[serde(default, deserialize_with = "lenient")]
    pub name: Option<String>,
    /// A part of the JSON as a string; Ollama once sent it as an object.
    #[serde(default)]
    pub arguments: Value,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) struct Usage {
    #[serde(default, deserialize_with = "lenient")]
    pub prompt_tokens: u32,
    #[serde(default, deserialize_with = "lenient")]
    pub completion_tokens: u32,
    /// US dollars, from OpenRouter.
    #[serde(default, deserialize_with = "lenient")]
    pub cost: Option<f64>,
}

impl Usage {
    pub(super) fn cost(self) -> Option<MicroDollars> {
        dollars(self.cost?)
    }
}

/// Micro-dollars of a price in dollars; `None` for what is no price.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to lie within the range"
)]
pub(super) fn dollars(price: f64) -> Option<MicroDollars> {
    let micro = (price * 1e6).round();
    (0.0..1e15).contains(&micro).then_some(MicroDollars(micro as u64))
}

/// A word for why it ended; `error` is not an end and is handled before.
pub(super) fn finish_reason(word: &str) -> FinishReason {
    match word {
        "stop" | "end_turn" | "eos" | "stop_sequence" | "STOP" => FinishReason::Stop,
        "length" | "max_tokens" | "MAX_TOKENS" => FinishReason::Length,
        "tool_calls" | "function_call" | "tool_use" => FinishReason::ToolCalls,
        "content_filter" | "safety" | "SAFETY" => FinishReason::ContentFilter,
        _ => FinishReason::Other,
    }
}

/// The value, or its default where the shape is another.
fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + serde::de::DeserializeOwned,
{
    let value = Value::deserialize(deserializer)?;
    Ok(T::deserialize(value).unwrap_or_default())
}
