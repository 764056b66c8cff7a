//! Chats that have refused rich messages: they get text until the time that stands there.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, timestamp_with_time_zone},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("outbox_plain_chats")
                    .col(big_integer("bot_id"))
                    .col(big_integer("chat_id"))
                    .col(timestamp_with_time_zone("until"))
                    .primary_key(Index::create().col("bot_id").col("chat_id"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("outbox_plain_chats").to_owned()).await
    }
}
