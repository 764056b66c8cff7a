//! What can be bought, what was ordered, and what was paid.

use chrono::{DateTime, Months, TimeDelta, Utc};

use super::Balance;
use crate::domain::{AccountId, ChargeId, Checkout, Coins, Stars};

/// How long a subscription is paid for at a time: 30 days (Bot API, `subscription_period`: 2592000 s).
pub const SUBSCRIPTION_PERIOD: TimeDelta = TimeDelta::seconds(2_592_000);
/// How long an order keeps its price.
pub const ORDER_LIFE: TimeDelta = TimeDelta::hours(24);

/// The number of an order, which is the payload of its invoice: opaque, at most 128 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrderId(pub String);

/// Something that Stars buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Goods {
    Coins(Coins),
    /// Months of Premium, paid once.
    Premium(u32),
    /// Premium that renews each month.
    Subscription,
}

/// Why Telegram did not do it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StarsError {
    /// It refuses, and would again.
    #[error("Telegram refuses: {0}")]
    Refused(String),
    /// It does not answer now.
    #[error("Telegram does not answer: {0}")]
    Away(String),
}

/// What somebody is about to buy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub id: OrderId,
    pub account: AccountId,
    pub goods: Goods,
    /// For somebody else, by a link.
    pub gift: bool,
    pub stars: Stars,
    /// It can be paid once: a price for one purchase, or a subscription.
    pub single: bool,
    /// The promo code that made it cheaper.
    pub promo: Option<String>,
    /// Where a subscription is begun.
    pub link: Option<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub paid_at: Option<DateTime<Utc>>,
}

/// Why somebody cannot pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    /// There is no such order, or not any more.
    Unknown,
    /// It is another person's.
    NotYours,
    /// It costs something else now; a fresh invoice follows.
    Outdated,
    /// It is paid already, and can be paid only once.
    Paid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentStatus {
    Paid,
    Refunded,
    /// Nobody knows what it was for: the Stars go back.
    Unmatched,
}

/// A payment as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub charge: ChargeId,
    pub account: AccountId,
    pub order: Option<OrderId>,
    pub goods: Option<Goods>,
    pub gift: bool,
    pub stars: Stars,
    pub status: PaymentStatus,
    pub recurring: bool,
    pub paid_at: DateTime<Utc>,
    pub refunded_at: Option<DateTime<Utc>>,
}

/// What a person is shown who has paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub payment: Payment,
    pub balance: Balance,
}

/// What a person is shown whose Stars went back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    pub payment: Payment,
    pub balance: Balance,
    pub now: DateTime<Utc>,
}

/// A subscription to Premium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    pub order: OrderId,
    pub account: AccountId,
    /// Its first payment, by which it is cancelled and resumed.
    pub charge: ChargeId,
    pub stars: Stars,
    pub state: SubscriptionState,
    /// The end of what is paid for.
    pub expires_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscriptionState {
    /// It renews.
    Active,
    /// It does not renew, and can be taken up again until it ends.
    Canceled,
    /// It could not be renewed.
    Failed,
}

/// A time of Premium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

impl Goods {
    /// As it stands in rows.
    pub fn name(self) -> String {
        match self {
            Self::Coins(coins) => format!("coins:{coins}"),
            Self::Premium(months) => format!("premium:{months}"),
            Self::Subscription => "subscription".to_owned(),
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        match name.split_once(':') {
            Some(("coins", coins)) => coins.parse().ok().map(|coins| Self::Coins(Coins(coins))),
            Some(("premium", months)) => months.parse().ok().map(Self::Premium),
            None if name == "subscription" => Some(Self::Subscription),
            _ => None,
        }
    }
}

impl Order {
    /// What speaks against paying it now; `sold_for` is what the goods cost by the list that holds.
    pub fn objection(
        &self,
        checkout: &Checkout,
        sold_for: Option<Stars>,
        now: DateTime<Utc>,
    ) -> Option<Objection> {
        let mine = self.account == checkout.payer || self.gift;
        let matches = checkout.currency == "XTR" && checkout.amount == self.stars;
        let in_time = now < self.expires_at || (self.promo.is_none() && sold_for == Some(self.stars));
        match () {
            () if !mine => Some(Objection::NotYours),
            () if self.single && self.paid_at.is_some() => Some(Objection::Paid),
            () if !matches || !in_time => Some(Objection::Outdated),
            () => None,
        }
    }
}

impl Span {
    /// Months that begin now, or at the end of what is there.
    pub fn after(until: Option<DateTime<Utc>>, months: u32, now: DateTime<Utc>) -> Self {
        let starts_at = until.map_or(now, |until| until.max(now));
        let ends_at = starts_at.checked_add_months(Months::new(months)).unwrap_or(starts_at);
        Self { starts_at, ends_at }
    }

    /// Days that begin now, or at the end of what is there.
    pub fn days_after(until: Option<DateTime<Utc>>, days: u32, now: DateTime<Utc>) -> Self {
        let starts_at = until.map_or(now, |until| until.max(now));
        Self { starts_at, ends_at: starts_at + TimeDelta::days(i64::from(days)) }
    }

    /// A month of a subscription, which Telegram says ends then: it begins where that month began, or at the end of what
    /// is there beyond that.
    pub fn subscribed(until: Option<DateTime<Utc>>, ends_at: DateTime<Utc>) -> Self {
        let begun = ends_at - SUBSCRIPTION_PERIOD;
        let starts_at = until.map_or(begun, |until| until.max(begun));
        Self { starts_at, ends_at: starts_at + SUBSCRIPTION_PERIOD }
    }

    /// What of it is still to come.
    pub fn left(self, now: DateTime<Utc>) -> TimeDelta {
        (self.ends_at - self.starts_at.max(now)).max(TimeDelta::zero())
    }
}

impl PaymentStatus {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Refunded => "refunded",
            Self::Unmatched => "unmatched",
        }
    }

    pub fn of_name(name: &str) -> Self {
        match name {
            "paid" => Self::Paid,
            "refunded" => Self::Refunded,
            _ => Self::Unmatched,
        }
    }
}

impl SubscriptionState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Canceled => "canceled",
            Self::Failed => "failed",
        }
    }

    pub fn of_name(name: &str) -> Self {
        match name {
            "active" => Self::Active,
            "canceled" => Self::Canceled,
            _ => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn order() -> Order {
        Order {
            id: OrderId("o".to_owned()),
            account: AccountId(7),
            goods: Goods::Coins(Coins(100)),
            gift: false,
            stars: Stars(75),
            single: false,
            promo: None,
            link: None,
            created_at: at("2026-11-20T12:00:00Z"),
            expires_at: at("2026-11-21T12:00:00Z"),
            paid_at: None,
        }
    }

    fn checkout() -> Checkout {
        Checkout {
            query: "q".to_owned(),
            payer: AccountId(7),
            payload: "o".to_owned(),
            currency: "XTR".to_owned(),
            amount: Stars(75),
        }
    }

    #[test]
    fn goods_are_read_as_they_were_written() {
        for goods in [Goods::Coins(Coins(500)), Goods::Premium(12), Goods::Subscription] {
            assert_eq!(Goods::of_name(&goods.name()), Some(goods));
        }
        assert_eq!(Goods::of_name("map:1"), None);
    }

    #[test]
    fn an_order_says_who_may_pay_it_and_for_how_long() {
        let (now, late) = (at("2026-11-20T13:00:00Z"), at("2026-11-22T13:00:00Z"));
        let said = |order: &Order, checkout: &Checkout, sold, now| order.objection(checkout, sold, now);
        let (same, dearer) = (Some(Stars(75)), Some(Stars(80)));
        assert_eq!(said(&order(), &checkout(), dearer, now), None, "an order keeps its price for a day");
        assert_eq!(said(&order(), &checkout(), dearer, late), Some(Objection::Outdated));
        assert_eq!(said(&order(), &checkout(), same, late), None);
        let boris = Checkout { payer: AccountId(8), ..checkout() };
        assert_eq!(said(&order(), &boris, same, now), Some(Objection::NotYours));
        assert_eq!(said(&Order { gift: true, ..order() }, &boris, same, now), None);
        let cheap = Checkout { amount: Stars(1), ..checkout() };
        assert_eq!(said(&order(), &cheap, same, now), Some(Objection::Outdated));
        let dollars = Checkout { currency: "USD".to_owned(), ..checkout() };
        assert_eq!(said(&order(), &dollars, same, now), Some(Objection::Outdated));
        let paid = Order { paid_at: Some(now), ..order() };
        assert_eq!(said(&paid, &checkout(), same, now), None, "the same pack once more");
        assert_eq!(said(&Order { single: true, ..paid }, &checkout(), same, now), Some(Objection::Paid));
        let promoted = Order { promo: Some("SPRING".to_owned()), ..order() };
        assert_eq!(said(&promoted, &checkout(), same, late), Some(Objection::Outdated));
    }

    #[test]
    fn what_is_bought_while_there_is_some_is_added_to_its_end() {
        let now = at("2026-11-20T12:00:00Z");
        let until = at("2026-12-31T12:00:00Z");
        assert_eq!(Span::after(None, 3, now).ends_at, at("2027-02-20T12:00:00Z"));
        assert_eq!(Span::after(Some(until), 1, now).ends_at, at("2027-01-31T12:00:00Z"));
        assert_eq!(Span::after(Some(at("2026-01-01T00:00:00Z")), 1, now).starts_at, now);
        // The first month of a subscription, its renewal, however late that is told, and one beside a longer term.
        let first = now + SUBSCRIPTION_PERIOD;
        assert_eq!(Span::subscribed(None, first), Span { starts_at: now, ends_at: first });
        let second = first + SUBSCRIPTION_PERIOD;
        assert_eq!(Span::subscribed(Some(first), second).ends_at, second);
        assert_eq!(Span::subscribed(Some(until), first).ends_at, until + SUBSCRIPTION_PERIOD);
    }

    #[test]
    fn only_what_is_still_to_come_can_be_taken_back() {
        let span = Span { starts_at: at("2026-11-20T12:00:00Z"), ends_at: at("2026-11-30T12:00:00Z") };
        assert_eq!(span.left(at("2026-11-01T00:00:00Z")), TimeDelta::days(10));
        assert_eq!(span.left(at("2026-11-28T12:00:00Z")), TimeDelta::days(2));
        assert_eq!(span.left(at("2026-12-28T12:00:00Z")), TimeDelta::zero());
    }
}
