//! Privacy: what is kept, for how long, taking it away, ending it.

use super::super::{
    domain::{Account, Retention},
    screens,
    service::{Accounts, Privacy, Stopped, Wished},
    tap::AccountTap,
};
use crate::telegram::{
    failure::Handled,
    reply::Reply,
    visit::{Input, Visit},
};

pub async fn open_privacy(visit: &Visit, privacy: &Privacy) -> Handled {
    let kept = privacy.kept(visit.account).await?;
    let days = privacy.days_of(visit.account).await?;
    Ok(screens::privacy(visit.lang, kept, days, privacy.limit()).into())
}

pub fn open_services(visit: &Visit, privacy: &Privacy) -> Reply {
    screens::services(visit.lang, privacy.outside()).into()
}

pub async fn open_retention(visit: &Visit, privacy: &Privacy) -> Handled {
    let days = privacy.days_of(visit.account).await?;
    Ok(screens::retention(visit.lang, days, privacy.limit()).into())
}

pub async fn pick_retention(visit: &Visit, privacy: &Privacy, choice: Retention) -> Handled {
    privacy.choose_retention(visit.account, choice).await?;
    open_retention(visit, privacy).await
}

/// The message that tells how far it is comes from the job: by a tap, there is only a note.
pub async fn export(visit: &Visit, accounts: &Accounts, privacy: &Privacy) -> Handled {
    Ok(match privacy.wish_export(visit.account, &visit.cause).await? {
        Wished::Begun => Reply::Toast(screens::export_begun_note(visit.lang)),
        Wished::Already => Reply::Send(screens::export_already(visit.lang)),
        Wished::TooSoon(again) => {
            let account = accounts.find(visit.account).await?;
            Reply::Send(screens::export_too_soon(&account, again, visit.now))
        }
    })
}

pub async fn cancel_export(visit: &Visit, privacy: &Privacy, job: i64) -> Handled {
    let cancelled = privacy.cancel_export(visit.account, job).await?;
    Ok(if cancelled { Reply::Nothing } else { Reply::Toast(screens::export_over_note(visit.lang)) })
}

pub fn ask_erasure(visit: &Visit, privacy: &Privacy) -> Reply {
    screens::erase(visit.lang, privacy.grace()).into()
}

pub async fn erase(visit: &Visit, accounts: &Accounts, privacy: &Privacy) -> Handled {
    let erasure = privacy.ask_erasure(visit.account, &visit.cause).await?;
    let account = accounts.find(visit.account).await?;
    Ok(screens::countdown(&account, erasure, visit.now).into())
}

/// Nothing was to be erased, or not any more: an old button.
pub async fn stop_erasure(visit: &Visit, privacy: &Privacy) -> Handled {
    privacy.stop_erasure(visit.account).await?;
    Ok(open_privacy(visit, privacy).await?.toast(screens::kept_note(visit.lang)))
}

/// Whatever somebody does whose account is to go: they see the countdown, and can stop it.
pub async fn while_erasing(visit: &Visit, accounts: &Accounts, privacy: &Privacy) -> Handled {
    let account = accounts.find(visit.account).await?;
    if !visit.is_private() || is_silent(&visit.input) {
        return Ok(Reply::Nothing);
    }
    if is_stop(&visit.input) && privacy.stop_erasure(visit.account).await? == Stopped::Kept {
        return Ok(open_privacy(visit, privacy).await?.toast(screens::kept_note(visit.lang)));
    }
    Ok(countdown(visit, &account))
}

fn countdown(visit: &Visit, account: &Account) -> Reply {
    match account.erasure {
        Some(erasure) if !erasure.begun => screens::countdown(account, erasure, visit.now).into(),
        _ => Reply::Toast(screens::begun_note(visit.lang)),
    }
}

fn is_stop(input: &Input) -> bool {
    match input {
        Input::Command { name, .. } => name == "cancel",
        Input::Tap { data, .. } => AccountTap::is_stop(data),
        _ => false,
    }
}

/// What nobody expects an answer to.
fn is_silent(input: &Input) -> bool {
    matches!(input, Input::Edited { .. } | Input::StopDraft { .. } | Input::Membership { .. })
}
