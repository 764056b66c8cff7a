//! Orders: what somebody is about to buy, and whether they may pay for it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Billing;
use crate::{
    domain::{AccountId, Checkout, Stars},
    features::billing::{
        domain::{Goods, ORDER_LIFE, Objection, Order, OrderId, Span},
        error::BillingError,
    },
    storage::StorageError,
};

/// What is ordered.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub account: AccountId,
    pub goods: Goods,
    pub gift: bool,
    /// A promo code, and by how many per cent it makes this cheaper.
    pub discount: Option<(&'a str, u32)>,
}

/// The words of the invoice behind a subscription's link.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    pub title: &'a str,
    pub about: &'a str,
}

impl Wanted<'_> {
    /// Something for oneself, at its price.
    pub const fn new(account: AccountId, goods: Goods) -> Self {
        Self { account, goods, gift: false, discount: None }
    }
}

impl Billing {
    /// Orders something at the price of today.
    ///
    /// # Errors
    /// [`BillingError::NotSold`] where the list has it no more.
    pub async fn order(&self, wanted: Wanted<'_>) -> Result<Order, BillingError> {
        let order = self.new_order(wanted)?;
        self.keep_order(&order).await?;
        Ok(order)
    }

    /// A subscription that can be begun by a link: the one that was offered before, as long as its price holds.
    ///
    /// # Errors
    /// [`BillingError::Stars`] where Telegram gives no link.
    pub async fn offer_subscription(
        &self,
        account: AccountId,
        words: Words<'_>,
    ) -> Result<Order, BillingError> {
        let fresh = self.new_order(Wanted::new(account, Goods::Subscription))?;
        if let Some(offered) = self.store.find_offer(account, fresh.stars, self.clock.now()).await? {
            return Ok(offered);
        }
        let link = self.stars.subscription_link(&fresh, words.title, words.about).await?;
        let order = Order { link: Some(link), ..fresh };
        self.keep_order(&order).await?;
        Ok(order)
    }

    /// What speaks against a payment, from one query; and the order, where there is one.
    pub async fn check_out(
        &self,
        checkout: &Checkout,
    ) -> Result<Result<Order, (Objection, Option<Order>)>, StorageError> {
        let id = OrderId(checkout.payload.clone());
        let Some(order) = self.store.find_order(&self.db, &id).await? else {
            return Ok(Err((Objection::Unknown, None)));
        };
        let objection = order.objection(checkout, self.sold_for(order.goods), self.clock.now());
        Ok(match objection {
            None => Ok(order),
            Some(objection) => Err((objection, Some(order))),
        })
    }

    /// The Premium that an order would be, if it is one.
    pub async fn span_of(&self, order: &Order) -> Result<Span, StorageError> {
        let until = self.balance(order.account).await?.premium_until;
        let months = if let Goods::Premium(months) = order.goods { months } else { 0 };
        Ok(Span::after(until, months, order.created_at))
    }

    /// What something costs by the list that holds; `None` where it is not sold.
    pub fn sold_for(&self, goods: Goods) -> Option<Stars> {
        let prices = self.prices();
        match goods {
            Goods::Coins(coins) => prices.pack(coins).map(|pack| pack.stars),
            Goods::Premium(months) => prices.term(months).map(|term| term.stars),
            Goods::Subscription => prices.term(1).map(|term| term.stars),
        }
    }

    /// Forgets what nobody has paid for within its time.
    pub(super) async fn purge_orders(&self, before: DateTime<Utc>) -> Result<(), StorageError> {
        while self.store.purge_orders(before, super::SOME).await? == u64::from(super::SOME) {}
        Ok(())
    }

    fn new_order(&self, wanted: Wanted<'_>) -> Result<Order, BillingError> {
        let full = self.sold_for(wanted.goods).ok_or(BillingError::NotSold)?;
        let off = |percent: u32| full - Stars(full.0 * i64::from(percent.min(100)) / 100);
        let now = self.clock.now();
        Ok(Order {
            id: OrderId(Uuid::new_v4().simple().to_string()),
            account: wanted.account,
            goods: wanted.goods,
            gift: wanted.gift,
            // An invoice asks for at least one Star.
            stars: wanted.discount.map_or(full, |(_, percent)| off(percent).max(Stars(1))),
            single: wanted.discount.is_some() || wanted.goods == Goods::Subscription,
            promo: wanted.discount.map(|(code, _)| code.to_owned()),
            link: None,
            created_at: now,
            expires_at: now + ORDER_LIFE,
            paid_at: None,
        })
    }

    async fn keep_order(&self, order: &Order) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        self.store.insert_order(&mut tx, order).await?;
        tx.commit().await
    }
}
