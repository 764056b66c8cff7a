//! How servers of one protocol differ, and what was learned about each model.
//! It never gives up a part of the question itself, only settings around it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Models whose dialect is remembered; more are forgotten all at once.
const REMEMBERED: usize = 256;

/// What may be written into a request to one model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    /// `max_completion_tokens` instead of `max_tokens`.
    pub completion_tokens: bool,
    /// `stream_options.include_usage`.
    pub usage: bool,
    pub temperature: bool,
}

impl Dialect {
    /// What the model's name tells: OpenAI's reasoning models refuse `max_tokens` and any temperature.
    fn guess(model: &str) -> Self {
        let name = model.rsplit('/').next().unwrap_or(model);
        let series = ["gpt-5", "o1", "o3", "o4"];
        let reasons = series.iter().any(|series| {
            name.strip_prefix(series).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.', ':']))
        });
        Self { completion_tokens: reasons, usage: true, temperature: !reasons }
    }

    /// The dialect to try after the server refused this one with `message` (status 400 or 422).
    /// `None`: the refusal is about something else, or the setting it names is gone already.
    pub(super) fn after(self, message: &str) -> Option<Self> {
        let message = message.to_lowercase();
        if self.usage && (message.contains("stream_options") || message.contains("include_usage")) {
            return Some(Self { usage: false, ..self });
        }
        let unsupported = ["unsupported", "not support", "unrecognized", "unknown", "not permitted", "extra"]
            .iter()
            .any(|word| message.contains(word));
        if !unsupported {
            return None;
        }
        if message.contains("max_tokens") || message.contains("max_completion_tokens") {
            return Some(Self { completion_tokens: !self.completion_tokens, ..self });
        }
        (self.temperature && message.contains("temperature")).then_some(Self { temperature: false, ..self })
    }
}

/// What was learned, so that a refused setting is sent once per model and not with every question.
#[derive(Debug, Default)]
pub(super) struct Dialects(Mutex<HashMap<String, Dialect>>);

impl Dialects {
    pub(super) fn of(&self, model: &str) -> Dialect {
        let learned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        learned.get(model).copied().unwrap_or_else(|| Dialect::guess(model))
    }

    pub(super) fn learn(&self, model: &str, dialect: Dialect) {
        let mut learned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if learned.len() >= REMEMBERED {
            learned.clear();
        }
        learned.insert(model.to_owned(), dialect);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasoning_models_are_known_by_name() {
        for model in ["gpt-5", "gpt-5-mini", "gpt-5.1", "openai/o3", "o4-mini", "o1-preview"] {
            let dialect = Dialect::guess(model);
            assert!(dialect.completion_tokens && !dialect.temperature, "{model}");
        }
        for model in ["gpt-4o", "o3x", "qwen3:8b", "gpt-50", "llama3"] {
            assert!(!Dialect::guess(model).completion_tokens, "{model}");
        }
    }

    #[test]
    fn each_refusal_takes_one_setting_away() {
        let plain = Dialect::guess("some");
        let max = plain.after("Unsupported parameter: 'max_tokens' is not supported with this model.");
        assert_eq!(max, Some(Dialect { completion_tokens: true, ..plain }));
        let usage = plain.after("Unknown field stream_options");
        assert_eq!(usage, Some(Dialect { usage: false, ..plain }));
        assert_eq!(usage.and_then(|dialect| dialect.after("Unknown field stream_options")), None);
        let warm = plain.after("Unsupported value: 'temperature' does not support 0.5");
        assert_eq!(warm, Some(Dialect { temperature: false, ..plain }));
        assert_eq!(plain.after("max_tokens is too large: 100000"), None);
    }
}
