//! What happens on each intent: a few lines between service and screen.

mod clock;
mod language;
mod privacy;
mod settings;

pub(super) use clock::{leave_clock, open_clock, pick_clock, take_location, take_place};
pub(super) use language::{open_language, pick_language};
pub(super) use privacy::{
    ask_erasure, cancel_export, erase, export, open_privacy, open_retention, open_services, pick_retention,
    stop_erasure, while_erasing,
};
pub(super) use settings::{open_look, open_notices, pick_look, toggle_notice};
