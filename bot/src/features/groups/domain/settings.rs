//! What a group has chosen: manner, keyword, how many answers a day. Language and model are the account's and the chat's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::graphemes;

/// Longest manner of a group's own, in graphemes: it stands in every request.
pub const MANNER_LIMIT: usize = 300;
/// Longest keyword, in graphemes.
pub const KEYWORD_LIMIT: usize = 30;
/// Shortest keyword, in graphemes: anything shorter is in every second sentence.
const KEYWORD_LEAST: usize = 3;

/// How answers are to be in a group; own words are kept beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Manner {
    /// As everywhere.
    #[default]
    #[serde(rename = "u")]
    Usual,
    #[serde(rename = "s")]
    Short,
    #[serde(rename = "t")]
    Thorough,
    #[serde(rename = "p")]
    Playful,
}

/// How many answers a group may have in a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DailyLimit(pub u32);

/// The choices of a group, read from the preferences of its account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub keyword: Option<String>,
    pub limit: DailyLimit,
    pub manner: Manner,
    /// The group's own words for how answers are to be; they come before `manner`.
    pub own_manner: Option<String>,
}

/// Why what an admin typed is no manner and no keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordFault {
    TooShort,
    TooLong { length: usize },
}

impl Manner {
    pub const ALL: [Self; 4] = [Self::Usual, Self::Short, Self::Thorough, Self::Playful];

    pub const fn value(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Short => "short",
            Self::Thorough => "thorough",
            Self::Playful => "playful",
        }
    }
}

impl DailyLimit {
    /// No limit is the last.
    pub const ALL: [Self; 4] = [Self(5), Self(20), Self(100), Self(0)];

    /// The number, if there is a limit.
    pub fn get(self) -> Option<u64> {
        (self.0 > 0).then_some(u64::from(self.0))
    }
}

impl Settings {
    pub const KEYWORD: &'static str = "groups.keyword";
    pub const LIMIT: &'static str = "groups.limit";
    /// The chat reads it too: how answers are to be is a matter of what the model is told.
    pub const MANNER: &'static str = "chat.manner";
    /// What stands before a manner in own words.
    pub const OWN: &'static str = "own:";

    /// What is not chosen, or cannot be read, is as it is for everybody.
    pub fn of(kept: &BTreeMap<String, String>) -> Self {
        let value = |name| kept.get(name).map(String::as_str).filter(|value| !value.is_empty());
        let manner = value(Self::MANNER);
        Self {
            keyword: value(Self::KEYWORD).map(str::to_owned),
            limit: value(Self::LIMIT)
                .and_then(|limit| limit.parse().ok())
                .map(DailyLimit)
                .unwrap_or_default(),
            manner: Manner::ALL.into_iter().find(|choice| manner == Some(choice.value())).unwrap_or_default(),
            own_manner: manner.and_then(|manner| manner.strip_prefix(Self::OWN)).map(str::to_owned),
        }
    }
}

/// A keyword as an admin typed it: words in one line.
pub fn given_keyword(text: &str) -> Result<String, WordFault> {
    let word = tidy(text);
    match graphemes(&word) {
        length if length < KEYWORD_LEAST => Err(WordFault::TooShort),
        length if length > KEYWORD_LIMIT => Err(WordFault::TooLong { length }),
        _ => Ok(word),
    }
}

/// A manner as an admin typed it.
pub fn given_manner(text: &str) -> Result<String, WordFault> {
    let words = tidy(text);
    match graphemes(&words) {
        0 => Err(WordFault::TooShort),
        length if length > MANNER_LIMIT => Err(WordFault::TooLong { length }),
        _ => Ok(words),
    }
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_as_for_everybody() {
        let kept = |pairs: &[(&str, &str)]| {
            Settings::of(&pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
        };
        assert_eq!(kept(&[]), Settings::default());
        let odd = [("groups.limit", "many"), ("chat.manner", "loud"), ("groups.keyword", "")];
        assert_eq!(kept(&odd), Settings::default());
        let own = kept(&[("groups.limit", "50"), ("chat.manner", "short"), ("groups.keyword", "atelier")]);
        assert_eq!((own.limit.get(), own.manner), (Some(50), Manner::Short));
        assert_eq!(own.keyword.as_deref(), Some("atelier"));
        let worded = kept(&[("chat.manner", "own:like a pirate")]);
        assert_eq!((worded.manner, worded.own_manner.as_deref()), (Manner::Usual, Some("like a pirate")));
    }

    #[test]
    fn a_keyword_is_neither_a_syllable_nor_a_speech() {
        assert_eq!(given_keyword("  our \n bot "), Ok("our bot".to_owned()));
        assert_eq!(given_keyword("a"), Err(WordFault::TooShort));
        assert_eq!(given_keyword(&"я".repeat(31)), Err(WordFault::TooLong { length: 31 }));
        assert_eq!(given_manner(" \n"), Err(WordFault::TooShort));
        assert_eq!(given_manner(&"я".repeat(301)), Err(WordFault::TooLong { length: 301 }));
    }
}
