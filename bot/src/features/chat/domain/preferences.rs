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
    /// Rich messages, where an answer gains from them. Older apps show nothing of those but a wish to be updated.
    pub rich: bool,
    /// The model of new conversations; `None` is "auto".
    pub model: Option<String>,
    pub manner: Manner,
}

/// How answers are to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    #[default]
    Usual,
    Short,
    Thorough,
    Playful,
    /// In their own words.
    Own(String),
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

impl Manner {
    /// What stands before own words.
    const OWN: &'static str = "own:";

    fn of(value: &str) -> Self {
        match value {
            "short" => Self::Short,
            "thorough" => Self::Thorough,
            "playful" => Self::Playful,
            other => other.strip_prefix(Self::OWN).map_or(Self::Usual, |words| Self::Own(words.to_owned())),
        }
    }
}

impl Preferences {
    pub const MODEL: &'static str = "chat.model";
    pub const MANNER: &'static str = "chat.manner";
    pub const RICH: &'static str = "chat.rich";
    /// What stands under [`Preferences::RICH`] where they are not wanted; anything else means that they are.
    pub const PLAIN: &'static str = "off";

    /// Reads what a person has kept; what cannot be read is as it is for everybody.
    pub fn of(kept: &BTreeMap<String, String>) -> Self {
        let value = |name| kept.get(name).map(String::as_str);
        let streaming = value(Streaming::PREFERENCE)
            .and_then(|value| Streaming::ALL.into_iter().find(|streaming| streaming.value() == value));
        let model = value(Self::MODEL).filter(|id| !id.is_empty()).map(str::to_owned);
        let manner = value(Self::MANNER).map(Manner::of).unwrap_or_default();
        let rich = value(Self::RICH) != Some(Self::PLAIN);
        Self { streaming: streaming.unwrap_or_default(), rich, model, manner }
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
        let usual =
            Preferences { streaming: Streaming::Draft, rich: true, model: None, manner: Manner::Usual };
        assert_eq!(kept(&[]), usual);
        assert_eq!(kept(&[("chat.streaming", "loud"), ("chat.model", "")]), kept(&[]));
        let own = kept(&[("chat.streaming", "off"), ("chat.rich", "off"), ("chat.model", "qwen")]);
        let wanted = Preferences {
            streaming: Streaming::Off,
            rich: false,
            model: Some("qwen".to_owned()),
            manner: Manner::Usual,
        };
        assert_eq!(own, wanted);
        assert_eq!(kept(&[("chat.manner", "own:be brief")]).manner, Manner::Own("be brief".to_owned()));
        assert_eq!(kept(&[("chat.manner", "loud")]).manner, Manner::Usual);
    }
}
