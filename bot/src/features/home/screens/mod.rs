//! What the home screens look like. Pure: a value in, a screen out.

mod errors;
mod help;
mod home;
mod leftovers;
mod received;
mod settings;

pub use errors::{busy, too_fast, wrong};
pub use help::{help, topic};
pub use home::{HomeView, home, welcome};
pub use leftovers::{cancelled, old_button, only_private, step_lost, unexpected, unknown_command};
pub use received::{left, left_note, received, unable};
pub use settings::settings;
