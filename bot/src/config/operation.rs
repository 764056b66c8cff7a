//! What this process does, and how it tells.

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

#[derive(Clone, Debug)]
pub struct OperationConfig {
    pub role: Role,
    /// A tracing filter.
    pub log: String,
    pub log_format: LogFormat,
}

impl OperationConfig {
    pub(super) fn read(env: &Env, role: Role) -> Result<Self, ConfigError> {
        let log_format = match env.get("LOG_FORMAT") {
            Some("text") | None => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(_) => return Err(ConfigError::new("LOG_FORMAT", "expected `text` or `json`")),
        };
        Ok(Self { role, log: env.get("RUST_LOG").unwrap_or("info").to_owned(), log_format })
    }
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
