//! How the program is, as the port of the desk sees it.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    domain::SharedClock,
    features::admin::{Note, Pulse, Vitals},
    ops::health::{Readiness, SharedHealth},
    providers::resilience::Guard,
    telegram::intake::Intake,
};

/// Asks those who know.
pub(super) struct Vital {
    pub health: SharedHealth,
    pub intake: Intake,
    pub guards: Vec<Arc<Guard>>,
    pub clock: SharedClock,
}

impl Vital {
    fn notes(&self, readiness: Readiness) -> Vec<Note> {
        let reasons = readiness.reasons.into_iter().map(ToOwned::to_owned);
        let troubles = reasons.chain(readiness.notes).map(Note::Trouble);
        troubles.chain(self.guards.iter().flat_map(|guard| resting(guard))).collect()
    }
}

#[async_trait]
impl Pulse for Vital {
    async fn vitals(&self) -> Vitals {
        let readiness = self.health.ready().await;
        let version = readiness.version;
        let stats = self.intake.stats().await.ok();
        // The update that asks is open too.
        let updates = stats.as_ref().map(|stats| stats.open.saturating_sub(1)).unwrap_or_default();
        let oldest = stats.and_then(|stats| stats.oldest).filter(|_| updates > 0);
        Vitals {
            version,
            notes: self.notes(readiness),
            updates,
            oldest: oldest.and_then(|oldest| (self.clock.now() - oldest).to_std().ok()),
        }
    }
}

/// The models that a provider is not asked for just now.
fn resting(guard: &Guard) -> Vec<Note> {
    let open = guard.breakers().into_iter().filter(|(_, open)| *open);
    open.map(|(model, _)| Note::Resting { provider: guard.provider().to_owned(), model }).collect()
}
