//! The adapter against a provider that misbehaves, over real HTTP.

mod chunking;
mod faults;
mod listing;
mod reading;
mod sending;

use std::time::Duration;

use futures::StreamExt as _;

use super::{OpenAi, OpenAiSettings};
use crate::domain::FrozenClock;
use crate::providers::testing::FakeProvider;
use crate::providers::{
    ChatMessage, ChatModel as _, ChatRequest, Delta, FinishReason, ProviderError, http_client,
};

/// An adapter for this provider, with short waits.
fn adapter(provider: &FakeProvider) -> OpenAi {
    adapter_with(provider, |_| {})
}

fn adapter_with(provider: &FakeProvider, change: impl FnOnce(&mut OpenAiSettings)) -> OpenAi {
    let mut settings = OpenAiSettings::new("fake", provider.base_url().unwrap());
    settings.options.first_byte = Duration::from_secs(5);
    settings.options.idle = Duration::from_secs(5);
    change(&mut settings);
    let http = http_client(settings.options.connect).unwrap();
    OpenAi::new(settings, http, FrozenClock::at("2026-11-20T10:00:00Z".parse().unwrap()))
}

fn question() -> ChatRequest {
    ChatRequest { model: Some("some-model".to_owned()), ..ChatRequest::new(vec![ChatMessage::user("Hi")]) }
}

/// Everything that came before the end or the error.
async fn deltas(adapter: &OpenAi) -> (Vec<Delta>, Option<ProviderError>) {
    match adapter.answer(question()).await {
        Ok(stream) => split(stream.collect().await),
        Err(error) => (Vec::new(), Some(error)),
    }
}

fn split(pieces: Vec<Result<Delta, ProviderError>>) -> (Vec<Delta>, Option<ProviderError>) {
    let error = pieces.iter().find_map(|piece| piece.as_ref().err().cloned());
    (pieces.into_iter().filter_map(Result::ok).collect(), error)
}

fn text(deltas: &[Delta]) -> String {
    deltas
        .iter()
        .filter_map(|delta| if let Delta::Text(text) = delta { Some(text.as_str()) } else { None })
        .collect()
}

fn reason(deltas: &[Delta]) -> Option<FinishReason> {
    match deltas.last() {
        Some(Delta::Finished(reason)) => Some(*reason),
        _ => None,
    }
}
