//! Who sits at the desk.

use super::{
    super::{
        domain::{Admin, Role},
        screens,
        service::Desk,
        state::AdminStep,
    },
    people::words_of,
    reader,
};
use crate::{
    domain::AccountId,
    telegram::{failure::Handled, reply::Reply, screen::Screen, steps::StepRecord, visit::Visit},
};

pub async fn open_staff(visit: &Visit, desk: &Desk) -> Handled {
    let staff = desk.staff().await?;
    let names = desk.names_of_staff(&staff).await?;
    Ok(awaiting(screens::staff(visit.lang, &staff, &names)))
}

/// Whom to appoint.
pub async fn take_candidate(visit: &Visit, desk: &Desk) -> Handled {
    let forwarded = visit.forwarded_from.map(|person| person.to_string());
    let words = forwarded.as_deref().unwrap_or_else(|| words_of(&visit.input));
    let page = desk.find(words, 0).await?;
    match page.items.as_slice() {
        [only] if page.total == 1 => open_member(visit, desk, only.id).await,
        _ => Ok(awaiting(screens::candidates(visit.lang, &page))),
    }
}

pub async fn open_member(visit: &Visit, desk: &Desk, person: AccountId) -> Handled {
    let account = desk.account(person).await?;
    let member = desk.member(person).await?;
    let by = match member.as_ref().and_then(|member| member.appointed).and_then(|appointed| appointed.by) {
        Some(by) => desk.account(by).await.ok(),
        None => None,
    };
    Ok(screens::member(reader(visit), &account, member.as_ref(), by.as_deref()).into())
}

pub async fn appoint(visit: &Visit, desk: &Desk, admin: Admin, person: AccountId, role: Role) -> Handled {
    desk.appoint(admin.account, person, role, &visit.cause).await?;
    open_member(visit, desk, person).await
}

pub async fn dismiss(visit: &Visit, desk: &Desk, admin: Admin, person: AccountId) -> Handled {
    desk.dismiss(admin.account, person, &visit.cause).await?;
    Ok(open_staff(visit, desk).await?.toast(screens::dismissed_note(visit.lang)))
}

fn awaiting(screen: Screen) -> Reply {
    Reply::Show(screen).awaiting(StepRecord::of(&AdminStep::Staff))
}
