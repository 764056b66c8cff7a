//! The harness: the whole bot against the sandbox, and people who write to it and press its buttons.
//! It panics on whatever a test did not expect; it knows the bot by what it shows and by its database alone.

#![expect(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

mod app;
mod binary;
mod bubble;
mod clock;
mod disk;
mod line;
mod log;
mod look;
mod person;
mod pictures;
mod process;
mod receiver;
mod setup;
mod wait;

pub use app::TestApp;
pub use atelier::providers::testing::{Act, FakeProvider, Script};
pub use atelier_sandbox::{
    Fault, FaultKind, GroupAct, MediaKind, Mishap, MishapKind, NewGroup, Renewal, Said, Sandbox, Seat, Wanted,
};
pub use binary::Binary;
pub use bubble::Bubble;
pub use clock::MovedClock;
pub use disk::Disk;
pub use line::Line;
pub use log::Errors;
pub use look::{Look, write};
pub use person::Person;
pub use pictures::png;
pub use receiver::{Posted, Receiver};
pub use setup::{Setup, Stand};
pub use wait::{PATIENCE, until};
