//! Payments: what was paid becomes coins or Premium once, whoever tells of it and however often; what goes back is taken
//! back.

use chrono::{DateTime, Utc};

use super::{Billing, Grant};
use crate::{
    domain::{AccountId, Cause, ChargeId, ChatId, Paid, Peer, Refunded},
    features::{
        account::{Account, AccountError},
        billing::{
            domain::{
                Balance, EntryKind, Goods, Order, OrderId, Payment, PaymentStatus, Receipt, Return,
                SUBSCRIPTION_PERIOD, Span, Subscription, SubscriptionState,
            },
            error::BillingError,
            jobs::{RefundPayment, ResumeInterrupted},
        },
    },
    jobs::Push,
    storage::{StorageError, Tx},
    telegram::outbox::Role,
};

/// Who tells of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// An update.
    Update,
    /// Telegram's list of transactions.
    List,
}

impl Billing {
    /// Writes a payment down with everything it brings, and posts its receipt, all in one transaction. A payment that is
    /// known changes nothing. Says whether it was new.
    pub async fn take_payment(
        &self,
        payer: AccountId,
        paid: &Paid,
        source: Source,
        at: DateTime<Utc>,
    ) -> Result<bool, BillingError> {
        let account = self.accounts.find(payer).await?;
        let mut tx = self.db.begin().await?;
        let order = self.store.find_order(&tx, &OrderId(paid.payload.clone())).await?;
        let payment = payment_of(payer, paid, order.as_ref(), at);
        let name = if source == Source::Update { "update" } else { "list" };
        if !self.store.insert_payment(&mut tx, &payment, name).await? {
            return Ok(false);
        }
        if source == Source::List {
            let (kind, now) = (if order.is_some() { "credited" } else { "unmatched" }, self.clock.now());
            self.store.insert_difference(&mut tx, &paid.charge, kind, payer, paid.stars, now).await?;
        }
        let cause = cause_of(&paid.charge);
        if let Some(order) = order {
            self.deliver(&mut tx, &account, &payment, &order, paid).await?;
        } else if source == Source::List {
            // The list reaches back to before this installation: what others have sold by then is not ours to undo.
            tx.commit().await?;
            return Ok(false);
        } else {
            // Nobody knows what it was for: it goes back.
            self.lock(&mut tx, payer).await?;
            self.want_refund(&mut tx, &paid.charge, "unmatched", &cause).await?;
        }
        let (balance, _) = self.store.lock_balance(&mut tx, payer).await?;
        let screen = (self.says.receipt)(&account, &Receipt { payment, balance });
        self.outbox.post(&mut tx, private(payer), &cause, Role::Message, &screen).await?;
        tx.commit().await?;
        tracing::info!(stars = paid.stars.0, recurring = paid.recurring, source = name, "a payment");
        Ok(true)
    }

    /// Takes back what a payment has brought, once, because its Stars went back; and says so to the person.
    pub async fn take_return(
        &self,
        charge: &ChargeId,
        reason: &str,
        source: Source,
    ) -> Result<bool, BillingError> {
        let now = self.clock.now();
        let Some(known) = self.store.find_payment(charge).await? else { return Ok(false) };
        let account = match self.accounts.find(known.account).await {
            Ok(account) => Some(account),
            // Whoever was erased has nothing that could be taken back.
            Err(AccountError::Unknown(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let mut tx = self.db.begin().await?;
        let locked = self.store.lock_payment(&mut tx, charge).await?;
        let Some(payment) = locked.filter(|payment| payment.status != PaymentStatus::Refunded) else {
            return Ok(false);
        };
        self.store.mark_refunded(&mut tx, charge, reason, now).await?;
        if source == Source::List {
            let (payer, stars) = (payment.account, payment.stars);
            self.store.insert_difference(&mut tx, charge, "returned", payer, stars, now).await?;
        }
        if let Some(account) = account {
            let balance = self.undo(&mut tx, &payment, now).await?;
            let cause = Cause::from(format!("{}/refund", reference_of(charge)));
            let screen = (self.says.returned)(&account, &Return { payment, balance, now });
            self.outbox.post(&mut tx, private(known.account), &cause, Role::Message, &screen).await?;
        }
        tx.commit().await?;
        tracing::info!(stars = known.stars.0, reason, "a payment went back");
        Ok(true)
    }

    /// What Telegram says of a refund.
    pub async fn take_refunded(&self, refunded: &Refunded) -> Result<bool, BillingError> {
        self.take_return(&refunded.charge, "telegram", Source::Update).await
    }

    /// Has the Stars of a payment given back; what it brought goes when they have.
    pub async fn want_refund(
        &self,
        tx: &mut Tx,
        charge: &ChargeId,
        reason: &str,
        cause: &Cause,
    ) -> Result<(), BillingError> {
        let job = RefundPayment { charge: charge.0.clone(), reason: reason.to_owned() };
        let push = Push::new(cause).unique(format!("refund:{}", charge.0));
        self.queue.push(tx, &job, push).await?;
        Ok(())
    }

    /// Gives the Stars of a payment back, or finds that they had gone back already; then what they bought is taken. Says
    /// whether anything has changed.
    ///
    /// # Errors
    /// [`BillingError::Stars`] where Telegram does not do it.
    pub async fn refund(&self, charge: &ChargeId, reason: &str) -> Result<bool, BillingError> {
        let Some(payment) = self.store.find_payment(charge).await? else { return Ok(false) };
        if payment.status == PaymentStatus::Refunded {
            return Ok(false);
        }
        self.stars.refund(payment.account, charge).await?;
        self.take_return(charge, reason, Source::Update).await
    }

    /// The last payments of somebody, newest first.
    pub async fn payments(
        &self,
        account: AccountId,
        before: DateTime<Utc>,
        limit: u16,
    ) -> Result<Vec<Payment>, StorageError> {
        self.store.list_payments(account, before, limit).await
    }

    pub async fn payment(&self, charge: &ChargeId) -> Result<Option<Payment>, StorageError> {
        self.store.find_payment(charge).await
    }

    /// What was bought, into the hands of whoever bought it; and what was interrupted for want of it goes on.
    async fn deliver(
        &self,
        tx: &mut Tx,
        account: &Account,
        payment: &Payment,
        order: &Order,
        paid: &Paid,
    ) -> Result<(), BillingError> {
        let (id, now) = (account.id, self.clock.now());
        let reference = reference_of(&payment.charge);
        let balance = self.lock(tx, id).await?;
        match order.goods {
            Goods::Coins(coins) => {
                let kind = EntryKind::Purchase;
                let grant = Grant { account: id, coins, kind, reference: &reference, reason: "pack" };
                self.grant(tx, grant).await?;
            }
            Goods::Premium(months) => {
                let span = Span::after(balance.premium_until, months, now);
                self.give_span(tx, id, &reference, span, balance).await?;
            }
            Goods::Subscription => {
                let expires_at = paid.until.unwrap_or(now + SUBSCRIPTION_PERIOD);
                let span = Span::subscribed(balance.premium_until, expires_at);
                self.give_span(tx, id, &reference, span, balance).await?;
                let subscription = Subscription {
                    order: order.id.clone(),
                    account: id,
                    charge: payment.charge.clone(),
                    stars: payment.stars,
                    state: SubscriptionState::Active,
                    expires_at,
                };
                self.store.upsert_subscription(tx, &subscription, now).await?;
            }
        }
        self.store.mark_order_paid(tx, &order.id, now).await?;
        let push = Push::new(&cause_of(&payment.charge)).account(id);
        self.queue.push(tx, &ResumeInterrupted { account: id }, push).await?;
        Ok(())
    }

    /// Takes what a payment has brought. Answers the balance afterwards.
    async fn undo(
        &self,
        tx: &mut Tx,
        payment: &Payment,
        now: DateTime<Utc>,
    ) -> Result<Balance, StorageError> {
        let account = payment.account;
        let balance = self.lock(tx, account).await?;
        if payment.status != PaymentStatus::Paid {
            return Ok(balance);
        }
        let reference = reference_of(&payment.charge);
        match payment.goods {
            Some(Goods::Coins(coins)) => {
                let reference = format!("{reference}/refund");
                let kind = EntryKind::Refund;
                self.take_back(tx, Grant { account, coins, kind, reference: &reference, reason: "refund" })
                    .await
            }
            Some(Goods::Premium(_)) => self.take_span(tx, account, &reference, now).await,
            Some(Goods::Subscription) => {
                if let Some(order) = &payment.order {
                    let ended = SubscriptionState::Canceled;
                    self.store.set_subscription_state(tx, order, account, ended, now).await?;
                }
                self.take_span(tx, account, &reference, now).await
            }
            None => Ok(balance),
        }
    }
}

/// What goes with a payment is known by it for ever.
fn cause_of(charge: &ChargeId) -> Cause {
    Cause::from(reference_of(charge))
}

pub(super) fn reference_of(charge: &ChargeId) -> String {
    format!("pay:{}", charge.0)
}

/// A private chat has the id of the person in it.
pub(super) const fn private(account: AccountId) -> Peer {
    Peer::chat(ChatId(account.0))
}

fn payment_of(payer: AccountId, paid: &Paid, order: Option<&Order>, at: DateTime<Utc>) -> Payment {
    Payment {
        charge: paid.charge.clone(),
        account: payer,
        order: order.map(|order| order.id.clone()),
        goods: order.map(|order| order.goods),
        gift: order.is_some_and(|order| order.gift),
        stars: paid.stars,
        status: if order.is_some() { PaymentStatus::Paid } else { PaymentStatus::Unmatched },
        recurring: paid.recurring,
        paid_at: at,
        refunded_at: None,
    }
}
