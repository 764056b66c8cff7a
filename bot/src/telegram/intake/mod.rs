//! How updates come in: nothing that was acknowledged to Telegram is lost, and each chat keeps its order.
//! It knows no feature, answers nobody, and gives up no text of a person.

mod clerk;
mod escapes;
mod foreign;
mod hand;
mod inbox;
mod kinds;
mod listener;
mod peek;
mod pump;
mod rich;
mod sanitise;
mod store;
mod ticket;

pub use foreign::{ForeignUpdate, SubscriptionState};
pub use kinds::ALLOWED_UPDATES;
pub use listener::{RawListener, lane_of};
pub use peek::RawUpdate;
pub use pump::{Intake, IntakeOptions};
pub use store::InboxStats;
pub use ticket::{Addressee, Buried, IntakeEvent, Ticket};
