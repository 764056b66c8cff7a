//! How fast the program goes where nothing but time decides.
//! People get the default; whoever tests the whole program need not wait for it.

use std::time::Duration;

use crate::{
    jobs::Lane,
    providers::{
        local::Pace,
        resilience::{BreakerSettings, Policy},
    },
    storage::state::Limit,
};

/// A day to think again before everything is erased.
const GRACE: Duration = Duration::from_hours(24);

#[derive(Clone, Copy, Debug)]
pub struct Tempo {
    /// How the built-in talker writes.
    pub talker: Pace,
    /// Messages to one person; `None`: as configured.
    pub to_person: Option<Limit>,
    /// Messages to one group; `None`: as Telegram allows.
    pub to_group: Option<Limit>,
    /// How patient we are with a provider.
    pub provider: Policy,
    /// How long somebody who wants everything erased can still stop it.
    pub grace: Duration,
}

impl Default for Tempo {
    fn default() -> Self {
        Self { talker: Pace::default(), to_person: None, to_group: None, provider: patient(), grace: GRACE }
    }
}

/// How many answers a provider writes for us at the same time: as many as the lane of chat lets run.
const ANSWERS: usize = Lane::CHAT.concurrency as usize;

/// Where there is one provider and nothing to fall back to, a breaker that opens after two failed answers refuses
/// more than it spares.
fn patient() -> Policy {
    let breaker = BreakerSettings { failures: 12, open_for: Duration::from_secs(10) };
    Policy { breaker, concurrency: ANSWERS, ..Policy::default() }
}
