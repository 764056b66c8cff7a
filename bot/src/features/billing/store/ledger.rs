//! Balances and the ledger behind them. Both change in one transaction, under the lock of the balance's row.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;

use super::BillingStore;
use crate::{
    domain::{AccountId, Coins},
    features::billing::domain::{Allowance, Balance, Change, Entry, EntryKind},
    storage::{StorageError, Tx, moment, sql::Executor as _},
};

/// A movement of coins. The same reference again changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Movement<'a> {
    pub account: AccountId,
    pub kind: EntryKind,
    pub change: Change,
    pub reference: &'a str,
    pub reason: &'a str,
    pub now: DateTime<Utc>,
}

/// What a balance screen shows, as rows.
#[derive(Clone, Debug, Default)]
pub struct Overlook {
    pub balance: Option<Balance>,
    /// What is used of allowances, and until when that counts.
    pub used: Vec<(Allowance, i64, DateTime<Utc>)>,
    /// The last entries, newest first.
    pub entries: Vec<Entry>,
}

const BALANCE: &str = "available, held, debt, premium_until";
const ENTRY: &str = "id, account_id, kind, available, held, debt, reason, created_at";

/// What nobody wants to read about: that coins were set aside, and that they stayed away.
const TOLD: &str = "NOT (available = 0 AND debt = 0)";

impl BillingStore {
    pub async fn find_balance(&self, account: AccountId) -> Result<Option<Balance>, StorageError> {
        let sql = format!("SELECT {BALANCE} FROM billing_balances WHERE account_id = $1");
        self.db.rows(&sql, [account.0.into()]).await?.first().map(balance_of).transpose()
    }

    pub async fn find_balance_in(
        &self,
        tx: &Tx,
        account: AccountId,
    ) -> Result<Option<Balance>, StorageError> {
        let sql = format!("SELECT {BALANCE} FROM billing_balances WHERE account_id = $1");
        tx.rows(&sql, [account.0.into()]).await?.first().map(balance_of).transpose()
    }

    /// The balance, this transaction's alone until it ends. Made when there is none, and then it says so.
    pub async fn lock_balance(
        &self,
        tx: &mut Tx,
        account: AccountId,
    ) -> Result<(Balance, bool), StorageError> {
        let made = tx
            .execute(
                "INSERT INTO billing_balances (account_id) VALUES ($1) ON CONFLICT (account_id) DO NOTHING",
                [account.0.into()],
            )
            .await?;
        let lock = tx.backend().for_update();
        let sql = format!("SELECT {BALANCE} FROM billing_balances WHERE account_id = $1{lock}");
        let rows = tx.rows(&sql, [account.0.into()]).await?;
        let balance = rows.first().map(balance_of).transpose()?.unwrap_or_default();
        Ok((balance, made == 1))
    }

    /// Whether a movement with this reference is in the ledger.
    pub async fn has_entry(&self, tx: &Tx, reference: &str) -> Result<bool, StorageError> {
        let sql = "SELECT 1 FROM billing_entries WHERE reference = $1";
        Ok(!tx.rows(sql, [reference.into()]).await?.is_empty())
    }

    /// Moves coins of an account whose balance is locked; `false` when that was done before.
    pub async fn insert_movement(&self, tx: &mut Tx, movement: &Movement<'_>) -> Result<bool, StorageError> {
        let Movement { account, kind, change, reference, reason, now } = *movement;
        let Change { available, held, debt } = change;
        let sums = [available.0.into(), held.0.into(), debt.0.into()];
        let sql = "INSERT INTO billing_entries \
                   (account_id, kind, available, held, debt, reference, reason, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (reference) DO NOTHING";
        let [a, h, d] = sums.clone();
        let values = [
            account.0.into(),
            kind.name().into(),
            a,
            h,
            d,
            reference.into(),
            reason.into(),
            moment(now).into(),
        ];
        if tx.execute(sql, values).await? == 0 {
            return Ok(false);
        }
        let sql = "UPDATE billing_balances SET available = available + $2, held = held + $3, debt = debt + $4 \
                   WHERE account_id = $1 AND available + $2 >= 0 AND held + $3 >= 0 AND debt + $4 >= 0";
        let [a, h, d] = sums;
        if tx.execute(sql, [account.0.into(), a, h, d]).await? == 1 {
            return Ok(true);
        }
        Err(StorageError::Setup(format!("a movement ({}) of more than there is", kind.name())))
    }

    /// Everything of the balance screen in one query.
    pub async fn overlook(
        &self,
        account: AccountId,
        entries: u16,
        now: DateTime<Utc>,
    ) -> Result<Overlook, StorageError> {
        let sql = format!(
            "SELECT 0 AS part, CAST(0 AS BIGINT) AS id, CAST(0 AS BIGINT) AS account_id, '' AS kind, available, held, debt, '' AS reason, \
                    premium_until AS created_at \
             FROM billing_balances WHERE account_id = $1 \
             UNION ALL \
             SELECT 1, 0, 0, allowance, used, 0, 0, '', ends_at \
             FROM billing_usage WHERE account_id = $1 AND ends_at > $3 \
             UNION ALL \
             SELECT 2, e.* FROM (SELECT {ENTRY} FROM billing_entries WHERE account_id = $1 AND {TOLD} \
                                 ORDER BY id DESC LIMIT $2) e \
             ORDER BY part, id DESC"
        );
        let values = [account.0.into(), i64::from(entries).into(), moment(now).into()];
        let mut overlook = Overlook::default();
        for row in self.db.rows(&sql, values).await? {
            match row.try_get::<i32>("", "part")? {
                0 => {
                    let premium_until = row.try_get("", "created_at")?;
                    overlook.balance = Some(Balance { premium_until, ..sums_of(&row)? });
                }
                1 => overlook.used.extend(used_of(&row)?),
                _ => overlook.entries.push(entry_of(&row)?),
            }
        }
        Ok(overlook)
    }

    /// The entries before this one, newest first.
    pub async fn list_entries(
        &self,
        account: AccountId,
        before: i64,
        limit: u16,
    ) -> Result<Vec<Entry>, StorageError> {
        let sql = format!(
            "SELECT {ENTRY} FROM billing_entries WHERE account_id = $1 AND id < $2 AND {TOLD} ORDER BY id DESC LIMIT $3"
        );
        let values = [account.0.into(), before.into(), i64::from(limit).into()];
        self.db.rows(&sql, values).await?.iter().map(entry_of).collect()
    }

    /// Accounts whose balance is not the sum of their entries, with both; for the doctor and for tests.
    pub async fn list_differences(&self) -> Result<Vec<(AccountId, Balance, Change)>, StorageError> {
        let sql = "SELECT b.account_id, b.available, b.held, b.debt, b.premium_until, \
                   CAST(COALESCE(e.available, 0) AS BIGINT) AS a, CAST(COALESCE(e.held, 0) AS BIGINT) AS h, \
                   CAST(COALESCE(e.debt, 0) AS BIGINT) AS d FROM billing_balances b \
                   LEFT JOIN (SELECT account_id, SUM(available) AS available, SUM(held) AS held, SUM(debt) AS debt \
                              FROM billing_entries GROUP BY account_id) e ON e.account_id = b.account_id \
                   WHERE b.available <> COALESCE(e.available, 0) OR b.held <> COALESCE(e.held, 0) \
                      OR b.debt <> COALESCE(e.debt, 0) ORDER BY b.account_id LIMIT 100";
        let read = |row: &QueryResult| {
            let coins = |column: &str| row.try_get("", column).map(Coins);
            let sum = Change { available: coins("a")?, held: coins("h")?, debt: coins("d")? };
            Ok((AccountId(row.try_get("", "account_id")?), balance_of(row)?, sum))
        };
        self.db.rows(sql, []).await?.iter().map(read).collect()
    }
}

fn sums_of(row: &QueryResult) -> Result<Balance, StorageError> {
    let coins = |column: &str| row.try_get("", column).map(Coins);
    Ok(Balance {
        available: coins("available")?,
        held: coins("held")?,
        debt: coins("debt")?,
        premium_until: None,
    })
}

fn balance_of(row: &QueryResult) -> Result<Balance, StorageError> {
    Ok(Balance { premium_until: row.try_get("", "premium_until")?, ..sums_of(row)? })
}

/// What is used of an allowance; one that this version does not know is passed over.
fn used_of(row: &QueryResult) -> Result<Option<(Allowance, i64, DateTime<Utc>)>, StorageError> {
    let allowance = Allowance::of_name(&row.try_get::<String>("", "kind")?);
    let (used, ends_at) = (row.try_get("", "available")?, row.try_get("", "created_at")?);
    Ok(allowance.map(|allowance| (allowance, used, ends_at)))
}

fn entry_of(row: &QueryResult) -> Result<Entry, StorageError> {
    let Balance { available, held, debt, .. } = sums_of(row)?;
    Ok(Entry {
        id: row.try_get("", "id")?,
        account: AccountId(row.try_get("", "account_id")?),
        kind: EntryKind::of_name(&row.try_get::<String>("", "kind")?).unwrap_or(EntryKind::Admin),
        change: Change { available, held, debt },
        reason: row.try_get("", "reason")?,
        at: row.try_get("", "created_at")?,
    })
}
