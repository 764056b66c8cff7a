//! What happens on each intent: a few lines between service and screen.

mod leftovers;
mod places;
mod received;

pub(super) use leftovers::{take_old_button, take_other, take_unknown_command};
pub(super) use places::{cancel, open_help, open_home, open_settings, open_topic, pick_language, start};
pub(super) use received::{forget_choices, give_file, leave_file, mark_always, take_file, take_received};
