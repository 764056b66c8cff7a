//! Whether this process can do its work now, and why not.
//! It asks and tells; nobody is stopped by it.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use chrono::TimeDelta;
use serde::Serialize;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::{
    domain::SharedClock,
    storage::{
        Db,
        processes::living,
        state::{State, StateHealth},
    },
    telegram::intake::Intake,
};

/// How long the database may take to answer a probe.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the oldest update may have been open before nobody seems to be dealing with any. One that fails is
/// given up sooner, and one that waits for its chat's earlier ones waits for seconds.
const STALLED: TimeDelta = TimeDelta::minutes(2);

/// Whom to ask.
pub struct Health {
    pub db: Db,
    pub state: State,
    pub intake: Intake,
    pub clock: SharedClock,
    /// Cancelled when the process stops.
    pub stopping: CancellationToken,
}

/// What a probe is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Readiness {
    pub status: &'static str,
    /// Why it is not ready: draining, database, migrations.
    pub reasons: Vec<&'static str>,
    /// What is not as it should be, and no other process would do better: redis, inbox (an update waits for too long),
    /// conflict (another program fetches the updates of this bot).
    pub notes: Vec<String>,
    /// How many processes work on this database, this one included.
    pub processes: u32,
    pub version: &'static str,
}

impl Readiness {
    pub fn is_ready(&self) -> bool {
        self.reasons.is_empty()
    }
}

impl Health {
    /// Within about two seconds, whatever hangs.
    pub async fn ready(&self) -> Readiness {
        let degraded = self.state.health() == StateHealth::Degraded;
        let mut notes: Vec<String> = degraded.then(|| "redis".to_owned()).into_iter().collect();
        let mut reasons = Vec::new();
        if self.stopping.is_cancelled() {
            reasons.push("draining");
        } else {
            match timeout(PATIENCE, self.ask_the_database()).await.unwrap_or(Err("database")) {
                Ok(note) => notes.extend(note.map(ToOwned::to_owned)),
                Err(reason) => reasons.push(reason),
            }
        }
        if reasons.is_empty() {
            notes.extend(timeout(PATIENCE, self.troubles()).await.unwrap_or_default());
        }
        Readiness {
            status: if reasons.is_empty() { "ready" } else { "waiting" },
            reasons,
            notes,
            processes: self.db.processes_alive(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// What those who live cannot mend themselves, each once.
    async fn troubles(&self) -> BTreeSet<String> {
        let others = living(&self.db).await.unwrap_or_default();
        let told = others.into_iter().filter_map(|process| process.trouble);
        told.chain(self.db.trouble().map(ToOwned::to_owned)).collect()
    }

    /// The first thing that is wrong: what comes after it depends on it. Otherwise a note about the inbox: it belongs to
    /// all processes, so that no other would be readier, and with none ready a webhook could bring nothing any more.
    async fn ask_the_database(&self) -> Result<Option<&'static str>, &'static str> {
        let pending = self.db.pending_steps().await.map_err(|_| "database")?;
        if !pending.is_empty() {
            return Err("migrations");
        }
        let oldest = self.intake.stats().await.map_err(|_| "database")?.oldest;
        Ok(oldest.is_some_and(|oldest| self.clock.now() - oldest > STALLED).then_some("inbox"))
    }
}

/// What is shared by those who answer probes.
pub type SharedHealth = Arc<Health>;

#[cfg(test)]
#[path = "health_tests.rs"]
mod tests;
