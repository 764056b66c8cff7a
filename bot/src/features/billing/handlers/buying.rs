//! From a price to an invoice, and the renewal of a subscription.

use super::super::{
    domain::Goods,
    error::BillingError,
    screens,
    service::{Billing, Wanted},
};
use crate::{
    domain::Coins,
    features::account::Accounts,
    telegram::{failure::Handled, reply::Reply, screen::Screen, visit::Visit},
};

pub async fn pick_pack(visit: &Visit, billing: &Billing, accounts: &Accounts, coins: i64) -> Handled {
    let wanted = Wanted::new(visit.account, Goods::Coins(Coins(coins)));
    Ok(Reply::Send(invoice(billing, accounts, wanted).await?))
}

pub async fn pick_term(visit: &Visit, billing: &Billing, accounts: &Accounts, months: u32) -> Handled {
    let wanted = Wanted::new(visit.account, Goods::Premium(months));
    Ok(Reply::Send(invoice(billing, accounts, wanted).await?))
}

/// Ending it takes one tap and no question.
pub async fn end_renewal(visit: &Visit, billing: &Billing, accounts: &Accounts) -> Handled {
    billing.end_renewal(visit.account).await?;
    let screen = super::open_subscription(visit, billing, accounts).await?;
    Ok(screen.toast(screens::ended_note(visit.lang)))
}

/// Going on with it is done in the app; here it is allowed, and said where.
pub async fn allow_renewal(visit: &Visit, billing: &Billing) -> Handled {
    billing.allow_renewal(visit.account).await?;
    Ok(screens::allowed(visit.lang).into())
}

/// The screen stays; the invoice is a message of its own.
pub(super) async fn invoice(
    billing: &Billing,
    accounts: &Accounts,
    wanted: Wanted<'_>,
) -> Result<Screen, BillingError> {
    let account = accounts.find(wanted.account).await?;
    let order = billing.order(wanted).await?;
    let span = billing.span_of(&order).await?;
    Ok(screens::invoice(&account, &order, &billing.prices(), span))
}
