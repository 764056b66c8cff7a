//! Home: what spans the rooms. The home screen, settings, help, unannounced files, the menu, and the last words
//! when nobody else knows an answer. It sees every room; no room sees it.
//! Table `home_received`; jobs `home.purge_received`, `home.set_menu`.

mod domain;
mod error;
mod handlers;
mod jobs;
mod ports;
mod receive;
mod routes;
mod screens;
mod service;
mod store;
mod tap;

pub use jobs::{MenuKeeper, PurgeReceived, SetMenu, Sweeping};
pub use ports::Staff;
pub use receive::Door;
pub use routes::{COMMANDS, leftovers, routes};
pub use screens::{Apologies, MENU, PROFILE};
pub use service::{Home, HomeParts, MenuWishes};
pub use tap::HomeTap;
