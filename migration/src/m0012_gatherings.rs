//! Questions of several messages: what is being gathered, its parts with their files, and how an answer begins anew.
//! Besides, which chats take no drafts.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, big_pk_auto, boolean, text, text_null, timestamp_with_time_zone,
    },
};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Columns of tables that are there already; old rows have the default.
const COLUMNS: [(&str, &str, &str); 5] = [
    ("chat_questions", "chat_id", "bigint"),
    ("chat_questions", "parts", "smallint NOT NULL DEFAULT 0"),
    ("chat_answers", "revision", "integer NOT NULL DEFAULT 0"),
    ("chat_answers", "line_slot_id", "bigint"),
    ("home_received", "gathering_id", "bigint"),
];

const INDEXES: [&str; 6] = [
    "CREATE INDEX chat_questions_message ON chat_questions (chat_id, message_id)",
    "CREATE INDEX chat_answers_place ON chat_answers (chat_id, id)",
    "CREATE INDEX chat_gatherings_alive ON chat_gatherings (chat_id, account_id, id) WHERE state IN ('open', 'held')",
    "CREATE INDEX chat_gatherings_question ON chat_gatherings (question_id) WHERE question_id IS NOT NULL",
    "CREATE INDEX chat_parts_gathering ON chat_parts (gathering_id, id)",
    "CREATE INDEX chat_parts_message ON chat_parts (chat_id, message_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column, kind) in COLUMNS {
            run(manager, &format!("ALTER TABLE {table} ADD COLUMN {column} {kind}")).await?;
        }
        manager.create_table(gatherings()).await?;
        manager.create_table(parts()).await?;
        manager.create_table(draft_refusals()).await?;
        for index in INDEXES {
            run(manager, index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["chat_draft_refusals", "chat_parts", "chat_gatherings"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for index in ["chat_questions_message", "chat_answers_place"] {
            run(manager, &format!("DROP INDEX {index}")).await?;
        }
        for (table, column, _) in COLUMNS.into_iter().rev() {
            run(manager, &format!("ALTER TABLE {table} DROP COLUMN {column}")).await?;
        }
        Ok(())
    }
}

fn gatherings() -> TableCreateStatement {
    Table::create()
        .table("chat_gatherings")
        .col(big_pk_auto("id"))
        .col(big_integer("account_id"))
        .col(big_integer("chat_id"))
        .col(big_integer_null("thread_id"))
        .col(text("cause").unique_key())
        .col(text("state"))
        .col(big_integer_null("question_id"))
        .col(timestamp_with_time_zone("ready_at"))
        .col(boolean("graced").default(false))
        .col(timestamp_with_time_zone("changed_at"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut to("chat_gatherings", "account_id", "account_accounts"))
        .foreign_key(&mut to("chat_gatherings", "question_id", "chat_questions"))
        .to_owned()
}

fn parts() -> TableCreateStatement {
    Table::create()
        .table("chat_parts")
        .col(big_pk_auto("id"))
        .col(big_integer("gathering_id"))
        .col(text("cause").unique_key())
        .col(big_integer("chat_id"))
        .col(big_integer_null("message_id"))
        .col(text("text"))
        .col(text_null("file"))
        .col(text_null("album"))
        .col(text_null("origin"))
        .col(boolean("addressed"))
        .col(timestamp_with_time_zone("came_at"))
        .foreign_key(&mut to("chat_parts", "gathering_id", "chat_gatherings"))
        .to_owned()
}

fn draft_refusals() -> TableCreateStatement {
    Table::create()
        .table("chat_draft_refusals")
        .col(big_integer("chat_id").primary_key())
        .col(timestamp_with_time_zone("refused_at"))
        .to_owned()
}

fn to(table: &'static str, column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(other, "id").on_delete(ForeignKeyAction::Cascade).to_owned()
}

async fn run(manager: &SchemaManager<'_>, statement: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(statement).await.map(|_| ())
}
