//! What erasing, exporting and forgetting need: when an account is to go, and indexes by person and by age.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, timestamp_with_time_zone_null},
    sea_orm::DbBackend,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// When everything goes, the job that will see to it, and since when that can no longer be stopped.
const COLUMNS: [&str; 3] = ["erase_at", "erase_job", "erase_begun_at"];

const INDEXES: [(&str, &str); 7] = [
    ("account_preferences_retention", "account_preferences (account_id) WHERE name = 'account.retention'"),
    ("chat_conversations_changed", "chat_conversations (changed_at)"),
    ("chat_questions_created", "chat_questions (created_at)"),
    ("chat_questions_account_created", "chat_questions (account_id, created_at)"),
    ("chat_answers_account", "chat_answers (account_id)"),
    ("home_received_account", "home_received (account_id)"),
    ("telegram_steps_account", "telegram_steps (account_id)"),
];

/// Tables whose search index on SQLite was made before deleted words were overwritten in it.
const SEARCHED: [&str; 3] = ["chat_conversations", "chat_questions", "chat_answers"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in COLUMNS {
            let column = match column {
                "erase_job" => big_integer_null(column),
                _ => timestamp_with_time_zone_null(column),
            };
            let table = Table::alter().table("account_accounts").add_column(column).take();
            manager.alter_table(table).await?;
        }
        let connection = manager.get_connection();
        for (name, on) in INDEXES {
            connection.execute_unprepared(&format!("CREATE INDEX {name} ON {on}")).await?;
        }
        if manager.get_database_backend() == DbBackend::Sqlite {
            for table in SEARCHED {
                connection.execute_unprepared(&crate::search::secure_delete(table)).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in INDEXES {
            manager.get_connection().execute_unprepared(&format!("DROP INDEX {name}")).await?;
        }
        for column in COLUMNS {
            let table = Table::alter().table("account_accounts").drop_column(column).take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
