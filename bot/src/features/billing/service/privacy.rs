//! Coins and operations, as what is kept of a person.

use async_trait::async_trait;
use serde_json::json;

use super::Billing;
use crate::{
    domain::AccountId,
    features::{
        account::{Parcel, PersonalData, Progress},
        billing::{
            domain::{Goods, StarsError},
            error::BillingError,
        },
    },
    storage::StorageError,
};

/// Operations in one piece of an export.
const PIECE: u16 = 500;

impl Billing {
    async fn export_payments(&self, account: AccountId, parcel: &Parcel) -> Result<(), StorageError> {
        let payments = self.payments(account, self.clock.now(), PIECE).await?;
        let told: Vec<_> = payments
            .iter()
            .map(|payment| {
                json!({
                    "number": payment.charge.0,
                    "stars": payment.stars,
                    "for": payment.goods.map(Goods::name),
                    "paid_at": payment.paid_at,
                    "returned_at": payment.refunded_at,
                })
            })
            .collect();
        parcel.json("payments.json", &told).await
    }
}

#[async_trait]
impl PersonalData for Billing {
    fn tables(&self) -> &'static [&'static str] {
        &[
            "billing_balances",
            "billing_entries",
            "billing_charges",
            "billing_usage",
            "billing_orders",
            "billing_payments",
            "billing_subscriptions",
            "billing_premium",
        ]
    }

    async fn export(&self, account: AccountId, parcel: &Parcel) -> Result<(), StorageError> {
        let Some(balance) = self.store.find_balance(account).await? else { return Ok(()) };
        let told = json!({
            "coins": balance.available,
            "coins_set_aside": balance.held,
            "coins_owed": balance.debt,
            "premium_until": balance.premium_until,
        });
        parcel.json("balance.json", &told).await?;
        let mut before = i64::MAX;
        for part in 1.. {
            let entries = self.operations(account, before, PIECE).await?;
            let Some(last) = entries.last() else { break };
            before = last.id;
            let told: Vec<_> = entries
                .iter()
                .map(|entry| {
                    json!({
                        "at": entry.at,
                        "kind": entry.kind.name(),
                        "coins": entry.change.available,
                        "for": entry.reason,
                    })
                })
                .collect();
            parcel.json(format!("operations/{part}.json"), &told).await?;
        }
        self.export_payments(account, parcel).await
    }

    /// Nothing renews for somebody who is gone.
    async fn prepare(&self, account: AccountId) -> Result<Progress, StorageError> {
        match self.end_renewal(account).await {
            // What Telegram refuses now, it would refuse for ever: it does not know the subscription any more.
            Ok(()) | Err(BillingError::Stars(StarsError::Refused(_))) => Ok(Progress::Done),
            Err(BillingError::Storage(error)) => Err(error),
            Err(_) => Ok(Progress::InHand),
        }
    }

    /// Payments stay with their numbers: disputes need them.
    async fn erase(&self, account: AccountId) -> Result<Progress, StorageError> {
        Ok(Progress::from(self.store.erase(account).await?))
    }
}
