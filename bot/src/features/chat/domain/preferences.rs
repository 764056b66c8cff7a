//! How a person wants answers to come.

use serde::{Deserialize, Serialize};

use crate::features::account::Account;

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

    pub fn of(account: &Account) -> Self {
        let streaming = match account.preference(Streaming::PREFERENCE) {
            Some("edit") => Streaming::Edit,
            Some("off") => Streaming::Off,
            _ => Streaming::Draft,
        };
        let model = account.preference(Self::MODEL).filter(|id| !id.is_empty()).map(str::to_owned);
        Self { streaming, model }
    }
}
