//! What a bot stands on in a run: a database on the disk, durable or less so, and a Redis.
//! Makes it fresh, and removes it.

use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;
use url::Url;

use crate::process::Cpu;

/// What commits wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Setup {
    /// `synchronous=FULL`: every commit is on the disk.
    SqliteFull,
    /// `synchronous=NORMAL`: the last commits before a loss of power may be gone.
    SqliteNormal,
    /// `synchronous_commit=on`, with Redis.
    PostgresFull,
    /// `synchronous_commit=off`, with Redis.
    PostgresNormal,
}

impl Setup {
    pub const ALL: [Self; 4] =
        [Self::SqliteFull, Self::SqliteNormal, Self::PostgresFull, Self::PostgresNormal];

    pub const fn name(self) -> &'static str {
        match self {
            Self::SqliteFull => "SQLite, FULL",
            Self::SqliteNormal => "SQLite, NORMAL",
            Self::PostgresFull => "Postgres + Redis, FULL",
            Self::PostgresNormal => "Postgres + Redis, NORMAL",
        }
    }

    pub const fn key(self) -> &'static str {
        match self {
            Self::SqliteFull => "sqlite",
            Self::SqliteNormal => "sqlite-normal",
            Self::PostgresFull => "postgres",
            Self::PostgresNormal => "postgres-normal",
        }
    }

    pub const fn is_postgres(self) -> bool {
        matches!(self, Self::PostgresFull | Self::PostgresNormal)
    }
}

/// The servers that scripts/load has started.
#[derive(Clone, Debug)]
pub struct Servers {
    pub postgres: Url,
    pub postgres_pid: u32,
    pub redis: Url,
    pub redis_pid: u32,
}

/// What one bot stands on.
pub struct Ground {
    pub setup: Setup,
    folder: TempDir,
    servers: Option<Servers>,
    database: String,
}

impl Ground {
    /// `folder`: where SQLite's file and the log of the bot lie.
    pub async fn new(setup: Setup, folder: &Path, servers: Option<&Servers>) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("ground-").tempdir_in(folder)?;
        let ground = Self {
            setup,
            folder,
            servers: servers.filter(|_| setup.is_postgres()).cloned(),
            database: format!("load_{}", std::process::id()),
        };
        ground.clear().await?;
        Ok(ground)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The settings that say where it is.
    pub fn settings(&self) -> Vec<(String, String)> {
        let files = self.folder.path().join("files");
        let mut settings = vec![("BLOB_URL", format!("file://{}", files.display()))];
        if let Some(servers) = &self.servers {
            let mut address = servers.postgres.clone();
            address.set_path(&self.database);
            settings.push(("DATABASE_URL", address.into()));
            settings.push(("REDIS_URL", servers.redis.clone().into()));
        } else {
            let file = self.folder.path().join("atelier.db");
            settings.push(("DATABASE_URL", format!("sqlite://{}", file.display())));
            let sync = if self.setup == Setup::SqliteFull { "full" } else { "normal" };
            settings.push(("SQLITE_SYNC", sync.to_owned()));
        }
        settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// What the database server has used so far; nothing for SQLite, which is part of the bot.
    pub fn database_cpu(&self) -> Cpu {
        self.servers.as_ref().map_or_else(Cpu::default, |servers| Cpu::of_family(servers.postgres_pid))
    }

    pub fn redis_cpu(&self) -> Cpu {
        self.servers.as_ref().map_or_else(Cpu::default, |servers| Cpu::of(servers.redis_pid))
    }

    /// Transactions that Postgres has committed in this database.
    pub async fn commits(&self) -> anyhow::Result<i64> {
        let Some(servers) = &self.servers else { return Ok(0) };
        let mut postgres = PgConnection::connect(servers.postgres.as_str()).await?;
        let count = sqlx::query_scalar("SELECT xact_commit FROM pg_stat_database WHERE datname = $1")
            .bind(&self.database)
            .fetch_one(&mut postgres)
            .await?;
        postgres.close().await?;
        Ok(count)
    }

    /// Removes the database; the folder goes by itself.
    pub async fn remove(self) -> anyhow::Result<()> {
        let Some(servers) = &self.servers else { return Ok(()) };
        let mut postgres = PgConnection::connect(servers.postgres.as_str()).await?;
        run(&mut postgres, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database)).await?;
        Ok(postgres.close().await?)
    }

    async fn clear(&self) -> anyhow::Result<()> {
        let Some(servers) = &self.servers else { return Ok(()) };
        let (name, sync) = (&self.database, if self.setup == Setup::PostgresFull { "on" } else { "off" });
        let mut postgres = PgConnection::connect(servers.postgres.as_str()).await.context("Postgres")?;
        for statement in [
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            format!("CREATE DATABASE {name}"),
            format!("ALTER DATABASE {name} SET synchronous_commit = {sync}"),
        ] {
            run(&mut postgres, &statement).await?;
        }
        Ok(postgres.close().await?)
    }
}

/// The only value in it is a name that we made.
async fn run(postgres: &mut PgConnection, statement: &str) -> anyhow::Result<()> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(postgres).await?;
    Ok(())
}
