//! Taps that were handled and whose waiting sign may still turn: rows go as soon as Telegram was told.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, text, text_null, timestamp_with_time_zone},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("outbox_taps")
                    .col(big_integer("bot_id"))
                    .col(text("query_id"))
                    .col(text_null("note"))
                    .col(boolean("alert").default(false))
                    .col(timestamp_with_time_zone("created_at"))
                    .primary_key(Index::create().col("bot_id").col("query_id"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("outbox_taps").to_owned()).await
    }
}
