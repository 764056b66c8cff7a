//! The choice of time zone: by button, by name, by offset or by location.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::super::{
    domain::{Place, nearest_places, place_of_zone},
    tap::AccountTap,
};
use crate::{
    domain::{Lang, shorten},
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

pub fn clock(lang: Lang, zone: Tz, now: DateTime<Utc>) -> Screen {
    let text = format!(
        "{}\n\n{}\n\n{}",
        tr!(lang, "account-clock-text"),
        tr!(lang, "account-clock-now", time = format::clock(now, &zone), place = zone_name(lang, zone)),
        waiting(lang),
    );
    Screen::new(text).keyboard(neighbours(lang, zone, now))
}

/// The words meant no place we know; the question stays open.
pub fn clock_unknown(lang: Lang, text: &str, zone: Tz, now: DateTime<Utc>) -> Screen {
    let text = shorten(text, 40);
    let text = format!("{}\n\n{}", tr!(lang, "account-clock-unknown", text = text), waiting(lang));
    Screen::new(text).keyboard(neighbours(lang, zone, now))
}

/// The words may mean several places.
pub fn clock_several(lang: Lang, places: &[Place], now: DateTime<Utc>) -> Screen {
    let text = format!("{}\n\n{}", tr!(lang, "account-clock-several"), waiting(lang));
    Screen::new(text).keyboard(choice(lang, places, now))
}

/// A location came that nobody had asked for.
pub fn clock_offer(lang: Lang, place: Option<&Place>, now: DateTime<Utc>) -> Screen {
    let Some(place) = place else {
        return Screen::new(tr!(lang, "account-clock-nowhere")).keyboard(nav::home_only(lang));
    };
    let time = format::clock(now, &place.zone);
    let text = tr!(lang, "account-clock-offer", time = time.clone(), place = name_of(lang, place));
    let pick = AccountTap::PickClock { zone: place.zone.name().to_owned() };
    let keyboard = Keyboard::new()
        .row([Button::tap(tr!(lang, "account-clock-offer-button", time = time), pick.encode()).primary()])
        .row([Button::tap(tr!(lang, "account-clock-leave-button"), AccountTap::LeaveClock.encode())]);
    Screen::new(text).keyboard(keyboard)
}

/// The person's clock, when nothing is asked about it any more.
pub fn clock_set(lang: Lang, zone: Tz, now: DateTime<Utc>) -> Screen {
    let text =
        tr!(lang, "account-clock-set", place = zone_name(lang, zone), time = format::clock(now, &zone));
    Screen::new(text).keyboard(Keyboard::new().row(nav::back_and_home(lang, Door::Settings)))
}

pub fn clock_note(lang: Lang, zone: Tz, now: DateTime<Utc>) -> String {
    let (place, time) = (shorten(&zone_name(lang, zone), 20), format::clock(now, &zone));
    tr!(lang, "account-clock-set-toast", place = place, time = time)
}

/// The place of a zone, in the person's language.
pub fn zone_name(lang: Lang, zone: Tz) -> String {
    name_of(lang, &place_of_zone(zone))
}

fn name_of(lang: Lang, place: &Place) -> String {
    if place.zone == Tz::UTC {
        return "UTC".to_owned();
    }
    let city = place.zone.name().rsplit('/').next().unwrap_or_default().to_owned();
    let name = match city.strip_prefix("GMT") {
        // POSIX signs are the other way round.
        Some(offset) => format!("UTC{}", offset.replace('-', "~").replace('+', "−").replace('~', "+")),
        None => place.city.clone(),
    };
    tr!(lang, "account-clock-city", city = city, name = name)
}

/// Places with nearly the same time. Whoever has told none gets those where their language is spoken.
fn neighbours(lang: Lang, zone: Tz, now: DateTime<Utc>) -> Keyboard {
    let centre = match (zone, lang) {
        (Tz::UTC, Lang::Ru) => Tz::Europe__Samara,
        (zone, _) => zone,
    };
    choice(lang, &nearest_places(centre, now), now)
}

fn choice(lang: Lang, places: &[Place], now: DateTime<Utc>) -> Keyboard {
    let buttons = places.iter().map(|place| {
        let name = shorten(&name_of(lang, place), 10);
        let label =
            tr!(lang, "account-clock-zone-half", time = format::clock(now, &place.zone), place = name);
        Button::tap(label, AccountTap::PickClock { zone: place.zone.name().to_owned() }.encode())
    });
    Keyboard::new().grid(2, buttons).row(nav::back_and_home(lang, Door::Settings))
}

fn waiting(lang: Lang) -> String {
    nav::waiting(lang, tr!(lang, "account-clock-waiting"))
}
