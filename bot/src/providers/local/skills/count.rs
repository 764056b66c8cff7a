//! How many words, characters, sentences, or of one letter.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::providers::local::text::{self, Token};
use crate::providers::local::turn::Turn;

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    one_letter(turn).or_else(|| all(turn))
}

/// "How many r are in strawberry?"
fn one_letter(turn: &Turn<'_>) -> Option<String> {
    let wish = turn.finds("count-letter")?;
    let single = |token: &&Token| token.word.graphemes(true).count() == 1;
    let asked = turn.tokens[wish.first..].iter().find(single)?;
    // «Сколько букв в слове»: «в» is the preposition, unless another follows it.
    let next = turn.tokens.iter().find(|token| token.start > asked.start)?;
    if turn.words.in_list("prepositions", &asked.word) && next.word != asked.word {
        return None;
    }
    let word = turn.tokens.last().filter(|last| last.start != asked.start)?;
    let number = word.word.graphemes(true).filter(|letter| **letter == *asked.word).count();
    let (letter, word) = (asked.word.as_str(), text::plain(&turn.text[word.start..word.end]));
    Some(
        turn.say(
            "count-letter",
            &[("letter", letter.into()), ("word", word.into()), ("number", number.into())],
        ),
    )
}

fn all(turn: &Turn<'_>) -> Option<String> {
    // "How many words are in this sentence?" is about itself.
    let given = turn.given(turn.finds("count")?).unwrap_or_else(|| turn.text.clone());
    let characters = given.graphemes(true).count();
    let letters = given.graphemes(true).filter(|one| !one.chars().all(char::is_whitespace)).count();
    Some(turn.say(
        "count",
        &[
            ("words", text::tokens(&given).len().into()),
            ("characters", characters.into()),
            ("letters", letters.into()),
            ("sentences", text::sentences(&given).len().into()),
        ],
    ))
}
