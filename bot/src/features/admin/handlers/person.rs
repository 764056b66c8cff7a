//! One person: the card, and what can be done to them.

use super::{
    super::{
        domain::{Admin, MESSAGE_LIMIT, REASON_LIMIT, Term},
        screens::{self, PersonView},
        service::Desk,
        state::AdminStep,
    },
    people::words_of,
    reader,
};
use crate::{
    domain::{AccountId, shorten, utf16_len},
    telegram::{failure::Handled, reply::Reply, screen::Screen, steps::StepRecord, visit::Visit},
};

pub async fn open_person(visit: &Visit, desk: &Desk, admin: Admin, person: AccountId) -> Handled {
    let (dossier, kept, role) = desk.person(person).await?;
    let view = PersonView { dossier, kept, role, viewer: admin };
    Ok(screens::person(reader(visit), &view).into())
}

pub async fn open_person_more(visit: &Visit, desk: &Desk, admin: Admin, person: AccountId) -> Handled {
    let (dossier, kept, role) = desk.person(person).await?;
    let view = PersonView { dossier, kept, role, viewer: admin };
    Ok(screens::person_more(reader(visit), &view).into())
}

pub async fn open_message(visit: &Visit, desk: &Desk, person: AccountId) -> Handled {
    let account = desk.account(person).await?;
    if !account.reachable {
        return Ok(Reply::Alert(screens::unreachable_note(visit.lang)));
    }
    let step = AdminStep::Message { person };
    Ok(awaiting(screens::message(visit.lang, &account), &step))
}

pub async fn take_message(visit: &Visit, desk: &Desk, admin: Admin, person: AccountId) -> Handled {
    let (account, words) = (desk.account(person).await?, words_of(&visit.input));
    if utf16_len(words) > MESSAGE_LIMIT {
        let step = AdminStep::Message { person };
        return Ok(awaiting(screens::message_too_long(visit.lang, &account, MESSAGE_LIMIT), &step));
    }
    let screen = screens::from_operator(account.lang(), words);
    desk.message(admin.account, person, &screen, &visit.cause).await?;
    Ok(screens::message_sent(visit.lang, &account).into())
}

pub async fn open_ban(visit: &Visit, desk: &Desk, person: AccountId) -> Handled {
    let account = desk.account(person).await?;
    Ok(screens::ban(visit.lang, &account).into())
}

pub async fn pick_term(visit: &Visit, desk: &Desk, person: AccountId, term: Term) -> Handled {
    let account = desk.account(person).await?;
    Ok(awaiting(screens::ban_reason(visit.lang, &account, term), &AdminStep::Reason { person, term }))
}

pub async fn take_reason(visit: &Visit, desk: &Desk, admin: Admin, person: AccountId, term: Term) -> Handled {
    let reason = shorten(words_of(&visit.input).trim(), REASON_LIMIT);
    desk.ban(admin.account, person, term, &reason, &visit.cause).await?;
    open_person(visit, desk, admin, person).await
}

pub async fn ban(visit: &Visit, desk: &Desk, admin: Admin, person: AccountId, term: Term) -> Handled {
    desk.ban(admin.account, person, term, "", &visit.cause).await?;
    open_person(visit, desk, admin, person).await
}

pub async fn unban(visit: &Visit, desk: &Desk, admin: Admin, person: AccountId) -> Handled {
    desk.unban(admin.account, person, &visit.cause).await?;
    let card = open_person(visit, desk, admin, person).await?;
    Ok(card.toast(screens::unbanned_note(visit.lang)))
}

pub async fn ask_erasure(visit: &Visit, desk: &Desk, person: AccountId) -> Handled {
    let account = desk.account(person).await?;
    Ok(screens::erase(visit.lang, &account, desk.grace()).into())
}

pub async fn erase(visit: &Visit, desk: &Desk, admin: Admin, person: AccountId) -> Handled {
    desk.erase(admin.account, person, &visit.cause).await?;
    open_person(visit, desk, admin, person).await
}

fn awaiting(screen: Screen, step: &AdminStep) -> Reply {
    Reply::Show(screen).awaiting(StepRecord::of(step))
}
