//! Lists: sorted, without repetitions, numbered, shuffled.

use std::cmp::Ordering;
use std::collections::HashSet;

use rand::seq::SliceRandom as _;

use crate::providers::local::text;
use crate::providers::local::turn::Turn;

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    sort(turn).or_else(|| without_repetitions(turn)).or_else(|| number(turn)).or_else(|| shuffle(turn))
}

fn sort(turn: &Turn<'_>) -> Option<String> {
    let mut items = given(turn, "sort")?;
    if let Some(last) = items.last_mut() {
        *last = without_order(turn, last);
    }
    let numbers: Option<Vec<f64>> = items.iter().map(|item| item.replace(',', ".").parse().ok()).collect();
    match numbers {
        Some(_) => items.sort_by(|a, b| by_number(a, b)),
        None => items.sort_by_cached_key(|item| text::fold(item)),
    }
    if turn.means("descending") {
        items.reverse();
    }
    Some(text::bullets(items.iter().map(|item| text::plain(item))))
}

/// "10, 9, 100 descending": the last item without what says how to sort.
fn without_order(turn: &Turn<'_>, item: &str) -> String {
    let mut words: Vec<&str> = item.split_whitespace().collect();
    while words.len() > 1
        && words.last().is_some_and(|word| turn.words.in_list("order-words", &text::fold(word)))
    {
        words.pop();
    }
    words.join(" ")
}

fn by_number(a: &str, b: &str) -> Ordering {
    let number = |text: &str| text.replace(',', ".").parse().unwrap_or(f64::NAN);
    number(a).total_cmp(&number(b))
}

fn without_repetitions(turn: &Turn<'_>) -> Option<String> {
    let items = given(turn, "deduplicate")?;
    let mut seen = HashSet::new();
    let kept: Vec<&String> = items.iter().filter(|item| seen.insert(text::fold(item))).collect();
    let removed = items.len() - kept.len();
    let list = text::bullets(kept.iter().map(|item| text::plain(item)));
    Some(format!("{list}\n\n{}", turn.say("removed", &[("number", removed.into())])))
}

fn number(turn: &Turn<'_>) -> Option<String> {
    Some(text::numbered(given(turn, "number-list")?.iter().map(|item| text::plain(item))))
}

fn shuffle(turn: &Turn<'_>) -> Option<String> {
    let mut items = given(turn, "shuffle")?;
    items.shuffle(&mut turn.rng());
    Some(text::numbered(items.iter().map(|item| text::plain(item))))
}

fn given(turn: &Turn<'_>, intent: &str) -> Option<Vec<String>> {
    let mut items = items(&turn.given(turn.finds(intent)?)?);
    // "Shopping: milk, bread": the label is no item.
    if let Some(first) = items.first_mut()
        && let Some((_, item)) = first.split_once(": ")
    {
        *first = item.trim().to_owned();
    }
    (items.len() > 1).then_some(items)
}

/// The items of a list: one a line, else between semicolons, commas, or spaces.
pub(super) fn items(given: &str) -> Vec<String> {
    let separators: [&[char]; 4] = [&['\n'], &[';'], &[','], &[' ']];
    let by = separators.into_iter().find(|marks| given.trim().contains(*marks)).unwrap_or(&['\n']);
    let items = given.split(by).map(without_mark);
    items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// Without the bullet or number in front and the mark behind.
fn without_mark(item: &str) -> &str {
    let item = item.trim().trim_start_matches(['-', '*', '•', '–']).trim();
    let digits = item.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(0);
    let numbered = item[digits..].strip_prefix(['.', ')']).filter(|rest| digits > 0 && rest.starts_with(' '));
    numbered.unwrap_or(item).trim().trim_end_matches([',', ';', '.'])
}
