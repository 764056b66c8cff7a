//! Buttons of the home screens.

use serde::{Deserialize, Serialize};

use crate::telegram::tap::Tap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum HomeTap {
    #[serde(rename = "h")]
    OpenHome,
    #[serde(rename = "s")]
    OpenSettings,
    #[serde(rename = "?")]
    OpenHelp,
    #[serde(rename = "t")]
    OpenTopic { topic: Topic },
    /// Gives a file to a room; `receiver` is the room's word.
    #[serde(rename = "r")]
    Give { received: i64, receiver: String },
    #[serde(rename = "a")]
    ToggleAlways { received: i64 },
    #[serde(rename = "x")]
    Leave { received: i64 },
}

/// What help tells about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Topic {
    #[serde(rename = "t")]
    Talk,
    #[serde(rename = "f")]
    Files,
    #[serde(rename = "m")]
    Models,
    #[serde(rename = "c")]
    Commands,
}

impl Tap for HomeTap {
    const PREFIX: &'static str = "ho";
}
