//! Prices, movements of coins, charges. Pure.

mod action;
mod charge;
mod ledger;
mod order;
mod prices;

pub use action::{Action, Allowance};
pub use charge::{Charge, Quote, Settled, Used, window_end};
pub use ledger::{Balance, Change, Entry, EntryKind, Overview};
pub use order::{
    Goods, ORDER_LIFE, Objection, Order, OrderId, Payment, PaymentStatus, Receipt, Return,
    SUBSCRIPTION_PERIOD, Span, StarsError, Subscription, SubscriptionState,
};
pub use prices::{Limit, Pack, Period, Plan, PriceError, PriceList, Term};
