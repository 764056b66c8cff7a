//! Who works on this database: one row for each process, fresh as long as it lives.

use sea_orm_migration::{prelude::*, schema};

/// The step.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let processes = Table::create()
            .table("storage_processes")
            .col(schema::big_integer("id").primary_key())
            .col(schema::text("role"))
            .col(schema::text("version"))
            .col(schema::timestamp_with_time_zone("born_at"))
            .col(schema::timestamp_with_time_zone("beat_at"))
            // Whether it has seen the database answer for so long that it may judge leases.
            .col(schema::boolean("settled"))
            // What it cannot mend itself and an operator should know, by a word of ours.
            .col(schema::text_null("trouble"))
            .take();
        manager.create_table(processes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("storage_processes").take()).await
    }
}
