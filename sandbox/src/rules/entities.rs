//! Entities of a text: which stretches there may be and how they may lie over each other.
//! Refuses what the real server would bend silently, so that nobody relies on the bending.

use serde_json::Value;

use super::markup::is_address;
use super::text::utf16_len;
use crate::refusal::Refusal;

const MOST: usize = 100;
const KINDS: [&str; 20] = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "date_time",
];

#[derive(Debug, Clone, Copy)]
struct Span<'a> {
    kind: &'a str,
    start: usize,
    end: usize,
}

/// Checks entities as they were given, before the text is trimmed.
pub fn check(text: &str, entities: &[Value]) -> Result<(), Refusal> {
    let boundaries = boundaries(text);
    let spans: Vec<Span<'_>> =
        entities.iter().map(|entity| read(entity, &boundaries)).collect::<Result<_, _>>()?;
    for (index, one) in spans.iter().enumerate() {
        for other in &spans[index + 1..] {
            check_pair(*one, *other)?;
        }
    }
    Ok(())
}

/// For each UTF-16 position whether a character begins there, and the end.
fn boundaries(text: &str) -> Vec<bool> {
    let mut marks = Vec::with_capacity(text.len() + 1);
    for letter in text.chars() {
        marks.push(true);
        marks.resize(marks.len() + letter.len_utf16() - 1, false);
    }
    marks.push(true);
    marks
}

fn read<'a>(entity: &'a Value, boundaries: &[bool]) -> Result<Span<'a>, Refusal> {
    let kind = entity["type"].as_str().unwrap_or_default();
    if !KINDS.contains(&kind) {
        return Err(refuse(format_args!("unsupported entity type \"{kind}\"")));
    }
    let (offset, length) = position(entity).ok_or_else(|| refuse("ENTITY_BOUNDS_INVALID"))?;
    let end = offset.saturating_add(length);
    match (boundaries.get(offset), boundaries.get(end)) {
        (Some(true), Some(true)) if length > 0 => {}
        (Some(_), Some(_)) if length > 0 => {
            return Err(refuse(format_args!("entity at UTF-16 offset {offset} splits a UTF-16 symbol")));
        }
        _ => return Err(refuse(format_args!("ENTITY_BOUNDS_INVALID at offset {offset}, length {length}"))),
    }
    check_extras(kind, entity)?;
    Ok(Span { kind, start: offset, end })
}

fn check_extras(kind: &str, entity: &Value) -> Result<(), Refusal> {
    let wanted = match kind {
        "text_link" => "url",
        "text_mention" => "user",
        "custom_emoji" => "custom_emoji_id",
        "date_time" => "unix_time",
        _ => return Ok(()),
    };
    if entity.get(wanted).is_some() {
        return Ok(());
    }
    Err(refuse(format_args!("{kind} entity has no {wanted}")))
}

fn check_pair(one: Span<'_>, other: Span<'_>) -> Result<(), Refusal> {
    if one.end <= other.start || other.end <= one.start {
        return Ok(());
    }
    let inside = |inner: Span<'_>, outer: Span<'_>| inner.start >= outer.start && inner.end <= outer.end;
    if !inside(one, other) && !inside(other, one) {
        return Err(refuse(format_args!("entities at offsets {} and {} overlap", one.start, other.start)));
    }
    if may_nest(one, other) || may_nest(other, one) {
        return Ok(());
    }
    Err(refuse(format_args!("{} and {} can't be nested", one.kind, other.kind)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Bold and the like: may lie in anything and over anything except code.
    Style,
    Quote,
    /// Links, mentions and the like, and code, which takes no style.
    Whole,
    Code,
}

fn class(kind: &str) -> Class {
    match kind {
        "bold" | "italic" | "underline" | "strikethrough" | "spoiler" => Class::Style,
        "blockquote" | "expandable_blockquote" => Class::Quote,
        "code" | "pre" => Class::Code,
        _ => Class::Whole,
    }
}

/// Whether the inner one may lie in the outer one.
fn may_nest(inner: Span<'_>, outer: Span<'_>) -> bool {
    inner.start >= outer.start
        && inner.end <= outer.end
        && match (class(inner.kind), class(outer.kind)) {
            (Class::Style, Class::Style) => inner.kind != outer.kind,
            (Class::Style, outer) => outer != Class::Code,
            (Class::Quote, outer) => outer == Class::Style,
            (Class::Whole, outer) => matches!(outer, Class::Style | Class::Quote),
            (Class::Code, outer) => outer == Class::Quote,
        }
}

fn refuse(what: impl std::fmt::Display) -> Refusal {
    Refusal::rule(format_args!("can't parse entities: {what}"))
}

/// Offset and length of an entity, if both are natural numbers.
pub fn position(entity: &Value) -> Option<(usize, usize)> {
    let natural = |key: &str| entity[key].as_u64().and_then(|n| usize::try_from(n).ok());
    Some((natural("offset")?, natural("length")?))
}

/// Trims blanks as the server does: at the end all of them, at the start up to the first entity.
pub fn trim(text: &str, entities: &[Value]) -> (String, Vec<Value>) {
    let first = entities.iter().filter_map(position).map(|(offset, _)| offset).min().unwrap_or(usize::MAX);
    let blanks =
        text.chars().take_while(|c| c.is_whitespace()).map(char::len_utf16).sum::<usize>().min(first);
    let trimmed: String = String::from_utf16_lossy(&text.encode_utf16().skip(blanks).collect::<Vec<_>>());
    let text = trimmed.trim_end().to_owned();
    let end = utf16_len(&text);
    let kept = entities.iter().filter(|entity| leads_somewhere(entity)).take(MOST);
    let kept = kept.filter_map(|entity| shift(entity, blanks, end)).collect();
    (text, kept)
}

/// The server silently drops links that are none, and everything beyond its limit.
fn leads_somewhere(entity: &Value) -> bool {
    let link = entity.get("url").and_then(Value::as_str);
    entity["type"] != "text_link"
        || link.is_some_and(|link| is_address(link, &["http", "https", "tg", "ton"]))
}

fn shift(entity: &Value, by: usize, end: usize) -> Option<Value> {
    let (offset, length) = position(entity)?;
    let start = offset.checked_sub(by)?;
    let length = (start + length).min(end).checked_sub(start).filter(|length| *length > 0)?;
    let mut moved = entity.clone();
    moved["offset"] = start.into();
    moved["length"] = length.into();
    Some(moved)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn entity(kind: &str, offset: usize, length: usize) -> Value {
        json!({ "type": kind, "offset": offset, "length": length })
    }

    #[test]
    fn refuses_what_lies_outside_or_splits_a_pair() {
        assert!(check("a😀b", &[entity("bold", 1, 2)]).is_ok());
        assert!(check("a😀b", &[entity("bold", 2, 1)]).unwrap_err().description.contains("UTF-16 symbol"));
        assert!(check("ab", &[entity("bold", 1, 2)]).unwrap_err().description.contains("BOUNDS"));
        assert!(check("ab", &[entity("bold", 1, 0)]).is_err());
        assert!(check("ab", &[json!({ "type": "bold", "offset": -1, "length": 1 })]).is_err());
    }

    #[test]
    fn knows_which_may_lie_in_which() {
        let pair = |a: Value, b: Value| check("abcdefgh", &[a, b]);
        assert!(pair(entity("bold", 0, 6), entity("italic", 2, 2)).is_ok());
        assert!(pair(entity("bold", 0, 4), entity("italic", 2, 4)).is_err());
        assert!(pair(entity("pre", 0, 4), entity("bold", 0, 4)).is_err());
        assert!(pair(entity("blockquote", 0, 8), entity("expandable_blockquote", 0, 2)).is_err());
        assert!(pair(entity("bold", 0, 3), entity("bold", 3, 3)).is_ok());
        assert!(pair(entity("blockquote", 0, 8), entity("pre", 2, 4)).is_ok());
        assert!(pair(entity("pre", 0, 8), entity("blockquote", 2, 4)).is_err());
        assert!(pair(entity("mention", 0, 8), entity("code", 2, 4)).is_err());
    }

    #[test]
    fn drops_links_that_lead_nowhere() {
        let link = |url: &str| json!({ "type": "text_link", "offset": 0, "length": 2, "url": url });
        let (_, kept) = trim("hi", &[link("https://example.org"), link("#top"), link("example.org/a")]);
        assert_eq!(kept, [link("https://example.org"), link("example.org/a")]);
    }

    #[test]
    fn trims_and_moves_entities_along() {
        let (text, entities) = trim("  hi there  ", &[entity("bold", 2, 10)]);
        assert_eq!(text, "hi there");
        assert_eq!(entities, [entity("bold", 0, 8)]);
    }

    proptest! {
        #[test]
        fn what_is_kept_always_lies_inside(text in "[ a😀\n]{0,20}", offset in 0usize..25, length in 0usize..25) {
            let given = [entity("bold", offset, length)];
            if check(&text, &given).is_ok() {
                let (text, kept) = trim(&text, &given);
                prop_assert!(check(&text, &kept).is_ok());
            }
        }
    }
}
