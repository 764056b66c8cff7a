//! Escapes in raw JSON that parse nowhere or that Postgres refuses: halves of surrogate pairs, and NUL.
//! It touches nothing else: text without them comes back as it was.

use std::borrow::Cow;

/// What stands for half a character.
const REPLACEMENT: &str = "\\ufffd";

/// Replaces lone surrogates by U+FFFD and leaves out NUL, so that the text parses and can be stored.
pub(super) fn repair(raw: &str) -> Cow<'_, str> {
    let mut repaired = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(found) = raw.get(at..).and_then(|rest| rest.find('\\')) {
        let escape = at + found;
        let (length, replacement) = judge(raw, escape);
        if let Some(replacement) = replacement {
            repaired.push_str(raw.get(kept..escape).unwrap_or_default());
            repaired.push_str(replacement);
            kept = escape + length;
        }
        at = escape + length;
    }
    if kept == 0 {
        return Cow::Borrowed(raw);
    }
    repaired.push_str(raw.get(kept..).unwrap_or_default());
    Cow::Owned(repaired)
}

/// How long the escape is in bytes, and what to write in its place if it cannot stay.
fn judge(raw: &str, escape: usize) -> (usize, Option<&'static str>) {
    match unit(raw, escape) {
        Some(0) => (6, Some("")),
        Some(0xD800..=0xDBFF) => match unit(raw, escape + 6) {
            Some(0xDC00..=0xDFFF) => (12, None),
            _ => (6, Some(REPLACEMENT)),
        },
        Some(0xDC00..=0xDFFF) => (6, Some(REPLACEMENT)),
        Some(_) => (6, None),
        // Another escape: the backslash and the character after it, whatever its width.
        None => {
            let after = raw.get(escape + 1..).and_then(|rest| rest.chars().next());
            (1 + after.map_or(0, char::len_utf8), None)
        }
    }
}

/// The UTF-16 unit of a `\uXXXX` that begins here.
fn unit(raw: &str, at: usize) -> Option<u16> {
    let digits = raw.get(at..)?.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::repair;

    #[test]
    fn what_parses_stays_as_it_is() {
        for raw in
            [r#"{"a":"\ud83d\ude00 ж \\u0000 \\\\ud800 \" \n"}"#, r#""\u0001""#, "", "\\", "\\u12", "\\ж"]
        {
            assert!(matches!(repair(raw), Cow::Borrowed(same) if same == raw), "{raw}");
        }
    }

    #[test]
    fn halves_are_replaced_and_nul_is_left_out() {
        let cases = [
            (r#""a\ud83dz""#, r#""a\ufffdz""#),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""x\u0000\u0000y""#, r#""xy""#),
            (r#""\\\u0000""#, r#""\\""#),
        ];
        for (raw, repaired) in cases {
            assert_eq!(repair(raw), repaired, "{raw}");
        }
    }

    proptest! {
        #[test]
        fn any_escape_parses_afterwards(units in prop::collection::vec(any::<u16>(), 0..40)) {
            let escapes: Vec<_> = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let raw = format!("\"{}\"", escapes.concat());
            let text: String = serde_json::from_str(&repair(&raw)).unwrap();
            prop_assert!(!text.contains('\0'));
        }

        #[test]
        fn any_text_survives(raw in "[\\\\ud8Dc0a\"ж]{0,60}") {
            repair(&raw);
        }
    }
}
