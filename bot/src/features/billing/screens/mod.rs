//! What billing's screens look like. Pure: a value in, a screen out.

mod balance;
mod buying;
mod errors;
mod premium;
mod receipt;
mod support;
mod terms;
#[cfg(test)]
mod tests;

pub use balance::{BalanceView, balance, balance_button, operations};
pub use buying::{invoice, packs, refusal, repaired};
pub use errors::error;
pub use premium::{PremiumView, allowed, ended, ended_note, ending, invoice_words, premium, subscription};
pub use receipt::{receipt, returned};
pub use support::support;
pub use terms::terms;
