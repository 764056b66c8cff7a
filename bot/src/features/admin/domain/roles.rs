//! Who may do what at the desk.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::AccountId;

/// What somebody is at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// May do everything. Owners by configuration cannot be dismissed.
    #[serde(rename = "o")]
    Owner,
    /// May do everything but appoint and dismiss.
    #[serde(rename = "m")]
    Manager,
    /// Looks people up and writes to them.
    #[serde(rename = "s")]
    Support,
}

/// Something that is done at the desk. Looking is an act too; what changes something is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The desk itself.
    Look,
    /// People and their cards.
    Find,
    Message,
    Ban,
    Unban,
    Erase,
    /// What was done.
    Review,
    /// Who is on the staff.
    Staff,
    Appoint,
    Dismiss,
}

/// Whoever sits at the desk now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admin {
    pub account: AccountId,
    pub role: Role,
}

/// Somebody on the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub account: AccountId,
    pub role: Role,
    /// Owners by configuration were appointed by nobody here.
    pub appointed: Option<Appointed>,
}

/// By whom and when somebody was appointed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appointed {
    pub by: Option<AccountId>,
    pub at: DateTime<Utc>,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Owner, Self::Manager, Self::Support];

    /// The one table of rights.
    pub const fn may(self, act: Act) -> bool {
        match self {
            Self::Owner => true,
            Self::Manager => !matches!(act, Act::Staff | Act::Appoint | Act::Dismiss),
            Self::Support => matches!(act, Act::Look | Act::Find | Act::Message),
        }
    }

    /// The word in rows and for Fluent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Support => "support",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

impl Act {
    /// Those that change something, in the order in which they are offered as filters.
    pub const DEEDS: [Self; 6] =
        [Self::Message, Self::Ban, Self::Unban, Self::Erase, Self::Appoint, Self::Dismiss];

    /// The word in rows and for Fluent; never changed once landed.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Find => "find",
            Self::Message => "message",
            Self::Ban => "ban",
            Self::Unban => "unban",
            Self::Erase => "erase",
            Self::Review => "review",
            Self::Staff => "staff",
            Self::Appoint => "appoint",
            Self::Dismiss => "dismiss",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::DEEDS.into_iter().find(|act| act.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::tap::every;

    fn all() -> Vec<Act> {
        every::variant().unwrap()
    }

    #[test]
    fn rights_grow_with_the_role() {
        for act in all() {
            assert!(Role::Owner.may(act), "{act:?}");
            assert!(!Role::Support.may(act) || Role::Manager.may(act), "{act:?}");
        }
    }

    #[test]
    fn only_owners_decide_who_else_sits_here() {
        for act in [Act::Staff, Act::Appoint, Act::Dismiss] {
            assert!(!Role::Manager.may(act) && !Role::Support.may(act), "{act:?}");
        }
    }

    #[test]
    fn support_takes_nothing_away_from_anybody() {
        for act in [Act::Ban, Act::Unban, Act::Erase, Act::Review] {
            assert!(!Role::Support.may(act) && Role::Manager.may(act), "{act:?}");
        }
    }

    #[test]
    fn words_are_unique_and_read_back() {
        let mut words: Vec<_> = all().into_iter().map(Act::word).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all().len());
        assert!(Act::DEEDS.into_iter().all(|act| Act::parse(act.word()) == Some(act)));
        assert!(Role::ALL.into_iter().all(|role| Role::parse(role.word()) == Some(role)));
    }
}
