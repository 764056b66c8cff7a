//! Records, state and files.

use std::time::{Duration, Instant};

use super::Finding;
use crate::{
    config::StorageConfig,
    storage::{
        Db, DbOptions, StorageError,
        blobs::Blobs,
        processes::{ProcessView, living},
        state::State,
    },
};

/// An answer that takes longer is slow for something that is asked several times an update.
const SLOW: Duration = Duration::from_millis(100);

pub async fn database(config: &StorageConfig) -> Finding {
    let db = match Db::look(DbOptions::new(config.database_url.clone())).await {
        Ok(Some(db)) => db,
        Ok(None) => return Finding::well("none yet; the bot makes one when it starts"),
        Err(error) => return away(&error),
    };
    let looked = look(&db).await;
    // It was only looked at.
    let _ = db.close().await;
    looked.unwrap_or_else(|error| away(&error))
}

async fn look(db: &Db) -> Result<Finding, StorageError> {
    let version = db.version().await?;
    let begun = Instant::now();
    db.ping().await?;
    let took = begun.elapsed();
    let pending = db.pending_steps().await?.len();
    let found = format!("{version}, answers in {:.1} ms", took.as_secs_f64() * 1000.0);
    Ok(match pending {
        0 if took > SLOW => Finding::doubtful(found, "That is slow: keep it near the bot."),
        0 => Finding::well(format!("{found}, its schema is up to date")),
        _ => Finding::doubtful(
            format!("{found}, its schema lacks {pending} steps"),
            "The bot takes them when it starts; or run bot migrate. Make a backup before.",
        ),
    })
}

/// Who works on the database now, and what they cannot mend themselves.
pub async fn processes(config: &StorageConfig) -> Finding {
    if config.database_url.starts_with("sqlite:") {
        return Finding::well("on SQLite there is one at most; http says whether it runs");
    }
    let Ok(Some(db)) = Db::look(DbOptions::new(config.database_url.clone())).await else {
        return Finding::well("not known without the database");
    };
    let found = living(&db).await;
    // It was only looked at.
    let _ = db.close().await;
    // Where there is no schema yet, nobody works on it.
    judge(&found.unwrap_or_default())
}

fn judge(living: &[ProcessView]) -> Finding {
    if living.is_empty() {
        return Finding::well("none is running");
    }
    let each = living.iter().map(|process| format!("{} {}", process.role, process.version));
    let found = format!("{} running: {}", living.len(), each.collect::<Vec<_>>().join(", "));
    match living.iter().find_map(|process| process.trouble.as_deref()) {
        Some(trouble) => Finding::reported(found, trouble),
        None => Finding::well(found),
    }
}

fn away(error: &StorageError) -> Finding {
    Finding::ill(error.to_string(), "Is it running? Check DATABASE_URL: host, port, name, user and password.")
}

pub async fn redis(config: &StorageConfig) -> Finding {
    let Some(url) = config.redis_url.as_deref() else {
        return Finding::well("none is set; the process keeps state itself");
    };
    match State::ask(url).await {
        Ok(took) => Finding::well(format!("answers in {:.1} ms", took.as_secs_f64() * 1000.0)),
        Err(reason) => Finding::doubtful(
            format!("does not answer: {reason}"),
            "The bot runs without, and replicas do not share limits meanwhile. Check REDIS_URL.",
        ),
    }
}

/// Writes, reads and removes one small file.
pub async fn files(config: &StorageConfig) -> Finding {
    let place = if config.blob_url.starts_with("s3://") { "bucket" } else { "folder" };
    let probed = match Blobs::open(&config.blob_url, Some(&config.s3)) {
        Ok(blobs) => blobs.probe().await,
        Err(error) => Err(error),
    };
    match probed {
        Ok(()) => Finding::well(format!("the {place} takes a file, gives it back and lets it go")),
        Err(error) => Finding::ill(
            error.to_string(),
            format!(
                "Check BLOB_URL, and that this user may write into the {place}; for a bucket the AWS_ settings too."
            ),
        ),
    }
}
