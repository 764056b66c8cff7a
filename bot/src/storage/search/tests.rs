//! The same ranking on both databases.

use atelier_migration::{SchemaManager, search as index};
use proptest::prelude::*;
use sea_orm::Value;

use super::{SearchIndex, SearchQuery, normalise, query};
use crate::storage::{Backend, Db, sql::Executor as _, testing::TestDb};

const NOTES: SearchIndex = SearchIndex { table: "notes", id_column: "id", text_column: "search_text" };

async fn with_notes() -> Vec<TestDb> {
    let all = TestDb::each().await;
    for db in &all {
        let sql = "CREATE TABLE notes (id INTEGER PRIMARY KEY, search_text TEXT NOT NULL)";
        db.execute(sql, []).await.unwrap();
        // One row is there before the index is.
        write(db, 1000, "старая запись про черепаху").await;
        let manager = SchemaManager::new(db.writer());
        index::add_search_index(&manager, NOTES.table, NOTES.id_column, NOTES.text_column).await.unwrap();
    }
    all
}

async fn write(db: &Db, id: i32, text: &str) {
    let values = [Value::from(id), Value::from(normalise(text))];
    db.execute("INSERT INTO notes (id, search_text) VALUES ($1, $2)", values).await.unwrap();
}

async fn find(db: &Db, query: &SearchQuery) -> Vec<i32> {
    let parts = NOTES.sql(db.backend(), 1);
    let sql = format!(
        "SELECT notes.id FROM notes {} WHERE {} ORDER BY {}, notes.id",
        parts.join, parts.condition, parts.best_first
    );
    let rows = db.rows(&sql, [Value::from(query.value(db.backend()))]).await.unwrap();
    rows.iter().map(|row| row.try_get("", "id").unwrap()).collect()
}

async fn found(db: &Db, text: &str) -> Vec<i32> {
    find(db, &query(text)).await
}

#[tokio::test]
async fn both_databases_find_the_same_and_the_best_first() {
    for db in with_notes().await {
        let texts = [
            "Старый замок на краю деревни, лиса бежит мимо замка и дороги",
            "Замки, замки и ещё раз замки",
            "Рыжая лиса",
            "She runs every morning",
            "Running shoes, a review of running shoes",
            "Стали и сплавы, 2026 год",
            "Воландеморт и смартфончики",
        ];
        for (id, text) in (1..).zip(texts) {
            write(&db, id, text).await;
        }
        let name = db.name();
        assert_eq!(found(&db, "замков").await, [2, 1], "{name}: more and shorter comes first");
        assert_eq!(found(&db, "лису").await, [3, 1], "{name}");
        assert_eq!(found(&db, "замок лисы").await, [1], "{name}: all words");
        assert_eq!(found(&db, "run").await, [5, 4], "{name}");
        assert_eq!(found(&db, "сталь").await, [6], "{name}: every reading");
        assert_eq!(found(&db, "2026").await, [6], "{name}");
        assert_eq!(found(&db, "лиса и дорога").await, [1], "{name}: without stop words");
        let mut all = found(&db, "и").await;
        all.sort_unstable();
        assert_eq!(all, [1, 2, 6, 7], "{name}: unless there is nothing else");
        assert_eq!(found(&db, "смартфончиками").await, [7], "{name}: a word of no dictionary");
        assert_eq!(found(&db, "воландем").await, [7], "{name}: the beginning of the last word");
        assert_eq!(found(&db, "revi").await, [5], "{name}");
        assert_eq!(found(&db, "черепахи").await, [1000], "{name}: what was there before the index");
        assert_eq!(found(&db, "жираф").await, Vec::<i32>::new(), "{name}");
    }
}

#[tokio::test]
async fn the_index_follows_the_table() {
    for db in with_notes().await {
        write(&db, 1, "лиса").await;
        let values = [Value::from(normalise("заяц"))];
        db.execute("UPDATE notes SET search_text = $1 WHERE id = 1", values).await.unwrap();
        assert_eq!(found(&db, "лиса").await, Vec::<i32>::new(), "{}", db.name());
        assert_eq!(found(&db, "зайцы").await, [1], "{}", db.name());
        db.execute("DELETE FROM notes WHERE id = 1", []).await.unwrap();
        assert_eq!(found(&db, "зайцы").await, Vec::<i32>::new(), "{}", db.name());
        let manager = SchemaManager::new(db.writer());
        index::drop_search_index(&manager, NOTES.table).await.unwrap();
        write(&db, 2, "лиса").await;
    }
}

#[tokio::test]
async fn postgres_uses_the_index() {
    let Some(db) = with_notes().await.into_iter().find(|db| db.backend() == Backend::Postgres) else {
        return;
    };
    let tx = db.begin().await.unwrap();
    tx.execute("SET LOCAL enable_seqscan = off", []).await.unwrap();
    let parts = NOTES.sql(Backend::Postgres, 1);
    let sql = format!("EXPLAIN SELECT id FROM notes WHERE {}", parts.condition);
    let plan = tx.rows(&sql, [Value::from(query("лиса").value(Backend::Postgres))]).await.unwrap();
    let plan: Vec<String> = plan.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    assert!(plan.iter().any(|line| line.contains("notes_search")), "{plan:?}");
}

#[tokio::test]
async fn nothing_that_is_typed_is_a_command() {
    let typed = [
        "лиса\" OR \"a",
        "лиса' | 'b",
        "NOT лиса",
        "лиса AND",
        "NEAR(лиса, 2)",
        "search_text: лиса",
        "^лиса",
        "-лиса",
        "лиса*",
        "лиса:*",
        "(лиса",
        "!лиса & |",
        "{лиса}",
        "'; DROP TABLE notes; --",
        "\\",
        "'",
        "\"",
        "%_",
        "$1",
        "лиса\0",
        "and or not",
        "AND",
        "NOT",
        "*",
        "лиса +",
    ];
    for db in with_notes().await {
        write(&db, 1, "лиса").await;
        for text in typed {
            let query = query(text);
            if !query.is_empty() {
                find(&db, &query).await;
            }
        }
        for text in ["-лиса", "лиса*", "(лиса", "^лиса", "!лиса & |", "{лиса}", "лиса\0"]
        {
            assert_eq!(found(&db, text).await, [1], "{}: {text:?}", db.name());
        }
        assert_eq!(found(&db, "лиса").await, [1], "the table stands: {}", db.name());
    }
}

#[test]
fn a_question_without_words_is_empty() {
    for text in ["", "  ", "!?", "🎨", "\"'\""] {
        assert!(query(text).is_empty(), "{text:?}");
        assert_eq!(normalise(text), "");
    }
}

#[test]
fn a_long_text_is_cut_between_words() {
    let normal = normalise(&"черепаха ".repeat(100_000));
    assert!(normal.len() <= 256 * 1024 && normal.ends_with("черепаха"));
    assert!(query(&"черепаха ".repeat(1000)).value(Backend::Postgres).len() < 1000);
}

/// Rejects all but letters, digits and the signs that we put around them.
fn is_harmless(value: &str, signs: &str) -> bool {
    let mut inside = false;
    value.chars().all(|letter| match letter {
        '\'' | '"' => {
            inside = !inside;
            signs.contains(letter)
        }
        _ if inside => letter.is_alphanumeric(),
        _ => signs.contains(letter),
    }) && !inside
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_question_is_quoted_words_and_nothing_else(text in r#"\PC{0,40}|[a-zа-яё'" *:&|!()^+-]{0,40}"#) {
        let query = query(&text);
        prop_assert!(is_harmless(&query.value(Backend::Postgres), "'()|&:* "));
        prop_assert!(is_harmless(&query.value(Backend::Sqlite), "\"()*ANDOR "));
        prop_assert_eq!(query.is_empty(), normalise(&text).is_empty());
    }
}

#[tokio::test]
async fn databases_read_every_question() {
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};
    let strategy = r"\PC{1,30}|[a-z0-9]{1,8}( [а-яё0-9]{1,8}){0,3}";
    for db in with_notes().await {
        let mut runner = TestRunner::deterministic();
        for _ in 0..300 {
            let text =
                proptest::string::string_regex(strategy).unwrap().new_tree(&mut runner).unwrap().current();
            let query = query(&text);
            if !query.is_empty() {
                find(&db, &query).await;
            }
        }
    }
}
