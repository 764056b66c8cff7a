//! What billing asks of Telegram, and of rooms that were interrupted for want of coins.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::domain::{Order, Receipt, Return, StarsError};
use crate::{
    domain::{AccountId, BotId, Cause, ChargeId, Stars},
    features::account::Account,
    storage::StorageError,
    telegram::screen::Screen,
};

/// A room where something was put off for want of coins or of an allowance.
#[async_trait]
pub trait Interrupted: Send + Sync {
    /// Goes on with what was put off, as far as it can be charged by now. Repeated with the same cause it changes nothing.
    async fn go_on(&self, account: AccountId, cause: &Cause) -> Result<(), StorageError>;
}

/// What billing says by itself, in words of the screens.
#[derive(Clone, Copy)]
pub struct Says {
    pub receipt: fn(&Account, &Receipt) -> Screen,
    pub returned: fn(&Account, &Return) -> Screen,
    /// Premium ends then.
    pub ending: fn(&Account, until: DateTime<Utc>, now: DateTime<Utc>) -> Screen,
    pub ended: fn(&Account) -> Screen,
}

/// What came of a wish to give Stars back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    Now,
    /// They had gone back before.
    Already,
}

/// A movement of Stars as Telegram lists it (Bot API, `StarTransaction`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarMove {
    /// The payment's number, also where it goes back.
    pub charge: ChargeId,
    pub stars: Stars,
    pub at: DateTime<Utc>,
    pub way: StarWay,
}

/// Where Stars went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StarWay {
    /// A person paid an invoice.
    In { payer: AccountId, payload: String, subscription: bool },
    /// They went back to a person: a refund, or the bank's own doing.
    Back { payer: Option<AccountId> },
    /// Something else: a withdrawal, an advertisement.
    Other,
}

/// Telegram's side of Stars.
#[async_trait]
pub trait StarDesk: Send + Sync {
    fn bot(&self) -> BotId;

    /// A link that begins a subscription of 30 days (`createInvoiceLink`).
    async fn subscription_link(&self, order: &Order, title: &str, about: &str) -> Result<String, StarsError>;

    /// Gives the Stars of a payment back (`refundStarPayment`).
    async fn refund(&self, payer: AccountId, charge: &ChargeId) -> Result<Returned, StarsError>;

    /// Lets a subscription end with what is paid for, or allows its renewal again (`editUserStarSubscription`).
    async fn set_renewal(&self, payer: AccountId, charge: &ChargeId, on: bool) -> Result<(), StarsError>;

    /// Movements from this one on, oldest first, at most 100 (`getStarTransactions`).
    async fn movements(&self, from: i64) -> Result<Vec<StarMove>, StarsError>;
}
