//! What the account's screens wait for.

use serde::{Deserialize, Serialize};

use crate::telegram::{steps::StepPart, visit::Input};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStep {
    /// A city, an offset or a location.
    Clock,
}

impl StepPart for AccountStep {
    const FEATURE: &'static str = "account";

    fn accepts(&self, input: &Input) -> bool {
        matches!(input, Input::Text(_) | Input::Location { .. })
    }
}
