//! Setting the clock.

use chrono_tz::Tz;

use super::super::{domain::Place, screens, service::Accounts, state::AccountStep};
use crate::telegram::{
    failure::Handled,
    reply::Reply,
    screen::Screen,
    steps::StepRecord,
    visit::{Input, Visit},
};

pub fn open_clock(visit: &Visit) -> Reply {
    awaiting(screens::clock(visit.lang, visit.zone, visit.now))
}

pub async fn pick_clock(visit: &Visit, accounts: &Accounts, zone: &str) -> Handled {
    match zone.parse() {
        Ok(zone) => set_clock(visit, accounts, zone).await,
        Err(_) => Ok(open_clock(visit)),
    }
}

/// The answer to the question: a name, an offset or a location.
pub async fn take_place(visit: &Visit, accounts: &Accounts) -> Handled {
    let (lang, now) = (visit.lang, visit.now);
    let places = places_of(&visit.input, accounts);
    Ok(match (places.as_slice(), &visit.input) {
        ([place], _) => return set_clock(visit, accounts, place.zone).await,
        ([], Input::Text(text)) => awaiting(screens::clock_unknown(lang, text, visit.zone, now)),
        ([], _) => open_clock(visit),
        (several, _) => awaiting(screens::clock_several(lang, several, now)),
    })
}

/// A location that nobody asked for.
pub fn take_location(visit: &Visit, accounts: &Accounts, latitude: f64, longitude: f64) -> Reply {
    let place = accounts.place_at(latitude, longitude);
    screens::clock_offer(visit.lang, place.as_ref(), visit.now).into()
}

/// The clock stays as it is.
pub fn leave_clock(visit: &Visit) -> Reply {
    screens::clock_set(visit.lang, visit.zone, visit.now).into()
}

async fn set_clock(visit: &Visit, accounts: &Accounts, zone: Tz) -> Handled {
    accounts.set_zone(visit.account, zone).await?;
    let note = screens::clock_note(visit.lang, zone, visit.now);
    Ok(Reply::Show(screens::clock_set(visit.lang, zone, visit.now)).toast(note))
}

fn places_of(input: &Input, accounts: &Accounts) -> Vec<Place> {
    match input {
        Input::Text(text) => accounts.places(text),
        Input::Location { latitude, longitude } => {
            accounts.place_at(*latitude, *longitude).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn awaiting(screen: Screen) -> Reply {
    Reply::Show(screen).awaiting(StepRecord::of(&AccountStep::Clock))
}
