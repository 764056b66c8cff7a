//! Setting the clock.

use super::super::{error::AccountError, screens, service::Accounts, state::AccountStep};
use crate::{
    telegram::{
        failure::Handled,
        reply::Reply,
        steps::StepRecord,
        visit::{Input, Visit},
    },
    tr,
};

pub fn open_clock(visit: &Visit) -> Handled {
    let screen = screens::clock(visit.lang, visit.zone, visit.now);
    Ok(Reply::Show(screen).awaiting(StepRecord::of(&AccountStep::Clock)))
}

pub async fn pick_clock(visit: &Visit, accounts: &Accounts, zone: &str) -> Handled {
    let Ok(zone) = zone.parse() else { return open_clock(visit) };
    set(visit, accounts, zone).await
}

/// The answer to the question: a name, an offset or a location.
pub async fn take_place(visit: &Visit, accounts: &Accounts) -> Handled {
    let (lang, now) = (visit.lang, visit.now);
    let places = match &visit.input {
        Input::Text(text) => accounts.places(text),
        Input::Location { latitude, longitude } => {
            accounts.place_at(*latitude, *longitude).into_iter().collect()
        }
        _ => Vec::new(),
    };
    let screen = match (places.as_slice(), &visit.input) {
        ([place], _) => return set(visit, accounts, place.zone).await,
        ([], Input::Text(text)) => screens::clock_unknown(lang, text, visit.zone, now),
        ([], _) => screens::clock(lang, visit.zone, now),
        (several, _) => screens::clock_several(lang, several, now),
    };
    Ok(Reply::Show(screen).awaiting(StepRecord::of(&AccountStep::Clock)))
}

/// A location that nobody asked for.
pub fn take_location(visit: &Visit, accounts: &Accounts, latitude: f64, longitude: f64) -> Handled {
    let place = accounts.place_at(latitude, longitude);
    Ok(screens::clock_offer(visit.lang, place.as_ref(), visit.now).into())
}

pub fn leave_clock(visit: &Visit) -> Handled {
    Ok(Reply::Show(screens::clock(visit.lang, visit.zone, visit.now)))
}

async fn set(visit: &Visit, accounts: &Accounts, zone: chrono_tz::Tz) -> Handled {
    let account = accounts.set_zone(visit.account, zone).await.map_err(AccountError::from)?;
    let place = screens::zone_name(visit.lang, account.zone());
    let time = visit.now.with_timezone(&account.zone()).format("%H:%M").to_string();
    let note = tr!(visit.lang, "account-clock-set-toast", place = place, time = time);
    Ok(Reply::Show(screens::clock_set(&account, visit.now)).toast(note))
}
