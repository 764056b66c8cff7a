//! What is written down of each act.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Act, Role};
use crate::domain::AccountId;

/// What is about to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    pub act: Act,
    pub on: Option<AccountId>,
    pub details: Details,
}

/// What an act was in particular. Never the words of a message.
///
/// They lie in rows for years: fields and variants are only added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Details {
    #[default]
    None,
    Role(Role),
    Ban {
        until: Option<DateTime<Utc>>,
        reason: String,
    },
}

/// An act that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub at: DateTime<Utc>,
    /// `None`: erased since.
    pub by: Option<AccountId>,
    pub role: Option<Role>,
    /// `None`: of a later version.
    pub act: Option<Act>,
    pub on: Option<AccountId>,
    pub details: Details,
}

/// Which acts are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Filter {
    #[default]
    #[serde(rename = "a")]
    All,
    /// Done by this person.
    #[serde(rename = "b")]
    By(AccountId),
    /// Done to this person.
    #[serde(rename = "o")]
    On(AccountId),
    #[serde(rename = "k")]
    Act(Act),
}

/// Some of the acts, newest first, with the names of those in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    pub entries: Vec<Entry>,
    pub names: Vec<(AccountId, String)>,
    pub filter: Filter,
    /// Newer ones were left out before these.
    pub turned: bool,
    /// There are older ones below this number.
    pub older: Option<i64>,
}

impl Deed {
    pub const fn on(act: Act, person: AccountId) -> Self {
        Self { act, on: Some(person), details: Details::None }
    }

    pub fn with(self, details: Details) -> Self {
        Self { details, ..self }
    }
}

impl Trail {
    pub fn name_of(&self, person: AccountId) -> Option<&str> {
        self.names.iter().find(|(id, _)| *id == person).map(|(_, name)| name.as_str())
    }
}
