//! The database schema, one file per step. A step that has landed is never edited.
//! It knows tables and indexes; what they mean is told where they are read.

mod m0001_storage;
mod m0002_intake;
mod m0003_outbox;
mod m0004_jobs;
mod m0005_account;
mod m0006_chat;
mod m0007_home;
mod m0008_taps;
mod m0011_plain_chats;
mod m0014_processes;
mod m0015_privacy;
mod m0017_trace;
pub mod search;

use sea_orm_migration::prelude::*;
pub use sea_orm_migration::prelude::{MigratorTrait, SchemaManager};

/// Every step, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_storage::Migration),
            Box::new(m0002_intake::Migration),
            Box::new(m0003_outbox::Migration),
            Box::new(m0004_jobs::Migration),
            Box::new(m0005_account::Migration),
            Box::new(m0006_chat::Migration),
            Box::new(m0007_home::Migration),
            Box::new(m0008_taps::Migration),
            Box::new(m0011_plain_chats::Migration),
            Box::new(m0014_processes::Migration),
            Box::new(m0015_privacy::Migration),
            Box::new(m0017_trace::Migration),
        ]
    }
}
