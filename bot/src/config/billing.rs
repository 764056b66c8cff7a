//! What things cost.

use std::path::PathBuf;

use super::env::Env;

#[derive(Clone, Debug)]
pub struct BillingConfig {
    /// The operator's price list; `None`: the one that comes along.
    pub prices: Option<PathBuf>,
}

impl BillingConfig {
    pub(super) fn read(env: &Env) -> Self {
        Self { prices: env.get("BILLING_PRICES").map(PathBuf::from) }
    }
}
