//! Things that the Markdown parser must not take apart are replaced by stand-ins and put back afterwards.
//! A stand-in reads as one word to the parser; inside code the original comes back, letter by letter.

use std::borrow::Cow;

use super::inline::{Formula, Inline};
use super::scan::{Found, Kind, scan};
use super::script;

/// Characters that Unicode reserves for use inside a program; the source has been cleaned of them.
const BEGIN: char = '\u{fdd0}';
const END: char = '\u{fdd1}';
const DIGITS: [char; 16] = [
    '\u{fde0}', '\u{fde1}', '\u{fde2}', '\u{fde3}', '\u{fde4}', '\u{fde5}', '\u{fde6}', '\u{fde7}',
    '\u{fde8}', '\u{fde9}', '\u{fdea}', '\u{fdeb}', '\u{fdec}', '\u{fded}', '\u{fdee}', '\u{fdef}',
];

struct Piece {
    original: String,
    shown: Vec<Inline>,
}

/// The source with its stand-ins.
pub(super) struct Protected {
    pub(super) text: String,
    pieces: Vec<Piece>,
}

impl Protected {
    pub(super) fn new(source: &str) -> Self {
        let mut text = String::with_capacity(source.len());
        let mut pieces = Vec::new();
        let mut at = 0;
        for found in scan(source).found {
            text.push_str(&source[at..found.range.start]);
            text.push_str(&stand_in(pieces.len()));
            at = found.range.end;
            pieces.push(Piece { shown: shown(source, &found), original: source[found.range].to_owned() });
        }
        text.push_str(&source[at..]);
        Self { text, pieces }
    }

    /// The text with every stand-in as it was written.
    pub(super) fn original<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !text.contains(BEGIN) {
            return Cow::Borrowed(text);
        }
        let parts = self.parts(text).into_iter().map(|part| match part {
            Part::Text(text) => text,
            Part::Piece(piece) => &piece.original,
        });
        Cow::Owned(parts.collect())
    }

    /// The text with every stand-in as a reader shall see it.
    pub(super) fn shown(&self, text: &str) -> Vec<Inline> {
        if !text.contains(BEGIN) {
            return vec![Inline::Text(text.to_owned())];
        }
        let parts = self.parts(text).into_iter().flat_map(|part| match part {
            Part::Text(text) => vec![Inline::Text(text.to_owned())],
            Part::Piece(piece) => piece.shown.clone(),
        });
        parts.collect()
    }

    fn parts<'a>(&'a self, text: &'a str) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        for (index, chunk) in text.split(BEGIN).enumerate() {
            let (number, rest) =
                if index == 0 { ("", chunk) } else { chunk.split_once(END).unwrap_or(("", chunk)) };
            parts.extend(self.piece(number).map(Part::Piece));
            parts.push(Part::Text(rest));
        }
        parts
    }

    fn piece(&self, number: &str) -> Option<&Piece> {
        let digit = |c: char| DIGITS.iter().position(|digit| *digit == c);
        let index = number
            .chars()
            .try_fold(0_usize, |sum, c| digit(c).map(|digit| sum.saturating_mul(16).saturating_add(digit)))?;
        if number.is_empty() { None } else { self.pieces.get(index) }
    }
}

enum Part<'a> {
    Text(&'a str),
    Piece(&'a Piece),
}

fn stand_in(index: usize) -> String {
    let digits = format!("{index:x}");
    let digits = digits.chars().filter_map(|c| c.to_digit(16)).filter_map(|digit| DIGITS.get(digit as usize));
    std::iter::once(&BEGIN).chain(digits).chain(std::iter::once(&END)).collect()
}

fn shown(source: &str, found: &Found) -> Vec<Inline> {
    match &found.kind {
        Kind::Url => vec![Inline::Text(source[found.range.clone()].to_owned())],
        Kind::Raised(number) => vec![Inline::Text(script::footnote(&source[number.clone()]))],
        Kind::Note(label) => vec![Inline::Note(source[label.clone()].to_owned())],
        Kind::Lowered(number) => {
            vec![Inline::Text(script::lower(&source[number.clone()]).unwrap_or_default())]
        }
        Kind::Formula(inside) => {
            let whole = &source[found.range.clone()];
            let display = ["$$", "\\[", "\\begin"].iter().any(|open| whole.starts_with(open));
            vec![Inline::Formula(Formula { tex: source[inside.clone()].to_owned(), display })]
        }
    }
}
