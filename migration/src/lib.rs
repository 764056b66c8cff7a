//! The database schema, one file per step. A step that has landed is never edited.

mod m0001_storage;
pub mod search;

use sea_orm_migration::prelude::*;
pub use sea_orm_migration::prelude::{MigratorTrait, SchemaManager};

/// Every step, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_storage::Migration)]
    }
}
