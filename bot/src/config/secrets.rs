//! Every secret of the settings, for whoever must strike them out.

use url::Url;

use super::{Config, TelegramMode};

impl Config {
    /// What must never be told: the token and its secret part, keys, passwords, whatever opens something.
    pub fn secrets(&self) -> Vec<String> {
        let token = self.telegram.token.reveal();
        let mut secrets = vec![token.to_owned()];
        secrets.extend(token.split_once(':').map(|(_, secret)| secret.to_owned()));
        if let TelegramMode::Webhook { secret, .. } = &self.telegram.mode {
            secrets.push(secret.clone());
        }
        secrets.extend(self.ai.api_key.clone());
        let (storage, operation) = (&self.storage, &self.operation);
        let addresses = [Some(&storage.database_url), storage.redis_url.as_ref()];
        secrets.extend(addresses.into_iter().flatten().flat_map(|address| password(address)));
        secrets.extend(storage.s3.access_key_id.clone());
        secrets.extend(storage.s3.secret_access_key.clone());
        secrets.extend(storage.s3.session_token.clone());
        secrets.extend(operation.sentry.as_ref().map(|dsn| dsn.public_key().to_owned()));
        let headers = operation.otlp.iter().flat_map(|otlp| otlp.headers.values());
        secrets.extend(headers.filter_map(|value| value.to_str().ok().map(str::to_owned)));
        secrets
    }
}

/// The password of an address, as it stands there and as it is meant.
fn password(address: &str) -> Vec<String> {
    let written = Url::parse(address).ok().and_then(|url| url.password().map(str::to_owned));
    let Some(written) = written else { return Vec::new() };
    let meant: String = url::form_urlencoded::parse(format!("p={}", written.replace('+', "%2B")).as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect();
    vec![written, meant]
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Env, Role};

    #[test]
    fn everything_that_opens_something_is_known() {
        let env = Env::of([
            ("TELEGRAM_BOT_TOKEN", "1:token-part"),
            ("TELEGRAM_MODE", "webhook"),
            ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/hook"),
            ("TELEGRAM_WEBHOOK_SECRET", "hook-secret"),
            ("OPENAI_API_KEY", "sk-key"),
            ("DATABASE_URL", "postgres://atelier:data%40base@localhost/atelier"),
            ("REDIS_URL", "redis://:red+is@localhost/"),
            ("AWS_ACCESS_KEY_ID", "aws-id"),
            ("AWS_SECRET_ACCESS_KEY", "aws-secret"),
            ("AWS_SESSION_TOKEN", "aws-token"),
            ("SENTRY_DSN", "https://sentrykey@sentry.example.org/1"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=otlp-key"),
        ]);
        let config = Config::read(&env, Role::All).unwrap();
        let known = config.secrets();
        for secret in [
            "1:token-part",
            "token-part",
            "hook-secret",
            "sk-key",
            "data%40base",
            "data@base",
            "red+is",
            "aws-id",
            "aws-token",
            "aws-secret",
            "sentrykey",
            "otlp-key",
        ] {
            assert!(known.iter().any(|known| known == secret), "{secret}");
            assert!(!format!("{config:?}").contains(secret), "{secret} is printed");
        }
    }
}
