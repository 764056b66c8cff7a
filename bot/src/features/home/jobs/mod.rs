//! Home's work in the background: menus, and forgetting.

mod menu;
mod purge;

pub use menu::{MenuKeeper, SetMenu};
pub use purge::{PurgeReceived, Sweeping};
