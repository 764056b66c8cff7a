//! The log: constant messages with fields, as text or JSON.
//! Message texts and secrets are never fields.

use std::io::IsTerminal as _;

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::config::{LogFormat, OperationConfig};

/// Libraries whose ordinary talk is of no use to an operator, and teloxide's, which may quote updates.
const QUIET: &str =
    "teloxide=off,sqlx=warn,hyper=warn,reqwest=warn,h2=warn,sea_orm_migration=warn,object_store=warn";

/// Starts logging to standard error. A second call changes nothing.
pub fn start(config: &OperationConfig) {
    let filter =
        EnvFilter::try_new(format!("{QUIET},{}", config.log)).unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    let started = match config.log_format {
        LogFormat::Text => {
            let colours = std::io::stderr().is_terminal();
            let layer = fmt::layer().with_writer(std::io::stderr).with_target(true).with_ansi(colours);
            registry.with(layer).try_init()
        }
        LogFormat::Json => registry.with(fmt::layer().json().with_writer(std::io::stderr)).try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
}
