//! How fast the program goes where nothing but time decides.
//! People get the default; whoever tests the whole program need not wait for it.

use std::time::Duration;

use crate::{
    providers::{
        local::Pace,
        resilience::{BreakerSettings, Policy},
    },
    storage::state::Limit,
    telegram::outbox,
};

#[derive(Clone, Copy, Debug)]
pub struct Tempo {
    /// How the built-in talker writes.
    pub talker: Pace,
    /// Messages to one person.
    pub to_person: Limit,
    /// How patient we are with a provider.
    pub provider: Policy,
}

impl Default for Tempo {
    fn default() -> Self {
        Self { talker: Pace::default(), to_person: outbox::to_person(), provider: patient() }
    }
}

/// Where there is one provider and nothing to fall back to, a breaker that opens after two failed answers refuses
/// more than it spares.
fn patient() -> Policy {
    let breaker = BreakerSettings { failures: 12, open_for: Duration::from_secs(10) };
    Policy { breaker, ..Policy::default() }
}
