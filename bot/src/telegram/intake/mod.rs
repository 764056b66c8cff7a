//! How updates come in: nothing that was acknowledged to Telegram is lost, and each chat keeps its order.
//! It knows no feature, answers nobody, and gives up no text of a person.

mod backoff;
mod clerk;
mod escapes;
mod foreign;
mod forgetting;
mod hand;
mod inbox;
mod kinds;
mod listener;
mod peek;
mod poller;
mod pump;
mod rich;
mod rows;
mod sanitise;
#[cfg(test)]
pub(super) mod standin;
mod store;
mod ticket;
pub mod webhook;

pub use foreign::{ForeignUpdate, SubscriptionState};
pub use kinds::ALLOWED_UPDATES;
pub use listener::{RawListener, lane_of};
pub use peek::RawUpdate;
pub use poller::{Poller, PollerError, PollerOptions};
pub use pump::{Intake, IntakeOptions};
pub use rows::InboxStats;
pub use ticket::{Addressee, Buried, IntakeEvent, Ticket};
