//! What the bot stands on in a test: SQLite alone, or Postgres and Redis. `TEST_SETUP` says which.

use atelier::{config::Env, storage::testing::TestDb};
use atelier_sandbox::Sandbox;
use tempfile::TempDir;

/// The two set-ups of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setup {
    Sqlite,
    /// With Redis, where `TEST_REDIS_URL` names one.
    Postgres,
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Setup {
    pub fn of_environment() -> Self {
        match variable("TEST_SETUP").as_deref() {
            None | Some("sqlite") => Self::Sqlite,
            Some("postgres") => Self::Postgres,
            Some(other) => panic!("TEST_SETUP is `sqlite` or `postgres`, not `{other}`"),
        }
    }
}

/// The ground under one test: folders and databases of its own, gone when it is over.
pub struct Stand {
    pub folder: TempDir,
    pub setup: Setup,
    database_url: String,
    redis_url: Option<String>,
    _postgres: Option<TestDb>,
}

impl Stand {
    pub async fn new() -> Self {
        Self::on(Setup::of_environment()).await
    }

    pub async fn on(setup: Setup) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (postgres, database_url) = match setup {
            Setup::Sqlite => (None, format!("sqlite://{}", folder.path().join("atelier.db").display())),
            Setup::Postgres => {
                let db = TestDb::postgres().await.expect("TEST_SETUP=postgres needs TEST_POSTGRES_URL");
                let url = db.url();
                (Some(db), url)
            }
        };
        let redis_url = (setup == Setup::Postgres).then(|| variable("TEST_REDIS_URL")).flatten();
        Self { folder, setup, database_url, redis_url, _postgres: postgres }
    }

    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// Where a bot that stands here finds its database (`DATABASE_URL`) or its Redis (`REDIS_URL`).
    pub fn env_value(&self, variable: &str) -> Option<String> {
        match variable {
            "DATABASE_URL" => Some(self.database_url.clone()),
            "REDIS_URL" => self.redis_url.clone(),
            _ => None,
        }
    }

    /// Where the state is kept beside the process.
    pub fn redis_url(&self) -> Option<&str> {
        self.redis_url.as_deref()
    }

    /// The settings of a bot that stands here and talks to this sandbox.
    pub fn env(&self, sandbox: &Sandbox) -> Env {
        Env::of(self.settings(sandbox))
    }

    pub(crate) fn settings(&self, sandbox: &Sandbox) -> Vec<(&'static str, String)> {
        let mut settings = vec![
            ("TELEGRAM_BOT_TOKEN", sandbox.token().to_owned()),
            ("TELEGRAM_API_URL", sandbox.api_url().to_string()),
            ("DATABASE_URL", self.database_url.clone()),
            ("SQLITE_SYNC", "normal".to_owned()),
            ("BLOB_URL", format!("file://{}", self.folder.path().join("files").display())),
            ("HTTP_ADDR", "off".to_owned()),
        ];
        settings.extend(self.redis_url.iter().map(|url| ("REDIS_URL", url.clone())));
        settings
    }
}
