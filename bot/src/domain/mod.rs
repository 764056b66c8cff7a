//! Shared kernel: what every room may speak of. Pure; no input or output, no async.

mod clock;
mod day;
mod files;
mod ids;
mod lang;
mod money;
mod page;
mod payment;
mod person;
mod replied;
mod text;

pub use clock::{Clock, FrozenClock, SharedClock, SteadyClock, SystemClock};
pub use day::Day;
pub use files::{DOWNLOAD_LIMIT, FileKind, FileRef, OtherKind, Received};
pub use ids::{AccountId, BotId, Cause, ChatId, ChatKind, MessageId, Peer, SlotId, ThreadId};
pub use lang::Lang;
pub use money::{Coins, Stars};
pub use page::Page;
pub use payment::{ChargeId, Checkout, Paid, Refunded, Renewal};
pub use person::Person;
pub use replied::Replied;
pub use text::{graphemes, shorten, utf16_len};
