//! Entities that everyone can see in plain text: commands, mentions, hashtags, addresses.
//! Finds the plain cases by words; it is no full URL grammar and knows no phone numbers.

use serde_json::{Value, json};

use super::entities::position;
use super::text::utf16_len;

/// Adds what can be seen in the text and does not touch what is given; sorts by position.
pub fn complete(text: &str, entities: &mut Vec<Value>) {
    let taken: Vec<(usize, usize, String)> = entities
        .iter()
        .filter_map(|entity| {
            let (offset, length) = position(entity)?;
            Some((offset, offset + length, entity["type"].as_str().unwrap_or_default().to_owned()))
        })
        .collect();
    for found in find(text) {
        let Some((offset, length)) = position(&found) else { continue };
        if taken.iter().all(|(start, end, kind)| may_join(*start, *end, kind, offset, offset + length)) {
            entities.push(found);
        }
    }
    entities.sort_by_key(|entity| {
        let (offset, length) = position(entity).unwrap_or_default();
        (offset, usize::MAX - length)
    });
}

/// A found entity may lie wholly inside plain formatting, and nowhere else over something given.
fn may_join(start: usize, end: usize, kind: &str, found_start: usize, found_end: usize) -> bool {
    if end <= found_start || found_end <= start {
        return true;
    }
    let formatting =
        ["bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote"];
    formatting.contains(&kind) && start <= found_start && found_end <= end
}

/// All visible entities of a text, in order.
pub fn find(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut offset = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        find_in_word(word.trim_end(), offset, &mut found);
        offset += utf16_len(word);
    }
    found
}

fn find_in_word(word: &str, offset: usize, found: &mut Vec<Value>) {
    let core = word.trim_start_matches(['(', '[', '{', '"', '\'', '«', '„', '“', '<', ',', ';']);
    let start = offset + utf16_len(&word[..word.len() - core.len()]);
    let core = core
        .trim_end_matches(['.', ',', '!', '?', ';', ':', ')', ']', '}', '"', '\'', '»', '“', '”', '>', '…']);
    let recognised = command(core)
        .map(|length| ("bot_command", length))
        .or_else(|| mention(core).map(|length| ("mention", length)))
        .or_else(|| hashtag(core).map(|length| ("hashtag", length)))
        .or_else(|| cashtag(core).map(|length| ("cashtag", length)))
        .or_else(|| email(core).map(|length| ("email", length)))
        .or_else(|| url(core).map(|length| ("url", length)));
    if let Some((kind, bytes)) = recognised {
        found.push(json!({ "type": kind, "offset": start, "length": utf16_len(&core[..bytes]) }));
    }
}

fn name_len(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len())
}

fn command(word: &str) -> Option<usize> {
    let name = word.strip_prefix('/')?;
    let length = name_len(name);
    if !(1..=64).contains(&length) {
        return None;
    }
    let rest = &name[length..];
    if let Some(bot) = rest.strip_prefix('@') {
        let bot_length = name_len(bot);
        return (bot_length >= 3).then_some(1 + length + 1 + bot_length);
    }
    (!rest.starts_with(['/', '.'])).then_some(1 + length)
}

fn mention(word: &str) -> Option<usize> {
    let length = name_len(word.strip_prefix('@')?);
    (3..=32).contains(&length).then_some(1 + length)
}

fn hashtag(word: &str) -> Option<usize> {
    let tag = word.strip_prefix('#')?;
    let length = tag.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(tag.len());
    let has_letter = tag[..length].chars().any(|c| !c.is_numeric());
    (length > 0 && has_letter).then_some(1 + length)
}

fn cashtag(word: &str) -> Option<usize> {
    let tag = word.strip_prefix('$')?;
    ((1..=8).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_uppercase())).then_some(word.len())
}

fn email(word: &str) -> Option<usize> {
    let (user, host) = word.split_once('@')?;
    let user_fits = !user.is_empty() && user.chars().all(|c| c.is_ascii_alphanumeric() || "._+-".contains(c));
    (user_fits && is_host(host)).then_some(word.len())
}

fn url(word: &str) -> Option<usize> {
    let lower = word.to_ascii_lowercase();
    let scheme = ["https://", "http://", "tg://"].iter().find(|scheme| lower.starts_with(**scheme));
    let rest = &word[scheme.map_or(0, |scheme| scheme.len())..];
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let bare = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let known = scheme.is_some() || TOP.iter().any(|top| bare.to_ascii_lowercase().ends_with(top));
    (known && (is_host(bare) || scheme == Some(&"tg://"))).then_some(word.len())
}

/// Endings that make a word without a scheme an address.
const TOP: [&str; 14] =
    [".com", ".org", ".net", ".io", ".me", ".dev", ".app", ".ru", ".рф", ".de", ".uk", ".eu", ".info", ".ai"];

fn is_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|label| {
            !label.is_empty()
                && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
                && !label.starts_with('-')
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::entities;

    fn kinds(text: &str) -> Vec<(String, usize, usize)> {
        find(text)
            .iter()
            .filter_map(|e| {
                position(e).map(|(o, l)| (e["type"].as_str().unwrap_or_default().to_owned(), o, l))
            })
            .collect()
    }

    fn is(kind: &str, offset: usize, length: usize) -> (String, usize, usize) {
        (kind.to_owned(), offset, length)
    }

    #[test]
    fn finds_what_a_person_sees() {
        assert_eq!(kinds("/start abc"), [is("bot_command", 0, 6)]);
        assert_eq!(kinds("😀 /help@atelier_bot!"), [is("bot_command", 3, 17)]);
        assert_eq!(kinds("see https://example.org/a?b=1."), [is("url", 4, 25)]);
        assert_eq!(kinds("(example.com) and @ann_b"), [is("url", 1, 11), is("mention", 18, 6)]);
        assert_eq!(kinds("#кот ann@example.org"), [is("hashtag", 0, 4), is("email", 5, 15)]);
    }

    #[test]
    fn leaves_paths_numbers_and_sentences_alone() {
        assert_eq!(kinds("/usr/bin/env 1/2 #1 end.Next a@b $5 v1.2"), []);
    }

    #[test]
    fn keeps_out_of_code() {
        let mut given = vec![json!({ "type": "code", "offset": 0, "length": 11 })];
        complete("example.com", &mut given);
        assert_eq!(given.len(), 1);
    }

    proptest! {
        #[test]
        fn finds_only_valid_entities(text in "[/@#$a-z0-9😀. \n:ё]{0,40}") {
            prop_assert!(entities::check(&text, &find(&text)).is_ok());
        }
    }
}
