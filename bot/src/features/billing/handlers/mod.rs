//! What is looked at, what is bought, and what Telegram asks and tells about payments.

mod buying;
mod looking;
mod paying;

pub use buying::{allow_renewal, end_renewal, pick_pack, pick_term};
pub use looking::{
    open_balance, open_operations, open_packs, open_premium, open_subscription, open_support, open_terms,
};
pub use paying::{CheckoutAnswer, answer_checkout, fresh_invoice, take_paid, take_refunded, take_renewal};
