//! Buttons of the desk.

use serde::{Deserialize, Serialize};

use super::domain::{Act, Filter, Role, Term};
use crate::{domain::AccountId, telegram::tap::Tap};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AdminTap {
    #[serde(rename = "d")]
    OpenDesk,
    #[serde(rename = "m")]
    OpenMore,
    #[serde(rename = "p")]
    OpenPeople,
    /// Those who were found, once more.
    #[serde(rename = "f")]
    Find { page: u32, query: String },
    #[serde(rename = "F")]
    AskPage { query: String },
    #[serde(rename = "P")]
    OpenPerson { person: AccountId },
    #[serde(rename = "o")]
    OpenPersonMore { person: AccountId },
    #[serde(rename = "w")]
    OpenMessage { person: AccountId },
    #[serde(rename = "b")]
    OpenBan { person: AccountId },
    /// The term is chosen; a reason is asked for.
    #[serde(rename = "t")]
    PickTerm { person: AccountId, term: Term },
    /// Without a reason.
    #[serde(rename = "B")]
    Ban { person: AccountId, term: Term },
    #[serde(rename = "u")]
    Unban { person: AccountId },
    #[serde(rename = "e")]
    AskErasure { person: AccountId },
    #[serde(rename = "E")]
    Erase { person: AccountId },
    #[serde(rename = "s")]
    OpenStaff,
    #[serde(rename = "S")]
    OpenMember { person: AccountId },
    #[serde(rename = "A")]
    Appoint { person: AccountId, role: Role },
    #[serde(rename = "X")]
    Dismiss { person: AccountId },
    /// What was done, below this number.
    #[serde(rename = "a")]
    OpenAudit { filter: Filter, before: Option<i64> },
    #[serde(rename = "k")]
    OpenFilters,
}

impl AdminTap {
    /// What is done by pressing it.
    pub const fn act(&self) -> Act {
        match self {
            Self::OpenDesk | Self::OpenMore => Act::Look,
            Self::OpenPeople
            | Self::Find { .. }
            | Self::AskPage { .. }
            | Self::OpenPerson { .. }
            | Self::OpenPersonMore { .. } => Act::Find,
            Self::OpenMessage { .. } => Act::Message,
            Self::OpenBan { .. } | Self::PickTerm { .. } | Self::Ban { .. } => Act::Ban,
            Self::Unban { .. } => Act::Unban,
            Self::AskErasure { .. } | Self::Erase { .. } => Act::Erase,
            Self::OpenStaff | Self::OpenMember { .. } => Act::Staff,
            Self::Appoint { .. } => Act::Appoint,
            Self::Dismiss { .. } => Act::Dismiss,
            Self::OpenAudit { .. } | Self::OpenFilters => Act::Review,
        }
    }
}

impl Tap for AdminTap {
    const PREFIX: &'static str = "ad";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{features::admin::domain::fitting, telegram::tap::every};

    #[test]
    fn what_is_on_buttons_stays_readable() {
        insta::assert_snapshot!(every::wire_form::<AdminTap>().unwrap());
    }

    #[test]
    fn what_is_looked_for_fits() {
        for query in ["й".repeat(60), ":".repeat(60), "👨‍👩‍👧".repeat(9)] {
            let tap = AdminTap::Find { page: u32::MAX, query: fitting(&query) };
            assert_eq!(AdminTap::decode(tap.try_encode().unwrap().as_str()), Some(tap));
        }
    }
}
