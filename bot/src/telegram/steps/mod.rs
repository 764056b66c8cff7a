//! What a person is in the middle of: a step exists only while a message is waited for.
//! The row is the truth, the state beside it makes reading cheap; which steps there are is not known here.

mod forgetting;
mod storage;
mod store;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use storage::{StepStorage, Steps};
use store::StepStore;

use super::visit::Input;
use crate::domain::{AccountId, BotId, Peer};

/// Whose step: one for each person in each topic of each chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StepKey {
    pub bot: BotId,
    pub peer: Peer,
    pub person: AccountId,
}

impl StepKey {
    /// The key under which the state holds it.
    pub fn text(&self) -> String {
        let thread = self.peer.thread.map_or(0, |thread| thread.0);
        format!("step:{}:{}:{thread}:{}", self.bot, self.peer.chat, self.person)
    }
}

/// A feature's part of the step: an enum with one variant for each thing it waits for.
pub trait StepPart: Serialize + DeserializeOwned {
    /// The feature's name.
    const FEATURE: &'static str;
    /// Raised when an old form can no longer be read.
    const VERSION: u16 = 1;

    /// Whether this is a message of the kind that is waited for; others go on as if nothing were.
    fn accepts(&self, input: &Input) -> bool {
        matches!(input, Input::Text(_))
    }
}

/// A step as it is kept: which feature waits, and for what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepRecord {
    #[serde(rename = "f")]
    pub feature: String,
    #[serde(rename = "v")]
    pub version: u16,
    #[serde(rename = "s")]
    pub state: Value,
}

impl StepRecord {
    pub fn of<S: StepPart>(part: &S) -> Self {
        Self {
            feature: S::FEATURE.to_owned(),
            version: S::VERSION,
            // A step is plain data; what cannot be written is read back as the lobby.
            state: serde_json::to_value(part).unwrap_or_default(),
        }
    }

    /// The feature's part, if it is this feature's and can be read.
    pub fn part<S: StepPart>(&self) -> Option<S> {
        if self.feature != S::FEATURE || self.version != S::VERSION {
            return None;
        }
        serde_json::from_value(self.state.clone()).ok()
    }
}
