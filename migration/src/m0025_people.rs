//! What an operator needs of people: when somebody was last seen, who may not use the bot and until when, and an index
//! of the words of names.

use sea_orm_migration::{
    prelude::*,
    schema::{text_null, timestamp_with_time_zone_null},
    sea_orm::{DatabaseBackend, QueryResult, Statement, Value},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: [&str; 4] = ["seen_at", "banned_at", "banned_until", "ban_reason"];

const INDEXES: [(&str, &str); 2] = [
    ("account_accounts_seen", "account_accounts (seen_at)"),
    ("account_accounts_created", "account_accounts (created_at)"),
];

/// Accounts that are indexed at once.
const STEP: i64 = 500;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in COLUMNS {
            let column = match name {
                "ban_reason" => text_null(name),
                _ => timestamp_with_time_zone_null(name),
            };
            let table = Table::alter().table("account_accounts").add_column(column).take();
            manager.alter_table(table).await?;
        }
        let connection = manager.get_connection();
        for (name, on) in INDEXES {
            connection.execute_unprepared(&format!("CREATE INDEX {name} ON {on}")).await?;
        }
        // The beginning of a word is a range of words: both databases find it by the index when letters are ordered
        // by their numbers.
        let collation = match manager.get_database_backend() {
            DatabaseBackend::Postgres => " COLLATE \"C\"",
            _ => "",
        };
        let table = format!(
            "CREATE TABLE account_names (
                account_id BIGINT NOT NULL REFERENCES account_accounts (id) ON DELETE CASCADE,
                word TEXT{collation} NOT NULL,
                PRIMARY KEY (account_id, word))"
        );
        connection.execute_unprepared(&table).await?;
        connection
            .execute_unprepared("CREATE INDEX account_names_word ON account_names (word, account_id)")
            .await?;
        index_names(connection).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("account_names").to_owned()).await?;
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

/// Writes the words of everybody who is known already.
async fn index_names(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let mut after = 0_i64;
    loop {
        let sql = "SELECT id, first_name, last_name, username FROM account_accounts \
                   WHERE id > $1 ORDER BY id LIMIT $2";
        let values = [Value::from(after), Value::from(STEP)];
        let rows = connection.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.try_get("", "id")?;
        for row in &rows {
            let id: i64 = row.try_get("", "id")?;
            for word in words_of(row)? {
                let sql = "INSERT INTO account_names (account_id, word) VALUES ($1, $2)";
                let values = [Value::from(id), Value::from(word)];
                connection.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
            }
        }
    }
}

fn words_of(row: &QueryResult) -> Result<Vec<String>, DbErr> {
    let first: String = row.try_get("", "first_name")?;
    let last: Option<String> = row.try_get("", "last_name")?;
    let username: Option<String> = row.try_get("", "username")?;
    Ok(name_words(&first, last.as_deref(), username.as_deref()))
}

/// The words by which a person is found: those of the name in small letters, and the user name with and without `@`.
fn name_words(first: &str, last: Option<&str>, username: Option<&str>) -> Vec<String> {
    let full = format!("{first} {}", last.unwrap_or_default()).to_lowercase();
    let parts = full.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let mut words: Vec<String> = parts.map(|part| part.chars().take(LONGEST).collect()).collect();
    if let Some(username) = username.map(str::to_lowercase) {
        words.push(format!("@{username}"));
        words.push(username);
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// Letters of a word that count.
const LONGEST: usize = 64;
