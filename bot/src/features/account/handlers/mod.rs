//! What happens on each intent: a few lines between service and screen.

mod clock;
mod language;
mod settings;

pub(super) use clock::{leave_clock, open_clock, pick_clock, take_location, take_place};
pub(super) use language::{open_language, pick_language};
pub(super) use settings::{open_look, open_notices, open_privacy, open_services, pick_look, toggle_notice};
