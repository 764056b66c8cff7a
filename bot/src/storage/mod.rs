//! Records, state, files and leases. It knows no feature; only stores look inside a transaction.

pub mod backup;
pub mod blobs;
mod connect;
mod db;
#[cfg(test)]
mod db_tests;
mod error;
pub mod leases;
mod line;
pub mod processes;
pub mod search;
mod silence;
pub(crate) mod sql;
pub mod state;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod wakes;

pub use connect::{DbOptions, SqliteSync};
pub use db::{Db, PoolUse, Tx};
pub use error::StorageError;
pub use sql::{Backend, moment, no_answer};
pub use wakes::{Following, Topic, Wakes};
