//! The environment as a table: every variable we read, its default and what it is for.
//! `.env.example` and the README are held against this table by a test.

use std::{collections::BTreeMap, fmt, str::FromStr};

/// A variable an operator can set.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    pub name: &'static str,
    /// What holds when it is not set; empty for none.
    pub default: &'static str,
    pub about: &'static str,
}

const fn variable(name: &'static str, default: &'static str, about: &'static str) -> Variable {
    Variable { name, default, about }
}

/// Everything the program reads from the environment.
pub const VARIABLES: &[Variable] = &[
    variable("TELEGRAM_BOT_TOKEN", "", "The token BotFather gave you. Without it `cargo run` is the demo."),
    variable("TELEGRAM_API_URL", "https://api.telegram.org/", "A Bot API server of your own."),
    variable("TELEGRAM_MODE", "polling", "How updates come: `polling` or `webhook`."),
    variable("TELEGRAM_WEBHOOK_URL", "", "The public https address of the webhook, needed in webhook mode."),
    variable("TELEGRAM_WEBHOOK_SECRET", "", "1 to 256 of A-Z a-z 0-9 _ -; made from the token when empty."),
    variable(
        "RICH_MESSAGES",
        "auto",
        "`auto`: tables, formulas and long answers as rich messages, where a chat takes them; `off`: text.",
    ),
    variable(
        "TELEGRAM_CALLS_PER_SECOND",
        "28",
        "Calls a second to everybody together; Telegram allows about 30 unless it is paid for more.",
    ),
    variable(
        "TELEGRAM_CHAT_CALLS_PER_SECOND",
        "1",
        "Calls a second to one person; some more at once are all right.",
    ),
    variable(
        "HTTP_ADDR",
        "127.0.0.1:8080",
        "Where /health, /ready, /metrics and the webhook are served; `off` for nowhere.",
    ),
    variable("PUBLIC_URL", "", "The address people can reach the service by; told to AI providers that ask."),
    variable(
        "DATABASE_URL",
        "sqlite://data/atelier.db",
        "`sqlite://path` or `postgres://user:password@host/name`.",
    ),
    variable(
        "SQLITE_SYNC",
        "full",
        "`full` survives a power cut; `normal` is faster and may lose the last second.",
    ),
    variable("REDIS_URL", "", "`redis://host:port`; without it state is kept in the process."),
    variable("BLOB_URL", "file://data/files", "Where files lie: `file://folder` or `s3://bucket/prefix`."),
    variable("AWS_ENDPOINT_URL", "", "The address of an S3-compatible server other than AWS, such as MinIO."),
    variable("AWS_REGION", "us-east-1", "Its region."),
    variable("AWS_ACCESS_KEY_ID", "", "Its key; without one the machine's own role is asked for."),
    variable("AWS_SECRET_ACCESS_KEY", "", "Its secret."),
    variable("AWS_SESSION_TOKEN", "", "What goes with a key that was lent for a time."),
    variable(
        "OPENAI_API_KEY",
        "",
        "The key of any OpenAI-compatible provider. Without key and address: the built-in AI.",
    ),
    variable("OPENAI_BASE_URL", "https://api.openai.com/v1", "OpenRouter, Gemini, Ollama, vLLM and others."),
    variable(
        "CHAT_MODELS",
        "",
        "Models people may choose, best first, separated by commas; empty: the provider's list.",
    ),
    variable("CHAT_CONTEXT_TOKENS", "16000", "How much of a conversation a model is shown, in tokens."),
    variable("CHAT_IDLE_SECONDS", "30", "A provider silent for so long in mid-answer has stalled."),
    variable(
        "RETENTION_CHAT_DAYS",
        "365",
        "For how many days messages are kept at most; 0 until people delete them.",
    ),
    variable(
        "ADMIN_IDS",
        "",
        "Telegram user ids of the bot's owners, separated by commas: /admin opens the desk for them.",
    ),
    variable(
        "BILLING_PRICES",
        "",
        "A price list of your own, in TOML; empty: the one in bot/src/features/billing/prices.toml.",
    ),
    variable("RUST_LOG", "info", "What is logged, as a tracing filter."),
    variable("LOG_FORMAT", "text", "`text` or `json`."),
    variable("SENTRY_DSN", "", "Where errors are reported, without texts and secrets; empty: nowhere."),
    variable(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "",
        "An OpenTelemetry collector (OTLP over HTTP), such as http://collector:4318; empty: none.",
    ),
    variable("OTEL_EXPORTER_OTLP_HEADERS", "", "What it wants to be sent along: name=value,name=value."),
];

/// A setting that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {reason}.")]
pub struct ConfigError {
    variable: String,
    reason: String,
}

impl ConfigError {
    pub fn new(variable: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { variable: variable.into(), reason: reason.into() }
    }
}

/// The variables that are set. Empty ones count as not set.
#[derive(Clone, Default)]
pub struct Env(BTreeMap<String, String>);

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Prefixes that are ours alone: a variable with one of them that we do not know is a slip of the pen.
const OURS: [&str; 8] =
    ["ADMIN_", "TELEGRAM_", "CHAT_", "SQLITE_", "BLOB_", "RETENTION_", "SENTRY_", "BILLING_"];

impl Env {
    /// The process's environment, over what stands in `.env` of the working folder.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub fn of_process() -> Self {
        let _ = dotenvy::dotenv();
        Self::of(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
    }

    pub fn of<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let pairs = pairs.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self(pairs.filter(|(_, value): &(String, String)| !value.trim().is_empty()).collect())
    }

    /// This environment with another value for one variable.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// This environment without one variable.
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// The value as it was set, or the default of the table; `None` when there is neither.
    pub fn get(&self, name: &str) -> Option<&str> {
        let default = || VARIABLES.iter().find(|known| known.name == name).map(|known| known.default);
        self.0.get(name).map(|value| value.trim()).or_else(default).filter(|value| !value.is_empty())
    }

    /// The value as it was set, whatever the default.
    pub fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim())
    }

    /// The value parsed; `expected` says what it should have been.
    pub fn parse<T: FromStr>(&self, name: &str, expected: &str) -> Result<Option<T>, ConfigError> {
        self.get(name)
            .map(|value| value.parse().map_err(|_| ConfigError::new(name, format!("expected {expected}"))))
            .transpose()
    }

    /// The value parsed, where the table has a default.
    pub fn require<T: FromStr>(&self, name: &str, expected: &str) -> Result<T, ConfigError> {
        self.parse(name, expected)?.ok_or_else(|| ConfigError::new(name, format!("expected {expected}")))
    }

    pub(super) fn refuse_unknown(&self) -> Result<(), ConfigError> {
        let unknown = self.0.keys().find(|name| {
            OURS.iter().any(|prefix| name.starts_with(prefix))
                && !VARIABLES.iter().any(|known| known.name == *name)
        });
        let Some(name) = unknown else { return Ok(()) };
        let nearest = VARIABLES
            .iter()
            .max_by(|a, b| strsim::jaro_winkler(a.name, name).total_cmp(&strsim::jaro_winkler(b.name, name)));
        let hint = nearest.map_or_else(String::new, |known| format!("; perhaps {} was meant", known.name));
        Err(ConfigError::new(name, format!("there is no such setting{hint}")))
    }
}
