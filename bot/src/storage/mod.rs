//! Records, state, files and leases. It knows no feature; only stores look inside a transaction.

pub mod blobs;
mod db;
pub mod leases;
pub mod search;
pub mod state;

pub use db::{Backend, Db, StorageError, Topic, Tx, Wakes};
