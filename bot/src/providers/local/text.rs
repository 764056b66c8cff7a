//! Small work on texts: words, sentences, languages, fingerprints.
//! No rule about what a text means.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::domain::Lang;

/// A word of a message, folded for comparison, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub word: String,
    pub start: usize,
    pub end: usize,
}

/// Words and numbers, lower case, `ё` as `е`, apostrophes as `'`.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    text.unicode_word_indices()
        .map(|(start, word)| Token { word: fold(word), start, end: start + word.len() })
        .collect()
}

pub(super) fn fold(word: &str) -> String {
    word.to_lowercase().replace('ё', "е").replace('’', "'")
}

/// Words with the space after them.
pub(super) fn words_with_space(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.find(|letter: char| !letter.is_whitespace()).unwrap_or(rest.len());
        let space = rest[first..].find(char::is_whitespace).map_or(rest.len(), |at| first + at);
        let next =
            rest[space..].find(|letter: char| !letter.is_whitespace()).map_or(rest.len(), |at| space + at);
        let (word, after) = rest.split_at(next);
        rest = after;
        (!word.is_empty()).then_some(word)
    })
}

/// Sentences, trimmed; a line break ends one too.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| line.unicode_sentences().map(str::trim)).filter(|one| !one.is_empty()).collect()
}

/// The language of a text, `None` where neither alphabet prevails.
pub(super) fn lang(text: &str) -> Option<Lang> {
    let letters = || text.chars().filter(|letter| letter.is_alphabetic());
    let russian = letters().filter(|letter| matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё')).count();
    let latin = letters().filter(char::is_ascii_alphabetic).count();
    match russian.cmp(&latin) {
        std::cmp::Ordering::Greater => Some(Lang::Ru),
        std::cmp::Ordering::Less => Some(Lang::En),
        std::cmp::Ordering::Equal => None,
    }
}

/// FNV-1a: the same on every machine and in every version, which the standard hasher does not promise.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The first letter in upper case.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Nothing in it can be taken for Markdown, nor break a table.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| !matches!(letter, '*' | '_' | '`' | '|' | '\n' | '\r' | '[' | ']' | '~'))
        .collect()
}

/// A Markdown list.
pub(super) fn bullets(items: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let lines = items.into_iter().map(|item| format!("- {}", item.as_ref()));
    lines.collect::<Vec<_>>().join("\n")
}

/// A numbered Markdown list.
pub(super) fn numbered(items: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let lines = items.into_iter().zip(1..).map(|(item, number)| format!("{number}. {}", item.as_ref()));
    lines.collect::<Vec<_>>().join("\n")
}
