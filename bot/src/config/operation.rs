//! What this process does, and how it tells.

use std::fmt;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use sentry::types::Dsn;
use url::Url;

use super::env::{ConfigError, Env};

/// The part of the work this process takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Everything in one process.
    #[default]
    All,
    /// Takes updates in and answers them; runs no jobs.
    Intake,
    /// Runs jobs and delivers messages; takes no updates in.
    Worker,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Clone)]
pub struct OperationConfig {
    pub role: Role,
    /// A tracing filter.
    pub log: String,
    pub log_format: LogFormat,
    /// Where errors are reported, if anywhere.
    pub sentry: Option<Dsn>,
    /// Where steps of stories are sent, if anywhere.
    pub otlp: Option<OtlpConfig>,
}

/// An OpenTelemetry collector.
#[derive(Clone)]
pub struct OtlpConfig {
    /// Where traces are posted: the endpoint and `/v1/traces`.
    pub traces: Url,
    /// What goes with each request; may hold a key.
    pub headers: HeaderMap,
}

impl fmt::Debug for OperationConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperationConfig")
            .field("role", &self.role)
            .field("log", &self.log)
            .field("log_format", &self.log_format)
            .field("sentry", &self.sentry.is_some())
            .field("otlp", &self.otlp.is_some())
            .finish()
    }
}

impl OperationConfig {
    pub(super) fn read(env: &Env, role: Role) -> Result<Self, ConfigError> {
        let log_format = match env.get("LOG_FORMAT") {
            Some("text") | None => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(_) => return Err(ConfigError::new("LOG_FORMAT", "expected `text` or `json`")),
        };
        let sentry = env.parse("SENTRY_DSN", "an address such as https://key@host/project")?;
        let log = env.get("RUST_LOG").unwrap_or("info").to_owned();
        Ok(Self { role, log, log_format, sentry, otlp: OtlpConfig::read(env)? })
    }

    /// For commands that run for a moment: text, and sent nowhere.
    pub fn quiet() -> Self {
        let (role, log) = (Role::All, "info".to_owned());
        Self { role, log, log_format: LogFormat::Text, sentry: None, otlp: None }
    }
}

impl OtlpConfig {
    fn read(env: &Env) -> Result<Option<Self>, ConfigError> {
        const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
        let wrong = || ConfigError::new(ENDPOINT, "expected an address such as http://collector:4318");
        let Some(endpoint) = env.get(ENDPOINT) else { return Ok(None) };
        let base: Url = endpoint.parse().map_err(|_| wrong())?;
        if !matches!(base.scheme(), "http" | "https") || !base.has_host() {
            return Err(wrong());
        }
        let mut traces = base;
        traces.set_path(&format!("{}/v1/traces", traces.path().trim_end_matches('/')));
        Ok(Some(Self { traces, headers: headers(env)? }))
    }
}

/// `name=value,name=value`, as OpenTelemetry writes them.
fn headers(env: &Env) -> Result<HeaderMap, ConfigError> {
    const HEADERS: &str = "OTEL_EXPORTER_OTLP_HEADERS";
    let pairs = env.get(HEADERS).unwrap_or_default().split(',').filter(|pair| !pair.trim().is_empty());
    let read = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        let mut value = HeaderValue::from_str(value.trim()).ok()?;
        value.set_sensitive(true);
        Some((name.trim().parse::<HeaderName>().ok()?, value))
    };
    pairs
        .map(|pair| read(pair).ok_or_else(|| ConfigError::new(HEADERS, "expected name=value,name=value")))
        .collect()
}

/// As it is given on the command line.
impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::All => "all",
            Self::Intake => "intake",
            Self::Worker => "worker",
        })
    }
}

impl Role {
    pub fn takes_updates(self) -> bool {
        self != Self::Worker
    }

    pub fn runs_jobs(self) -> bool {
        self != Self::Intake
    }
}
