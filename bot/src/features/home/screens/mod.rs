//! What the home screens look like. Pure: a value in, a screen out.

mod errors;
mod help;
mod home;
mod leftovers;
mod menu;
mod received;
mod settings;
#[cfg(test)]
mod tests;

pub use errors::Apologies;
pub use help::{help, topic};
pub use home::{HomeView, home, welcome};
pub use leftovers::{left_question, no_question, old_button_note, unexpected, unknown_command};
pub use menu::{MENU, PROFILE};
pub use received::{forgotten_note, left, left_note, received, unable};
pub use settings::settings;
