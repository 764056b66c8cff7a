//! Rows of payments and subscriptions, times of Premium, and how far Telegram's list was read.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;

use super::BillingStore;
use crate::{
    domain::{AccountId, BotId, ChargeId, Stars},
    features::billing::domain::{
        Goods, OrderId, Payment, PaymentStatus, Span, Subscription, SubscriptionState,
    },
    storage::{StorageError, Tx, moment, sql::Executor as _},
};

const PAYMENT: &str =
    "charge_id, account_id, order_id, goods, gift, stars, status, recurring, paid_at, refunded_at";
const SUBSCRIPTION: &str = "order_id, account_id, charge_id, stars, state, expires_at";

impl BillingStore {
    /// Writes a payment down; `false` when it is known.
    pub async fn insert_payment(
        &self,
        tx: &mut Tx,
        payment: &Payment,
        source: &str,
    ) -> Result<bool, StorageError> {
        let sql = "INSERT INTO billing_payments \
                   (charge_id, account_id, order_id, goods, gift, stars, status, recurring, source, paid_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (charge_id) DO NOTHING";
        let values = [
            payment.charge.0.as_str().into(),
            payment.account.0.into(),
            payment.order.as_ref().map(|order| order.0.clone()).into(),
            payment.goods.map(Goods::name).unwrap_or_default().into(),
            payment.gift.into(),
            payment.stars.0.into(),
            payment.status.name().into(),
            payment.recurring.into(),
            source.into(),
            moment(payment.paid_at).into(),
        ];
        Ok(tx.execute(sql, values).await? == 1)
    }

    /// A payment, this transaction's alone until it ends.
    pub async fn lock_payment(
        &self,
        tx: &mut Tx,
        charge: &ChargeId,
    ) -> Result<Option<Payment>, StorageError> {
        let lock = tx.backend().for_update();
        let sql = format!("SELECT {PAYMENT} FROM billing_payments WHERE charge_id = $1{lock}");
        tx.rows(&sql, [charge.0.as_str().into()]).await?.first().map(payment_of).transpose()
    }

    pub async fn find_payment(&self, charge: &ChargeId) -> Result<Option<Payment>, StorageError> {
        let sql = format!("SELECT {PAYMENT} FROM billing_payments WHERE charge_id = $1");
        self.db.rows(&sql, [charge.0.as_str().into()]).await?.first().map(payment_of).transpose()
    }

    /// Payments of somebody, newest first.
    pub async fn list_payments(
        &self,
        account: AccountId,
        before: DateTime<Utc>,
        limit: u16,
    ) -> Result<Vec<Payment>, StorageError> {
        let sql = format!(
            "SELECT {PAYMENT} FROM billing_payments WHERE account_id = $1 AND paid_at < $2 \
             ORDER BY paid_at DESC, charge_id LIMIT $3"
        );
        let values = [account.0.into(), moment(before).into(), i64::from(limit).into()];
        self.db.rows(&sql, values).await?.iter().map(payment_of).collect()
    }

    pub async fn mark_refunded(
        &self,
        tx: &mut Tx,
        charge: &ChargeId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE billing_payments SET status = 'refunded', refunded_at = $3, refund_reason = $2 \
                   WHERE charge_id = $1";
        let values = [charge.0.as_str().into(), reason.into(), moment(now).into()];
        tx.execute(sql, values).await.map(|_| ())
    }

    /// A month of a subscription was paid: it goes on until then. Its first payment stays the one it is known by, and its
    /// end never moves back, in whatever order payments are told.
    pub async fn upsert_subscription(
        &self,
        tx: &mut Tx,
        subscription: &Subscription,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO billing_subscriptions \
                   (order_id, account_id, charge_id, stars, state, expires_at, changed_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (order_id) DO UPDATE SET \
                   state = CASE WHEN billing_subscriptions.expires_at < excluded.expires_at \
                                THEN excluded.state ELSE billing_subscriptions.state END, \
                   charge_id = CASE WHEN billing_subscriptions.expires_at > excluded.expires_at \
                                    THEN excluded.charge_id ELSE billing_subscriptions.charge_id END, \
                   expires_at = CASE WHEN billing_subscriptions.expires_at < excluded.expires_at \
                                     THEN excluded.expires_at ELSE billing_subscriptions.expires_at END, \
                   changed_at = excluded.changed_at";
        let values = [
            subscription.order.0.as_str().into(),
            subscription.account.0.into(),
            subscription.charge.0.as_str().into(),
            subscription.stars.0.into(),
            subscription.state.name().into(),
            moment(subscription.expires_at).into(),
            moment(now).into(),
        ];
        tx.execute(sql, values).await.map(|_| ())
    }

    /// `false` where nothing changes.
    pub async fn set_subscription_state(
        &self,
        tx: &mut Tx,
        order: &OrderId,
        account: AccountId,
        state: SubscriptionState,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        let sql = "UPDATE billing_subscriptions SET state = $3, changed_at = $4 \
                   WHERE order_id = $1 AND account_id = $2 AND state <> $3";
        let values = [order.0.as_str().into(), account.0.into(), state.name().into(), moment(now).into()];
        Ok(tx.execute(sql, values).await? == 1)
    }

    /// The subscriptions of somebody that are not over, the longest first.
    pub async fn list_subscriptions(
        &self,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Result<Vec<Subscription>, StorageError> {
        let sql = format!(
            "SELECT {SUBSCRIPTION} FROM billing_subscriptions \
             WHERE account_id = $1 AND (expires_at > $2 OR state = 'active') ORDER BY expires_at DESC LIMIT 10"
        );
        let rows = self.db.rows(&sql, [account.0.into(), moment(now).into()]).await?;
        rows.iter().map(subscription_of).collect()
    }

    /// A time of Premium; `false` when it is known. The balance is locked.
    pub async fn insert_span(
        &self,
        tx: &mut Tx,
        account: AccountId,
        reference: &str,
        span: Span,
    ) -> Result<bool, StorageError> {
        let sql = "INSERT INTO billing_premium (reference, account_id, starts_at, ends_at) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT (reference) DO NOTHING";
        let values =
            [reference.into(), account.0.into(), moment(span.starts_at).into(), moment(span.ends_at).into()];
        Ok(tx.execute(sql, values).await? == 1)
    }

    /// The time of Premium with this reference, and whose it is; not one that was taken back.
    pub async fn find_span(
        &self,
        tx: &Tx,
        reference: &str,
    ) -> Result<Option<(AccountId, Span)>, StorageError> {
        let sql = "SELECT account_id, starts_at, ends_at FROM billing_premium \
                   WHERE reference = $1 AND revoked_at IS NULL";
        let rows = tx.rows(sql, [reference.into()]).await?;
        let read = |row: &QueryResult| {
            let span =
                Span { starts_at: row.try_get("", "starts_at")?, ends_at: row.try_get("", "ends_at")? };
            Ok::<_, StorageError>((AccountId(row.try_get("", "account_id")?), span))
        };
        rows.first().map(read).transpose()
    }

    /// Takes a time of Premium back: what comes after it comes sooner by what was left of it.
    pub async fn revoke_span(
        &self,
        tx: &mut Tx,
        account: AccountId,
        reference: &str,
        span: Span,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let revoke = "UPDATE billing_premium SET revoked_at = $2 WHERE reference = $1";
        tx.execute(revoke, [reference.into(), moment(now).into()]).await?;
        let left = span.left(now);
        let later = "SELECT reference, starts_at, ends_at FROM billing_premium \
                     WHERE account_id = $1 AND revoked_at IS NULL AND starts_at >= $2";
        for row in tx.rows(later, [account.0.into(), moment(span.ends_at).into()]).await? {
            let moved = |column: &str| row.try_get::<DateTime<Utc>>("", column).map(|at| at - left);
            let sql = "UPDATE billing_premium SET starts_at = $2, ends_at = $3 WHERE reference = $1";
            let values = [
                row.try_get::<String>("", "reference")?.into(),
                moment(moved("starts_at")?).into(),
                moment(moved("ends_at")?).into(),
            ];
            tx.execute(sql, values).await?;
        }
        Ok(())
    }

    pub async fn set_premium_until(
        &self,
        tx: &mut Tx,
        account: AccountId,
        until: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE billing_balances SET premium_until = $2 WHERE account_id = $1";
        tx.execute(sql, [account.0.into(), moment(until).into()]).await.map(|_| ())
    }

    /// Whose Premium ends before this moment, or has ended, and who were not told so yet.
    pub async fn list_untold(
        &self,
        column: Told,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        limit: u16,
    ) -> Result<Vec<(AccountId, DateTime<Utc>)>, StorageError> {
        let told = column.name();
        let sql = format!(
            "SELECT account_id, premium_until FROM billing_balances WHERE premium_until > $1 AND premium_until <= $2 \
             AND ({told} IS NULL OR {told} <> premium_until) ORDER BY premium_until LIMIT $3"
        );
        let values = [moment(from).into(), moment(to).into(), i64::from(limit).into()];
        let read = |row: &QueryResult| {
            Ok((AccountId(row.try_get("", "account_id")?), row.try_get("", "premium_until")?))
        };
        self.db.rows(&sql, values).await?.iter().map(read).collect()
    }

    /// `false` where they were told meanwhile, or it ends at another time by now.
    pub async fn mark_told(
        &self,
        tx: &mut Tx,
        account: AccountId,
        column: Told,
        until: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        let told = column.name();
        let sql = format!(
            "UPDATE billing_balances SET {told} = premium_until WHERE account_id = $1 AND premium_until = $2 \
             AND ({told} IS NULL OR {told} <> premium_until)"
        );
        Ok(tx.execute(&sql, [account.0.into(), moment(until).into()]).await? == 1)
    }

    pub async fn find_read(&self, bot: BotId) -> Result<i64, StorageError> {
        let sql = "SELECT read FROM billing_reconciliations WHERE bot_id = $1";
        let rows = self.db.rows(sql, [bot.0.into()]).await?;
        Ok(rows.first().map(|row| row.try_get("", "read")).transpose()?.unwrap_or_default())
    }

    pub async fn set_read(&self, bot: BotId, read: i64, now: DateTime<Utc>) -> Result<(), StorageError> {
        let sql = "INSERT INTO billing_reconciliations (bot_id, read, read_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (bot_id) DO UPDATE SET read = $2, read_at = $3";
        self.db.execute(sql, [bot.0.into(), read.into(), moment(now).into()]).await.map(|_| ())
    }

    pub async fn insert_difference(
        &self,
        tx: &mut Tx,
        charge: &ChargeId,
        kind: &str,
        account: AccountId,
        stars: Stars,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO billing_differences (charge_id, kind, account_id, stars, found_at) \
                   VALUES ($1, $2, $3, $4, $5)";
        let values =
            [charge.0.as_str().into(), kind.into(), account.0.into(), stars.0.into(), moment(now).into()];
        tx.execute(sql, values).await.map(|_| ())
    }

    /// The last differences, newest first: what they are called, whose, how much, when.
    pub async fn list_differences_found(
        &self,
        limit: u16,
    ) -> Result<Vec<(ChargeId, String, Option<AccountId>, Stars, DateTime<Utc>)>, StorageError> {
        let sql = "SELECT charge_id, kind, account_id, stars, found_at FROM billing_differences \
                   ORDER BY id DESC LIMIT $1";
        let read = |row: &QueryResult| {
            let account: Option<i64> = row.try_get("", "account_id")?;
            Ok((
                ChargeId(row.try_get("", "charge_id")?),
                row.try_get("", "kind")?,
                account.map(AccountId),
                Stars(row.try_get("", "stars")?),
                row.try_get("", "found_at")?,
            ))
        };
        self.db.rows(sql, [i64::from(limit).into()]).await?.iter().map(read).collect()
    }
}

/// What somebody is told of the end of Premium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Ending,
    Ended,
}

impl Told {
    const fn name(self) -> &'static str {
        match self {
            Self::Ending => "told_ending",
            Self::Ended => "told_ended",
        }
    }
}

fn payment_of(row: &QueryResult) -> Result<Payment, StorageError> {
    let order: Option<String> = row.try_get("", "order_id")?;
    Ok(Payment {
        charge: ChargeId(row.try_get("", "charge_id")?),
        account: AccountId(row.try_get("", "account_id")?),
        order: order.map(OrderId),
        goods: Goods::of_name(&row.try_get::<String>("", "goods")?),
        gift: row.try_get("", "gift")?,
        stars: Stars(row.try_get("", "stars")?),
        status: PaymentStatus::of_name(&row.try_get::<String>("", "status")?),
        recurring: row.try_get("", "recurring")?,
        paid_at: row.try_get("", "paid_at")?,
        refunded_at: row.try_get("", "refunded_at")?,
    })
}

fn subscription_of(row: &QueryResult) -> Result<Subscription, StorageError> {
    Ok(Subscription {
        order: OrderId(row.try_get("", "order_id")?),
        account: AccountId(row.try_get("", "account_id")?),
        charge: ChargeId(row.try_get("", "charge_id")?),
        stars: Stars(row.try_get("", "stars")?),
        state: SubscriptionState::of_name(&row.try_get::<String>("", "state")?),
        expires_at: row.try_get("", "expires_at")?,
    })
}
