//! Days, hours and lengths of time, in the zone of the person who reads them.
//! It never asks what time it is.

use std::time::Duration;

use chrono::{DateTime, Datelike, TimeZone, Timelike, Utc};

use crate::{domain::Lang, tr};

/// The part of the day, for a greeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayPart {
    Morning,
    Day,
    Evening,
    Night,
}

impl DayPart {
    /// The part of the day that a moment falls into.
    pub fn of(when: DateTime<Utc>, zone: &impl TimeZone) -> Self {
        match when.with_timezone(zone).hour() {
            5..12 => Self::Morning,
            12..18 => Self::Day,
            18..23 => Self::Evening,
            _ => Self::Night,
        }
    }

    /// As selectors in messages name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Day => "day",
            Self::Evening => "evening",
            Self::Night => "night",
        }
    }
}

/// Hours and minutes: `14:05`.
pub fn clock<Z: TimeZone>(when: DateTime<Utc>, zone: &Z) -> String {
    let local = when.with_timezone(zone);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// A day without its year: `20 Nov`, `20 нояб.`.
pub fn day<Z: TimeZone>(lang: Lang, when: DateTime<Utc>, zone: &Z) -> String {
    let local = when.with_timezone(zone);
    tr!(lang, "format-day", day = local.day(), month = month(lang, &local))
}

/// A day: `20 Nov 2026`, `20 нояб. 2026`.
pub fn date<Z: TimeZone>(lang: Lang, when: DateTime<Utc>, zone: &Z) -> String {
    let local = when.with_timezone(zone);
    let year = local.year().to_string();
    tr!(lang, "format-date", day = local.day(), month = month(lang, &local), year = year)
}

/// A day and its time: `20 Nov 2026, 14:05`.
pub fn moment<Z: TimeZone>(lang: Lang, when: DateTime<Utc>, zone: &Z) -> String {
    tr!(lang, "format-moment", date = date(lang, when, zone), time = clock(when, zone))
}

/// A moment as one would say it now: `today 14:05`, `Tue 14:05`, `20 Nov, 14:05`, with the year where it differs.
pub fn near<Z: TimeZone>(lang: Lang, when: DateTime<Utc>, now: DateTime<Utc>, zone: &Z) -> String {
    let time = clock(when, zone);
    match days_away(when, now, zone) {
        -1 => tr!(lang, "format-yesterday", time = time),
        0 => tr!(lang, "format-today", time = time),
        1 => tr!(lang, "format-tomorrow", time = time),
        -6..=6 => tr!(lang, "format-on-weekday", weekday = weekday(lang, when, zone), time = time),
        _ if same_year(when, now, zone) => {
            tr!(lang, "format-moment", date = day(lang, when, zone), time = time)
        }
        _ => moment(lang, when, zone),
    }
}

/// A moment for the end of a row: `14:05` today, `Tue` within a week, `20 Nov`, `20 Nov 2025`.
pub fn short<Z: TimeZone>(lang: Lang, when: DateTime<Utc>, now: DateTime<Utc>, zone: &Z) -> String {
    match days_away(when, now, zone) {
        0 => clock(when, zone),
        -6..=6 => weekday(lang, when, zone),
        _ if same_year(when, now, zone) => day(lang, when, zone),
        _ => date(lang, when, zone),
    }
}

/// A length of time in its two greatest units, rounded up, so that nobody is told to come too early: `5 h 10 min`, `7 s`.
pub fn duration(lang: Lang, length: Duration) -> String {
    let seconds = length.as_secs() + u64::from(length.subsec_nanos() > 0);
    if seconds < 60 {
        return tr!(lang, "format-seconds", count = seconds);
    }
    let minutes = seconds.div_ceil(60);
    if minutes < 60 {
        return tr!(lang, "format-minutes", count = minutes);
    }
    if minutes < 24 * 60 {
        let hours = tr!(lang, "format-hours", count = minutes / 60);
        return joined(hours, minutes % 60, || tr!(lang, "format-minutes", count = minutes % 60));
    }
    let hours = minutes.div_ceil(60);
    let days = tr!(lang, "format-days", count = hours / 24);
    joined(days, hours % 24, || tr!(lang, "format-hours", count = hours % 24))
}

/// A length of time in whole hours, also of more than a day: `24 h`.
pub fn hours(lang: Lang, count: u64) -> String {
    tr!(lang, "format-hours", count = count)
}

fn joined(great: String, rest: u64, small: impl FnOnce() -> String) -> String {
    if rest == 0 { great } else { format!("{great} {}", small()) }
}

fn month(lang: Lang, local: &impl Datelike) -> String {
    tr!(lang, "format-month", month = local.month())
}

fn weekday<Z: TimeZone>(lang: Lang, when: DateTime<Utc>, zone: &Z) -> String {
    let number = when.with_timezone(zone).weekday().number_from_monday();
    tr!(lang, "format-weekday", weekday = number)
}

/// Midnights between now and then, in the person's zone; behind us they are negative.
fn days_away<Z: TimeZone>(when: DateTime<Utc>, now: DateTime<Utc>, zone: &Z) -> i64 {
    let day = |moment: DateTime<Utc>| moment.with_timezone(zone).date_naive();
    day(when).signed_duration_since(day(now)).num_days()
}

fn same_year<Z: TimeZone>(when: DateTime<Utc>, now: DateTime<Utc>, zone: &Z) -> bool {
    when.with_timezone(zone).year() == now.with_timezone(zone).year()
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Europe::Moscow, Tz, UTC};

    use super::*;
    use crate::domain::Lang::{En, Ru};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn near_now(lang: Lang, when: &str, zone: Tz) -> String {
        near(lang, at(when), at("2026-11-20T12:00:00Z"), &zone)
    }

    #[test]
    fn a_moment_stands_in_the_persons_zone() {
        let when = at("2026-11-20T11:05:00Z");
        assert_eq!(moment(En, when, &UTC), "20 Nov 2026, 11:05");
        assert_eq!(moment(Ru, when, &Moscow), "20 нояб. 2026, 14:05");
        assert_eq!(date(Ru, at("2026-05-09T21:30:00Z"), &Moscow), "10 мая 2026");
        assert_eq!(day(En, at("2026-12-03T00:00:00Z"), &UTC), "3 Dec");
    }

    #[test]
    fn what_is_near_is_said_as_people_say_it() {
        assert_eq!(near_now(En, "2026-11-20T14:05:00Z", UTC), "today 14:05");
        assert_eq!(near_now(Ru, "2026-11-20T11:05:00Z", Moscow), "сегодня 14:05");
        assert_eq!(near_now(En, "2026-11-19T23:59:00Z", UTC), "yesterday 23:59");
        assert_eq!(near_now(Ru, "2026-11-20T21:00:00Z", Moscow), "завтра 00:00");
        assert_eq!(near_now(En, "2026-11-17T09:00:00Z", UTC), "Tue 09:00");
        assert_eq!(near_now(Ru, "2026-11-14T06:00:00Z", Moscow), "сб 09:00");
        assert_eq!(near_now(En, "2026-11-13T09:00:00Z", UTC), "13 Nov, 09:00");
        assert_eq!(near_now(Ru, "2025-11-20T09:00:00Z", UTC), "20 нояб. 2025, 09:00");
    }

    #[test]
    fn a_row_ends_with_the_shortest_that_is_clear() {
        let now = at("2026-11-20T12:00:00Z");
        let short = |lang, when| super::short(lang, at(when), now, &UTC);
        assert_eq!(short(En, "2026-11-20T18:40:00Z"), "18:40");
        assert_eq!(short(Ru, "2026-11-17T09:00:00Z"), "вт");
        assert_eq!(short(En, "2026-01-02T09:00:00Z"), "2 Jan");
        assert_eq!(short(Ru, "2025-12-31T09:00:00Z"), "31 дек. 2025");
    }

    #[test]
    fn a_length_has_two_units_at_most_and_is_rounded_up() {
        let said = |lang, seconds| duration(lang, Duration::from_secs(seconds));
        assert_eq!(said(En, 0), "0 s");
        assert_eq!(said(En, 7), "7 s");
        assert_eq!(duration(Ru, Duration::from_millis(6_001)), "7 с");
        assert_eq!(said(En, 60), "1 min");
        assert_eq!(said(Ru, 61), "2 мин");
        assert_eq!(said(En, 5 * 3600 + 10 * 60), "5 h 10 min");
        assert_eq!(said(Ru, 5 * 3600 + 10 * 60), "5 ч 10 мин");
        assert_eq!(said(En, 3541), "1 h");
        assert_eq!(said(En, 24 * 3600), "1 d");
        assert_eq!(said(Ru, 49 * 3600 + 1), "2 дн. 2 ч");
    }

    #[test]
    fn a_greeting_knows_the_hour() {
        let part = |when| DayPart::of(at(when), &Moscow).name();
        assert_eq!(part("2026-11-20T02:00:00Z"), "morning");
        assert_eq!(part("2026-11-20T09:00:00Z"), "day");
        assert_eq!(part("2026-11-20T15:00:00Z"), "evening");
        assert_eq!(part("2026-11-20T20:00:00Z"), "night");
        assert_eq!(part("2026-11-20T01:59:00Z"), "night");
    }
}
