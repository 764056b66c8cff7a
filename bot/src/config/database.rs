//! Where records, state and files are kept.

use std::fmt;

use super::env::{ConfigError, Env};
use crate::storage::blobs::S3Access;

#[derive(Clone)]
pub struct StorageConfig {
    pub database_url: String,
    /// Whether SQLite waits for the disk at each commit.
    pub sqlite_full_sync: bool,
    pub redis_url: Option<String>,
    pub blob_url: String,
    pub s3: S3Access,
}

impl fmt::Debug for StorageConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = |url: &str| url.split(':').next().unwrap_or_default().to_owned();
        f.debug_struct("StorageConfig")
            .field("database", &scheme(&self.database_url))
            .field("redis", &self.redis_url.is_some())
            .field("blobs", &scheme(&self.blob_url))
            .finish_non_exhaustive()
    }
}

impl StorageConfig {
    pub(super) fn read(env: &Env) -> Result<Self, ConfigError> {
        let database_url = env.require::<String>("DATABASE_URL", "sqlite://… or postgres://…")?;
        if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| database_url.starts_with(scheme))
        {
            return Err(ConfigError::new("DATABASE_URL", "expected sqlite://… or postgres://…"));
        }
        let sqlite_full_sync = match env.get("SQLITE_SYNC") {
            Some("full") | None => true,
            Some("normal") => false,
            Some(_) => return Err(ConfigError::new("SQLITE_SYNC", "expected `full` or `normal`")),
        };
        let redis_url = env.get("REDIS_URL").map(str::to_owned);
        if redis_url.as_ref().is_some_and(|url| !url.starts_with("redis://") && !url.starts_with("rediss://"))
        {
            return Err(ConfigError::new("REDIS_URL", "expected redis://host:port"));
        }
        let blob_url = env.require::<String>("BLOB_URL", "file://… or s3://…")?;
        if !blob_url.starts_with("file:") && !blob_url.starts_with("s3://") {
            return Err(ConfigError::new("BLOB_URL", "expected file://folder or s3://bucket/prefix"));
        }
        let text = |name| env.get(name).map(str::to_owned);
        let s3 = S3Access {
            endpoint: text("AWS_ENDPOINT_URL"),
            region: text("AWS_REGION"),
            access_key_id: text("AWS_ACCESS_KEY_ID"),
            secret_access_key: text("AWS_SECRET_ACCESS_KEY"),
            session_token: text("AWS_SESSION_TOKEN"),
        };
        Ok(Self { database_url, sqlite_full_sync, redis_url, blob_url, s3 })
    }

    pub fn is_postgres(&self) -> bool {
        !self.database_url.starts_with("sqlite:")
    }
}
