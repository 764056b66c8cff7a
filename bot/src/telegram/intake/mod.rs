//! How updates come in: nothing that was acknowledged to Telegram is lost, and each chat keeps its order.
//! It knows no feature, answers nobody, and gives up no text of a person.

mod escapes;
mod foreign;
mod kinds;
mod peek;
mod rich;
mod sanitise;

pub use foreign::{ForeignUpdate, SubscriptionState};
pub use kinds::ALLOWED_UPDATES;
pub use peek::RawUpdate;
