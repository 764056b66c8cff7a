//! How the program is, as the desk shows it. What is not known is left out.

use std::time::Duration;

/// What the desk is told about the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vitals {
    pub version: &'static str,
    /// What is not as it should be.
    pub notes: Vec<Note>,
    /// Updates that are not answered yet, and since when the oldest waits.
    pub updates: u64,
    pub oldest: Option<Duration>,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// By the word that `/ready` has for it.
    Trouble(String),
    /// A provider is left alone for a while after failures.
    Resting { provider: String, model: String },
}

/// How much work there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Updates and jobs whose turn it is, or is not far.
    pub waiting: u64,
    pub oldest: Option<Duration>,
    /// Dead letters.
    pub dead: u64,
}

/// The desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskView {
    pub vitals: Vitals,
    pub work: Work,
    /// People of today: active, new.
    pub active: u64,
    pub new: u64,
}
