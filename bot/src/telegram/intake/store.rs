//! The inbox table, the same SQL on both databases: each step is one statement.
//! It decides nothing about when a step is taken.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use sea_orm::Value;
use uuid::Uuid;

use super::{
    peek::RawUpdate,
    rows::{self, Fresh, InboxStats, Lease, Which},
    ticket::{Buried, Claimed, Ticket},
};
use crate::{
    domain::{BotId, Cause},
    storage::{Backend, StorageError, moment, sql::Executor},
};

/// How often a row is tried. More than the three of the plan: a handler that panics is answered at once, so what
/// uses up attempts is deaths, and an update is not to blame for dying in company (ADR 8, 12).
pub(super) const MAX_ATTEMPTS: i32 = 12;

// `status` is 0 for an open row, 1 for a done one, 2 for one given up; the partial indexes say the same.

/// A claim is possible only while no earlier row of the lane is open, so a lane never overtakes itself (measured; "no
/// earlier row is running" is not enough), and none of it is in hand: two webhook requests for one chat may be written
/// at the same time, and then a later row can be seen before an earlier one.
const LANE_IS_FREE: &str = "(i.lane IS NULL OR NOT EXISTS (
    SELECT 1 FROM intake_inbox o WHERE o.bot_id = i.bot_id AND o.lane = i.lane AND o.status = 0
        AND (o.seq < i.seq OR (o.seq > i.seq AND o.lease_token IS NOT NULL AND o.lease_until > $3))))";

/// The rows of one bot.
#[derive(Clone, Copy, Debug)]
pub(super) struct InboxStore {
    bot: BotId,
}

impl InboxStore {
    pub const fn new(bot: BotId) -> Self {
        Self { bot }
    }

    /// Writes what is not there yet, in the order given. Rows marked ready are claimed with it where their lane
    /// has no open row.
    pub async fn insert(
        &self,
        on: &impl Executor,
        updates: &[RawUpdate],
        ready: &[bool],
        lease: Lease,
    ) -> Result<Vec<Fresh>, StorageError> {
        let mut values = vec![
            Value::from(self.bot.0),
            Value::from(moment(lease.now)),
            Value::from(lease.token),
            Value::from(moment(lease.until)),
        ];
        for (update, ready) in updates.iter().zip(ready) {
            values.extend([
                Value::from(update.update_id),
                Value::from(update.lane.clone()),
                Value::from(update.kind.clone()),
                Value::from(update.raw.clone()),
                Value::from(*ready),
            ]);
        }
        let sql = format!(
            "WITH came (n, update_id, lane, kind, raw, ready) AS (VALUES {}),
            judged AS (SELECT came.*, ready AND (lane IS NULL OR NOT EXISTS (
                SELECT 1 FROM intake_inbox i WHERE i.bot_id = $1 AND i.lane = came.lane AND i.status = 0)) AS mine
                FROM came)
            INSERT INTO intake_inbox
                (bot_id, update_id, lane, kind, raw, status, attempts, lease_token, lease_until, received_at)
            SELECT $1, update_id, lane, kind, raw, 0, CASE WHEN mine THEN 1 ELSE 0 END,
                CASE WHEN mine THEN $3 END, CASE WHEN mine THEN $4 END, $2
            FROM judged WHERE true ORDER BY n
            ON CONFLICT (bot_id, update_id) DO NOTHING
            RETURNING seq, update_id, attempts",
            came(updates.len()),
        );
        let rows = on.returning(&sql, values).await?;
        rows.iter().map(rows::fresh).collect()
    }

    /// What is open in one lane goes on in another.
    pub async fn move_lane(&self, on: &impl Executor, from: &str, to: &str) -> Result<(), StorageError> {
        let sql = "UPDATE intake_inbox SET lane = $3 WHERE bot_id = $1 AND lane = $2 AND status = 0";
        on.execute(sql, [self.bot.0.into(), from.into(), to.into()]).await.map(|_| ())
    }

    /// Takes up to `limit` rows whose lanes are free, oldest first.
    pub async fn claim(
        &self,
        on: &impl Executor,
        which: Which,
        limit: usize,
        lease: Lease,
    ) -> Result<Vec<Claimed>, StorageError> {
        let sql = claim_sql(on.backend(), which);
        let mut values = vec![
            Value::from(lease.token),
            Value::from(moment(lease.until)),
            Value::from(moment(lease.now)),
            Value::from(self.bot.0),
            Value::from(i64::try_from(limit).unwrap_or(i64::MAX)),
        ];
        if which == Which::Suspect {
            values.push(Value::from(MAX_ATTEMPTS));
        }
        let rows = on.returning(&sql, values).await?;
        let mut claimed = rows
            .iter()
            .map(|row| rows::claimed(self.bot, row, lease.token))
            .collect::<Result<Vec<_>, _>>()?;
        claimed.sort_unstable_by_key(|claimed| claimed.ticket.seq);
        Ok(claimed)
    }

    /// Ends rows that are still held by these tickets, and forgets the words in them; answers their `seq`.
    pub async fn mark_done(
        &self,
        on: &impl Executor,
        tickets: &[Ticket],
        now: DateTime<Utc>,
    ) -> Result<Vec<i64>, StorageError> {
        let set = "status = 1, raw = '', lease_token = NULL, lease_until = NULL, done_at = $1";
        self.update_held(on, set, tickets, Value::from(moment(now))).await
    }

    /// Prolongs the leases of these tickets; answers the `seq` of those that were still held.
    pub async fn renew(
        &self,
        on: &impl Executor,
        tickets: &[Ticket],
        until: DateTime<Utc>,
    ) -> Result<Vec<i64>, StorageError> {
        self.update_held(on, "lease_until = $1", tickets, Value::from(moment(until))).await
    }

    /// Lets go of rows; those that were never begun do not count as tried. They may be claimed again `from` then.
    pub async fn give_back(
        &self,
        on: &impl Executor,
        tickets: &[Ticket],
        begun: bool,
        from: DateTime<Utc>,
    ) -> Result<Vec<i64>, StorageError> {
        let set = if begun {
            "lease_token = NULL, lease_until = $1"
        } else {
            "lease_token = NULL, lease_until = $1, attempts = attempts - 1"
        };
        self.update_held(on, set, tickets, Value::from(moment(from))).await
    }

    async fn update_held(
        &self,
        on: &impl Executor,
        set: &str,
        tickets: &[Ticket],
        first: Value,
    ) -> Result<Vec<i64>, StorageError> {
        if tickets.is_empty() {
            return Ok(Vec::new());
        }
        let mut pairs = String::new();
        let mut values = vec![first];
        for (n, ticket) in tickets.iter().enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            // Writing into a String cannot fail.
            let _ = write!(pairs, "{comma}(${}, ${})", 2 * n + 2, 2 * n + 3);
            values.extend([Value::from(ticket.seq), Value::from(ticket.token)]);
        }
        let sql = format!(
            "WITH held (id, token) AS (VALUES {pairs})
            UPDATE intake_inbox SET {set} FROM held
            WHERE seq = held.id AND lease_token = held.token AND status = 0
            RETURNING seq",
        );
        let rows = on.returning(&sql, values).await?;
        rows.iter().map(|row| Ok(row.try_get("", "seq")?)).collect()
    }

    /// Gives up rows whose attempts are used up and which nobody holds any more.
    pub async fn bury(&self, on: &impl Executor, now: DateTime<Utc>) -> Result<Vec<Buried>, StorageError> {
        let sql = "UPDATE intake_inbox SET status = 2, lease_token = NULL, lease_until = NULL, done_at = $1
            WHERE status = 0 AND bot_id = $2 AND attempts >= $3 AND (lease_until IS NULL OR lease_until <= $1)
            RETURNING update_id, kind, raw, attempts, received_at";
        let values = [Value::from(moment(now)), Value::from(self.bot.0), Value::from(MAX_ATTEMPTS)];
        let rows = on.returning(sql, values).await?;
        rows.iter().map(|row| rows::buried(self.bot, row)).collect()
    }

    /// Takes back all leases. Only where no other process can hold one.
    pub async fn take_back(&self, on: &impl Executor) -> Result<u64, StorageError> {
        // A row that was given back for a while is free too: the while may have been counted by a clock that ran ahead.
        let sql = "UPDATE intake_inbox SET lease_token = NULL, lease_until = NULL
            WHERE status = 0 AND bot_id = $1 AND lease_until IS NOT NULL";
        on.execute(sql, [Value::from(self.bot.0)]).await
    }

    /// Takes back the leases with a token from the first to the last.
    pub async fn take_over(
        &self,
        on: &impl Executor,
        (first, last): (Uuid, Uuid),
    ) -> Result<u64, StorageError> {
        let sql = "UPDATE intake_inbox SET lease_token = NULL, lease_until = NULL
            WHERE status = 0 AND bot_id = $1 AND lease_token BETWEEN $2 AND $3";
        on.execute(sql, [Value::from(self.bot.0), Value::from(first), Value::from(last)]).await
    }

    /// Removes up to `limit` rows that ended before: done ones, and dead ones.
    pub async fn purge(
        &self,
        on: &impl Executor,
        done_before: DateTime<Utc>,
        dead_before: DateTime<Utc>,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let sql = "DELETE FROM intake_inbox WHERE seq IN (
            SELECT seq FROM intake_inbox
            WHERE (status = 1 AND done_at < $1) OR (status = 2 AND done_at < $2) LIMIT $3)";
        let values = [
            Value::from(moment(done_before)),
            Value::from(moment(dead_before)),
            Value::from(i64::from(limit)),
        ];
        on.execute(sql, values).await
    }

    pub async fn has_open(&self, on: &impl Executor) -> Result<bool, StorageError> {
        let sql = "SELECT 1 AS open FROM intake_inbox WHERE status = 0 AND bot_id = $1 LIMIT 1";
        Ok(!on.rows(sql, [Value::from(self.bot.0)]).await?.is_empty())
    }

    pub async fn stats(&self, on: &impl Executor) -> Result<InboxStats, StorageError> {
        let open = "SELECT count(*) AS open, count(CASE WHEN attempts = 0 THEN 1 END) AS untried,
            min(received_at) AS oldest FROM intake_inbox WHERE status = 0 AND bot_id = $1";
        let dead = "SELECT count(*) AS dead FROM intake_inbox WHERE status = 2 AND done_at IS NOT NULL AND bot_id = $1";
        let mut stats = InboxStats::default();
        if let Some(row) = on.rows(open, [Value::from(self.bot.0)]).await?.first() {
            stats.open = rows::count(row, "open")?;
            stats.untried = rows::count(row, "untried")?;
            stats.oldest = row.try_get("", "oldest")?;
        }
        if let Some(row) = on.rows(dead, [Value::from(self.bot.0)]).await?.first() {
            stats.dead = rows::count(row, "dead")?;
        }
        Ok(stats)
    }

    pub fn ticket(&self, fresh: Fresh, update: &RawUpdate, lease: Lease) -> Ticket {
        Ticket {
            seq: fresh.seq,
            update_id: update.update_id,
            lane: update.lane.clone(),
            attempt: 1,
            received_at: moment(lease.now),
            cause: Cause::update(self.bot, update.update_id),
            token: lease.token,
        }
    }
}

fn claim_sql(backend: Backend, which: Which) -> String {
    let tried = match which {
        Which::Untried => "i.attempts = 0",
        Which::Suspect => "i.attempts BETWEEN 1 AND $6 - 1",
    };
    let skip_locked = backend.skip_locked();
    format!(
        "WITH next AS (SELECT i.seq FROM intake_inbox i
            WHERE i.status = 0 AND i.bot_id = $4 AND {tried}
                AND (i.lease_until IS NULL OR i.lease_until <= $3) AND {LANE_IS_FREE}
            ORDER BY i.seq LIMIT $5{skip_locked})
        UPDATE intake_inbox SET lease_token = $1, lease_until = $2, attempts = attempts + 1
        WHERE seq IN (SELECT seq FROM next)
        RETURNING seq, update_id, lane, kind, raw, attempts, received_at",
    )
}

/// `(1, $5, $6, $7, $8, $9), (2, $10, …)`
fn came(rows: usize) -> String {
    let row = |n: usize| {
        let first = 5 * n;
        format!("({n}, ${}, ${}, ${}, ${}, ${})", first, first + 1, first + 2, first + 3, first + 4)
    };
    (1..=rows).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use sea_orm::Value;

    use super::{Which, claim_sql};
    use crate::storage::{Backend, sql::Executor as _, testing::TestDb};

    #[tokio::test]
    async fn a_claim_looks_at_open_rows_only() {
        let db = TestDb::sqlite().await;
        for which in [Which::Untried, Which::Suspect] {
            let sql = format!("EXPLAIN QUERY PLAN {}", claim_sql(Backend::Sqlite, which));
            let rows = db.returning(&sql, (0..6).map(Value::from)).await.unwrap();
            let plan: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
            for index in
                ["SEARCH i USING INDEX intake_inbox_open", "SEARCH o USING", "INDEX intake_inbox_lanes"]
            {
                assert!(plan.iter().any(|step| step.contains(index)), "{index}: {plan:?}");
            }
            assert!(!plan.iter().any(|step| step.contains("SCAN i")), "{plan:?}");
        }
    }
}
