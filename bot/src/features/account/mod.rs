//! Who a person is to us: name, language, time zone, looks and notices. Tables `account_*`; step `Clock`.
//! It knows no room; rooms keep small preferences here and join through the ports.

mod domain;
mod error;
mod handlers;
mod ports;
mod routes;
mod screens;
mod service;
mod state;
mod store;
mod tap;

pub use domain::{Account, Kept, Look, Notice, Outside};
pub use error::AccountError;
pub use ports::{LanguageListener, PersonalData};
pub use routes::{COMMANDS, routes};
pub use screens::{language_note, settings_above, settings_below};
pub use service::{Accounts, Privacy};
pub use state::AccountStep;
pub use tap::AccountTap;
