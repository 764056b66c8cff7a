//! Stars, as billing asks for them of Telegram.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    domain::{AccountId, BotId, ChargeId, Stars},
    features::billing::{Order, Returned, SUBSCRIPTION_PERIOD, StarDesk, StarMove, StarWay, StarsError},
    telegram::raw::{Api, Fault},
};

/// Movements on a page (Bot API, `getStarTransactions`: at most 100).
const PAGE: u8 = 100;

/// Asks the Bot API.
pub(super) struct TelegramStars(pub Api);

#[derive(Deserialize)]
struct Transactions {
    transactions: Vec<Transaction>,
}

#[derive(Deserialize)]
struct Transaction {
    id: String,
    amount: i64,
    date: i64,
    source: Option<Partner>,
    receiver: Option<Partner>,
}

#[derive(Deserialize)]
struct Partner {
    #[serde(rename = "type")]
    kind: String,
    user: Option<Payer>,
    invoice_payload: Option<String>,
    subscription_period: Option<i64>,
}

#[derive(Deserialize)]
struct Payer {
    id: i64,
}

#[async_trait]
impl StarDesk for TelegramStars {
    fn bot(&self) -> BotId {
        self.0.bot()
    }

    async fn subscription_link(&self, order: &Order, title: &str, about: &str) -> Result<String, StarsError> {
        let params = json!({
            "title": title,
            "description": about,
            "payload": order.id.0,
            "provider_token": "",
            "currency": "XTR",
            "prices": [{ "label": title, "amount": order.stars }],
            "subscription_period": SUBSCRIPTION_PERIOD.num_seconds(),
        });
        self.0.call("createInvoiceLink", &params).await.map_err(told)
    }

    async fn refund(&self, payer: AccountId, charge: &ChargeId) -> Result<Returned, StarsError> {
        let params = json!({ "user_id": payer, "telegram_payment_charge_id": charge.0 });
        match self.0.call::<Value>("refundStarPayment", &params).await {
            Ok(_) => Ok(Returned::Now),
            Err(fault) if fault.description.contains("CHARGE_ALREADY_REFUNDED") => Ok(Returned::Already),
            Err(fault) => Err(told(fault)),
        }
    }

    async fn set_renewal(&self, payer: AccountId, charge: &ChargeId, on: bool) -> Result<(), StarsError> {
        let params = json!({ "user_id": payer, "telegram_payment_charge_id": charge.0, "is_canceled": !on });
        self.0.call::<Value>("editUserStarSubscription", &params).await.map(|_| ()).map_err(told)
    }

    async fn movements(&self, from: i64) -> Result<Vec<StarMove>, StarsError> {
        let params = json!({ "offset": from, "limit": PAGE });
        let listed: Transactions = self.0.call("getStarTransactions", &params).await.map_err(told)?;
        Ok(listed.transactions.into_iter().map(read).collect())
    }
}

fn read(transaction: Transaction) -> StarMove {
    let Transaction { id, amount, date, source, receiver } = transaction;
    let way = match (source, receiver) {
        (Some(Partner { user: Some(payer), invoice_payload: Some(payload), subscription_period, .. }), _) => {
            let payer = AccountId(payer.id);
            StarWay::In { payer, payload, subscription: subscription_period.is_some() }
        }
        (None, Some(receiver)) if receiver.kind == "user" => {
            StarWay::Back { payer: receiver.user.map(|user| AccountId(user.id)) }
        }
        // A bank that takes back what was paid for Stars names nobody.
        (None, None) => StarWay::Back { payer: None },
        _ => StarWay::Other,
    };
    let at = DateTime::<Utc>::from_timestamp(date, 0).unwrap_or(DateTime::UNIX_EPOCH);
    StarMove { charge: ChargeId(id), stars: Stars(amount), at, way }
}

fn told(fault: Fault) -> StarsError {
    let description = fault.description.clone();
    if fault.is_transient() { StarsError::Away(description) } else { StarsError::Refused(description) }
}
