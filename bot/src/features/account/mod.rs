//! Who a person is to us: name, language, time zone, looks and notices.
//! It knows no room; rooms keep small preferences here.

mod domain;
mod error;
mod handlers;
mod menu;
mod privacy;
mod routes;
mod screens;
mod service;
mod state;
mod store;
mod tap;

pub use domain::{Account, Look, Notice};
pub use error::AccountError;
pub use menu::LanguageChanged;
pub use privacy::{PersonalData, Privacy};
pub use routes::{COMMANDS, routes};
pub use screens::{Kept, other_language_button, settings_lines};
pub use service::{Accounts, SettingsLine};
pub use state::AccountStep;
pub use tap::AccountTap;
