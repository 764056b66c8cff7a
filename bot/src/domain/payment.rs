//! What Telegram says of payments in Stars, in terms of ours.

use chrono::{DateTime, Utc};

use super::{AccountId, Stars};

/// The number of a payment at Telegram: unique, also for each renewal (`telegram_payment_charge_id`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChargeId(pub String);

/// A payment that was made (Bot API, `SuccessfulPayment`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    pub charge: ChargeId,
    /// What the invoice was given: the number of an order.
    pub payload: String,
    pub stars: Stars,
    /// The end of what was paid for, where it is a subscription.
    pub until: Option<DateTime<Utc>>,
    /// It renews a subscription, or begins one.
    pub recurring: bool,
}

/// A payment that went back (Bot API, `RefundedPayment`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refunded {
    pub charge: ChargeId,
    pub stars: Stars,
}

/// Somebody is about to pay (Bot API, `PreCheckoutQuery`), and Telegram asks whether they may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// What the answer is given to.
    pub query: String,
    pub payer: AccountId,
    pub payload: String,
    /// Three letters; `XTR` for Stars.
    pub currency: String,
    pub amount: Stars,
}

/// What became of a subscription (Bot API 10.2, `BotSubscriptionUpdated`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// It renews at its end.
    On,
    /// It ends with what is paid for.
    Off,
    /// It could not be renewed.
    Failed,
}
