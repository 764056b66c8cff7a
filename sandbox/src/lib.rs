//! A Telegram for one machine: a strict Bot API server, three people and their groups, and bad weather on demand.
//! Knows nothing of the bot it serves, serves this machine only, and is no Telegram for anybody else.
//!
//! - [`api`]: the Bot API methods; `api::args` reads requests, `api::updates` hands updates out
//! - [`webhook`]: pushes updates instead
//! - [`people_api`]: what the people's apps talk to; [`page`]: the browser chat
//! - [`control`], [`faults`], [`log`]: what tests ask for and look at
//! - [`world`]: everything that is true; `world::journal` keeps it, `world::acts` is what people do, `world::stars` what they pay
//! - [`rules`], [`schema`], [`refusal`]: what the real server allows, and how it says no
//! - [`hub`], [`wire`], [`guard`], [`clock`]: the lock, the connections, the door, the time

pub mod api;
pub mod clock;
pub mod control;
pub mod faults;
pub mod guard;
pub mod hub;
pub mod log;
pub mod page;
pub mod people;
pub mod people_api;
pub mod refusal;
pub mod rules;
mod sandbox;
pub mod schema;
pub mod webhook;
pub mod wire;
pub mod world;

pub use clock::Clock;
pub use faults::{Fault, FaultKind};
pub use hub::Heard;
pub use log::{Call, Violation};
pub use people::{Person, people};
pub use refusal::Refusal;
pub use sandbox::{Options, Sandbox};
pub use world::acts::{Said, Tapped};
pub use world::chat::Callback;
pub use world::files::{MediaKind, Upload};
pub use world::gathering::{GroupAct, NewGroup};
pub use world::mishaps::{Mishap, MishapKind};
pub use world::seat::Seat;
pub use world::stars::{Renewal, Wanted};
