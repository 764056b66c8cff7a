//! What can be done with coins and Stars: see what there is, have an action charged and get back what it did not use,
//! buy, and be given back.

mod charging;
mod ledger;
mod orders;
mod payments;
mod premium;
mod prices;
mod privacy;
mod reconciling;
#[cfg(test)]
pub mod tests;

use std::sync::{Arc, PoisonError, RwLock};

use crate::{
    domain::{AccountId, SharedClock},
    features::{
        account::Accounts,
        billing::{
            domain::PriceList,
            ports::{Says, StarDesk},
            store::BillingStore,
        },
    },
    jobs::Queue,
    storage::Db,
    telegram::outbox::Outbox,
};

pub use charging::{Pay, Wish};
pub use ledger::Grant;
pub use orders::{Wanted, Words};
pub use payments::Source;
pub use reconciling::{Difference, Reconciled};

/// How many rows are taken up at once.
pub(super) const SOME: u16 = 200;

/// Coins, allowances, prices and payments.
pub struct Billing {
    pub(super) db: Db,
    pub(super) store: BillingStore,
    pub(super) accounts: Arc<Accounts>,
    pub(super) queue: Queue,
    pub(super) outbox: Outbox,
    pub(super) stars: Arc<dyn StarDesk>,
    pub(super) says: Says,
    pub(super) clock: SharedClock,
    /// Whom people can ask about a payment.
    owner: Option<AccountId>,
    /// The list as the operator wrote it.
    list: PriceList,
    /// The list that holds: what was set in the chat stands above it.
    current: RwLock<Arc<PriceList>>,
}

/// What billing is built from.
pub struct BillingParts {
    pub db: Db,
    pub accounts: Arc<Accounts>,
    pub queue: Queue,
    pub outbox: Outbox,
    pub stars: Arc<dyn StarDesk>,
    pub says: Says,
    pub clock: SharedClock,
    pub prices: PriceList,
    /// Whom people can ask about a payment.
    pub owner: Option<AccountId>,
}

impl Billing {
    pub fn new(parts: BillingParts) -> Arc<Self> {
        let BillingParts { db, accounts, queue, outbox, stars, says, clock, prices, owner } = parts;
        let store = BillingStore::new(db.clone());
        let current = RwLock::new(Arc::new(prices.clone()));
        Arc::new(Self {
            db,
            store,
            accounts,
            queue,
            outbox,
            stars,
            says,
            clock,
            owner,
            list: prices,
            current,
        })
    }

    /// Whom people can ask about a payment.
    pub const fn owner(&self) -> Option<AccountId> {
        self.owner
    }

    /// The prices that hold now.
    pub fn prices(&self) -> Arc<PriceList> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}
