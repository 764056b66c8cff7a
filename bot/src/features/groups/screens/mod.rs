//! What groups are shown. Pure: a value in, a screen out.

mod menu;
mod settings;
mod talk;
#[cfg(test)]
mod tests;

pub use menu::MENU;
pub use settings::{
    SettingsView, ask_keyword, keyword_refused, limits, manner_refused, manners, models, settings,
    settings_note,
};
pub use talk::{
    about, admins_only_note, anew, arrived, not_yours_note, only_private_note, privacy, spent, spent_note,
    what_to_ask,
};
