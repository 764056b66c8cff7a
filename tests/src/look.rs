//! A look at the bot's database from outside: is anything left to be done, and is anything left at all?
//! It changes nothing and knows only the names of three tables.

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement};

/// Writes what no person can bring about into the database of a bot that is stopped.
#[expect(clippy::disallowed_methods, reason = "a test writes from outside, past the bot's own storage")]
pub async fn write(url: &str, sql: &str) {
    let db = Database::connect(ConnectOptions::new(url)).await.expect("the database to write into");
    db.execute_unprepared(sql).await.expect("something that can be written");
    db.close().await.expect("the end of writing");
}

/// A connection of its own.
pub struct Look {
    db: DatabaseConnection,
}

/// Work that is not done: updates, jobs, messages.
const OPEN: [&str; 3] = [
    "SELECT COUNT(*) AS n FROM intake_inbox WHERE status = 0",
    "SELECT COUNT(*) AS n FROM jobs_queue WHERE status IN ('queued', 'running', 'dying')",
    "SELECT COUNT(*) AS n FROM outbox_slots WHERE pending",
];
const DEAD: &str = "SELECT COUNT(*) AS n FROM jobs_queue WHERE status = 'dead'";

impl Look {
    #[expect(clippy::disallowed_methods, reason = "a test looks from outside, past the bot's own storage")]
    pub async fn at(url: &str) -> Self {
        let url = match url.strip_prefix("sqlite://") {
            Some(path) => format!("sqlite://{path}?mode=ro"),
            None => url.to_owned(),
        };
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        Self { db: Database::connect(options).await.expect("the database to look at") }
    }

    /// A connection that holds the file of SQLite so that nobody else can write, until it is closed.
    #[expect(clippy::disallowed_methods, reason = "a test holds from outside what the bot needs")]
    pub async fn that_locks(url: &str) -> Self {
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        let db = Database::connect(options).await.expect("the database to lock");
        db.execute_unprepared("BEGIN IMMEDIATE").await.expect("a lock");
        Self { db }
    }

    /// How many rows a query counts as `n`.
    pub async fn count(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        let row = self.db.query_one_raw(statement).await.expect("a count").expect("a row");
        row.try_get("", "n").expect("a number called n")
    }

    /// Updates, jobs and messages that are not done.
    pub async fn open(&self) -> [i64; 3] {
        let mut open = [0; 3];
        for (n, sql) in open.iter_mut().zip(OPEN) {
            *n = self.count(sql).await;
        }
        open
    }

    /// The names of all tables.
    pub async fn tables(&self) -> Vec<String> {
        let sql = match self.db.get_database_backend() {
            DbBackend::Sqlite => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            }
            _ => "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
        };
        self.names(sql).await
    }

    /// Where these words stand: `table.column`, of every table there is. They are of letters and digits.
    pub async fn finds(&self, words: &str) -> Vec<String> {
        let mut places = Vec::new();
        for table in self.tables().await {
            for column in self.columns(&table).await {
                let sql = format!(
                    "SELECT COUNT(*) AS n FROM {table} WHERE CAST({column} AS TEXT) LIKE '%{words}%'"
                );
                if self.count(&sql).await > 0 {
                    places.push(format!("{table}.{column}"));
                }
            }
        }
        places
    }

    /// Where a person is named by number: `table.column`, of every column that says whose a row is.
    pub async fn names_person(&self, person: i64) -> Vec<String> {
        let mut places = Vec::new();
        for table in self.tables().await {
            let columns = self.columns(&table).await;
            let says_whose = |column: &String| {
                ["account_id", "chat_id", "lane"].contains(&column.as_str())
                    || (table == "account_accounts" && column == "id")
            };
            for column in columns.into_iter().filter(says_whose) {
                let sql =
                    format!("SELECT COUNT(*) AS n FROM {table} WHERE CAST({column} AS TEXT) = '{person}'");
                if self.count(&sql).await > 0 {
                    places.push(format!("{table}.{column}"));
                }
            }
        }
        places
    }

    /// The columns of a table. Those of SQLite's own search tables cannot all be read, and are left to a look into
    /// the file.
    async fn columns(&self, table: &str) -> Vec<String> {
        if table.contains("_search") {
            return Vec::new();
        }
        let sql = match self.db.get_database_backend() {
            DbBackend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
            _ => format!(
                "SELECT column_name AS name FROM information_schema.columns WHERE table_name = '{table}'"
            ),
        };
        self.names(&sql).await
    }

    async fn names(&self, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        let rows = self.db.query_all_raw(statement).await.expect("names");
        rows.iter().map(|row| row.try_get("", "name").expect("a name")).collect()
    }

    /// Jobs that were given up.
    pub async fn dead(&self) -> i64 {
        self.count(DEAD).await
    }

    pub async fn close(self) {
        let _ = self.db.close().await;
    }
}
