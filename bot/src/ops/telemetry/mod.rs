//! The log: constant messages with fields, as text or JSON, each with the story it belongs to; and the same for
//! Sentry and OpenTelemetry, where they are set. Message texts and secrets are never fields, and a net below catches
//! what libraries quote.

mod layer;
mod otlp;
mod panics;
mod record;
mod render;
mod scrub;
mod sentry;
mod slow;
#[cfg(test)]
mod tests;

use std::{io::IsTerminal as _, sync::Mutex, time::Duration};

use tokio::time::timeout;
use tracing::Level;
use tracing_subscriber::{
    EnvFilter,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

pub use panics::words as words_of_panic;
pub use scrub::Scrubber;

use self::{
    layer::{Output, Telling},
    sentry::Reporter,
};
use super::{lifecycle::Lifecycle, trace};
use crate::{
    config::{OperationConfig, OtlpConfig},
    providers::http_client,
};

/// How long the end of the program waits for what was not sent yet.
const FAREWELL: Duration = Duration::from_secs(1);

/// Crates of ours: they may say as much as the operator wants to hear.
const OURS: [&str; 3] = ["atelier", "bot", trace::TARGET];

/// What was started, and is to be ended when the program ends.
#[derive(Default)]
pub struct Telemetry {
    reporter: Option<Reporter>,
    exporting: Lifecycle,
}

impl Telemetry {
    /// Sends what was not sent yet, within a second.
    pub async fn stop(self) {
        let exported = timeout(FAREWELL, self.exporting.stop());
        let reported = async {
            if let Some(reporter) = self.reporter {
                // It waits on a thread of its own.
                let _ = tokio::task::spawn_blocking(move || reporter.close(FAREWELL)).await;
            }
        };
        let _ = tokio::join!(exported, reported);
    }
}

/// Starts logging to standard error, and sending where that is set. `secrets` never appear. A second call changes
/// nothing.
pub fn start(config: &OperationConfig, secrets: Vec<String>) -> Telemetry {
    let telemetry =
        Telemetry { reporter: config.sentry.clone().map(Reporter::new), exporting: Lifecycle::new() };
    let exporter = config.otlp.as_ref().and_then(exporter);
    let (spans, exporter) = exporter.map_or((None, None), |(spans, exporter)| (Some(spans), Some(exporter)));
    let telling = Telling {
        scrubber: Scrubber::new(secrets),
        output: Output {
            format: config.log_format,
            colours: std::io::stderr().is_terminal(),
            to: Mutex::new(Box::new(std::io::stderr())),
        },
        reporter: telemetry.reporter.clone(),
        spans,
    };
    let log = tracing_subscriber::registry().with(filter(&config.log)).with(most()).with(telling);
    if log.try_init().is_err() {
        return Telemetry::default();
    }
    panics::log();
    if let Some(exporter) = exporter {
        let stop = telemetry.exporting.stopping();
        telemetry.exporting.spawn(exporter.run(stop));
    }
    telemetry
}

fn exporter(config: &OtlpConfig) -> Option<(otlp::Spans, otlp::Exporter)> {
    // Without TLS nothing else of the program would run either.
    let http = http_client(Duration::from_secs(5)).ok()?;
    Some(otlp::exporter(http, config.traces.clone(), config.headers.clone()))
}

/// What the operator wants to hear, and the steps of stories, without which lines would not say theirs.
fn filter(log: &str) -> EnvFilter {
    let steps = format!("{}=error", trace::TARGET);
    EnvFilter::try_new(format!("{log},{steps}")).unwrap_or_else(|_| EnvFilter::new(format!("info,{steps}")))
}

/// What anybody may say, whatever was asked for: libraries quote requests, updates and statements below warnings.
fn most() -> Targets {
    let ours = OURS.map(|ours| (ours, LevelFilter::from_level(Level::TRACE)));
    Targets::new().with_targets(ours).with_default(Level::WARN).with_target("teloxide", LevelFilter::OFF)
}
