//! What storage itself keeps: leases.

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
        let leases = Table::create()
            .table("storage_leases")
            .col(schema::text("name").primary_key())
            .col(schema::text("holder"))
            .col(schema::big_integer("epoch"))
            .col(schema::timestamp_with_time_zone("expires_at"))
            .take();
        manager.create_table(leases).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("storage_leases").take()).await
    }
}
