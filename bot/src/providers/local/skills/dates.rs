//! The clock and the calendar: now, weekdays, days between, days from now. In the person's zone.

use chrono::{Datelike as _, Days, NaiveDate};

use crate::domain::Lang;
use crate::providers::local::turn::Turn;

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    days_until(turn).or_else(|| in_days(turn)).or_else(|| weekday_of(turn)).or_else(|| now(turn))
}

fn now(turn: &Turn<'_>) -> Option<String> {
    let today = turn.now.date_naive();
    if turn.means("what-time") {
        let time = turn.now.format("%H:%M").to_string();
        let args = [
            ("time", time.into()),
            ("date", shown(turn, today).into()),
            ("zone", turn.now.timezone().name().into()),
        ];
        return Some(turn.say("time", &args));
    }
    let days = [("what-day", 0_i64), ("what-day-tomorrow", 1), ("what-day-yesterday", -1)];
    let (intent, shift) = days.into_iter().rev().find(|(intent, _)| turn.means(intent))?;
    let day = today.checked_add_signed(chrono::TimeDelta::days(shift))?;
    Some(turn.say(&format!("answer-{intent}"), &[("date", shown(turn, day).into())]))
}

fn days_until(turn: &Turn<'_>) -> Option<String> {
    turn.finds("days-until")?;
    let today = turn.now.date_naive();
    let day = feast(turn).or_else(|| date_in(turn))?;
    let days = day.signed_duration_since(today).num_days();
    let args = [("days", days.abs().into()), ("date", shown(turn, day).into())];
    Some(match days {
        0 => turn.say("that-is-today", &args),
        1.. => turn.say("days-until", &args),
        _ => turn.say("days-since", &args),
    })
}

fn in_days(turn: &Turn<'_>) -> Option<String> {
    let wish = turn.finds("in-days")?;
    let within = turn.tokens.get(wish.first..wish.after)?;
    let number: u64 = within.iter().find_map(|token| token.word.parse().ok())?;
    let week =
        within.iter().any(|token| turn.words.list("week").iter().any(|week| token.word.starts_with(week)));
    let days = number.checked_mul(if week { 7 } else { 1 })?;
    let day = turn.now.date_naive().checked_add_days(Days::new(days))?;
    Some(turn.say("in-days", &[("days", days.into()), ("date", shown(turn, day).into())]))
}

fn weekday_of(turn: &Turn<'_>) -> Option<String> {
    turn.finds("weekday-of")?;
    let day = date_in(turn)?;
    Some(turn.say("weekday-of", &[("date", shown(turn, day).into())]))
}

/// The next New Year or Christmas, as the language keeps them.
fn feast(turn: &Turn<'_>) -> Option<NaiveDate> {
    let (month, day) = if turn.means("new-year") {
        (1, 1)
    } else if turn.means("christmas") {
        match turn.lang {
            Lang::En => (12, 25),
            Lang::Ru => (1, 7),
        }
    } else {
        return None;
    };
    next(turn, month, day)
}

/// The next time this day comes.
fn next(turn: &Turn<'_>, month: u32, day: u32) -> Option<NaiveDate> {
    let today = turn.now.date_naive();
    let years = today.year()..today.year() + 9;
    years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).find(|date| *date >= today)
}

/// A date in the message: `31.12.2026`, `2026-12-31`, `31 December`, `December 31, 2026`.
fn date_in(turn: &Turn<'_>) -> Option<NaiveDate> {
    let figures = turn.text.split_whitespace().find_map(in_figures);
    figures.or_else(|| in_words(turn))
}

fn in_figures(word: &str) -> Option<NaiveDate> {
    let word = word.trim_matches(|letter: char| !letter.is_ascii_digit());
    let formats = ["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"];
    formats.into_iter().find_map(|format| NaiveDate::parse_from_str(word, format).ok())
}

fn in_words(turn: &Turn<'_>) -> Option<NaiveDate> {
    let months = turn.words.list("month-stems");
    let place = turn.tokens.iter().position(|token| month(months, &token.word).is_some())?;
    let month = month(months, &turn.tokens.get(place)?.word)?;
    let number = |at: Option<usize>| -> Option<i32> {
        let word = &turn.tokens.get(at?)?.word;
        word.trim_end_matches(|letter: char| letter.is_alphabetic()).parse().ok()
    };
    let (before, after) = (number(place.checked_sub(1)), number(Some(place + 1)));
    let day = before.or(after).and_then(|day| u32::try_from(day).ok())?;
    let year = if before.is_some() { after } else { number(Some(place + 2)) };
    match year.filter(|year| (1..=9999).contains(year)) {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day),
        None => next(turn, month, day),
    }
}

/// The number of a month, from the beginning of its name.
fn month(months: &[&str], word: &str) -> Option<u32> {
    let place = months.iter().position(|stems| stems.split('/').any(|stem| word.starts_with(stem)))?;
    u32::try_from(place + 1).ok()
}

/// "Friday, 20 November 2026".
fn shown(turn: &Turn<'_>, day: NaiveDate) -> String {
    let from_monday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
    let weekday = turn.words.list("weekdays").get(from_monday).copied().unwrap_or_default();
    let month = usize::try_from(day.month0()).ok().and_then(|at| turn.words.list("months").get(at).copied());
    format!("{weekday}, {} {} {}", day.day(), month.unwrap_or_default(), day.year())
}
