//! Ways on for what was put off at the day's limit.

use super::super::{
    domain::AnswerId,
    screens,
    service::{Chat, Released},
};
use crate::{
    features::billing::{Pay, Reached},
    telegram::{failure::Handled, reply::Reply, visit::Visit},
};

pub async fn send_now(visit: &Visit, chat: &Chat, answer: AnswerId) -> Handled {
    let account = chat.account(visit.account).await?;
    Ok(match chat.release(visit.account, answer, Pay::Coins, &visit.cause).await? {
        Released::Now { left } => screens::limit_sent(&account, left).into(),
        Released::Already | Released::Not(_) => Reply::Toast(screens::limit_sent_note(&account)),
    })
}

/// Where there is an allowance again by now, at once.
pub async fn send_later(visit: &Visit, chat: &Chat, answer: AnswerId) -> Handled {
    let account = chat.account(visit.account).await?;
    Ok(match chat.release(visit.account, answer, Pay::Nothing, &visit.cause).await? {
        Released::Now { left } => screens::limit_sent(&account, left).into(),
        Released::Already => Reply::Toast(screens::limit_sent_note(&account)),
        Released::Not(Reached { resets_at, .. }) => {
            chat.release_later(visit.account, answer, resets_at - visit.now).await?;
            screens::limit_later(&account, resets_at, visit.now).into()
        }
    })
}
