//! How a person wants answers to come.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How an answer appears while it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Streaming {
    /// Telegram's own draft, with its own Stop.
    #[default]
    #[serde(rename = "d")]
    Draft,
    /// A message that grows.
    #[serde(rename = "e")]
    Edit,
    /// Whole, when it is finished.
    #[serde(rename = "o")]
    Off,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    pub streaming: Streaming,
    /// The model of new conversations; `None` is "auto".
    pub model: Option<String>,
}

impl Streaming {
    pub const PREFERENCE: &'static str = "chat.streaming";
    pub const ALL: [Self; 3] = [Self::Draft, Self::Edit, Self::Off];

    pub const fn value(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Edit => "edit",
            Self::Off => "off",
        }
    }
}

impl Preferences {
    pub const MODEL: &'static str = "chat.model";

    /// Reads what a person has kept; what cannot be read is as it is for everybody.
    pub fn of(kept: &BTreeMap<String, String>) -> Self {
        let value = |name| kept.get(name).map(String::as_str);
        let streaming = value(Streaming::PREFERENCE)
            .and_then(|value| Streaming::ALL.into_iter().find(|streaming| streaming.value() == value));
        let model = value(Self::MODEL).filter(|id| !id.is_empty()).map(str::to_owned);
        Self { streaming: streaming.unwrap_or_default(), model }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_as_for_everybody() {
        let kept = |pairs: &[(&str, &str)]| {
            Preferences::of(&pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
        };
        assert_eq!(kept(&[]), Preferences { streaming: Streaming::Draft, model: None });
        assert_eq!(kept(&[("chat.streaming", "loud"), ("chat.model", "")]), kept(&[]));
        let own = kept(&[("chat.streaming", "off"), ("chat.model", "qwen")]);
        assert_eq!(own, Preferences { streaming: Streaming::Off, model: Some("qwen".to_owned()) });
    }
}
