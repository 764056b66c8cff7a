//! Who a person is to us: name, language, time zone, looks and notices; and what they can do about what is kept of
//! them. Tables `account_*`; step `Clock`; jobs `account.erase`, `account.export`.
//! It knows no room; rooms keep small preferences here and join through the ports.

mod domain;
mod error;
mod handlers;
mod jobs;
mod ports;
mod routes;
mod screens;
mod service;
mod state;
mod store;
mod tap;

pub use domain::{
    Account, Attendance, Ban, Cohort, DayTotal, Dossier, Erasure, Kept, Look, Notice, Outside,
    RetentionLimit, Turnout, retention,
};
pub use error::AccountError;
pub use jobs::{EraseAccount, Erasing, ExportData, Exporting};
pub use ports::{LanguageListener, Parcel, PersonalData, Progress, file_path};
pub use routes::{COMMANDS, routes, while_erasing};
pub use screens::{language_note, place_name, settings_above, settings_below, shut_out};
pub use service::{Accounts, Privacy, PrivacyParts};
pub use state::AccountStep;
pub use tap::AccountTap;
