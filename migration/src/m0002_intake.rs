//! The inbox: every update that was acknowledged to Telegram, until it has been dealt with.

use sea_orm_migration::{prelude::*, schema};

/// The step.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

/// Open rows are few among many done ones: what is claimed, what holds up a lane, what may be purged.
const INDEXES: [&str; 3] = [
    "CREATE INDEX intake_inbox_open ON intake_inbox (bot_id, seq) WHERE status = 0",
    "CREATE INDEX intake_inbox_lanes ON intake_inbox (bot_id, lane, seq) WHERE status = 0",
    "CREATE INDEX intake_inbox_ended ON intake_inbox (status, done_at) WHERE done_at IS NOT NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let inbox = Table::create()
            .table("intake_inbox")
            .col(schema::big_integer("seq").auto_increment().primary_key())
            .col(schema::big_integer("bot_id"))
            .col(schema::big_integer("update_id"))
            .col(schema::text_null("lane"))
            .col(schema::text("kind"))
            .col(schema::text("raw"))
            .col(schema::small_integer("status"))
            .col(schema::integer("attempts"))
            .col(schema::uuid_null("lease_token"))
            .col(schema::timestamp_with_time_zone_null("lease_until"))
            .col(schema::timestamp_with_time_zone("received_at"))
            .col(schema::timestamp_with_time_zone_null("done_at"))
            .take();
        manager.create_table(inbox).await?;
        let unique = Index::create()
            .name("intake_inbox_update")
            .table("intake_inbox")
            .col("bot_id")
            .col("update_id")
            .unique()
            .take();
        manager.create_index(unique).await?;
        for index in INDEXES {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("intake_inbox").take()).await
    }
}
