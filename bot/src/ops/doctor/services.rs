//! Services beside Telegram: the AI, a running bot's own page, and a collector of spans.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::{Finding, Patient};
use crate::providers::{ChatMessage, ChatModel, ChatRequest, ErrorKind, ModelInfo, ProviderError};

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// One cheap call: the list of models; or a word of the first one, where a server has no list.
pub async fn ai(patient: &Patient) -> Finding {
    let Some(model) = &patient.model else {
        return Finding::well("the built-in AI answers; no provider is set");
    };
    let host = patient.config.ai.base_url.host_str().unwrap_or_default();
    match model.models().await {
        Ok(models) => judge(host, &models, &patient.config.ai.chat_models),
        Err(error) if lists_nothing(&error) => match patient.config.ai.chat_models.first() {
            Some(name) => say(host, &**model, name).await,
            None => Finding::ill(format!("{host} has no list of models"), "Name them in CHAT_MODELS."),
        },
        Err(error) => trouble(host, &error),
    }
}

fn lists_nothing(error: &ProviderError) -> bool {
    matches!(error.status(), Some(404 | 405 | 501))
}

fn judge(host: &str, listed: &[ModelInfo], wanted: &[String]) -> Finding {
    let unknown: Vec<&str> = wanted
        .iter()
        .map(String::as_str)
        .filter(|name| listed.iter().all(|known| known.id != *name))
        .collect();
    let found = format!("{host} answers, with {} models", listed.len());
    if unknown.is_empty() {
        return Finding::well(found);
    }
    Finding::doubtful(
        format!("{found}, but not {}", unknown.join(", ")),
        "Check the names in CHAT_MODELS; some servers also answer for models that they do not list.",
    )
}

async fn say(host: &str, model: &dyn ChatModel, name: &str) -> Finding {
    let request = ChatRequest {
        model: Some(name.to_owned()),
        max_tokens: Some(1),
        ..ChatRequest::new(vec![ChatMessage::user("Hi")])
    };
    match model.answer(request).await {
        Ok(_) => Finding::well(format!("{host} answers, by {name}; it has no list of models")),
        Err(error) => trouble(host, &error),
    }
}

fn trouble(host: &str, error: &ProviderError) -> Finding {
    let found = format!("{host}: {error}");
    match error.kind() {
        ErrorKind::NotAllowed => Finding::ill(found, "Check OPENAI_API_KEY, and what it may be used for."),
        ErrorKind::NoCredit => Finding::ill(found, "Fill up the account at the provider."),
        ErrorKind::Unreachable => {
            Finding::ill(found, "Check OPENAI_BASE_URL, and whether the server is running.")
        }
        ErrorKind::Busy { .. } | ErrorKind::Stalled => {
            Finding::doubtful(found, "Look again in a while; people are told to try again.")
        }
        _ => Finding::ill(found, "Check that OPENAI_BASE_URL is the address before /chat/completions."),
    }
}

/// Whether a bot answers at `HTTP_ADDR`, and what it says of itself.
pub async fn http(patient: &Patient) -> Finding {
    let Some(listening) = patient.config.http.addr else { return Finding::well("HTTP_ADDR is off") };
    // What listens everywhere listens here too.
    let host = if listening.ip().is_unspecified() { IpAddr::from([127, 0, 0, 1]) } else { listening.ip() };
    let address = format!("http://{}/ready", SocketAddr::new(host, listening.port()));
    let Ok(answer) = patient.http.get(address).timeout(PATIENCE).send().await else {
        return Finding::well(format!("no bot is running here; {listening} is free"));
    };
    let told: Value = answer.json().await.unwrap_or_default();
    let words = |field: &str| -> Vec<String> {
        let words = told[field].as_array().into_iter().flatten().filter_map(Value::as_str);
        words.map(ToOwned::to_owned).collect()
    };
    match told["status"].as_str() {
        // Redis has a line of its own.
        Some("ready") => match words("notes").into_iter().find(|note| note != "redis") {
            Some(trouble) => Finding::reported("a bot is running", &trouble),
            None => Finding::well("a bot is running and ready"),
        },
        Some("waiting") => Finding::doubtful(
            format!("a bot is running and not ready: {}", words("reasons").join(", ")),
            "The other lines say why.",
        ),
        _ => Finding::ill(
            format!("another program listens on {listening}"),
            "Set HTTP_ADDR to a free port, or to off where no webhook is used.",
        ),
    }
}

/// Posts no spans to the collector.
pub async fn traces(patient: &Patient) -> Finding {
    let Some(otlp) = &patient.config.operation.otlp else { return Finding::well("no collector is set") };
    let host = otlp.traces.host_str().unwrap_or_default();
    let request = patient.http.post(otlp.traces.clone()).headers(otlp.headers.clone());
    let sent = request.json(&json!({ "resourceSpans": [] })).timeout(PATIENCE).send().await;
    let advice =
        "The bot runs without. Check OTEL_EXPORTER_OTLP_ENDPOINT: OTLP over HTTP, usually port 4318.";
    match sent {
        Ok(answer) if answer.status().is_success() => Finding::well(format!("{host} takes spans")),
        Ok(answer) => {
            Finding::doubtful(format!("{host} refuses spans: {}", answer.status().as_u16()), advice)
        }
        Err(_) => Finding::doubtful(format!("{host} cannot be reached"), advice),
    }
}

/// Sends a report of nothing: Sentry keeps none, and says whether it knows the key. That the address can be read was
/// seen with the settings.
pub async fn sentry(patient: &Patient) -> Finding {
    let Some(dsn) = &patient.config.operation.sentry else { return Finding::well("no Sentry is set") };
    let nothing =
        concat!("{}\n", "{\"type\":\"client_report\"}\n", "{\"timestamp\":0,\"discarded_events\":[]}\n");
    let request = patient.http.post(dsn.envelope_api_url()).timeout(PATIENCE);
    let request = request
        .header("X-Sentry-Auth", dsn.to_auth(Some("atelier")).to_string())
        .header(CONTENT_TYPE, "application/x-sentry-envelope");
    let (host, advice) = (dsn.host(), "The bot runs without. Check SENTRY_DSN: the project's client keys.");
    match request.body(nothing).send().await {
        Ok(answer) if answer.status().is_success() => Finding::well(format!("{host} takes reports")),
        Ok(answer) => {
            Finding::doubtful(format!("{host} refuses reports: {}", answer.status().as_u16()), advice)
        }
        Err(_) => Finding::doubtful(format!("{host} cannot be reached"), advice),
    }
}

#[cfg(test)]
mod tests {
    use super::{judge, trouble};
    use crate::{
        ops::doctor::Status,
        providers::{ErrorKind, ModelInfo, ProviderError},
    };

    #[test]
    fn models_that_are_not_listed_are_named() {
        let listed = ["a", "b"].map(|id| ModelInfo {
            id: id.to_owned(),
            name: id.to_owned(),
            context_tokens: None,
            sees: false,
            free: false,
            prices: None,
        });
        assert_eq!(judge("host", &listed, &["b".to_owned()]).status, Status::Well);
        let finding = judge("host", &listed, &["b".to_owned(), "c".to_owned()]);
        assert_eq!(
            (finding.status, finding.found.as_str()),
            (Status::Doubtful, "host answers, with 2 models, but not c")
        );
    }

    #[test]
    fn trouble_is_told_without_the_providers_words() {
        let error = ProviderError::new(ErrorKind::NotAllowed, "Incorrect key: my dog");
        let finding = trouble("host", &error);
        assert_eq!((finding.status, finding.found.as_str()), (Status::Ill, "host: not allowed"));
        assert!(finding.advice.contains("OPENAI_API_KEY"));
    }
}
