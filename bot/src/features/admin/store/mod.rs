//! Rows of the desk: the staff, and what was done.

mod audit;
mod staff;

use crate::storage::Db;

#[derive(Clone)]
pub(super) struct AdminStore {
    db: Db,
}

impl AdminStore {
    pub(super) const fn new(db: Db) -> Self {
        Self { db }
    }
}
