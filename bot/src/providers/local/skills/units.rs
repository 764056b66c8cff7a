//! Lengths, masses and temperatures in other units; the units themselves stand in `words/units.txt`.

use std::sync::LazyLock;

use crate::providers::local::calculator::number_shown;
use crate::providers::local::text;
use crate::providers::local::turn::Turn;

static UNITS: LazyLock<Vec<Unit>> =
    LazyLock::new(|| include_str!("../words/units.txt").lines().filter_map(Unit::read).collect());

/// One unit: `kind | factor | offset | sign | names`, where kind's base = value · factor + offset.
struct Unit {
    kind: &'static str,
    factor: f64,
    offset: f64,
    sign: &'static str,
    names: Vec<&'static str>,
}

impl Unit {
    fn read(line: &'static str) -> Option<Self> {
        let mut fields = line.split('|').map(str::trim);
        let kind = fields.next().filter(|kind| !kind.is_empty() && !kind.starts_with('#'))?;
        Some(Self {
            kind,
            factor: fields.next()?.parse().ok()?,
            offset: fields.next()?.parse().ok()?,
            sign: fields.next()?,
            names: fields.next()?.split_whitespace().collect(),
        })
    }

    fn named(word: &str) -> Option<&'static Self> {
        let named =
            |name: &&str| name.strip_suffix('*').map_or(**name == *word, |start| word.starts_with(start));
        UNITS.iter().find(|unit| unit.names.iter().any(named))
    }
}

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    let (value, at) = value(&turn.text)?;
    let after: Vec<_> = text::tokens(&turn.text[at..]).into_iter().map(|token| token.word).collect();
    let from = after.iter().take(2).find_map(|word| Unit::named(word))?;
    // "5 km in miles", else "how many miles are 5 km".
    let others = text::tokens(&turn.text[..at]).into_iter().map(|token| token.word);
    let mut candidates = after.iter().skip(1).cloned().chain(others).filter_map(|word| Unit::named(&word));
    let to = candidates.find(|unit| unit.kind == from.kind && unit.sign != from.sign)?;
    let result = (value * from.factor + from.offset - to.offset) / to.factor;
    let shown = |number: f64, unit: &Unit| format!("{} {}", number_shown(number), unit.sign);
    let args = [("from", shown(value, from).into()), ("to", shown(rounded(result), to).into())];
    Some(turn.say("units", &args))
}

/// To six significant digits: measures are never better than that.
fn rounded(number: f64) -> f64 {
    format!("{number:.5e}").parse().unwrap_or(number)
}

/// The first number, and where the text goes on after it.
fn value(text: &str) -> Option<(f64, usize)> {
    let start = text.find(|letter: char| letter.is_ascii_digit())?;
    let length = text[start..].find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '.' | ',')));
    let end = length.map_or(text.len(), |length| start + length);
    let number: f64 = text[start..end].trim_end_matches(['.', ',']).replace(',', ".").parse().ok()?;
    let negative = text[..start].ends_with(['-', '−']);
    Some((if negative { -number } else { number }, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_read_and_no_name_stands_for_two() {
        let lines = include_str!("../words/units.txt")
            .lines()
            .filter(|line| line.contains('|') && !line.starts_with('#'));
        assert_eq!(lines.count(), UNITS.len());
        for unit in UNITS.iter() {
            for name in &unit.names {
                let found = Unit::named(name.trim_end_matches('*')).map(|unit| unit.sign);
                assert_eq!(found, Some(unit.sign), "{name}");
            }
        }
    }
}
