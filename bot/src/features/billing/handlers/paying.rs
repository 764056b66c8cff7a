//! What Telegram asks and tells about payments.

use super::{
    super::{
        domain::{Goods, Objection, Order},
        screens,
        service::{Billing, Source, Wanted},
    },
    buying::invoice,
};
use crate::{
    domain::{Checkout, Lang, Paid, Refunded, Renewal},
    features::account::Accounts,
    telegram::{failure::Handled, reply::Reply, screen::Screen, visit::Visit},
};

/// What is answered to a checkout.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckoutAnswer {
    /// Why not, in words for the person; `None`: they may pay.
    pub refusal: Option<String>,
    /// The order is at a price of the past, and may be had at today's.
    pub outdated: Option<Order>,
}

/// One query, and nothing that waits: Telegram gives ten seconds.
pub async fn answer_checkout(checkout: &Checkout, billing: &Billing, lang: Lang) -> CheckoutAnswer {
    match billing.check_out(checkout).await {
        Ok(Ok(_)) => CheckoutAnswer::default(),
        Ok(Err((objection, order))) => {
            tracing::info!(?objection, "a checkout was refused");
            let outdated = order.filter(|_| objection == Objection::Outdated);
            CheckoutAnswer { refusal: Some(screens::refusal(lang, objection)), outdated }
        }
        Err(error) => {
            tracing::warn!(%error, "a checkout could not be looked at");
            CheckoutAnswer { refusal: Some(screens::repaired(lang)), outdated: None }
        }
    }
}

/// The same at the price of today; `None` where it is not sold any more, or begun by a link, which /premium makes anew.
pub async fn fresh_invoice(
    checkout: &Checkout,
    order: &Order,
    billing: &Billing,
    accounts: &Accounts,
) -> Option<Screen> {
    if order.goods == Goods::Subscription {
        return None;
    }
    let wanted = Wanted { gift: order.gift, ..Wanted::new(checkout.payer, order.goods) };
    let made = invoice(billing, accounts, wanted).await;
    made.inspect_err(|error| tracing::warn!(%error, "no fresh invoice was made")).ok()
}

/// The receipt goes out in the transaction of the payment itself.
pub async fn take_paid(visit: &Visit, billing: &Billing, paid: &Paid) -> Handled {
    billing.take_payment(visit.person.id, paid, Source::Update, visit.now).await?;
    Ok(Reply::Nothing)
}

pub async fn take_refunded(billing: &Billing, refunded: &Refunded) -> Handled {
    billing.take_refunded(refunded).await?;
    Ok(Reply::Nothing)
}

pub async fn take_renewal(visit: &Visit, billing: &Billing, payload: &str, renewal: Renewal) -> Handled {
    billing.take_renewal(visit.account, payload, renewal).await?;
    Ok(Reply::Nothing)
}
