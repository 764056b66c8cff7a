//! Billing: coins and their ledger, what actions cost, what plans give, and payments in Telegram Stars.
//! Tables `billing_*`; jobs `billing.tidy_charges`, `billing.tell_ends`, `billing.reconcile`, `billing.refund_payment`,
//! `billing.resume_interrupted`.

mod domain;
mod error;
mod handlers;
mod jobs;
mod ports;
mod routes;
mod screens;
mod service;
mod store;
mod tap;

pub use domain::{
    Action, Allowance, Balance, Entry, EntryKind, Goods, Limit, Order, Overview, Pack, Payment,
    PaymentStatus, Period, Plan, PriceError, PriceList, Quote, Receipt, SUBSCRIPTION_PERIOD, Settled,
    StarsError, Subscription, SubscriptionState, Term, Used,
};
pub use error::{BillingError, Reached};
pub use handlers::{CheckoutAnswer, answer_checkout, fresh_invoice};
pub use jobs::{
    ChargeKeeper, Reconcile, Reconciling, RefundPayment, Refunding, ResumeInterrupted, Resuming, TellEnds,
    Telling, TidyCharges,
};
pub use ports::{Interrupted, Returned, Says, StarDesk, StarMove, StarWay};
pub use routes::{COMMANDS, payments, routes};
pub use screens::balance_button;
#[cfg(test)]
pub use service::tests::fixture as testing;
pub use service::{Billing, BillingParts, Difference, Grant, Pay, Reconciled, Wish};
pub use tap::BillingTap;

/// What billing says by itself.
pub const SAYS: Says = Says {
    receipt: screens::receipt,
    returned: screens::returned,
    ending: screens::ending,
    ended: screens::ended,
};
