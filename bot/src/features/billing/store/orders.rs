//! Rows of orders.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;

use super::BillingStore;
use crate::{
    domain::{AccountId, Stars},
    features::billing::domain::{Goods, Order, OrderId},
    storage::{StorageError, Tx, moment, sql::Executor},
};

const ORDER: &str =
    "id, account_id, goods, gift, stars, single, promo, link, created_at, expires_at, paid_at";

impl BillingStore {
    pub async fn insert_order(&self, tx: &mut Tx, order: &Order) -> Result<(), StorageError> {
        let sql = "INSERT INTO billing_orders (id, account_id, goods, gift, stars, single, promo, link, \
                   created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let values = [
            order.id.0.as_str().into(),
            order.account.0.into(),
            order.goods.name().into(),
            order.gift.into(),
            order.stars.0.into(),
            order.single.into(),
            order.promo.clone().into(),
            order.link.clone().into(),
            moment(order.created_at).into(),
            moment(order.expires_at).into(),
        ];
        tx.execute(sql, values).await.map(|_| ())
    }

    pub async fn find_order(
        &self,
        executor: &impl Executor,
        id: &OrderId,
    ) -> Result<Option<Order>, StorageError> {
        let sql = format!("SELECT {ORDER} FROM billing_orders WHERE id = $1");
        let rows = executor.rows(&sql, [id.0.as_str().into()]).await?;
        Ok(rows.first().map(order_of).transpose()?.flatten())
    }

    /// The subscription that somebody was offered at this price, as long as it can be begun.
    pub async fn find_offer(
        &self,
        account: AccountId,
        stars: Stars,
        now: DateTime<Utc>,
    ) -> Result<Option<Order>, StorageError> {
        let sql = format!(
            "SELECT {ORDER} FROM billing_orders WHERE account_id = $1 AND goods = 'subscription' AND stars = $2 \
             AND expires_at > $3 AND paid_at IS NULL AND link IS NOT NULL ORDER BY created_at DESC LIMIT 1"
        );
        let rows = self.db.rows(&sql, [account.0.into(), stars.0.into(), moment(now).into()]).await?;
        Ok(rows.first().map(order_of).transpose()?.flatten())
    }

    pub async fn mark_order_paid(
        &self,
        tx: &mut Tx,
        id: &OrderId,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE billing_orders SET paid_at = COALESCE(paid_at, $2) WHERE id = $1";
        tx.execute(sql, [id.0.as_str().into(), moment(now).into()]).await.map(|_| ())
    }

    /// Forgets orders that nobody has paid for, some at a time: an old invoice is then refused with a fresh one. What was
    /// paid once may be paid again, and stays.
    pub async fn purge_orders(&self, before: DateTime<Utc>, limit: u16) -> Result<u64, StorageError> {
        let sql = "DELETE FROM billing_orders WHERE id IN (SELECT id FROM billing_orders \
                   WHERE expires_at < $1 AND paid_at IS NULL ORDER BY expires_at LIMIT $2)";
        self.db.execute(sql, [moment(before).into(), i64::from(limit).into()]).await
    }
}

/// An order for goods that this version does not know cannot be paid.
fn order_of(row: &QueryResult) -> Result<Option<Order>, StorageError> {
    let Some(goods) = Goods::of_name(&row.try_get::<String>("", "goods")?) else { return Ok(None) };
    Ok(Some(Order {
        id: OrderId(row.try_get("", "id")?),
        account: AccountId(row.try_get("", "account_id")?),
        goods,
        gift: row.try_get("", "gift")?,
        stars: Stars(row.try_get("", "stars")?),
        single: row.try_get("", "single")?,
        promo: row.try_get("", "promo")?,
        link: row.try_get("", "link")?,
        created_at: row.try_get("", "created_at")?,
        expires_at: row.try_get("", "expires_at")?,
        paid_at: row.try_get("", "paid_at")?,
    }))
}
