//! How long what was said is kept: the operator's limit, and a person's own choice within it.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::Account;

/// How long a person wants their messages kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Retention {
    #[serde(rename = "m")]
    Month,
    #[serde(rename = "q")]
    Quarter,
    #[serde(rename = "y")]
    Year,
    /// Until they delete them.
    #[serde(rename = "k")]
    Keep,
}

/// The longest that the operator keeps messages; `None`: until people delete them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetentionLimit(pub Option<u32>);

/// What can be chosen, shortest first.
const RETENTION_CHOICES: [Retention; 4] =
    [Retention::Month, Retention::Quarter, Retention::Year, Retention::Keep];

impl Retention {
    pub const PREFERENCE: &'static str = "account.retention";

    pub const fn days(self) -> Option<u32> {
        match self {
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::Year => Some(365),
            Self::Keep => None,
        }
    }

    pub const fn value(self) -> &'static str {
        match self {
            Self::Month => "30",
            Self::Quarter => "90",
            Self::Year => "365",
            Self::Keep => "keep",
        }
    }

    /// What the text of a preference means; what nobody has chosen is the operator's.
    pub fn of_value(value: &str) -> Option<Self> {
        RETENTION_CHOICES.into_iter().find(|choice| choice.value() == value)
    }
}

impl RetentionLimit {
    /// The choices that are left to people: none may be longer than this.
    pub fn choices(self) -> Vec<Retention> {
        RETENTION_CHOICES.into_iter().filter(|choice| self.shorter(choice.days()) == choice.days()).collect()
    }

    /// How many days the messages of this account are kept; `None`: until they are deleted.
    pub fn days_of(self, account: &Account) -> Option<u32> {
        let chosen = account.preference(Retention::PREFERENCE).and_then(Retention::of_value);
        self.shorter(chosen.and_then(Retention::days))
    }

    pub fn days(self) -> Option<TimeDelta> {
        self.0.map(|days| TimeDelta::days(i64::from(days)))
    }

    fn shorter(self, days: Option<u32>) -> Option<u32> {
        match (self.0, days) {
            (Some(limit), Some(days)) => Some(limit.min(days)),
            (limit, days) => limit.or(days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_keeps_longer_than_the_operator() {
        let choices = |limit| RetentionLimit(limit).choices();
        assert_eq!(choices(None), RETENTION_CHOICES);
        assert_eq!(choices(Some(365)), [Retention::Month, Retention::Quarter, Retention::Year]);
        assert_eq!(choices(Some(90)), [Retention::Month, Retention::Quarter]);
        assert_eq!(choices(Some(7)), []);
        assert_eq!(RetentionLimit(Some(7)).shorter(Some(30)), Some(7));
        assert_eq!(RetentionLimit(Some(400)).shorter(None), Some(400));
    }

    #[test]
    fn a_choice_is_read_back() {
        for choice in RETENTION_CHOICES {
            assert_eq!(Retention::of_value(choice.value()), Some(choice));
        }
        assert_eq!(Retention::of_value("forever"), None);
    }
}
