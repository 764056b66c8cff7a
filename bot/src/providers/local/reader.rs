//! Finds phrases in a message. A phrase is words; `sort*` is a beginning, `..` up to four words of any kind,
//! `^` and `$` the ends of the message. It decides nothing about which phrase matters more.

use super::text::Token;

/// Words that `..` may stand for.
const GAP: usize = 4;

/// A phrase as the data files write it.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pieces: Vec<Piece>,
    from_start: bool,
    to_end: bool,
}

#[derive(Clone, Debug)]
enum Piece {
    Word(String),
    Beginning(String),
    Gap,
}

/// Where a phrase was found, in tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub first: usize,
    /// One past the last.
    pub after: usize,
}

impl Phrase {
    pub(super) fn read(text: &str) -> Self {
        let text = text.trim();
        let (text, from_start) = text.strip_prefix('^').map_or((text, false), |rest| (rest, true));
        let (text, to_end) = text.strip_suffix('$').map_or((text, false), |rest| (rest, true));
        let pieces = text.split_whitespace().map(Piece::read).collect();
        Self { pieces, from_start, to_end }
    }

    pub(super) fn find(&self, tokens: &[Token]) -> Option<Found> {
        let last = if self.from_start { 0 } else { tokens.len() };
        (0..=last).find_map(|first| {
            let after = matched(&self.pieces, tokens, first)?;
            (!self.to_end || after == tokens.len()).then_some(Found { first, after })
        })
    }
}

impl Piece {
    fn read(word: &str) -> Self {
        if word == ".." {
            return Self::Gap;
        }
        match word.strip_suffix('*') {
            Some(beginning) => Self::Beginning(beginning.to_owned()),
            None => Self::Word(word.to_owned()),
        }
    }
}

/// One past the last token of a match that begins at `at`.
fn matched(pieces: &[Piece], tokens: &[Token], at: usize) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else { return Some(at) };
    let word = || tokens.get(at).map(|token| token.word.as_str());
    let here = match piece {
        Piece::Gap => return (at..=at + GAP).find_map(|next| matched(rest, tokens, next)),
        Piece::Word(wanted) => word()? == wanted,
        Piece::Beginning(wanted) => word()?.starts_with(wanted.as_str()),
    };
    here.then(|| matched(rest, tokens, at + 1)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::local::text::tokens;

    #[test]
    fn phrases_are_found_where_they_stand() {
        let found = |phrase: &str, text: &str| {
            Phrase::read(phrase).find(&tokens(text)).map(|at| (at.first, at.after))
        };
        assert_eq!(found("sort*", "Please sort this"), Some((1, 2)));
        assert_eq!(found("^sort*", "Please sort this"), None);
        assert_eq!(found("how .. words", "How many of these words?"), Some((0, 5)));
        assert_eq!(found("hi$", "Hi!"), Some((0, 1)));
        assert_eq!(found("hi$", "Hi there"), None);
        assert_eq!(found("ещe", "x"), None);
    }
}
