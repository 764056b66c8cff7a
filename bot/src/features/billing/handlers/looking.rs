//! Balance, operations, packs, Premium, terms.

use super::super::{
    domain::SubscriptionState,
    error::BillingError,
    screens::{self, BalanceView, PremiumView},
    service::{Billing, Words},
};
use crate::{
    features::account::Accounts,
    telegram::{failure::Handled, reply::Reply, visit::Visit},
};

/// Operations on a page.
const PAGE: u16 = 15;
/// Payments that help with one shows.
const PAYMENTS: u16 = 3;

pub async fn open_balance(visit: &Visit, billing: &Billing, accounts: &Accounts) -> Handled {
    let account = accounts.find(visit.account).await?;
    let overview = billing.overview(&account).await?;
    let subscriptions = billing.subscriptions(visit.account).await?;
    let view =
        BalanceView { account: &account, overview: &overview, subscriptions: &subscriptions, now: visit.now };
    Ok(screens::balance(&view).into())
}

pub async fn open_operations(visit: &Visit, billing: &Billing, accounts: &Accounts, before: i64) -> Handled {
    let account = accounts.find(visit.account).await?;
    let first = before == 0;
    let from = if first { i64::MAX } else { before };
    let mut entries = billing.operations(visit.account, from, PAGE + 1).await?;
    let more = entries.len() > usize::from(PAGE);
    entries.truncate(usize::from(PAGE));
    Ok(screens::operations(&account, &entries, first, more, visit.now).into())
}

pub fn open_packs(visit: &Visit, billing: &Billing) -> Reply {
    screens::packs(visit.lang, &billing.prices()).into()
}

pub async fn open_premium(visit: &Visit, billing: &Billing, accounts: &Accounts) -> Handled {
    let account = accounts.find(visit.account).await?;
    let balance = billing.balance(visit.account).await?;
    let subscriptions = billing.subscriptions(visit.account).await?;
    let subscription = subscriptions.iter().find(|one| one.state != SubscriptionState::Failed);
    let link = match subscription {
        Some(_) => None,
        None => offer(visit, billing).await?,
    };
    let view = PremiumView {
        account: &account,
        balance: &balance,
        prices: &billing.prices(),
        subscription,
        link: link.as_deref(),
        now: visit.now,
    };
    Ok(screens::premium(&view).into())
}

pub async fn open_subscription(visit: &Visit, billing: &Billing, accounts: &Accounts) -> Handled {
    let account = accounts.find(visit.account).await?;
    let subscriptions = billing.subscriptions(visit.account).await?;
    Ok(screens::subscription(&account, subscriptions.first()).into())
}

pub async fn open_support(visit: &Visit, billing: &Billing, accounts: &Accounts) -> Handled {
    let account = accounts.find(visit.account).await?;
    let payments = billing.payments(visit.account, visit.now, PAYMENTS).await?;
    Ok(screens::support(&account, &payments, billing.owner()).into())
}

pub fn open_terms(visit: &Visit) -> Reply {
    screens::terms(visit.lang).into()
}

/// The link of a subscription; `None` where Telegram gives none now.
async fn offer(visit: &Visit, billing: &Billing) -> Result<Option<String>, BillingError> {
    let (title, about) = screens::invoice_words(visit.lang);
    match billing.offer_subscription(visit.account, Words { title: &title, about: &about }).await {
        Ok(order) => Ok(order.link),
        Err(BillingError::Stars(error)) => {
            tracing::warn!(%error, "a subscription could not be offered");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
