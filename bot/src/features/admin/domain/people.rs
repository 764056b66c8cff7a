//! What may be said about people and to them, and for how long somebody may be shut out.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Bytes of what was looked for that a button can carry beside the rest.
const QUERY_LIMIT: usize = 40;
/// The longest message from the desk, in UTF-16 code units: with its heading it fits into one of Telegram's.
pub const MESSAGE_LIMIT: usize = 3_500;
/// The longest reason of a ban, in graphemes.
pub const REASON_LIMIT: usize = 300;

/// For how long somebody is shut out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Term {
    #[serde(rename = "d")]
    Day,
    #[serde(rename = "w")]
    Week,
    #[serde(rename = "m")]
    Month,
    #[serde(rename = "e")]
    Ever,
}

impl Term {
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Ever];

    /// `None`: for ever.
    pub const fn days(self) -> Option<u32> {
        match self {
            Self::Day => Some(1),
            Self::Week => Some(7),
            Self::Month => Some(30),
            Self::Ever => None,
        }
    }

    pub fn end(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.days().map(|days| now + TimeDelta::days(i64::from(days)))
    }
}

/// A text cut to what a button can carry, between signs.
pub fn fitting(text: &str) -> String {
    let mut kept = String::new();
    for sign in text.trim().chars() {
        // Separators of callback data take two bytes (`telegram::tap`).
        let taken: usize = kept.chars().map(written).sum();
        if taken + written(sign) > QUERY_LIMIT {
            break;
        }
        kept.push(sign);
    }
    kept.trim_end().to_owned()
}

const fn written(sign: char) -> usize {
    if matches!(sign, '~' | ':' | '.' | ',') { 2 } else { sign.len_utf8() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_is_cut_between_signs() {
        assert_eq!(fitting("  Ann Berg "), "Ann Berg");
        assert_eq!(fitting(&"й".repeat(30)), "й".repeat(20));
        assert_eq!(fitting(&".".repeat(50)), ".".repeat(20));
    }

    #[test]
    fn a_term_ends_or_does_not() {
        let now = DateTime::UNIX_EPOCH;
        assert_eq!(Term::Week.end(now), Some(now + TimeDelta::days(7)));
        assert_eq!(Term::Ever.end(now), None);
    }
}
