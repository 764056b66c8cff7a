//! The search index of a table, for its migration: GIN on Postgres, FTS5 on SQLite.
//! It indexes what is in the column; that this is normalised is the concern of whoever writes it.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Adds the index `{table}_search`. The names are our own, never a person's; `id_column` is an integer primary key
/// and `text_column` a text. On SQLite the index is a table of its own that triggers keep in step.
pub async fn add_search_index(
    manager: &SchemaManager<'_>,
    table: &str,
    id_column: &str,
    text_column: &str,
) -> Result<(), DbErr> {
    let statements = match manager.get_database_backend() {
        DbBackend::Sqlite => on_sqlite(table, id_column, text_column),
        _ => vec![format!(
            "CREATE INDEX {table}_search ON {table} USING gin (to_tsvector('simple', {text_column}))"
        )],
    };
    run(manager, &statements).await
}

/// Removes the index. The table may still be there, or be dropped already on Postgres.
pub async fn drop_search_index(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let statements = match manager.get_database_backend() {
        DbBackend::Sqlite => {
            let trigger = |moment| format!("DROP TRIGGER IF EXISTS {table}_search_{moment}");
            vec![
                trigger("insert"),
                trigger("delete"),
                trigger("update"),
                format!("DROP TABLE IF EXISTS {table}_search"),
            ]
        }
        _ => vec![format!("DROP INDEX IF EXISTS {table}_search")],
    };
    run(manager, &statements).await
}

fn on_sqlite(table: &str, id: &str, text: &str) -> Vec<String> {
    let add = format!("INSERT INTO {table}_search (rowid, {text}) VALUES (new.{id}, new.{text});");
    let remove = format!(
        "INSERT INTO {table}_search ({table}_search, rowid, {text}) VALUES ('delete', old.{id}, old.{text});"
    );
    vec![
        format!(
            "CREATE VIRTUAL TABLE {table}_search USING fts5({text}, content='{table}', content_rowid='{id}', \
             tokenize='unicode61 remove_diacritics 0')"
        ),
        format!("CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} BEGIN {add} END"),
        format!("CREATE TRIGGER {table}_search_delete AFTER DELETE ON {table} BEGIN {remove} END"),
        format!(
            "CREATE TRIGGER {table}_search_update AFTER UPDATE OF {text} ON {table} BEGIN {remove} {add} END"
        ),
        format!("INSERT INTO {table}_search ({table}_search) VALUES ('rebuild')"),
        secure_delete(table),
    ]
}

/// On SQLite: words that are deleted leave the index at once, rather than being marked until it is merged.
pub(crate) fn secure_delete(table: &str) -> String {
    format!("INSERT INTO {table}_search ({table}_search, rank) VALUES ('secure-delete', 1)")
}

async fn run(manager: &SchemaManager<'_>, statements: &[String]) -> Result<(), DbErr> {
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
