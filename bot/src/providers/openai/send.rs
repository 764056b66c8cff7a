//! Sending a question and learning the server's dialect on the way.
//! At most one repetition per refused setting; nothing else is repeated here.

use std::error::Error as _;

use reqwest::header::{ACCEPT, REFERER};
use reqwest::{RequestBuilder, Response};
use tokio::time::{Instant, timeout_at};

use super::{OpenAi, body, fault, retry_after};
use crate::providers::{ChatRequest, ErrorKind, ProviderError};

/// Settings that a server may refuse one after the other.
const ADJUSTMENTS: usize = 3;
/// Bytes of a refusal that are read.
const REFUSAL_LIMIT: usize = 64 * 1024;

impl OpenAi {
    /// The head of a good answer, and until when its first byte must be here.
    pub(super) async fn send(
        &self,
        model: &str,
        request: &ChatRequest,
    ) -> Result<(Response, Instant), ProviderError> {
        let deadline = Instant::now() + self.settings.options.first_byte;
        let mut dialect = self.dialects.of(model);
        let mut adjustments = 0;
        loop {
            let body = body::body(model, request, dialect);
            let post = self.http.post(self.settings.address("chat/completions")).json(&body);
            match self.attempt(post, deadline).await {
                Ok(response) => return Ok((response, deadline)),
                Err(error) => {
                    let adjusted = adjusted(&error, dialect, adjustments);
                    let Some(next) = adjusted else { return Err(error) };
                    tracing::info!(provider = %self.settings.name, model, "provider refused a setting, left out");
                    self.dialects.learn(model, next);
                    dialect = next;
                    adjustments += 1;
                }
            }
        }
    }

    /// One request with our headers; a status of 400 and above is an error.
    pub(super) async fn attempt(
        &self,
        request: RequestBuilder,
        deadline: Instant,
    ) -> Result<Response, ProviderError> {
        let late = |_| ProviderError::new(ErrorKind::Busy { retry_after: None }, "no answer in time");
        let sent = timeout_at(deadline, self.headed(request).send()).await.map_err(late)?;
        let response = sent.map_err(|error| transport(&error))?;
        if response.status().as_u16() < 400 {
            return Ok(response);
        }
        let status = response.status().as_u16();
        let wish = retry_after::retry_after(response.headers(), self.clock.now());
        let body = timeout_at(deadline, text_of(response, REFUSAL_LIMIT)).await.unwrap_or_default();
        Err(self.without_key(&fault::of_response(status, &body, wish)))
    }

    fn headed(&self, mut request: RequestBuilder) -> RequestBuilder {
        request = request.header(ACCEPT, "text/event-stream, application/json");
        if let Some(key) = &self.settings.key {
            request = request.bearer_auth(key);
        }
        if self.settings.is_openrouter() {
            request = request.header("X-Title", "Atelier");
            if let Some(address) = &self.settings.public_url {
                request = request.header(REFERER, address.as_str()).header("HTTP-Referer", address.as_str());
            }
        }
        request
    }

    /// The same error with our own key struck out, should a server quote it.
    fn without_key(&self, error: &ProviderError) -> ProviderError {
        let detail = match &self.settings.key {
            Some(key) if !key.is_empty() => error.detail().replace(key.as_str(), "[key]"),
            _ => return error.clone(),
        };
        let clean = ProviderError::new(error.kind(), detail);
        error.status().map_or(clean.clone(), |status| clean.with_status(status))
    }
}

/// The dialect to try after this refusal, if it was one of a setting.
fn adjusted(
    error: &ProviderError,
    dialect: super::dialect::Dialect,
    adjustments: usize,
) -> Option<super::dialect::Dialect> {
    let refused = matches!(error.status(), Some(400 | 422)) && error.kind() == ErrorKind::BadRequest;
    (refused && adjustments < ADJUSTMENTS).then(|| dialect.after(error.detail())).flatten()
}

/// What went wrong below HTTP. The address is left out: some services take keys in it.
pub(super) fn transport(error: &reqwest::Error) -> ProviderError {
    let mut words = String::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        words = inner.to_string();
        cause = inner.source();
    }
    let kind = match () {
        () if error.is_connect() => ErrorKind::Unreachable,
        () if error.is_timeout() => ErrorKind::Busy { retry_after: None },
        () if error.is_builder() => ErrorKind::BadRequest,
        () if error.is_request() => ErrorKind::Unreachable,
        () => ErrorKind::Broken,
    };
    ProviderError::new(kind, words)
}

/// The body as text, at most `limit` bytes of it, whatever went wrong behind them.
pub(super) async fn text_of(mut response: Response, limit: usize) -> String {
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        bytes.extend_from_slice(&chunk);
        if bytes.len() >= limit {
            bytes.truncate(limit);
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
