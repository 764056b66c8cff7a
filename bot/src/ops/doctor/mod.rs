//! Looks at everything the bot needs, and says what is wrong and what to do. It changes nothing that is kept, and
//! runs beside a running bot. All looks go on at once, each with a limit of time; secrets are never shown.

mod disk;
mod services;
mod settings;
mod storage;
mod table;
mod telegram;

use std::time::Duration;

use futures::future::{BoxFuture, FutureExt as _, join_all};
use serde::Serialize;
use tokio::time::timeout;

pub use table::table;

use super::telemetry::Scrubber;
use crate::{
    config::{Config, Env},
    domain::SharedClock,
    providers::ChatModel,
    telegram::raw::Api,
};

/// How long one look may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How it stands with one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Well,
    /// The bot runs, and somebody should look at it.
    Doubtful,
    /// The bot does not run, or not as it was set.
    Ill,
}

/// What one look has found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub name: &'static str,
    pub status: Status,
    pub found: String,
    /// What to do; empty where nothing is to be done.
    pub advice: String,
}

impl Finding {
    fn well(found: impl Into<String>) -> Self {
        Self { name: "", status: Status::Well, found: found.into(), advice: String::new() }
    }

    fn doubtful(found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { status: Status::Doubtful, advice: advice.into(), ..Self::well(found) }
    }

    /// A trouble that a process has reported, by its word (`Db::report_trouble`).
    fn reported(found: impl Into<String>, trouble: &str) -> Self {
        let found = found.into();
        match trouble {
            "conflict" => Self::ill(
                format!("{found}; another program fetches the updates of this bot"),
                "Each gets some of them: stop the other, or give it a token of its own (BotFather, /newbot).",
            ),
            "inbox" => Self::doubtful(
                format!("{found}; an update has been open for minutes"),
                "docs/OPERATIONS.md says how to look: AtelierUpdatesWait.",
            ),
            other => Self::doubtful(format!("{found}; it reports: {other}"), "Look into its log."),
        }
    }

    fn ill(found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { status: Status::Ill, advice: advice.into(), ..Self::well(found) }
    }
}

/// What is looked at.
pub struct Patient {
    pub config: Config,
    pub env: Env,
    pub api: Api,
    pub http: reqwest::Client,
    /// The provider itself, without repetitions and breakers; `None` where the built-in AI answers.
    pub model: Option<Box<dyn ChatModel>>,
    pub clock: SharedClock,
}

/// Looks at everything.
pub async fn examine(patient: &Patient) -> Vec<Finding> {
    let looks: Vec<(&'static str, BoxFuture<'_, Finding>)> = vec![
        ("settings", std::future::ready(settings::look(&patient.config, &patient.env)).boxed()),
        ("token", telegram::token(&patient.api).boxed()),
        (
            "updates",
            telegram::updates(&patient.api, &patient.config.telegram.mode, patient.clock.now()).boxed(),
        ),
        ("clock", telegram::clock(patient).boxed()),
        ("database", storage::database(&patient.config.storage).boxed()),
        ("processes", storage::processes(&patient.config.storage).boxed()),
        ("redis", storage::redis(&patient.config.storage).boxed()),
        ("files", storage::files(&patient.config.storage).boxed()),
        ("disk", std::future::ready(disk::look(&patient.config.storage)).boxed()),
        ("ai", services::ai(patient).boxed()),
        ("http", services::http(patient).boxed()),
        ("traces", services::traces(patient).boxed()),
        ("sentry", services::sentry(patient).boxed()),
    ];
    let scrubber = Scrubber::new(patient.config.secrets());
    let looks = looks.into_iter().map(|(name, look)| async move {
        let late = |_| Finding::ill("no answer within 10 s", "Look at what lies between here and there.");
        (name, timeout(PATIENCE, look).await.unwrap_or_else(late))
    });
    let found = join_all(looks).await.into_iter();
    found.map(|(name, finding)| Finding { name, found: scrubber.clean(&finding.found), ..finding }).collect()
}

/// Settings that cannot be read at all: then there is nothing else to look at.
pub fn unreadable(sentence: String) -> Vec<Finding> {
    let advice = "The README and .env.example say what each setting takes.";
    vec![Finding { name: "settings", ..Finding::ill(sentence, advice) }]
}

/// Whether the bot can run.
pub fn is_well(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.status < Status::Ill)
}

/// The same for programs: `{"ok": …, "checks": […]}`.
pub fn json(findings: &[Finding]) -> serde_json::Value {
    serde_json::json!({ "ok": is_well(findings), "checks": findings })
}
