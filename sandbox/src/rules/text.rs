//! Text as the server keeps it: trimmed, measured in UTF-16, its entities checked and completed.
//! Refuses markup languages: this server wants entities, and says so in the real server's words.

use serde_json::{Value, json};

use super::{detect, entities};
use crate::refusal::Refusal;

pub const MESSAGE_LIMIT: usize = 4096;
pub const CAPTION_LIMIT: usize = 1024;

/// Text with its entities, as it stands in a message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Formatted {
    pub text: String,
    pub entities: Vec<Value>,
}

pub fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Checks and completes text: entities given are kept, the ones everyone can see are found.
pub fn format(text: &str, given: &[Value], parse_mode: Option<&str>) -> Result<Formatted, Refusal> {
    if parse_mode.is_some_and(|mode| !mode.is_empty()) {
        return Err(Refusal::rule("can't parse entities: the sandbox takes entities, not parse_mode"));
    }
    let text = text.replace('\r', "");
    entities::check(&text, given)?;
    let (text, mut entities) = entities::trim(&text, given);
    detect::complete(&text, &mut entities);
    Ok(Formatted { text, entities })
}

/// A message's text: something to see, and not too much of it.
pub fn message(text: &str, given: &[Value], parse_mode: Option<&str>) -> Result<Formatted, Refusal> {
    let formatted = format(text, given, parse_mode)?;
    if formatted.text.is_empty() {
        return Err(Refusal::rule("message text is empty"));
    }
    if utf16_len(&formatted.text) > MESSAGE_LIMIT {
        return Err(Refusal::rule("message is too long"));
    }
    Ok(formatted)
}

/// A caption: may be empty, and is shorter.
pub fn caption(text: &str, given: &[Value], parse_mode: Option<&str>) -> Result<Formatted, Refusal> {
    let formatted = format(text, given, parse_mode)?;
    if utf16_len(&formatted.text) > CAPTION_LIMIT {
        return Err(Refusal::rule("message caption is too long"));
    }
    Ok(formatted)
}

/// Cuts what a person typed into messages as Telegram's apps do: at a line or a word, near the limit.
pub fn split(text: &str, limit: usize) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while utf16_len(rest) > limit {
        let hard = byte_at_utf16(rest, limit);
        let head = &rest[..hard];
        let floor = byte_at_utf16(rest, limit / 2);
        let soft =
            head.rfind('\n').filter(|at| *at > floor).or_else(|| head.rfind(' ').filter(|at| *at > floor));
        let (part, tail) = rest.split_at(soft.unwrap_or(hard));
        parts.push(part.trim_end().to_owned());
        rest = tail.trim_start();
    }
    if !rest.is_empty() {
        parts.push(rest.to_owned());
    }
    parts
}

/// The byte where the given UTF-16 position falls, rounded down to a character.
fn byte_at_utf16(text: &str, position: usize) -> usize {
    let mut units = 0;
    for (byte, letter) in text.char_indices() {
        units += letter.len_utf16();
        if units > position {
            return byte;
        }
    }
    text.len()
}

impl Formatted {
    /// Writes itself into a message under the given names, leaving out what is empty.
    pub fn write(&self, message: &mut serde_json::Map<String, Value>, text: &str, entities: &str) {
        message.remove(text);
        message.remove(entities);
        if !self.text.is_empty() {
            message.insert(text.to_owned(), json!(self.text));
        }
        if !self.entities.is_empty() {
            message.insert(entities.to_owned(), json!(self.entities));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn measures_in_utf16_after_trimming() {
        assert_eq!(
            message("   \n", &[], None).unwrap_err().description,
            "Bad Request: message text is empty"
        );
        let emoji = "😀".repeat(2048);
        assert!(message(&format!("{emoji}  "), &[], None).is_ok());
        assert_eq!(
            message(&format!("{emoji}!"), &[], None).unwrap_err().description,
            "Bad Request: message is too long"
        );
    }

    #[test]
    fn refuses_markup_languages() {
        assert!(
            message("<b>x</b>", &[], Some("HTML")).unwrap_err().description.contains("can't parse entities")
        );
    }

    #[test]
    fn cuts_at_a_line_when_there_is_one() {
        let text = format!("{}\n{}", "a".repeat(3000), "b".repeat(3000));
        assert_eq!(split(&text, MESSAGE_LIMIT), ["a".repeat(3000), "b".repeat(3000)]);
    }

    proptest! {
        #[test]
        fn parts_fit_and_lose_only_blanks(text in "[a-z😀ё \n]{0,300}", limit in 4usize..40) {
            let parts = split(&text, limit);
            prop_assert!(parts.iter().all(|part| utf16_len(part) <= limit && !part.is_empty()));
            let squeeze = |s: &str| s.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&parts.concat()), squeeze(&text));
        }
    }
}
