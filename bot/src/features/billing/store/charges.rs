//! Charges, and what is used of allowances.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;

use super::BillingStore;
use crate::{
    domain::{AccountId, Coins},
    features::billing::domain::{Action, Allowance, Charge},
    storage::{StorageError, Tx, moment, sql::Executor as _},
};

/// A charge to write down.
#[derive(Clone, Copy, Debug)]
pub struct NewCharge<'a> {
    pub account: AccountId,
    pub action: Action,
    pub units: u32,
    pub covered: u32,
    pub window: Option<DateTime<Utc>>,
    pub coins: Coins,
    pub reference: &'a str,
    pub now: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// So many units of an allowance, if it still holds them.
#[derive(Clone, Copy, Debug)]
pub struct Cover {
    pub account: AccountId,
    pub allowance: Allowance,
    pub units: u32,
    /// What the free plan gives in a window.
    pub free: i64,
    /// What Premium gives.
    pub paid: i64,
    /// The end of a window that begins now.
    pub ends_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

const CHARGE: &str = "id, account_id, action, units, covered, window_ends_at, coins, ended_at";

impl BillingStore {
    /// Takes units of an allowance, all of them or none; answers the end of the window in which they count.
    pub async fn cover(&self, tx: &mut Tx, cover: &Cover) -> Result<Option<DateTime<Utc>>, StorageError> {
        let limit = "CASE WHEN EXISTS (SELECT 1 FROM billing_balances \
                     WHERE account_id = CAST($1 AS BIGINT) AND premium_until > $5) THEN $7 ELSE $6 END";
        let sql = format!(
            "INSERT INTO billing_usage (account_id, allowance, ends_at, used) \
             SELECT CAST($1 AS BIGINT), CAST($2 AS TEXT), $3, CAST($4 AS BIGINT) WHERE CAST($4 AS BIGINT) <= {limit} \
             ON CONFLICT (account_id, allowance) DO UPDATE SET \
                used = CASE WHEN billing_usage.ends_at <= $5 THEN 0 ELSE billing_usage.used END + excluded.used, \
                ends_at = CASE WHEN billing_usage.ends_at <= $5 THEN excluded.ends_at ELSE billing_usage.ends_at END \
             WHERE CASE WHEN billing_usage.ends_at <= $5 THEN 0 ELSE billing_usage.used END + excluded.used <= {limit} \
             RETURNING ends_at"
        );
        let values = [
            cover.account.0.into(),
            cover.allowance.name().into(),
            moment(cover.ends_at).into(),
            i64::from(cover.units).into(),
            moment(cover.now).into(),
            cover.free.into(),
            cover.paid.into(),
        ];
        let rows = tx.returning(&sql, values).await?;
        Ok(rows.first().map(|row| row.try_get("", "ends_at")).transpose()?)
    }

    /// What is used of an allowance in the window that is open now, and when that ends.
    pub async fn find_used(
        &self,
        executor: &impl crate::storage::sql::Executor,
        account: AccountId,
        allowance: Allowance,
        now: DateTime<Utc>,
    ) -> Result<Option<(i64, DateTime<Utc>)>, StorageError> {
        let sql = "SELECT used, ends_at FROM billing_usage \
                   WHERE account_id = $1 AND allowance = $2 AND ends_at > $3";
        let values = [account.0.into(), allowance.name().into(), moment(now).into()];
        let rows = executor.rows(sql, values).await?;
        let read = |row: &QueryResult| {
            Ok::<_, StorageError>((row.try_get("", "used")?, row.try_get("", "ends_at")?))
        };
        rows.first().map(read).transpose()
    }

    /// Gives units of an allowance back to the window they came from; nothing once that has ended.
    pub async fn uncover(
        &self,
        tx: &mut Tx,
        account: AccountId,
        allowance: Allowance,
        window: DateTime<Utc>,
        units: u32,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE billing_usage SET used = used - $4 \
                   WHERE account_id = $1 AND allowance = $2 AND ends_at = $3 AND used >= $4";
        let values =
            [account.0.into(), allowance.name().into(), moment(window).into(), i64::from(units).into()];
        tx.execute(sql, values).await.map(|_| ())
    }

    /// Writes a charge down; `false` when one with this reference is there.
    pub async fn insert_charge(&self, tx: &mut Tx, new: &NewCharge<'_>) -> Result<bool, StorageError> {
        let sql = "INSERT INTO billing_charges (account_id, action, units, covered, window_ends_at, coins, \
                   reference, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                   ON CONFLICT (reference) DO NOTHING";
        let values = [
            new.account.0.into(),
            new.action.name().into(),
            i32::try_from(new.units).unwrap_or(i32::MAX).into(),
            i32::try_from(new.covered).unwrap_or(i32::MAX).into(),
            new.window.map(moment).into(),
            new.coins.0.into(),
            new.reference.into(),
            moment(new.now).into(),
            moment(new.expires_at).into(),
        ];
        Ok(tx.execute(sql, values).await? == 1)
    }

    pub async fn has_charge(&self, tx: &Tx, reference: &str) -> Result<bool, StorageError> {
        let sql = "SELECT 1 FROM billing_charges WHERE reference = $1";
        Ok(!tx.rows(sql, [reference.into()]).await?.is_empty())
    }

    pub async fn find_charge(&self, tx: &Tx, reference: &str) -> Result<Option<Charge>, StorageError> {
        let sql = format!("SELECT {CHARGE} FROM billing_charges WHERE reference = $1");
        let rows = tx.rows(&sql, [reference.into()]).await?;
        Ok(rows.first().map(charge_of).transpose()?.flatten())
    }

    /// The charge with this reference, this transaction's alone until it ends.
    pub async fn lock_charge(&self, tx: &mut Tx, reference: &str) -> Result<Option<Charge>, StorageError> {
        let lock = tx.backend().for_update();
        let sql = format!("SELECT {CHARGE} FROM billing_charges WHERE reference = $1{lock}");
        let rows = tx.rows(&sql, [reference.into()]).await?;
        Ok(rows.first().map(charge_of).transpose()?.flatten())
    }

    /// The work is over, with so many units done.
    pub async fn end_charge(
        &self,
        tx: &mut Tx,
        id: i64,
        done: u32,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE billing_charges SET done = $2, ended_at = $3 WHERE id = $1";
        let done = i32::try_from(done).unwrap_or(i32::MAX);
        tx.execute(sql, [id.into(), done.into(), moment(now).into()]).await.map(|_| ())
    }

    /// References of charges that nobody has ended in time.
    pub async fn list_forgotten(&self, now: DateTime<Utc>, limit: u16) -> Result<Vec<String>, StorageError> {
        let sql = "SELECT reference FROM billing_charges WHERE ended_at IS NULL AND expires_at <= $1 \
                   ORDER BY expires_at LIMIT $2";
        let rows = self.db.rows(sql, [moment(now).into(), i64::from(limit).into()]).await?;
        rows.iter().map(|row| Ok(row.try_get("", "reference")?)).collect()
    }

    /// Forgets charges that ended before this moment, some at a time: the ledger remembers what they cost.
    pub async fn purge_charges(&self, before: DateTime<Utc>, limit: u16) -> Result<u64, StorageError> {
        let sql = "DELETE FROM billing_charges WHERE id IN \
                   (SELECT id FROM billing_charges WHERE ended_at < $1 ORDER BY id LIMIT $2)";
        self.db.execute(sql, [moment(before).into(), i64::from(limit).into()]).await
    }
}

/// A charge for something that this version does not know is none of its business.
fn charge_of(row: &QueryResult) -> Result<Option<Charge>, StorageError> {
    let units =
        |column: &str| row.try_get::<i32>("", column).map(|units| u32::try_from(units).unwrap_or_default());
    let Some(action) = Action::of_name(&row.try_get::<String>("", "action")?) else { return Ok(None) };
    Ok(Some(Charge {
        id: row.try_get("", "id")?,
        account: AccountId(row.try_get("", "account_id")?),
        action,
        units: units("units")?,
        covered: units("covered")?,
        window: row.try_get("", "window_ends_at")?,
        coins: Coins(row.try_get("", "coins")?),
        ended_at: row.try_get("", "ended_at")?,
    }))
}
