//! What the account's screens look like. Pure: a value in, a screen out.

mod ban;
mod clock;
mod erase;
mod export;
mod language;
mod look;
mod notices;
mod privacy;
mod settings;
#[cfg(test)]
mod tests;

pub use ban::shut_out;
pub use clock::{
    clock, clock_note, clock_offer, clock_set, clock_several, clock_unknown, zone_name as place_name,
};
pub use erase::{begun_note, countdown, erase, erased, kept_note};
pub use export::{
    ExportIndex, export_already, export_archive, export_begun, export_begun_note, export_cancelled,
    export_done, export_failed, export_index, export_over_note, export_progress, export_too_soon,
};
pub use language::{language, language_note};
pub use look::look;
pub use notices::notices;
pub use privacy::{privacy, retention, services};
pub use settings::{settings_above, settings_below};
