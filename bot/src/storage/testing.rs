//! Fresh databases for tests, with the schema in place, gone when the test is over.
//! It is in no build for people; Postgres is used only where `TEST_POSTGRES_URL` says.

use std::{fmt, ops::Deref};

use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;
use uuid::Uuid;

use super::{Db, DbOptions};
use crate::domain::{Clock as _, SystemClock};

/// Held while the template is made.
const TEMPLATE_KEY: i64 = 0x6174_656c_6965_7202;

/// What a test cannot go on after.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A database of one test. It stands for the [`Db`] in it.
pub struct TestDb {
    db: Db,
    home: Home,
}

enum Home {
    Folder(TempDir),
    Postgres { server: Server, database: String },
}

impl TestDb {
    /// One on each database that is there: always SQLite, and Postgres if `TEST_POSTGRES_URL` is set.
    pub async fn each() -> Vec<Self> {
        let mut all = vec![Self::sqlite().await];
        all.extend(Self::postgres().await);
        all
    }

    /// One on SQLite, in a folder of its own.
    pub async fn sqlite() -> Self {
        must("a database on SQLite", Self::on_sqlite().await)
    }

    /// One on Postgres, if `TEST_POSTGRES_URL` is set.
    pub async fn postgres() -> Option<Self> {
        let server = Server::of_environment()?;
        Some(must("a database on Postgres", Self::on_postgres(server).await))
    }

    /// What to call it when a test fails.
    pub const fn name(&self) -> &'static str {
        match self.home {
            Home::Folder(_) => "SQLite",
            Home::Postgres { .. } => "Postgres",
        }
    }

    /// Where it is, for a second connection or another process.
    pub fn url(&self) -> String {
        match &self.home {
            Home::Folder(folder) => format!("sqlite://{}", folder.path().join("atelier.db").display()),
            Home::Postgres { server, database } => server.url(database),
        }
    }

    async fn on_sqlite() -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let db = Db::connect_url(&format!("sqlite://{}", folder.path().join("atelier.db").display())).await?;
        db.migrate().await?;
        Ok(Self { db, home: Home::Folder(folder) })
    }

    async fn on_postgres(server: Server) -> Result<Self, Failure> {
        let template = server.template().await?;
        let database = format!("atelier_test_{}_{}", day(), Uuid::new_v4().simple());
        server.run(&format!("CREATE DATABASE {database} TEMPLATE {template}")).await?;
        let options = DbOptions { max_connections: 8, ..DbOptions::new(server.url(&database)) };
        let db = Db::connect(options).await?;
        Ok(Self { db, home: Home::Postgres { server, database } })
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl fmt::Debug for TestDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Home::Postgres { server, database } = &self.home else { return };
        let (server, sql) = (server.clone(), format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"));
        // A drop cannot wait; a thread with a runtime of its own can.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(server.run(&sql))
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            tracing::warn!(database, "a test database is left behind; it is dropped in two days");
        }
    }
}

/// The Postgres that tests may fill.
#[derive(Clone)]
struct Server(url::Url);

impl Server {
    #[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
    fn of_environment() -> Option<Self> {
        let text = std::env::var("TEST_POSTGRES_URL").ok()?;
        Some(Self(must("TEST_POSTGRES_URL", url::Url::parse(&text))))
    }

    fn url(&self, database: &str) -> String {
        let mut url = self.0.clone();
        url.set_path(database);
        url.into()
    }

    async fn run(&self, sql: &str) -> Result<(), Failure> {
        let mut connection = PgConnection::connect(&self.url("postgres")).await?;
        run(&mut connection, sql).await?;
        Ok(connection.close().await?)
    }

    /// The name of a database with the schema of this build, which is made by whoever needs it first.
    async fn template(&self) -> Result<String, Failure> {
        let (family, build) = build()?;
        let name = format!("atelier_template_{}_{family:x}_{build:x}", day());
        let mut connection = PgConnection::connect(&self.url("postgres")).await?;
        run(&mut connection, &format!("SELECT pg_advisory_lock({TEMPLATE_KEY})")).await?;
        if !exists(&mut connection, &name).await? {
            self.make_template(&mut connection, &name).await?;
            drop_old(&mut connection, family, &name).await?;
        }
        connection.close().await?;
        Ok(name)
    }

    /// Half a template never bears the name.
    async fn make_template(&self, connection: &mut PgConnection, name: &str) -> Result<(), Failure> {
        let draft = format!("atelier_template_{}_draft", day());
        run(connection, &format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)")).await?;
        run(connection, &format!("CREATE DATABASE {draft}")).await?;
        let db = Db::connect_url(&self.url(&draft)).await?;
        db.migrate().await?;
        db.close().await?;
        run(connection, &format!("ALTER DATABASE {draft} RENAME TO {name}")).await
    }
}

async fn run(connection: &mut PgConnection, sql: &str) -> Result<(), Failure> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(connection).await?;
    Ok(())
}

async fn exists(connection: &mut PgConnection, database: &str) -> Result<bool, Failure> {
    let sql = "SELECT 1 FROM pg_database WHERE datname = $1";
    Ok(sqlx::query(sql).bind(database).fetch_optional(connection).await?.is_some())
}

/// Removes the templates of earlier builds, and what killed tests left, two days later.
async fn drop_old(connection: &mut PgConnection, family: u64, newest: &str) -> Result<(), Failure> {
    let sql = "SELECT datname FROM pg_database WHERE datname ~ '^atelier_(test|template)_[0-9]+_'";
    let names: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut *connection).await?;
    for name in names.into_iter().filter(|name| name != newest) {
        let parts: Vec<&str> = name.split('_').collect();
        let is_old = parts[2].parse().is_ok_and(|made: i64| made + 2 <= day());
        if is_old || (parts[1] == "template" && parts[3] == format!("{family:x}")) {
            run(connection, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        }
    }
    Ok(())
}

/// Days since 1970, which old databases are known by.
fn day() -> i64 {
    SystemClock.now().timestamp() / 86_400
}

/// Tells one test program from another, and one build of it from the next: a template serves the build that made it.
fn build() -> Result<(u64, u64), Failure> {
    let path = std::env::current_exe()?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = name.rsplit_once('-').map_or(&*name, |(name, _)| name);
    Ok((hash((path.parent(), name)), hash((path.metadata()?.modified()?, &path))))
}

fn hash(of: impl std::hash::Hash) -> u64 {
    use std::hash::{DefaultHasher, Hasher as _};
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

#[expect(clippy::panic, reason = "a test cannot go on without its database")]
fn must<T, E: fmt::Display>(what: &str, outcome: Result<T, E>) -> T {
    match outcome {
        Ok(value) => value,
        Err(error) => panic!("{what}: {error}"),
    }
}
