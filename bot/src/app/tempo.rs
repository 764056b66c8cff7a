//! How fast the program goes where nothing but time decides.
//! People get the default; whoever tests the whole program need not wait for it.

use crate::{
    providers::{local::Pace, resilience::Policy},
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
        Self { talker: Pace::default(), to_person: outbox::to_person(), provider: Policy::default() }
    }
}
