//! A haiku or a few rhymed lines, put together by chance from lines that fit each other.

use rand::seq::{IndexedRandom as _, SliceRandom as _};

use crate::providers::local::text;
use crate::providers::local::turn::Turn;

/// Couplets of a poem.
const COUPLETS: usize = 3;

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    let (wish, body) = if let Some(wish) = turn.finds("haiku") {
        (wish, haiku(turn)?)
    } else {
        (turn.finds("poem")?, poem(turn))
    };
    let topic = topic(turn, wish.after).unwrap_or_else(|| turn.say("poem-title", &[]));
    Some(format!("**{topic}**\n\n{body}"))
}

/// What it should be about: the words after the wish.
fn topic(turn: &Turn<'_>, after: usize) -> Option<String> {
    let rest = turn.tokens.get(after..)?;
    let first = rest.iter().position(|token| !turn.words.in_list("fillers", &token.word))?;
    let telling = rest.get(first..(first + 4).min(rest.len()))?;
    let topic = &turn.text[telling.first()?.start..telling.last()?.end];
    Some(text::capitalised(&text::plain(topic)))
}

/// Lines of 5, 7 and 5 syllables.
fn haiku(turn: &Turn<'_>) -> Option<String> {
    let mut rng = turn.rng();
    let mut line = |name: &str| turn.words.list(name).choose(&mut rng).copied();
    Some([line("haiku-first")?, line("haiku-second")?, line("haiku-third")?].join("  \n"))
}

fn poem(turn: &Turn<'_>) -> String {
    let mut couplets = turn.words.list("couplets").to_vec();
    couplets.shuffle(&mut turn.rng());
    couplets.truncate(COUPLETS);
    couplets.iter().map(|couplet| couplet.replace(" / ", "  \n")).collect::<Vec<_>>().join("\n\n")
}
