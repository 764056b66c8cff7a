//! Telegram's own list of movements, held against what updates have told: what a lost one left out is made up for.

use super::{Billing, payments::Source};
use crate::{
    domain::{ChargeId, Paid, Stars},
    features::{
        account::AccountError,
        billing::{
            domain::SUBSCRIPTION_PERIOD,
            error::BillingError,
            ports::{StarMove, StarWay},
        },
    },
    storage::StorageError,
};

/// Movements that are read once more: the list of a while ago may have been incomplete.
const AGAIN: i64 = 200;
/// Movements on a page (Bot API, `getStarTransactions`).
const PAGE: usize = 100;

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    pub read: usize,
    /// Payments that no update had told of.
    pub credited: usize,
    /// Returns that no update had told of.
    pub returned: usize,
}

/// Something that only the list had told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub charge: ChargeId,
    /// `credited`, `returned`, or `unmatched` for a payment that no order of ours explains.
    pub kind: String,
    pub stars: Stars,
    pub found_at: chrono::DateTime<chrono::Utc>,
}

impl Billing {
    /// Reads on where it ended the last time, and a little before.
    pub async fn reconcile(&self) -> Result<Reconciled, BillingError> {
        let bot = self.stars.bot();
        let mut from = (self.store.find_read(bot).await? - AGAIN).max(0);
        let mut all = Reconciled::default();
        loop {
            let page = self.stars.movements(from).await?;
            let count = page.len();
            for movement in page {
                self.make_up(movement, &mut all).await?;
            }
            from += i64::try_from(count).unwrap_or_default();
            all.read += count;
            self.store.set_read(bot, from, self.clock.now()).await?;
            if count < PAGE {
                return Ok(all);
            }
        }
    }

    /// The last that only the list had told, newest first.
    pub async fn differences_found(&self, limit: u16) -> Result<Vec<Difference>, StorageError> {
        let found = self.store.list_differences_found(limit).await?;
        let told = |(charge, kind, _, stars, found_at)| Difference { charge, kind, stars, found_at };
        Ok(found.into_iter().map(told).collect())
    }

    async fn make_up(&self, movement: StarMove, all: &mut Reconciled) -> Result<(), BillingError> {
        let StarMove { charge, stars, at, way } = movement;
        match way {
            StarWay::In { payer, payload, subscription } => {
                let until = subscription.then(|| at + SUBSCRIPTION_PERIOD);
                let paid = Paid { charge, payload, stars, until, recurring: subscription };
                match self.take_payment(payer, &paid, Source::List, at).await {
                    Ok(new) => all.credited += usize::from(new),
                    // Whoever was erased is owed nothing.
                    Err(BillingError::Account(AccountError::Unknown(_))) => {}
                    Err(error) => return Err(error),
                }
            }
            StarWay::Back { .. } => {
                let new = self.take_return(&charge, "returned", Source::List).await?;
                all.returned += usize::from(new);
            }
            StarWay::Other => {}
        }
        Ok(())
    }
}
