//! The operator's desk: who may sit at it, people, what was done and by whom. It sees every room; no room sees it, and
//! to everybody who is no admin it does not exist. Tables `admin_*`; steps of [`AdminStep`].

mod domain;
mod error;
mod handlers;
mod ports;
mod routes;
mod screens;
mod service;
mod state;
mod store;
mod tap;

pub use domain::{Act, Admin, Note, Role, Term, Vitals};
pub use error::AdminError;
pub use ports::Pulse;
pub use routes::{COMMANDS, routes};
pub use screens::MENU;
pub use service::{Desk, DeskParts, DeskRecords};
pub use state::AdminStep;
pub use tap::AdminTap;
