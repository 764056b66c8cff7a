//! Leases: rows that say who does something that only one may do, and until when.
//! They are no locks: a holder that sleeps past the end learns of it late, so effects carry the epoch.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::Value;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};
use tokio_util::sync::CancellationToken;

use super::{
    Db, StorageError, moment,
    processes::{Heir, ProcessId},
    sql::Executor as _,
};
use crate::{domain::SharedClock, ops::metrics};

/// How often a lease that others have is looked at.
const LOOK: Duration = Duration::from_secs(1);

const ACQUIRE: &str = "
INSERT INTO storage_leases (name, holder, epoch, expires_at) VALUES ($1, $2, 1, $3)
ON CONFLICT (name) DO UPDATE
    SET holder = excluded.holder, epoch = storage_leases.epoch + 1, expires_at = excluded.expires_at
    WHERE storage_leases.expires_at <= $4
RETURNING epoch";

const RENEW: &str = "
UPDATE storage_leases SET expires_at = $1 WHERE name = $2 AND holder = $3 AND epoch = $4";

/// A lease that was obtained. Whether it still runs, only the database knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub name: String,
    pub holder: String,
    /// Grows with every change of the holder, and is never used again for this name.
    pub epoch: i64,
}

/// A row as it stands, for people who look after the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseView {
    pub lease: Lease,
    pub expires_at: DateTime<Utc>,
}

/// The leases of all processes that share the database. Their clocks must agree to well within a lease's length.
#[derive(Clone)]
pub struct Leases {
    db: Db,
    clock: SharedClock,
}

/// A lease that is renewed until this is dropped or released. Dropped, it runs out by itself.
#[derive(Debug)]
pub struct Held {
    leases: Leases,
    lease: Lease,
    lost: CancellationToken,
    passed_on: Arc<AtomicBool>,
    renewal: JoinSet<()>,
    _counted: Counted,
}

/// Shows in the metrics that a lease is held.
#[derive(Debug)]
struct Counted(String);

impl Counted {
    /// Ids at the end of a name, such as the bot's, are no labels.
    fn new(name: &str) -> Self {
        let kind = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-')).to_owned();
        metrics::LEASES_HELD.add([&kind], 1.0);
        Self(kind)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::LEASES_HELD.add([&self.0], -1.0);
    }
}

impl Leases {
    pub const fn new(db: Db, clock: SharedClock) -> Self {
        Self { db, clock }
    }

    /// Takes the lease if nobody has it; `None` while somebody does, be it the same holder.
    pub async fn acquire(
        &self,
        name: &str,
        holder: &str,
        ttl: Duration,
    ) -> Result<Option<Lease>, StorageError> {
        let now = self.clock.now();
        // What was given back is free; what ran out is, unless nobody could renew it.
        let ended = if self.db.judges_leases() { now } else { DateTime::UNIX_EPOCH };
        let values = [
            Value::from(name),
            Value::from(holder),
            Value::from(moment(after(now, ttl))),
            Value::from(moment(ended)),
        ];
        let rows = self.db.returning(ACQUIRE, values).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let epoch = row.try_get("", "epoch")?;
        Ok(Some(Lease { name: name.to_owned(), holder: holder.to_owned(), epoch }))
    }

    /// Prolongs the lease to `ttl` from now; `false` when it has passed to somebody else.
    pub async fn renew(&self, lease: &Lease, ttl: Duration) -> Result<bool, StorageError> {
        self.set_end(lease, after(self.clock.now(), ttl)).await
    }

    /// Gives the lease back; another's is left alone. The row stays, so that epochs keep growing.
    pub async fn release(&self, lease: &Lease) -> Result<(), StorageError> {
        self.set_end(lease, DateTime::UNIX_EPOCH).await.map(|_| ())
    }

    /// Ends all leases. Only where no other process can hold one.
    pub async fn take_back(&self) -> Result<(), StorageError> {
        let sql = "UPDATE storage_leases SET expires_at = $1 WHERE expires_at > $1";
        self.db.execute(sql, [Value::from(moment(DateTime::UNIX_EPOCH))]).await.map(|_| ())
    }

    /// All leases ever taken, by name.
    pub async fn list(&self) -> Result<Vec<LeaseView>, StorageError> {
        let sql = "SELECT name, holder, epoch, expires_at FROM storage_leases ORDER BY name";
        let rows = self.db.rows(sql, []).await?;
        rows.iter()
            .map(|row| {
                let lease = Lease {
                    name: row.try_get("", "name")?,
                    holder: row.try_get("", "holder")?,
                    epoch: row.try_get("", "epoch")?,
                };
                Ok(LeaseView { lease, expires_at: row.try_get("", "expires_at")? })
            })
            .collect()
    }

    /// Takes the lease if nobody has it, and keeps it by renewing it every third of `ttl`.
    pub async fn try_hold(&self, name: &str, ttl: Duration) -> Result<Option<Held>, StorageError> {
        let holder = self.db.process().token().simple().to_string();
        // The lease is counted from before the database was asked.
        let since = Instant::now();
        let Some(lease) = self.acquire(name, &holder, ttl).await? else { return Ok(None) };
        let (lost, passed_on) = (CancellationToken::new(), Arc::default());
        let mut renewal = JoinSet::new();
        renewal.spawn(keep(self.clone(), lease.clone(), ttl, since, (lost.clone(), Arc::clone(&passed_on))));
        let counted = Counted::new(name);
        Ok(Some(Held { leases: self.clone(), lease, lost, passed_on, renewal, _counted: counted }))
    }

    /// Waits until the lease is free, looking every second or so, and keeps it; `None` when `stop` came first.
    /// A database that does not answer is waited for as well.
    pub async fn hold(&self, name: &str, ttl: Duration, stop: CancellationToken) -> Option<Held> {
        let waiting = async {
            loop {
                match self.try_hold(name, ttl).await {
                    Ok(Some(held)) => return held,
                    Ok(None) => {}
                    Err(error) => tracing::warn!(%error, lease = name, "a lease cannot be asked for"),
                }
                sleep(LOOK.min(ttl / 3)).await;
            }
        };
        stop.run_until_cancelled(waiting).await
    }

    async fn set_end(&self, lease: &Lease, end: DateTime<Utc>) -> Result<bool, StorageError> {
        let values = [
            Value::from(moment(end)),
            Value::from(lease.name.as_str()),
            Value::from(lease.holder.as_str()),
            Value::from(lease.epoch),
        ];
        Ok(self.db.execute(RENEW, values).await? == 1)
    }
}

#[async_trait]
impl Heir for Leases {
    async fn take_over(&self, gone: ProcessId) -> Result<(), StorageError> {
        let sql = "UPDATE storage_leases SET expires_at = $1 WHERE holder LIKE $2 AND expires_at > $1";
        let values = [Value::from(moment(DateTime::UNIX_EPOCH)), Value::from(gone.pattern())];
        self.db.execute(sql, values).await.map(|_| ())
    }
}

impl std::fmt::Debug for Leases {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leases").finish_non_exhaustive()
    }
}

impl Held {
    pub const fn lease(&self) -> &Lease {
        &self.lease
    }

    /// Cancelled when the lease has passed to somebody else, or could not be renewed for so long that it may
    /// have. Cancelled too when this is dropped.
    pub const fn lost(&self) -> &CancellationToken {
        &self.lost
    }

    /// Whether somebody else is known to have it; otherwise it was lost because the database did not answer.
    pub fn passed_on(&self) -> bool {
        self.passed_on.load(Ordering::Acquire)
    }

    /// Stops renewing and gives the lease back.
    pub async fn release(mut self) -> Result<(), StorageError> {
        self.renewal.shutdown().await;
        self.leases.release(&self.lease).await
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.lost.cancel();
    }
}

/// Renews until the lease is lost. It counts as lost a sixth of its length before it ends, so that whoever
/// depends on it has stopped by then.
async fn keep(
    leases: Leases,
    lease: Lease,
    ttl: Duration,
    mut since: Instant,
    (lost, passed_on): (CancellationToken, Arc<AtomicBool>),
) {
    loop {
        sleep(ttl / 3).await;
        let asked = Instant::now();
        let answer = timeout_at(since + ttl * 5 / 6, renew_until_answered(&leases, &lease, ttl)).await;
        if answer != Ok(true) {
            tracing::warn!(lease = lease.name, epoch = lease.epoch, "a lease is lost");
            passed_on.store(answer == Ok(false), Ordering::Release);
            return lost.cancel();
        }
        since = asked;
    }
}

async fn renew_until_answered(leases: &Leases, lease: &Lease, ttl: Duration) -> bool {
    loop {
        match leases.renew(lease, ttl).await {
            Ok(renewed) => return renewed,
            Err(error) => tracing::warn!(%error, lease = lease.name, "a lease cannot be renewed"),
        }
        sleep(ttl / 12).await;
    }
}

fn after(now: DateTime<Utc>, ttl: Duration) -> DateTime<Utc> {
    now + TimeDelta::from_std(ttl).unwrap_or(TimeDelta::MAX / 2)
}

#[cfg(test)]
#[path = "leases_tests.rs"]
mod tests;
