//! What the desk's screens wait for.

use serde::{Deserialize, Serialize};

use super::domain::{Act, Term};
use crate::{
    domain::AccountId,
    telegram::{steps::StepPart, visit::Input},
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdminStep {
    /// Whom to look for; or a message of theirs, forwarded.
    People,
    /// The number of a page of those who were found.
    PeoplePage { query: String },
    /// Whom to appoint.
    Staff,
    /// The words of a message to somebody.
    Message { person: AccountId },
    /// Why somebody is shut out.
    Reason { person: AccountId, term: Term },
}

impl AdminStep {
    /// What is done when it comes.
    pub const fn act(&self) -> Act {
        match self {
            Self::People | Self::PeoplePage { .. } => Act::Find,
            Self::Staff => Act::Staff,
            Self::Message { .. } => Act::Message,
            Self::Reason { .. } => Act::Ban,
        }
    }
}

impl StepPart for AdminStep {
    const FEATURE: &'static str = "admin";

    fn accepts(&self, input: &Input) -> bool {
        match self {
            Self::People | Self::Staff => matches!(input, Input::Text(_) | Input::File { .. }),
            _ => matches!(input, Input::Text(_)),
        }
    }
}
