//! What is struck out of every value before it is logged or sent anywhere: secrets, addresses, and whatever stands in
//! quotes, which in the errors of libraries is somebody's words.
//! It is the last net: our own errors hold none of that.

use std::{borrow::Cow, sync::Arc};

/// Shorter ones would strike out ordinary words.
const SHORTEST: usize = 4;
/// How much of a value is kept, in bytes.
const LIMIT: usize = 500;
/// What stands in place of a secret.
const HIDDEN: &str = "[secret]";

/// Quotes, and what ends them.
const QUOTES: [(char, char); 4] = [('"', '"'), ('`', '`'), ('«', '»'), ('“', '”')];

/// Knows the secrets of this process. Cheap to clone.
#[derive(Clone, Default)]
pub struct Scrubber {
    secrets: Arc<[String]>,
}

impl Scrubber {
    /// Each is also known as it stands in addresses.
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut all: Vec<String> = Vec::new();
        for secret in secrets.into_iter().filter(|secret| secret.len() >= SHORTEST) {
            let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            all.extend([secret, encoded]);
        }
        // A longer one may hold a shorter one.
        all.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        all.dedup();
        Self { secrets: all.into() }
    }

    /// The text without anything that must not be told.
    pub fn clean(&self, text: &str) -> String {
        let mut text = Cow::Borrowed(text);
        for secret in &*self.secrets {
            if text.contains(secret.as_str()) {
                text = Cow::Owned(text.replace(secret.as_str(), HIDDEN));
            }
        }
        let text = without_quoted(&without_addresses(&text));
        if text.len() <= LIMIT { text } else { format!("{}…", &text[..text.floor_char_boundary(LIMIT)]) }
    }
}

impl std::fmt::Debug for Scrubber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scrubber({} secrets)", self.secrets.len())
    }
}

/// Addresses lose everything but their scheme: they hold tokens, passwords and files, and people write them too.
fn without_addresses(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        let ends = |c: char| c.is_whitespace() || matches!(c, ')' | '"' | '\'' | '`' | ',' | '>');
        clean.push_str(before);
        clean.push('…');
        rest = &after[after.find(ends).unwrap_or(after.len())..];
    }
    clean.push_str(rest);
    clean
}

/// From the first quote of a kind to its last one, so that quotes within quotes hide nothing.
fn without_quoted(text: &str) -> String {
    let mut text = text.to_owned();
    for (open, close) in QUOTES {
        let Some(from) = text.find(open) else { continue };
        text = emptied(&text, from, open, close);
    }
    match single_quote(&text) {
        Some(from) => emptied(&text, from, '\'', '\''),
        None => text,
    }
}

/// A quote that nothing ends hides the rest.
fn emptied(text: &str, from: usize, open: char, close: char) -> String {
    let inside = from + open.len_utf8();
    let to = text[inside..].rfind(close).map_or(text.len(), |at| inside + at);
    format!("{}…{}", &text[..inside], &text[to..])
}

/// Where a word is quoted: within a word the sign is an apostrophe.
fn single_quote(text: &str) -> Option<usize> {
    let before = |at: usize| text[..at].chars().next_back();
    text.match_indices('\'').map(|(at, _)| at).find(|at| before(*at).is_none_or(|c| !c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::Scrubber;

    #[test]
    fn secrets_go_in_every_form() {
        let scrubber = Scrubber::new(["123:se/same+".to_owned(), "sesame".to_owned(), "abc".to_owned()]);
        assert_eq!(scrubber.clean("bot123:se/same+ is"), "bot[secret] is");
        assert_eq!(scrubber.clean("123%3Ase%2Fsame%2B"), "[secret]");
        assert_eq!(scrubber.clean("open sesame, abc"), "open [secret], abc");
        assert!(!format!("{scrubber:?}").contains("sesame"));
    }

    #[test]
    fn addresses_go() {
        let clean = |text| Scrubber::default().clean(text);
        assert_eq!(
            clean("error sending request for url (https://api.telegram.org/bot1:x/getMe)"),
            "error sending request for url (https://…)"
        );
        assert_eq!(clean("postgres://atelier:word@db:5432/a?b, and tg://more"), "postgres://…, and tg://…");
    }

    #[test]
    fn what_is_quoted_is_not_told() {
        let clean = |text| Scrubber::default().clean(text);
        assert_eq!(
            clean("invalid type: string \"my dog\", expected i64"),
            "invalid type: string \"…\", expected i64"
        );
        assert_eq!(clean("unknown variant `my dog`, expected `a` or `b`"), "unknown variant `…`");
        assert_eq!(clean("near \"he said \"hi\" to me\": syntax error"), "near \"…\": syntax error");
        assert_eq!(clean("URL 'tg://my dog' is invalid"), "URL '…' is invalid");
        assert_eq!(clean("it doesn't answer"), "it doesn't answer");
        assert_eq!(clean("cut off in \"my do"), "cut off in \"…");
        assert_eq!(clean("не понять «моя собака» тут"), "не понять «…» тут");
        assert_eq!(clean(&"a".repeat(600)).len(), 503);
    }
}
