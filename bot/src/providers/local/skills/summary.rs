//! The sentences of a text that say most of it, in their own words and order.
//! A sentence counts by how often the stems of its words stand in the whole text.

use std::collections::{HashMap, HashSet};

use rust_stemmers::{Algorithm, Stemmer};

use crate::domain::Lang;
use crate::providers::local::text;
use crate::providers::local::turn::Turn;

/// Fewer sentences are their own summary.
const FEWEST: usize = 3;
/// Most sentences that are kept.
const KEPT: usize = 4;

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    let given = turn.given(turn.finds("summarise")?).unwrap_or_default();
    let sentences = text::sentences(&given);
    if sentences.len() < FEWEST {
        return Some(turn.say("summary-too-short", &[]));
    }
    let wanted = sentences.len().div_ceil(4).clamp(1, KEPT);
    let kept = best(&sentences, wanted, turn);
    let list = text::bullets(kept.iter().map(|at| text::plain(sentences[*at])));
    let numbers = [("kept", kept.len().into()), ("all", sentences.len().into())];
    Some(format!("{}\n\n{list}", turn.say("summary", &numbers)))
}

/// The places of the best sentences, in their order.
fn best(sentences: &[&str], wanted: usize, turn: &Turn<'_>) -> Vec<usize> {
    let stems: Vec<HashSet<String>> = sentences.iter().map(|sentence| stems(sentence, turn)).collect();
    let mut often: HashMap<&str, u32> = HashMap::new();
    for stem in stems.iter().flatten() {
        *often.entry(stem).or_default() += 1;
    }
    let score = |at: usize| {
        let sum: u32 = stems[at].iter().filter_map(|stem| often.get(stem.as_str())).sum();
        // Long sentences have more words, not more to say; the first one usually says what it is about.
        let length = f64::from(u32::try_from(stems[at].len()).unwrap_or(u32::MAX)).max(4.0);
        let lead = if at == 0 { 1.25 } else { 1.0 };
        f64::from(sum) / length.sqrt() * lead
    };
    let mut places: Vec<usize> = (0..sentences.len()).collect();
    places.sort_by(|a, b| score(*b).total_cmp(&score(*a)).then(a.cmp(b)));
    places.truncate(wanted);
    places.sort_unstable();
    places
}

fn stems(sentence: &str, turn: &Turn<'_>) -> HashSet<String> {
    let stemmer = Stemmer::create(match turn.lang {
        Lang::En => Algorithm::English,
        Lang::Ru => Algorithm::Russian,
    });
    let words = text::tokens(sentence).into_iter().map(|token| token.word);
    let telling = words.filter(|word| word.chars().count() > 2 && !turn.words.in_list("stop", word));
    telling.map(|word| stemmer.stem(&word).into_owned()).collect()
}
