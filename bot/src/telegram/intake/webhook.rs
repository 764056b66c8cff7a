//! The webhook: Telegram brings updates, and hears 200 once they are written down.
//! It removes no webhook when it stops: the next process goes on where this one ended.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use url::Url;

use super::{peek::RawUpdate, pump::Intake};
use crate::telegram::raw::{Api, Fault};

/// Bytes of a request at most; the largest update known has a tenth of it.
const BODY_LIMIT: usize = 1024 * 1024;
/// The header that carries the secret (Bot API, `setWebhook`).
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// What Telegram sends with each update, so that nobody else can.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(String);

impl WebhookSecret {
    /// Takes 1 to 256 of `A-Z a-z 0-9 _ -`, as the Bot API asks; anything else is none.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        ((1..=256).contains(&text.len()) && text.chars().all(allowed)).then(|| Self(text.to_owned()))
    }

    /// In a time that tells nothing of the secret, its length included.
    fn matches(&self, given: &[u8]) -> bool {
        Sha256::digest(self.0.as_bytes()).ct_eq(&Sha256::digest(given)).into()
    }
}

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

#[derive(Clone)]
struct Door {
    intake: Intake,
    secret: WebhookSecret,
}

/// The route that Telegram posts to; `path` begins with `/`.
pub fn routes(intake: Intake, path: &str, secret: WebhookSecret) -> Router {
    Router::new()
        .route(path, post(take))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(Door { intake, secret })
}

/// 200: written down. 403: not Telegram. 400: no update, not worth bringing again. 503: bring it again.
async fn take(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let given = headers.get(SECRET_HEADER).map_or(&[][..], |value| value.as_bytes());
    if !door.secret.matches(given) {
        return StatusCode::FORBIDDEN;
    }
    let Some(update) = RawUpdate::read(&String::from_utf8_lossy(&body)) else {
        tracing::error!(bytes = body.len(), "a webhook request holds no update");
        return StatusCode::BAD_REQUEST;
    };
    match door.intake.accept(&[update]).await {
        Ok(_) => StatusCode::OK,
        // What went wrong is logged and told by the intake.
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Tells Telegram where to bring updates. What waits there is kept.
///
/// `max_connections` is 1 to 100; `allowed` names the kinds, usually [`super::ALLOWED_UPDATES`].
pub async fn register(
    api: &Api,
    url: &Url,
    secret: &WebhookSecret,
    max_connections: u8,
    allowed: &[&str],
) -> Result<(), Fault> {
    let params = json!({
        "url": url.as_str(),
        "secret_token": secret.0,
        "max_connections": max_connections,
        "allowed_updates": allowed,
        "drop_pending_updates": false,
    });
    api.call::<bool>("setWebhook", &params).await.map(|_| ())
}

#[cfg(test)]
#[path = "webhook_tests.rs"]
mod tests;
