//! Groups as owners: which conversation is under way in each of their topics, which have become other groups, and which
//! the bot has left. What was asked says who asked it, also where the conversation is a group's.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, timestamp_with_time_zone_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(topics()).await?;
        manager
            .create_table(
                Table::create()
                    .table("groups_places")
                    .col(big_integer("chat_id").primary_key())
                    .col(big_integer_null("moved_to"))
                    .col(timestamp_with_time_zone_null("left_at"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("groups_places").to_owned()).await?;
        manager.drop_table(Table::drop().table("chat_topics").to_owned()).await
    }
}

/// A topic without a number is the group itself, or the General topic of a forum: 0.
fn topics() -> TableCreateStatement {
    Table::create()
        .table("chat_topics")
        .col(big_integer("account_id"))
        .col(big_integer("thread_id"))
        .col(big_integer_null("conversation_id"))
        .primary_key(Index::create().col("account_id").col("thread_id"))
        .foreign_key(
            ForeignKey::create()
                .from("chat_topics", "account_id")
                .to("account_accounts", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
