//! Days as things are counted by: of UTC, the same for everybody.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Seconds of a day.
const SECONDS: i64 = 86_400;

/// A day of UTC, as its number from 1 January 1970 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(pub i32);

impl Day {
    pub fn of(moment: DateTime<Utc>) -> Self {
        Self(i32::try_from(moment.timestamp().div_euclid(SECONDS)).unwrap_or(i32::MAX))
    }

    /// When it begins.
    pub fn begin(self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(self.0.into())
    }

    pub fn date(self) -> NaiveDate {
        self.begin().date_naive()
    }

    /// So many days before.
    pub const fn back(self, days: i32) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// The Monday of its week.
    pub fn monday(self) -> Self {
        let past = self.date().weekday().num_days_from_monday();
        self.back(i32::try_from(past).unwrap_or_default())
    }

    /// So many days that end with this one, the oldest first.
    pub fn last(self, days: i32) -> impl Iterator<Item = Self> + Clone {
        (0..days).rev().map(move |back| self.back(back))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_its_date_and_a_week_its_monday() {
        let day = Day::of("2026-11-29T23:59:59.999Z".parse().unwrap());
        assert_eq!(day.date().to_string(), "2026-11-29");
        assert_eq!(day.monday().date().to_string(), "2026-11-23");
        assert_eq!(day.monday().monday(), day.monday());
        assert_eq!(Day::of("1969-12-31T23:00:00Z".parse().unwrap()), Day(-1));
        assert_eq!(day.last(3).map(|day| day.0).collect::<Vec<_>>(), [day.0 - 2, day.0 - 1, day.0]);
    }
}
