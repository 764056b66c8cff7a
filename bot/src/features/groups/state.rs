//! What a group's screens wait for.

use serde::{Deserialize, Serialize};

use crate::telegram::steps::StepPart;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupsStep {
    /// How answers are to be, in the admin's words.
    Manner,
    /// The word by which the bot is called.
    Keyword,
}

impl StepPart for GroupsStep {
    const FEATURE: &'static str = "groups";
}
