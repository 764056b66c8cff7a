//! Premium: times that are added to one another, subscriptions that renew, and their ends.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Billing, payments::private};
use crate::{
    domain::{AccountId, Cause, Renewal},
    features::billing::{
        domain::{Balance, OrderId, Span, Subscription, SubscriptionState},
        error::BillingError,
        store::Told,
    },
    storage::{StorageError, Tx},
    telegram::outbox::Role,
};

/// How long before its end somebody is told.
const AHEAD: TimeDelta = TimeDelta::days(3);
/// How long after its end it is still worth telling.
const LATE: TimeDelta = TimeDelta::days(7);
/// How long after the end a renewal may still be on its way.
const RENEWS: TimeDelta = TimeDelta::days(1);

impl Billing {
    /// Gives so many days of Premium, after what is there. The same reference again changes nothing.
    pub async fn give_days(
        &self,
        tx: &mut Tx,
        account: AccountId,
        days: u32,
        reference: &str,
    ) -> Result<Balance, StorageError> {
        let balance = self.lock(tx, account).await?;
        let span = Span::days_after(balance.premium_until, days, self.clock.now());
        self.give_span(tx, account, reference, span, balance).await
    }

    /// Takes so many days of Premium away, down to none. The same reference again changes nothing.
    pub async fn take_days(
        &self,
        tx: &mut Tx,
        account: AccountId,
        days: u32,
        reference: &str,
    ) -> Result<Balance, StorageError> {
        let now = self.clock.now();
        let balance = self.lock(tx, account).await?;
        let Some(until) = balance.premium_until.filter(|until| *until > now) else { return Ok(balance) };
        let ends = (until - TimeDelta::days(i64::from(days))).max(now);
        // A time that ends as it begins says that this was done.
        if !self.store.insert_span(tx, account, reference, Span { starts_at: ends, ends_at: ends }).await? {
            return Ok(balance);
        }
        self.store.set_premium_until(tx, account, ends).await?;
        Ok(Balance { premium_until: Some(ends), ..balance })
    }

    /// The subscriptions of somebody that are not over.
    pub async fn subscriptions(&self, account: AccountId) -> Result<Vec<Subscription>, StorageError> {
        self.store.list_subscriptions(account, self.clock.now()).await
    }

    /// Lets the subscriptions of somebody end with what is paid for.
    ///
    /// # Errors
    /// [`BillingError::Stars`] where Telegram does not do it: nothing has changed then.
    pub async fn end_renewal(&self, account: AccountId) -> Result<(), BillingError> {
        for one in self.subscriptions(account).await? {
            if one.state == SubscriptionState::Active {
                self.stars.set_renewal(account, &one.charge, false).await?;
                // Of what the bot itself does no update comes.
                self.note_state(&one.order, account, SubscriptionState::Canceled).await?;
            }
        }
        Ok(())
    }

    /// Lets somebody go on with what was ended here. They do so in the app, and an update tells when they have (Bot API,
    /// `editUserStarSubscription`).
    ///
    /// # Errors
    /// [`BillingError::Stars`] where Telegram does not do it.
    pub async fn allow_renewal(&self, account: AccountId) -> Result<(), BillingError> {
        for one in self.subscriptions(account).await? {
            if one.state == SubscriptionState::Canceled {
                self.stars.set_renewal(account, &one.charge, true).await?;
            }
        }
        Ok(())
    }

    /// What Telegram says has become of a subscription.
    pub async fn take_renewal(
        &self,
        account: AccountId,
        payload: &str,
        renewal: Renewal,
    ) -> Result<(), StorageError> {
        let state = match renewal {
            Renewal::On => SubscriptionState::Active,
            Renewal::Off => SubscriptionState::Canceled,
            Renewal::Failed => SubscriptionState::Failed,
        };
        self.note_state(&OrderId(payload.to_owned()), account, state).await
    }

    /// Tells those whose Premium ends in three days, or has ended. Answers how many were told.
    pub async fn tell_ends(&self) -> Result<usize, BillingError> {
        let now = self.clock.now();
        let mut told = 0;
        loop {
            let ending = self.store.list_untold(Told::Ending, now, now + AHEAD, super::SOME).await?;
            let ended = self.store.list_untold(Told::Ended, now - LATE, now, super::SOME).await?;
            let (count, full) = (ending.len() + ended.len(), usize::from(super::SOME));
            for (account, until) in &ending {
                self.tell_end(*account, *until, Told::Ending).await?;
            }
            for (account, until) in &ended {
                self.tell_end(*account, *until, Told::Ended).await?;
            }
            told += count;
            if ending.len() < full && ended.len() < full {
                return Ok(told);
            }
        }
    }

    /// The balance is locked.
    pub(super) async fn give_span(
        &self,
        tx: &mut Tx,
        account: AccountId,
        reference: &str,
        span: Span,
        balance: Balance,
    ) -> Result<Balance, StorageError> {
        if !self.store.insert_span(tx, account, reference, span).await? {
            return Ok(balance);
        }
        let until = balance.premium_until.map_or(span.ends_at, |until| until.max(span.ends_at));
        self.store.set_premium_until(tx, account, until).await?;
        Ok(Balance { premium_until: Some(until), ..balance })
    }

    /// Takes what is left of a time that was given.
    pub(super) async fn take_span(
        &self,
        tx: &mut Tx,
        account: AccountId,
        reference: &str,
        now: DateTime<Utc>,
    ) -> Result<Balance, StorageError> {
        let balance = self.lock(tx, account).await?;
        let Some((_, span)) = self.store.find_span(tx, reference).await? else { return Ok(balance) };
        self.store.revoke_span(tx, account, reference, span, now).await?;
        let until = balance.premium_until.map(|until| until - span.left(now));
        if let Some(until) = until {
            self.store.set_premium_until(tx, account, until).await?;
        }
        Ok(Balance { premium_until: until, ..balance })
    }

    async fn note_state(
        &self,
        order: &OrderId,
        account: AccountId,
        state: SubscriptionState,
    ) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        self.store.set_subscription_state(&mut tx, order, account, state, self.clock.now()).await?;
        tx.commit().await
    }

    /// Who has a subscription that renews is not told that it ends.
    async fn tell_end(
        &self,
        account: AccountId,
        until: DateTime<Utc>,
        what: Told,
    ) -> Result<(), BillingError> {
        let renews = self
            .subscriptions(account)
            .await?
            .iter()
            .any(|subscription| subscription.state == SubscriptionState::Active);
        if renews && what == Told::Ended && until > self.clock.now() - RENEWS {
            return Ok(());
        }
        let known = self.accounts.find(account).await?;
        let mut tx = self.db.begin().await?;
        if !self.store.mark_told(&mut tx, account, what, until).await? {
            return Ok(());
        }
        if !(renews && what == Told::Ending) && known.reachable && !account.is_group() {
            let screen = match what {
                Told::Ending => (self.says.ending)(&known, until, self.clock.now()),
                Told::Ended => (self.says.ended)(&known),
            };
            let name = if what == Told::Ending { "ending" } else { "ended" };
            let cause = Cause::from(format!("premium:{account}:{name}:{}", until.timestamp()));
            self.outbox.post(&mut tx, private(account), &cause, Role::Message, &screen).await?;
        }
        Ok(tx.commit().await?)
    }
}
