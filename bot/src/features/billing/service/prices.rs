//! Prices that an operator changes while the bot runs; every process hears of it.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use super::Billing;
use crate::{
    features::billing::error::BillingError,
    storage::{StorageError, Topic, Tx},
};

/// How often prices are read anew when nobody says that they have changed.
const LOOK: Duration = Duration::from_mins(1);

impl Billing {
    /// Sets a price by its name ([`PriceList::names`](super::super::domain::PriceList::names)).
    ///
    /// # Errors
    /// When there is no such price, or the list would be none to sell by.
    pub async fn set_price(&self, tx: &mut Tx, name: &str, value: i64) -> Result<(), BillingError> {
        self.prices().with(name, value)?;
        let listed = self.list.names().iter().any(|(known, price)| known == name && *price == value);
        if listed {
            self.store.delete_price(tx, name).await?;
        } else {
            self.store.set_price(tx, name, value, self.clock.now()).await?;
        }
        tx.wake_on_commit(Topic::Prices);
        Ok(())
    }

    /// Reads what was set, now and whenever it changes, until it is cancelled.
    pub async fn heed_prices(&self, stop: CancellationToken) {
        let changed = self.db.wakes().signal(&Topic::Prices.channel());
        loop {
            if let Err(error) = self.read_prices().await {
                tracing::warn!(%error, "prices were not read");
            }
            let waited = tokio::time::timeout(LOOK, changed.notified());
            if stop.run_until_cancelled(waited).await.is_none() {
                return;
            }
        }
    }

    /// A price that the list has no more, or that is impossible beside the others, is passed over.
    pub async fn read_prices(&self) -> Result<(), StorageError> {
        let mut list = self.list.clone();
        for (name, value) in self.store.list_prices().await? {
            match list.with(&name, value) {
                Ok(changed) => list = changed,
                Err(error) => tracing::warn!(%error, "a price that was set does not fit the list"),
            }
        }
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(list);
        Ok(())
    }
}
