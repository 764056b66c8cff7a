//! Home: what spans the rooms. The home screen, settings, help, unannounced files, the menu, and the last words
//! when nobody else knows an answer. It sees every room; no room sees it.

mod apology;
mod error;
mod handlers;
mod jobs;
mod menu;
mod routes;
mod screens;
mod service;
mod store;
mod tap;

pub use apology::Apologies;
pub use jobs::{PurgeReceived, Sweeping};
pub use menu::Menu;
pub use routes::{COMMANDS, leftovers, routes};
pub use service::{Home, HomeParts};
pub use tap::HomeTap;
