//! What the account's screens look like. Pure: a value in, a screen out.

mod clock;
mod language;
mod look;
mod notices;
mod privacy;
mod settings;
#[cfg(test)]
mod tests;

pub use clock::{clock, clock_note, clock_offer, clock_set, clock_several, clock_unknown};
pub use language::{language, language_note};
pub use look::look;
pub use notices::notices;
pub use privacy::{privacy, services};
pub use settings::{settings_above, settings_below};
