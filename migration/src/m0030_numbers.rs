//! What is counted by day of UTC: who was there, how many there were, and how often something happened.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, double, integer, text},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(days()).await?;
        manager.create_table(totals()).await?;
        manager.create_table(tallies()).await?;
        let index = "CREATE INDEX account_days_account ON account_days (account_id, day)";
        manager.get_connection().execute_unprepared(index).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["ops_tallies", "account_totals", "account_days"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// A row for each person and day on which they were there.
fn days() -> TableCreateStatement {
    Table::create()
        .table("account_days")
        .col(integer("day"))
        .col(big_integer("account_id"))
        .primary_key(Index::create().col("day").col("account_id"))
        .foreign_key(
            ForeignKey::create()
                .from("account_days", "account_id")
                .to("account_accounts", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// How many were there on a day, and how many of them for the first time: what stays when people are erased.
fn totals() -> TableCreateStatement {
    Table::create()
        .table("account_totals")
        .col(integer("day").primary_key())
        .col(big_integer("active"))
        .col(big_integer("new"))
        .to_owned()
}

/// How much a metric grew on a day. Labels are those of the metric, in its order, one to a line.
fn tallies() -> TableCreateStatement {
    Table::create()
        .table("ops_tallies")
        .col(integer("day"))
        .col(text("metric"))
        .col(text("labels"))
        .col(double("amount"))
        .primary_key(Index::create().col("metric").col("day").col("labels"))
        .to_owned()
}
