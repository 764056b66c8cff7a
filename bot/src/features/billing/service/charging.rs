//! Charging for an action: what the plan's allowance does not cover is set aside in coins, and when the work ends what
//! it did not use comes back.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Billing, SOME};
use crate::{
    domain::{AccountId, Cause, Coins},
    features::billing::{
        domain::{
            Action, Allowance, Balance, Change, EntryKind, Limit, Period, Plan, Quote, Settled, Used,
            window_end,
        },
        error::{BillingError, Reached},
        store::{Cover, Movement, NewCharge},
    },
    storage::{StorageError, Tx, sql::Executor},
};

/// How long what was taken for an action may stay without an end. No work takes longer.
const LIFE: TimeDelta = TimeDelta::days(3);
/// How long ended charges are remembered, so that one that is repeated changes nothing; and unpaid orders.
const KEEP: TimeDelta = TimeDelta::days(30);

/// Something somebody wants done.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub account: AccountId,
    /// Where midnight is reckoned.
    pub zone: Tz,
    pub action: Action,
    /// At least 1.
    pub units: u32,
    /// What it is for; the same again changes nothing.
    pub reference: &'a Cause,
    pub pay: Pay,
}

/// Whether coins were spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pay {
    /// Only what the plan gives for nothing.
    Nothing,
    /// Coins for what the plan does not cover: the price stood on the button.
    Coins,
    /// Coins for all of it; the allowance stays.
    OnlyCoins,
}

impl Wish<'_> {
    /// What may cover it.
    fn allowance(&self) -> Option<Allowance> {
        self.action.allowance().filter(|_| self.pay != Pay::OnlyCoins)
    }
}

/// How much of a wish is covered, and in which window.
#[derive(Clone, Copy, Default)]
struct Covered {
    units: u32,
    window: Option<DateTime<Utc>>,
}

impl Billing {
    /// What an action would cost now.
    pub async fn quote(&self, account: AccountId, action: Action, units: u32) -> Result<Quote, StorageError> {
        let (balance, now) = (self.balance(account).await?, self.clock.now());
        let covered = match action.allowance() {
            Some(allowance) => self.left(&self.db, account, &balance, allowance, now).await?.min(units),
            None => 0,
        };
        let coins = self.prices().price(action) * i64::from(units - covered);
        Ok(Quote { covered, coins, available: balance.available })
    }

    /// Takes what an action costs, in the transaction that accepts it.
    ///
    /// # Errors
    /// [`BillingError::Limit`] where coins would be needed and were not spoken of: nothing has changed then, and the
    /// transaction can go on. [`BillingError::NotEnough`] where they are not there: then it must be dropped.
    pub async fn reserve(&self, tx: &mut Tx, wish: &Wish<'_>) -> Result<(), BillingError> {
        let now = self.clock.now();
        // Whoever takes rows of both takes the balance first: otherwise two would wait for one another.
        if wish.pay != Pay::Nothing {
            return self.reserve_paying(tx, wish, now).await;
        }
        // Most of what people do: two statements.
        if let Some(covered) = self.cover(tx, wish, wish.units, now).await? {
            return Ok(self.write_down(tx, wish, covered, Coins::ZERO, now).await?);
        }
        if self.store.has_charge(tx, wish.reference.as_str()).await? {
            return Ok(());
        }
        self.refuse(tx, wish, now).await
    }

    async fn reserve_paying(
        &self,
        tx: &mut Tx,
        wish: &Wish<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), BillingError> {
        let balance = self.lock(tx, wish.account).await?;
        if self.store.has_charge(tx, wish.reference.as_str()).await? {
            return Ok(());
        }
        let covered = self.cover_some(tx, wish, &balance, now).await?;
        let coins = self.prices().price(wish.action) * i64::from(wish.units - covered.units);
        if balance.available < coins {
            return Err(BillingError::NotEnough { needed: coins, available: balance.available });
        }
        self.write_down(tx, wish, covered, coins, now).await?;
        let change = Change { available: -coins, held: coins, ..Change::default() };
        let held = Held { reference: wish.reference.as_str(), action: wish.action, account: wish.account };
        Ok(self.move_held(tx, held, EntryKind::Hold, change).await?)
    }

    /// The work is over, and so many units of it were done: the rest comes back. A charge that is over already, or that
    /// never was, changes nothing.
    pub async fn settle(&self, tx: &mut Tx, reference: &Cause, done: u32) -> Result<Settled, StorageError> {
        let Some(known) = self.store.find_charge(tx, reference.as_str()).await? else {
            return Ok(Settled::default());
        };
        if !known.coins.is_zero() {
            self.lock(tx, known.account).await?;
        }
        let charge = self.store.lock_charge(tx, reference.as_str()).await?;
        let Some(charge) = charge.filter(|charge| charge.ended_at.is_none()) else {
            return Ok(Settled::default());
        };
        self.store.end_charge(tx, charge.id, done, self.clock.now()).await?;
        self.uncover(tx, charge.account, charge.action, charge.window, charge.uncovered(done)).await?;
        if charge.coins.is_zero() {
            return Ok(Settled::default());
        }
        let spent = charge.spent(done);
        let returned = charge.coins - spent;
        let held = Held { reference: reference.as_str(), action: charge.action, account: charge.account };
        self.move_held(tx, held, EntryKind::Commit, Change { held: -spent, ..Change::default() }).await?;
        let back = Change { available: returned, held: -returned, ..Change::default() };
        self.move_held(tx, held, EntryKind::Release, back).await?;
        let (balance, _) = self.store.lock_balance(tx, charge.account).await?;
        Ok(Settled { spent, returned, available: balance.available })
    }

    /// Nothing came of it: everything comes back.
    pub async fn release(&self, tx: &mut Tx, reference: &Cause) -> Result<Settled, StorageError> {
        self.settle(tx, reference, 0).await
    }

    /// Gives back what was taken for work that nobody has ended, and forgets what ended long ago. Answers how many were
    /// given back.
    pub async fn tidy(&self) -> Result<usize, StorageError> {
        let now = self.clock.now();
        let mut ended = 0;
        loop {
            let forgotten = self.store.list_forgotten(now, SOME).await?;
            for reference in &forgotten {
                let mut tx = self.db.begin().await?;
                self.release(&mut tx, &Cause::from(reference.clone())).await?;
                tx.commit().await?;
            }
            ended += forgotten.len();
            if forgotten.len() < usize::from(SOME) {
                break;
            }
        }
        while self.store.purge_charges(now - KEEP, SOME).await? == u64::from(SOME) {}
        self.purge_orders(now - KEEP).await?;
        Ok(ended)
    }

    /// So many units of the allowance, if it holds them all.
    async fn cover(
        &self,
        tx: &mut Tx,
        wish: &Wish<'_>,
        units: u32,
        now: DateTime<Utc>,
    ) -> Result<Option<Covered>, StorageError> {
        let Some(allowance) = wish.allowance() else { return Ok(None) };
        let prices = self.prices();
        let [free, paid] = [Plan::Free, Plan::Premium].map(|plan| prices.limit(plan, allowance));
        let every = [free, paid].into_iter().flatten().find_map(Limit::every).unwrap_or(Period::Day);
        let most = |limit: Option<Limit>| limit.map_or(0, |limit| limit.amount().unwrap_or(i64::MAX / 2));
        let cover = Cover {
            account: wish.account,
            allowance,
            units,
            free: most(free),
            paid: most(paid),
            ends_at: window_end(every, now, wish.zone),
            now,
        };
        let window = self.store.cover(tx, &cover).await?;
        Ok(window.map(|window| Covered { units, window: Some(window) }))
    }

    /// What is left of the allowance.
    async fn cover_some(
        &self,
        tx: &mut Tx,
        wish: &Wish<'_>,
        balance: &Balance,
        now: DateTime<Utc>,
    ) -> Result<Covered, StorageError> {
        let Some(allowance) = wish.allowance() else { return Ok(Covered::default()) };
        let units = self.left(&*tx, wish.account, balance, allowance, now).await?.min(wish.units);
        if units == 0 {
            return Ok(Covered::default());
        }
        Ok(self.cover(tx, wish, units, now).await?.unwrap_or_default())
    }

    /// Writes the charge down; where it is there already, what was counted for it a second time is given back.
    async fn write_down(
        &self,
        tx: &mut Tx,
        wish: &Wish<'_>,
        covered: Covered,
        coins: Coins,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        if self.store.insert_charge(tx, &new_charge(wish, covered, coins, now)).await? {
            return Ok(());
        }
        self.uncover(tx, wish.account, wish.action, covered.window, covered.units).await
    }

    /// Units of an allowance that are left.
    async fn left(
        &self,
        executor: &impl Executor,
        account: AccountId,
        balance: &Balance,
        allowance: Allowance,
        now: DateTime<Utc>,
    ) -> Result<u32, StorageError> {
        let plan = if balance.has_premium(now) { Plan::Premium } else { Plan::Free };
        let Some(limit) = self.prices().limit(plan, allowance) else { return Ok(0) };
        let used = self.store.find_used(executor, account, allowance, now).await?;
        let (used, resets_at) = used.unwrap_or((0, now));
        let left = Used { allowance, limit, used, resets_at }.left().unwrap_or(i64::MAX);
        Ok(u32::try_from(left).unwrap_or(u32::MAX))
    }

    /// Says what stands in the way of what is wished for nothing.
    async fn refuse(&self, tx: &Tx, wish: &Wish<'_>, now: DateTime<Utc>) -> Result<(), BillingError> {
        let balance = self.store.find_balance_in(tx, wish.account).await?.unwrap_or_default();
        let plan = if balance.has_premium(now) { Plan::Premium } else { Plan::Free };
        let (prices, allowance) = (self.prices(), wish.action.allowance());
        let limit = allowance.and_then(|allowance| prices.limit(plan, allowance)).and_then(Limit::amount);
        let used = match allowance {
            Some(allowance) => self.store.find_used(tx, wish.account, allowance, now).await?,
            None => None,
        };
        let left = limit.unwrap_or_default() - used.map_or(0, |(used, _)| used);
        let missing = i64::from(wish.units) - left.max(0);
        Err(BillingError::Limit(Reached {
            action: wish.action,
            limit: limit.unwrap_or_default(),
            resets_at: used.map_or_else(|| window_end(Period::Day, now, wish.zone), |(_, ends)| ends),
            price: prices.price(wish.action) * missing,
            available: balance.available,
        }))
    }

    async fn uncover(
        &self,
        tx: &mut Tx,
        account: AccountId,
        action: Action,
        window: Option<DateTime<Utc>>,
        units: u32,
    ) -> Result<(), StorageError> {
        match (action.allowance(), window) {
            (Some(allowance), Some(window)) if units > 0 => {
                self.store.uncover(tx, account, allowance, window, units).await
            }
            _ => Ok(()),
        }
    }

    /// A movement of what is set aside; nothing where nothing moves.
    async fn move_held(
        &self,
        tx: &mut Tx,
        held: Held<'_>,
        kind: EntryKind,
        change: Change,
    ) -> Result<(), StorageError> {
        if change == Change::default() {
            return Ok(());
        }
        let reference = format!("{}:{}", kind.name(), held.reference);
        let movement = Movement {
            account: held.account,
            kind,
            change,
            reference: &reference,
            reason: held.action.name(),
            now: self.clock.now(),
        };
        self.store.insert_movement(tx, &movement).await.map(|_| ())
    }
}

/// What is set aside, and for what.
#[derive(Clone, Copy)]
struct Held<'a> {
    account: AccountId,
    reference: &'a str,
    action: Action,
}

fn new_charge<'a>(wish: &Wish<'a>, covered: Covered, coins: Coins, now: DateTime<Utc>) -> NewCharge<'a> {
    NewCharge {
        account: wish.account,
        action: wish.action,
        units: wish.units,
        covered: covered.units,
        window: covered.window,
        coins,
        reference: wish.reference.as_str(),
        now,
        expires_at: now + LIFE,
    }
}
