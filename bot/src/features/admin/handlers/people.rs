//! Looking for people.

use super::{
    super::{
        domain::{Admin, fitting},
        screens::{self, Found},
        service::Desk,
        state::AdminStep,
    },
    person::open_person,
    reader,
};
use crate::{
    domain::Page,
    telegram::{
        failure::Handled,
        reply::Reply,
        screen::Screen,
        steps::StepRecord,
        visit::{Input, Visit},
    },
};

pub async fn open_people(visit: &Visit, desk: &Desk) -> Handled {
    let latest = desk.latest().await?;
    Ok(awaiting(screens::people(reader(visit), &latest)))
}

/// `/find` with words looks at once; without any it asks.
pub async fn find_by_command(visit: &Visit, desk: &Desk, admin: Admin, words: &str) -> Handled {
    if words.is_empty() { open_people(visit, desk).await } else { look_for(visit, desk, admin, words).await }
}

pub async fn find(visit: &Visit, desk: &Desk, query: &str, page: u32) -> Handled {
    let query = fitting(query);
    let page = desk.find(&query, page).await?;
    Ok(awaiting(screens::found(reader(visit), &Found { query, page })))
}

/// A name, a number, or a message of theirs that was forwarded.
pub async fn take_people(visit: &Visit, desk: &Desk, admin: Admin) -> Handled {
    if let Some(person) = visit.forwarded_from {
        return look_for(visit, desk, admin, &person.to_string()).await;
    }
    if visit.origin.is_some() {
        return Ok(awaiting(screens::hidden(visit.lang)));
    }
    look_for(visit, desk, admin, words_of(&visit.input)).await
}

pub async fn ask_page(visit: &Visit, desk: &Desk, query: &str) -> Handled {
    let pages = desk.find(query, 0).await?.count();
    let step = AdminStep::PeoplePage { query: query.to_owned() };
    Ok(Reply::Show(screens::which_page(visit.lang, query, pages)).awaiting(StepRecord::of(&step)))
}

pub async fn take_page(visit: &Visit, desk: &Desk, query: &str) -> Handled {
    let pages = desk.find(query, 0).await?.count();
    if let Some(page) = Page::<()>::jump(words_of(&visit.input), pages) {
        return find(visit, desk, query, page).await;
    }
    let step = AdminStep::PeoplePage { query: query.to_owned() };
    Ok(Reply::Show(screens::no_such_page(visit.lang, query, pages)).awaiting(StepRecord::of(&step)))
}

/// The only one who is meant is shown at once.
async fn look_for(visit: &Visit, desk: &Desk, admin: Admin, words: &str) -> Handled {
    let query = fitting(words);
    let page = desk.find(&query, 0).await?;
    match page.items.as_slice() {
        [only] if page.total == 1 => open_person(visit, desk, admin, only.id).await,
        _ => Ok(awaiting(screens::found(reader(visit), &Found { query, page }))),
    }
}

/// What a message says.
pub(super) fn words_of(input: &Input) -> &str {
    match input {
        Input::Text(text) => text,
        Input::File { caption, .. } => caption,
        _ => "",
    }
}

fn awaiting(screen: Screen) -> Reply {
    Reply::Show(screen).awaiting(StepRecord::of(&AdminStep::People))
}
