//! Everything that knows Telegram: how updates come in, what a screen is, how it goes out.
//! It knows no feature and no wording.

pub mod deliver;
pub mod failure;
pub mod files;
pub mod input;
pub mod intake;
pub mod keyboard;
pub mod markdown;
pub mod menu;
pub mod nav;
pub mod outbox;
pub mod raw;
pub mod receive;
#[cfg(test)]
pub mod render;
pub mod reply;
pub mod rich;
pub mod routes;
pub mod screen;
pub mod steps;
pub mod tap;
pub mod text;
pub mod visit;
