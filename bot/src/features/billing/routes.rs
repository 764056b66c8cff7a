//! Which command, tap and news of a payment leads to which handler.

use std::sync::Arc;

use super::{handlers, service::Billing, tap::BillingTap};
use crate::{
    features::account::Accounts,
    telegram::{
        failure::Handled,
        reply::Reply,
        routes::{Command, Routes, commands, taps},
        visit::{Input, Visit},
    },
};

/// Commands of billing.
pub const COMMANDS: &[&str] = &["balance", "premium", "terms", "paysupport"];

pub fn routes() -> Routes {
    dptree::entry()
        .branch(commands(COMMANDS).endpoint(on_command))
        .branch(taps::<BillingTap>().endpoint(on_tap))
}

/// What was paid and what went back: before everything else, whoever they are and wherever it comes.
pub fn payments() -> Routes {
    let is_payment = |visit: Arc<Visit>| {
        matches!(visit.input, Input::Paid(_) | Input::Refunded(_) | Input::Renewal { .. })
    };
    dptree::filter(is_payment).endpoint(on_payment)
}

async fn on_command(
    command: Command,
    visit: Visit,
    billing: Arc<Billing>,
    accounts: Arc<Accounts>,
) -> Handled {
    match command.name.as_str() {
        "premium" => handlers::open_premium(&visit, &billing, &accounts).await,
        "paysupport" => handlers::open_support(&visit, &billing, &accounts).await,
        "terms" => Ok(handlers::open_terms(&visit)),
        _ => handlers::open_balance(&visit, &billing, &accounts).await,
    }
}

async fn on_tap(tap: BillingTap, visit: Visit, billing: Arc<Billing>, accounts: Arc<Accounts>) -> Handled {
    match tap {
        BillingTap::OpenBalance => handlers::open_balance(&visit, &billing, &accounts).await,
        BillingTap::OpenOperations { before } => {
            handlers::open_operations(&visit, &billing, &accounts, before).await
        }
        BillingTap::OpenPacks => Ok(handlers::open_packs(&visit, &billing)),
        BillingTap::PickPack { coins } => handlers::pick_pack(&visit, &billing, &accounts, coins).await,
        BillingTap::OpenPremium => handlers::open_premium(&visit, &billing, &accounts).await,
        BillingTap::PickTerm { months } => handlers::pick_term(&visit, &billing, &accounts, months).await,
        BillingTap::OpenSubscription => handlers::open_subscription(&visit, &billing, &accounts).await,
        BillingTap::EndRenewal => handlers::end_renewal(&visit, &billing, &accounts).await,
        BillingTap::AllowRenewal => handlers::allow_renewal(&visit, &billing).await,
    }
}

async fn on_payment(visit: Visit, billing: Arc<Billing>) -> Handled {
    match &visit.input {
        Input::Paid(paid) => handlers::take_paid(&visit, &billing, paid).await,
        Input::Refunded(refunded) => handlers::take_refunded(&billing, refunded).await,
        Input::Renewal { payload, renewal } => {
            handlers::take_renewal(&visit, &billing, payload, *renewal).await
        }
        _ => Ok(Reply::Nothing),
    }
}
