//! Settings that contradict each other, or do nothing.

use super::Finding;
use crate::config::{Config, Env, TelegramMode, VARIABLES};

/// Ports that Telegram brings updates to (Bot API, `setWebhook`).
const WEBHOOK_PORTS: [u16; 4] = [443, 80, 88, 8443];

/// What contradicts something stops the bot from working as it was set; what does nothing is a slip of the pen.
pub fn look(config: &Config, env: &Env) -> Finding {
    let (contradictions, idle) = (contradictions(config), idle(config, env));
    let set = VARIABLES.iter().filter(|known| env.given(known.name).is_some()).count();
    match (contradictions.is_empty(), idle.is_empty()) {
        (true, true) => Finding::well(format!("{set} set, and they agree")),
        (true, false) => {
            Finding::doubtful(idle.join("; "), "Take out what does nothing, or set what it needs.")
        }
        (false, _) => {
            let all: Vec<String> = contradictions.into_iter().chain(idle).collect();
            Finding::ill(all.join("; "), "Change one of the settings named here.")
        }
    }
}

fn contradictions(config: &Config) -> Vec<String> {
    let mut found = Vec::new();
    if let TelegramMode::Webhook { url, .. } = &config.telegram.mode {
        if config.http.addr.is_none() {
            found.push(
                "TELEGRAM_MODE is webhook and HTTP_ADDR is off: updates have nowhere to come".to_owned(),
            );
        }
        let telegrams_own = config.telegram.api_url.host_str() == Some("api.telegram.org");
        if telegrams_own && url.scheme() != "https" {
            found.push("TELEGRAM_WEBHOOK_URL is not https: Telegram refuses it".to_owned());
        }
        let port = url.port_or_known_default().unwrap_or_default();
        if telegrams_own && !WEBHOOK_PORTS.contains(&port) {
            found.push(format!("TELEGRAM_WEBHOOK_URL has port {port}: Telegram takes 443, 80, 88 and 8443"));
        }
    }
    found
}

fn idle(config: &Config, env: &Env) -> Vec<String> {
    let given = |name: &str| env.given(name).is_some();
    let (storage, polling) = (&config.storage, config.telegram.mode == TelegramMode::Polling);
    let bucket = storage.blob_url.starts_with("s3://");
    let cases = [
        (
            polling && given("TELEGRAM_WEBHOOK_URL"),
            "TELEGRAM_WEBHOOK_URL does nothing while TELEGRAM_MODE is polling",
        ),
        (
            polling && given("TELEGRAM_WEBHOOK_SECRET"),
            "TELEGRAM_WEBHOOK_SECRET does nothing while TELEGRAM_MODE is polling",
        ),
        (
            config.ai.built_in && given("CHAT_MODELS"),
            "CHAT_MODELS does nothing without OPENAI_API_KEY or OPENAI_BASE_URL: the built-in AI answers",
        ),
        (storage.is_postgres() && given("SQLITE_SYNC"), "SQLITE_SYNC does nothing on Postgres"),
        (!bucket && given("AWS_ENDPOINT_URL"), "AWS_ENDPOINT_URL does nothing while BLOB_URL is a folder"),
        (
            bucket && given("AWS_ACCESS_KEY_ID") != given("AWS_SECRET_ACCESS_KEY"),
            "of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set",
        ),
        (
            storage.is_postgres() && !bucket,
            "DATABASE_URL is Postgres and BLOB_URL a folder: processes on other machines would not find the files",
        ),
        (
            given("OTEL_EXPORTER_OTLP_HEADERS") && config.operation.otlp.is_none(),
            "OTEL_EXPORTER_OTLP_HEADERS does nothing without OTEL_EXPORTER_OTLP_ENDPOINT",
        ),
    ];
    cases.into_iter().filter(|(is, _)| *is).map(|(_, words)| words.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::look;
    use crate::{
        config::{Config, Env, Role},
        ops::doctor::Status,
    };

    fn looked(pairs: &[(&str, &str)]) -> (Status, String) {
        let env = Env::of([("TELEGRAM_BOT_TOKEN", "1:a")].iter().chain(pairs).copied());
        let finding = look(&Config::read(&env, Role::All).unwrap(), &env);
        (finding.status, finding.found)
    }

    #[test]
    fn what_agrees_is_well() {
        assert_eq!(looked(&[("OPENAI_API_KEY", "sk-1"), ("CHAT_MODELS", "a")]).0, Status::Well);
        let webhook =
            [("TELEGRAM_MODE", "webhook"), ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/hook")];
        assert_eq!(looked(&webhook).0, Status::Well);
    }

    #[test]
    fn what_contradicts_or_does_nothing_is_named() {
        let hook = ("TELEGRAM_MODE", "webhook");
        let secure = ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/hook");
        type Case<'a> = (&'a [(&'a str, &'a str)], Status, &'a str);
        let cases: [Case<'_>; 7] = [
            (&[hook, secure, ("HTTP_ADDR", "off")], Status::Ill, "HTTP_ADDR is off"),
            (&[hook, ("TELEGRAM_WEBHOOK_URL", "http://bot.example.org/")], Status::Ill, "not https"),
            (&[hook, ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org:9000/")], Status::Ill, "port 9000"),
            (&[secure], Status::Doubtful, "TELEGRAM_WEBHOOK_URL does nothing"),
            (&[("CHAT_MODELS", "a")], Status::Doubtful, "CHAT_MODELS does nothing"),
            (&[("DATABASE_URL", "postgres://localhost/a")], Status::Doubtful, "BLOB_URL a folder"),
            (&[("BLOB_URL", "s3://a"), ("AWS_ACCESS_KEY_ID", "x")], Status::Doubtful, "only one is set"),
        ];
        for (pairs, status, words) in cases {
            let (found, told) = looked(pairs);
            assert_eq!(found, status, "{pairs:?}: {told}");
            assert!(told.contains(words), "{pairs:?}: {told}");
        }
    }
}
