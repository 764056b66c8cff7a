//! Rows of billing: balances and their ledger, charges, allowances, prices.

mod charges;
mod ledger;
mod orders;
mod payments;
mod prices;
mod privacy;

use crate::storage::Db;

pub use charges::{Cover, NewCharge};
pub use ledger::Movement;
pub use payments::Told;

#[derive(Clone)]
pub(super) struct BillingStore {
    db: Db,
}

impl BillingStore {
    pub(super) const fn new(db: Db) -> Self {
        Self { db }
    }
}
