//! Slots of messages and steps of dialogues.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, big_pk_auto, boolean, small_integer, text, text_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null,
    },
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("outbox_slots")
                    .col(big_pk_auto("id"))
                    .col(big_integer("bot_id"))
                    .col(big_integer("chat_id"))
                    .col(big_integer_null("thread_id"))
                    .col(text("cause"))
                    .col(big_integer_null("message_id"))
                    .col(boolean("live").default(false))
                    .col(boolean("shows_media").default(false))
                    .col(text("wanted"))
                    .col(big_integer("wanted_revision").default(1))
                    .col(big_integer("shown_revision").default(0))
                    .col(boolean("pending").default(true))
                    .col(boolean("given_up").default(false))
                    .col(small_integer("attempts").default(0))
                    .col(small_integer("failures").default(0))
                    .col(timestamp_with_time_zone("ranked_at"))
                    .col(timestamp_with_time_zone("due_at"))
                    .col(text_null("lease_token"))
                    .col(timestamp_with_time_zone_null("lease_until"))
                    .col(timestamp_with_time_zone("created_at"))
                    .to_owned(),
            )
            .await?;
        for statement in [
            "CREATE UNIQUE INDEX outbox_slots_cause ON outbox_slots (bot_id, cause)",
            "CREATE INDEX outbox_slots_message ON outbox_slots (bot_id, chat_id, message_id)",
            "CREATE INDEX outbox_slots_pending ON outbox_slots (bot_id, chat_id, ranked_at, id) WHERE pending",
            "CREATE INDEX outbox_slots_due ON outbox_slots (bot_id, ranked_at, id) WHERE pending",
            "CREATE INDEX outbox_slots_live ON outbox_slots (bot_id, chat_id) WHERE live",
            "CREATE INDEX outbox_slots_old ON outbox_slots (bot_id, created_at)",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("telegram_steps")
                    .col(big_integer("bot_id"))
                    .col(big_integer("chat_id"))
                    .col(big_integer("thread_id"))
                    .col(big_integer("account_id"))
                    .col(text("step"))
                    .col(timestamp_with_time_zone("changed_at"))
                    .primary_key(
                        Index::create().col("bot_id").col("chat_id").col("thread_id").col("account_id"),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("telegram_steps").to_owned()).await?;
        manager.drop_table(Table::drop().table("outbox_slots").to_owned()).await
    }
}
