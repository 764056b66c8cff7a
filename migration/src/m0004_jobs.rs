//! The queue of long work, and when each recurring piece of it was last due.

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
        manager.create_table(queue()).await?;
        for index in INDEXES {
            manager.get_connection().execute_unprepared(index).await?;
        }
        let schedules = Table::create()
            .table("jobs_schedules")
            .col(schema::text("name").primary_key())
            .col(schema::timestamp_with_time_zone("due_at"))
            .take();
        manager.create_table(schedules).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("jobs_schedules").take()).await?;
        manager.drop_table(Table::drop().table("jobs_queue").take()).await
    }
}

/// An id is never used again, also when its row is gone: causes are made of it.
fn queue() -> TableCreateStatement {
    Table::create()
        .table("jobs_queue")
        .col(schema::big_pk_auto("id"))
        .col(schema::text("name"))
        .col(schema::text("lane"))
        .col(schema::text("cause"))
        .col(schema::text("payload"))
        .col(schema::big_integer_null("account_id"))
        .col(schema::text_null("group_key"))
        .col(schema::text_null("dedup_key"))
        .col(schema::small_integer("priority"))
        // queued, running, dying, done, dead, cancelled
        .col(schema::text("status"))
        .col(schema::timestamp_with_time_zone("run_at"))
        .col(schema::integer("attempts").default(0))
        .col(schema::integer("max_attempts"))
        .col(schema::integer("burials").default(0))
        .col(schema::integer("round").default(0))
        .col(schema::boolean("cancel_requested").default(false))
        .col(schema::text_null("lease_token"))
        .col(schema::timestamp_with_time_zone_null("lease_until"))
        .col(schema::text_null("death"))
        .col(schema::text_null("error"))
        .col(schema::timestamp_with_time_zone("created_at"))
        .col(schema::timestamp_with_time_zone_null("begun_at"))
        .col(schema::timestamp_with_time_zone_null("finished_at"))
        .take()
}

const INDEXES: [&str; 9] = [
    "CREATE UNIQUE INDEX jobs_queue_cause ON jobs_queue (cause, name)",
    "CREATE UNIQUE INDEX jobs_queue_dedup ON jobs_queue (name, dedup_key)
        WHERE dedup_key IS NOT NULL AND status IN ('queued', 'running', 'dying')",
    "CREATE INDEX jobs_queue_ready ON jobs_queue (lane, priority DESC, run_at, id)
        WHERE lease_token IS NULL AND status IN ('queued', 'dying')",
    "CREATE INDEX jobs_queue_due ON jobs_queue (lane, run_at)
        WHERE lease_token IS NULL AND status IN ('queued', 'dying')",
    "CREATE INDEX jobs_queue_group ON jobs_queue (lane, group_key, id)
        WHERE group_key IS NOT NULL AND status IN ('queued', 'running', 'dying')",
    "CREATE INDEX jobs_queue_running ON jobs_queue (lane, account_id) WHERE status = 'running'",
    "CREATE INDEX jobs_queue_leased ON jobs_queue (lease_until) WHERE lease_until IS NOT NULL",
    "CREATE INDEX jobs_queue_past ON jobs_queue (status, name, finished_at DESC) WHERE finished_at IS NOT NULL",
    "CREATE INDEX jobs_queue_account ON jobs_queue (account_id) WHERE account_id IS NOT NULL",
];
