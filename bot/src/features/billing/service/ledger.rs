//! Balances: seeing them, and coins that come in or are taken back.

use super::Billing;
use crate::{
    domain::{AccountId, Coins},
    features::{
        account::Account,
        billing::{
            domain::{Allowance, Balance, Change, Entry, EntryKind, Overview, Plan, Used, window_end},
            error::BillingError,
            store::Movement,
        },
    },
    storage::{StorageError, Tx},
};

/// How many operations the balance screen shows.
const SHOWN: u16 = 3;

/// Coins that come in. The same reference again changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'a> {
    pub account: AccountId,
    pub coins: Coins,
    pub kind: EntryKind,
    /// Unique for ever, over all accounts.
    pub reference: &'a str,
    /// What it was for, as the list of operations tells it.
    pub reason: &'a str,
}

impl Billing {
    /// What an account has. Whoever is new has been welcomed by then.
    pub async fn balance(&self, account: AccountId) -> Result<Balance, StorageError> {
        if let Some(balance) = self.store.find_balance(account).await? {
            return Ok(balance);
        }
        self.open(account).await
    }

    /// The balance screen: one query.
    pub async fn overview(&self, account: &Account) -> Result<Overview, StorageError> {
        let now = self.clock.now();
        let mut overlook = self.store.overlook(account.id, SHOWN, now).await?;
        if overlook.balance.is_none() {
            self.open(account.id).await?;
            overlook = self.store.overlook(account.id, SHOWN, now).await?;
        }
        let balance = overlook.balance.unwrap_or_default();
        let plan = if balance.has_premium(now) { Plan::Premium } else { Plan::Free };
        let prices = self.prices();
        let used = |allowance: Allowance| {
            let limit = prices.limit(plan, allowance)?;
            let counted = overlook.used.iter().find(|(of, ..)| *of == allowance);
            let fresh = || limit.every().map_or(now, |every| window_end(every, now, account.zone()));
            let (used, resets_at) = counted.map_or_else(|| (0, fresh()), |(_, used, ends)| (*used, *ends));
            Some(Used { allowance, limit, used, resets_at })
        };
        let used = Allowance::ALL.into_iter().filter_map(used).collect();
        Ok(Overview { balance, plan, used, entries: overlook.entries })
    }

    /// Operations before this one, newest first.
    pub async fn operations(
        &self,
        account: AccountId,
        before: i64,
        limit: u16,
    ) -> Result<Vec<Entry>, StorageError> {
        self.store.list_entries(account, before, limit).await
    }

    /// Gives coins; a debt is settled first. Answers the balance afterwards.
    pub async fn grant(&self, tx: &mut Tx, grant: Grant<'_>) -> Result<Balance, StorageError> {
        let balance = self.lock(tx, grant.account).await?;
        let (income, settle) = balance.income(grant.coins);
        let movement = self.movement(grant, income);
        if !self.store.insert_movement(tx, &movement).await? {
            return Ok(balance);
        }
        if let Some(change) = settle {
            let reference = format!("{}/settle", grant.reference);
            let settled = Movement { kind: EntryKind::Settle, change, reference: &reference, ..movement };
            self.store.insert_movement(tx, &settled).await?;
        }
        Ok(self.store.lock_balance(tx, grant.account).await?.0)
    }

    /// Takes coins back that were given; what is spent already is owed. Answers the balance afterwards.
    pub async fn take_back(&self, tx: &mut Tx, grant: Grant<'_>) -> Result<Balance, StorageError> {
        let balance = self.lock(tx, grant.account).await?;
        let movement = self.movement(grant, balance.taken_back(grant.coins));
        if !self.store.insert_movement(tx, &movement).await? {
            return Ok(balance);
        }
        Ok(self.store.lock_balance(tx, grant.account).await?.0)
    }

    /// Takes coins away, and nothing that is not there.
    ///
    /// # Errors
    /// [`BillingError::NotEnough`].
    pub async fn take(&self, tx: &mut Tx, grant: Grant<'_>) -> Result<Balance, BillingError> {
        let balance = self.lock(tx, grant.account).await?;
        if self.store.has_entry(tx, grant.reference).await? {
            return Ok(balance);
        }
        if balance.available < grant.coins {
            return Err(BillingError::NotEnough { needed: grant.coins, available: balance.available });
        }
        let change = Change { available: -grant.coins, ..Change::default() };
        self.store.insert_movement(tx, &self.movement(grant, change)).await?;
        Ok(self.store.lock_balance(tx, grant.account).await?.0)
    }

    /// Accounts whose balance is not the sum of their ledger.
    pub async fn differences(&self) -> Result<Vec<AccountId>, StorageError> {
        Ok(self.store.list_differences().await?.into_iter().map(|(account, ..)| account).collect())
    }

    /// The balance, this transaction's alone. Whoever is new is welcomed.
    pub(super) async fn lock(&self, tx: &mut Tx, account: AccountId) -> Result<Balance, StorageError> {
        let (balance, new) = self.store.lock_balance(tx, account).await?;
        let welcome = self.prices().welcome;
        if !new || account.is_group() || welcome.is_zero() {
            return Ok(balance);
        }
        let reference = format!("welcome:{account}");
        let grant = Grant {
            account,
            coins: welcome,
            kind: EntryKind::Grant,
            reference: &reference,
            reason: "welcome",
        };
        let change = Change { available: welcome, ..Change::default() };
        self.store.insert_movement(tx, &self.movement(grant, change)).await?;
        Ok(Balance { available: welcome, ..balance })
    }

    async fn open(&self, account: AccountId) -> Result<Balance, StorageError> {
        let mut tx = self.db.begin().await?;
        let balance = self.lock(&mut tx, account).await?;
        tx.commit().await?;
        Ok(balance)
    }

    fn movement<'a>(&self, grant: Grant<'a>, change: Change) -> Movement<'a> {
        let Grant { account, kind, reference, reason, .. } = grant;
        Movement { account, kind, change, reference, reason, now: self.clock.now() }
    }
}
