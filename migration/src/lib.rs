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
mod m0012_gatherings;
mod m0013_groups;
mod m0014_processes;
mod m0015_privacy;
mod m0017_trace;
mod m0018_collapsed;
mod m0020_ledger;
mod m0021_payments;
mod m0025_people;
mod m0026_desk;
mod m0030_numbers;
pub mod search;

pub use sea_orm_migration::prelude::{MigratorTrait, SchemaManager};
use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseConnection, EntityTrait as _, QueryOrder as _},
    seaql_migrations,
};

/// Every step, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
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
            Box::new(m0012_gatherings::Migration),
            Box::new(m0013_groups::Migration),
            Box::new(m0014_processes::Migration),
            Box::new(m0015_privacy::Migration),
            Box::new(m0017_trace::Migration),
            Box::new(m0018_collapsed::Migration),
            Box::new(m0020_ledger::Migration),
            Box::new(m0021_payments::Migration),
            Box::new(m0025_people::Migration),
            Box::new(m0026_desk::Migration),
            Box::new(m0030_numbers::Migration),
        ]
    }

    /// The steps that were taken, but for those of a later version: steps only add, so the version before still runs
    /// on its schema, and has nothing to do with what it does not know.
    async fn get_migration_models<C: ConnectionTrait>(db: &C) -> Result<Vec<seaql_migrations::Model>, DbErr> {
        Self::install(db).await?;
        let names: Vec<String> = names().collect();
        Ok(taken(db).await?.into_iter().filter(|step| names.contains(&step.version)).collect())
    }
}

impl Migrator {
    /// The names of the steps that have not been taken, oldest first. It only reads.
    pub async fn pending(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
        let table = Self::migration_table_name().to_string();
        let taken =
            if SchemaManager::new(db).has_table(table).await? { taken(db).await? } else { Vec::new() };
        Ok(names().filter(|name| taken.iter().all(|step| step.version != *name)).collect())
    }
}

fn names() -> impl Iterator<Item = String> {
    Migrator::migrations().into_iter().map(|step| step.name().to_owned())
}

/// The steps that the database remembers, of whatever version.
async fn taken<C: ConnectionTrait>(db: &C) -> Result<Vec<seaql_migrations::Model>, DbErr> {
    seaql_migrations::Entity::find().order_by_asc(seaql_migrations::Column::Version).all(db).await
}
