//! What Telegram accepts, as a strict reading of its rules; for tests.
//! It repairs nothing and knows nothing of how a text came to be.

use super::super::text::{Entity, EntityKind, FormattedText};
use super::{clean, link};

/// Checks everything about a text and its entities except its length. An empty text is accepted: it is not sent.
pub(super) fn acceptable(text: &FormattedText) -> Result<(), String> {
    if text.text.is_empty() {
        return if text.entities.is_empty() { Ok(()) } else { Err("entities without text".to_owned()) };
    }
    letters(&text.text)?;
    let units: Vec<u16> = text.text.encode_utf16().collect();
    for entity in &text.entities {
        bounds(entity, &units).map_err(|problem| format!("{problem}: {entity:?}"))?;
    }
    for (index, one) in text.entities.iter().enumerate() {
        for other in &text.entities[index + 1..] {
            pair(one, other).map_err(|problem| format!("{problem}: {one:?} and {other:?}"))?;
        }
    }
    blank_lines(text)
}

fn letters(text: &str) -> Result<(), String> {
    if text.chars().all(clean::invisible) {
        return Err("nothing to see".to_owned());
    }
    if let Some(c) =
        text.chars().find(|c| clean::wanted(*c) != Some(*c) || matches!(c, '\u{fdd0}'..='\u{fdef}'))
    {
        return Err(format!("{c:?} in the text"));
    }
    // Code may begin with the blank that keeps its indent.
    let begins = text.starts_with('\u{a0}') || text.trim_start() == text;
    if begins && text.trim_end() == text { Ok(()) } else { Err("blanks around the text".to_owned()) }
}

fn bounds(entity: &Entity, units: &[u16]) -> Result<(), &'static str> {
    let end = entity.offset + entity.length;
    if entity.length == 0 || end > units.len() {
        return Err("empty or outside");
    }
    let low = |at: usize| units.get(at).is_some_and(|unit| (0xdc00..0xe000).contains(unit));
    if low(entity.offset) || low(end) {
        return Err("splits a surrogate pair");
    }
    let blank = |at: usize| char::from_u32(u32::from(units[at])).is_some_and(char::is_whitespace);
    let pre = matches!(entity.kind, EntityKind::Pre { .. });
    if blank(entity.offset) && !(pre && units[entity.offset] == 0xa0) || blank(end - 1) {
        return Err("begins or ends with a blank");
    }
    match &entity.kind {
        EntityKind::TextLink { url } if link::accepted(url).as_ref() != Some(url) => Err("not a link"),
        EntityKind::Pre { language: Some(language) } if language.is_empty() => Err("empty language"),
        _ => Ok(()),
    }
}

fn pair(one: &Entity, other: &Entity) -> Result<(), &'static str> {
    let (one_end, other_end) = (one.offset + one.length, other.offset + other.length);
    if (one.offset, usize::MAX - one.length) > (other.offset, usize::MAX - other.length) {
        return Err("not in order");
    }
    if one_end <= other.offset {
        return Ok(());
    }
    if other_end > one_end {
        return Err("overlap in part");
    }
    let code = |kind: &EntityKind| matches!(kind, EntityKind::Code | EntityKind::Pre { .. });
    let quote = |kind: &EntityKind| matches!(kind, EntityKind::Blockquote | EntityKind::ExpandableBlockquote);
    if code(&one.kind) || code(&other.kind) {
        return Err("code shares letters");
    }
    if quote(&one.kind) && quote(&other.kind) {
        return Err("quote in a quote");
    }
    let same = std::mem::discriminant(&one.kind) == std::mem::discriminant(&other.kind);
    if same { Err("nested in itself") } else { Ok(()) }
}

/// Two empty lines in a row may stand in code only.
fn blank_lines(text: &FormattedText) -> Result<(), String> {
    let units: Vec<u16> = text.text.encode_utf16().collect();
    let code = |at: usize| {
        let pres = text.entities.iter().filter(|entity| matches!(entity.kind, EntityKind::Pre { .. }));
        pres.into_iter().any(|pre| pre.offset <= at && at < pre.offset + pre.length)
    };
    let newline = u16::try_from(u32::from('\n')).unwrap_or_default();
    let found = units
        .windows(3)
        .enumerate()
        .find(|(at, three)| three.iter().all(|unit| *unit == newline) && !code(*at));
    found.map_or(Ok(()), |(at, _)| Err(format!("two empty lines at {at}")))
}
