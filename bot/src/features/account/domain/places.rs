//! Places people name when they say what time it is: cities, offsets and positions.
//! The zones themselves are the tz database's.

use std::sync::LazyLock;

use chrono::{DateTime, Offset as _, TimeZone as _, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

/// A place and its zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The city's English name, as the tz database spells it.
    pub city: String,
    pub zone: Tz,
}

/// Cities with their zones and other names, one a line: `English;Zone;other names…`.
const CITIES: &str = include_str!("cities.csv");

struct City {
    place: Place,
    names: Vec<String>,
}

static KNOWN: LazyLock<Vec<City>> = LazyLock::new(|| {
    let listed = CITIES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut fields = line.split(';');
        let city = fields.next()?.to_owned();
        let zone: Tz = fields.next()?.parse().ok()?;
        let names = std::iter::once(city.as_str()).chain(fields).map(fold).collect();
        Some(City { place: Place { city, zone }, names })
    });
    let of_database = TZ_VARIANTS.iter().filter_map(|zone| {
        let (area, city) = zone.name().rsplit_once('/')?;
        let city = city.replace('_', " ");
        let real = !area.starts_with("Etc") && !area.starts_with("US");
        real.then(|| City { names: vec![fold(&city)], place: Place { city, zone: *zone } })
    });
    listed.chain(of_database).collect()
});

/// The places a text may mean, best first, at most four. An offset such as `UTC+3` or `+5` is one place.
pub fn find_places(text: &str, now: DateTime<Utc>) -> Vec<Place> {
    if let Some(place) = parse_offset(text, now) {
        return vec![place];
    }
    let wanted = fold(text);
    if wanted.chars().count() < 2 {
        return Vec::new();
    }
    let mut scored: Vec<(f64, &Place)> = KNOWN
        .iter()
        .filter_map(|city| {
            let best = city.names.iter().map(|name| score(&wanted, name)).fold(0.0, f64::max);
            (best > 0.9).then_some((best, &city.place))
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let exact = scored.first().is_some_and(|(best, _)| *best >= 1.0);
    let mut found: Vec<Place> = Vec::new();
    for (score, place) in scored {
        if (exact && score < 1.0) || found.len() == 4 {
            break;
        }
        if !found.iter().any(|known| known.zone == place.zone) {
            found.push(place.clone());
        }
    }
    found
}

/// Well-known places whose clock shows nearly the same time now, for the buttons of the question.
pub fn nearest_places(zone: Tz, now: DateTime<Utc>) -> Vec<Place> {
    let offset = |zone: Tz| zone.offset_from_utc_datetime(&now.naive_utc()).fix().local_minus_utc();
    let mut places: Vec<Place> = Vec::new();
    let mut by_distance: Vec<&City> = KNOWN.iter().filter(|city| city.names.len() > 1).collect();
    by_distance.sort_by_key(|city| (offset(city.place.zone) - offset(zone)).abs());
    for city in by_distance {
        if !places.iter().any(|known| offset(known.zone) == offset(city.place.zone)) {
            places.push(city.place.clone());
        }
        if places.len() == 4 {
            break;
        }
    }
    places.sort_by_key(|place| offset(place.zone));
    places
}

/// The place by which a zone is known.
pub fn place_of_zone(zone: Tz) -> Place {
    let listed = KNOWN.iter().find(|city| city.place.zone == zone).map(|city| city.place.clone());
    listed.unwrap_or_else(|| Place {
        city: zone.name().rsplit('/').next().unwrap_or_default().replace('_', " "),
        zone,
    })
}

fn parse_offset(text: &str, now: DateTime<Utc>) -> Option<Place> {
    let text = text.trim().to_uppercase().replace('−', "-");
    let bare = text.trim_start_matches("UTC").trim_start_matches("GMT").trim_start_matches("МСК").trim();
    let (sign, rest) = match bare.as_bytes().first()? {
        b'+' => (1, &bare[1..]),
        b'-' => (-1, &bare[1..]),
        _ => return None,
    };
    let base = if text.starts_with("МСК") { 3 * 60 } else { 0 };
    let (hours, minutes) = rest.trim().split_once(':').unwrap_or((rest.trim(), "0"));
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if hours > 14 || minutes >= 60 {
        return None;
    }
    let wanted = base + sign * (hours * 60 + minutes);
    if wanted % 60 == 0 {
        // POSIX signs: `Etc/GMT-3` is three hours east of Greenwich.
        let hours = wanted / 60;
        let name = if hours == 0 { "Etc/UTC".to_owned() } else { format!("Etc/GMT{:+}", -hours) };
        let zone: Tz = name.parse().ok()?;
        let city = if hours == 0 { "UTC".to_owned() } else { format!("UTC{hours:+}") };
        return Some(Place { city, zone });
    }
    let offset = |zone: Tz| zone.offset_from_utc_datetime(&now.naive_utc()).fix().local_minus_utc() / 60;
    KNOWN.iter().find(|city| offset(city.place.zone) == wanted).map(|city| city.place.clone())
}

fn fold(text: &str) -> String {
    let text = text.trim().to_lowercase().replace('ё', "е");
    text.chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn score(wanted: &str, name: &str) -> f64 {
    if wanted == name {
        return 1.0;
    }
    if wanted.chars().count() >= 3 && name.starts_with(wanted) {
        return 0.97;
    }
    strsim::jaro_winkler(wanted, name).min(0.96)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zones(text: &str) -> Vec<&'static str> {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        find_places(text, now).iter().map(|place| place.zone.name()).collect()
    }

    #[test]
    fn cities_are_found_in_both_languages_and_with_slips() {
        assert_eq!(zones("Berlin"), ["Europe/Berlin"]);
        assert_eq!(zones("москва"), ["Europe/Moscow"]);
        assert_eq!(zones("Питер"), ["Europe/Moscow"]);
        assert_eq!(zones("New York"), ["America/New_York"]);
        assert_eq!(zones("Екатеринбург"), ["Asia/Yekaterinburg"]);
        assert!(zones("Берлинн").contains(&"Europe/Berlin"));
        assert!(zones("Nowhereville").is_empty());
        assert!(zones("?").is_empty());
    }

    #[test]
    fn offsets_are_places_too() {
        assert_eq!(zones("UTC+3"), ["Etc/GMT-3"]);
        assert_eq!(zones("+0"), ["Etc/UTC"]);
        assert_eq!(zones("-5"), ["Etc/GMT+5"]);
        assert_eq!(zones("МСК+2"), ["Etc/GMT-5"]);
        assert_eq!(zones("UTC+5:30"), ["Asia/Kolkata"]);
        assert!(zones("UTC+29").is_empty());
    }

    #[test]
    fn every_listed_city_has_a_zone() {
        let lines = CITIES.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(KNOWN.iter().filter(|city| city.names.len() > 1).count(), lines);
    }

    #[test]
    fn neighbours_are_four_different_times_in_order() {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        let places = nearest_places(Tz::Europe__Berlin, now);
        assert_eq!(places.len(), 4);
        assert!(places.iter().any(|place| place.zone == Tz::Europe__Berlin));
    }
}
