//! What an accepted action costs, and the windows in which allowances are counted.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::{Action, Allowance, Limit, Period};
use crate::domain::{AccountId, Coins};

/// What was taken for an action until it ends: units of an allowance, and coins for the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub id: i64,
    pub account: AccountId,
    pub action: Action,
    pub units: u32,
    /// Units that the allowance covers.
    pub covered: u32,
    /// The end of the window they were counted in.
    pub window: Option<DateTime<Utc>>,
    /// Coins set aside for the others.
    pub coins: Coins,
    pub ended_at: Option<DateTime<Utc>>,
}

/// What an action would cost now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Units that the allowance covers.
    pub covered: u32,
    /// Coins for the others.
    pub coins: Coins,
    /// What there is to spend.
    pub available: Coins,
}

/// How far an allowance is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    pub allowance: Allowance,
    pub limit: Limit,
    pub used: i64,
    /// When it begins anew.
    pub resets_at: DateTime<Utc>,
}

/// What became of a charge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Coins spent.
    pub spent: Coins,
    /// Coins given back.
    pub returned: Coins,
    /// What there is to spend now.
    pub available: Coins,
}

impl Charge {
    /// What is spent when so many units were done: the allowance covers the first of them.
    pub fn spent(&self, done: u32) -> Coins {
        let paid = i64::from(self.units - self.covered.min(self.units));
        if paid == 0 {
            return Coins::ZERO;
        }
        let done = i64::from(done.min(self.units).saturating_sub(self.covered));
        // The price of one is the same for each.
        Coins(self.coins.0 / paid * done)
    }

    /// Units of the allowance that are given back when so many were done.
    pub fn uncovered(&self, done: u32) -> u32 {
        self.covered.saturating_sub(done)
    }
}

impl Used {
    /// What is left; `None` without end.
    pub fn left(&self) -> Option<i64> {
        self.limit.amount().map(|amount| (amount - self.used).max(0))
    }
}

/// When a window that is begun now ends: at the next midnight in the person's zone, or at that before the next month.
pub fn window_end(every: Period, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let today = now.with_timezone(&zone).date_naive();
    let next = match every {
        Period::Day => today.checked_add_days(Days::new(1)),
        Period::Month => {
            today.with_day(1).and_then(|first: NaiveDate| first.checked_add_months(Months::new(1)))
        }
    };
    let midnight = next.and_then(|day| day.and_hms_opt(0, 0, 0));
    // Where the clock skips midnight, the day begins an hour later.
    let begins = midnight.and_then(|midnight| {
        zone.from_local_datetime(&midnight)
            .earliest()
            .or_else(|| zone.from_local_datetime(&(midnight + chrono::TimeDelta::hours(1))).earliest())
    });
    begins.map_or(now + chrono::TimeDelta::days(1), |begins| begins.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn charge(units: u32, covered: u32, price: i64) -> Charge {
        Charge {
            id: 1,
            account: AccountId(7),
            action: Action::Photo,
            units,
            covered,
            window: None,
            coins: Coins(i64::from(units - covered) * price),
            ended_at: None,
        }
    }

    proptest! {
        #[test]
        fn nothing_is_spent_for_what_was_not_done(covered in 0_u32..9, paid in 0_u32..9, price in 0_i64..20, done in 0_u32..30) {
            let charge = charge(covered + paid, covered, price);
            let spent = charge.spent(done);
            prop_assert!(spent >= Coins::ZERO && spent <= charge.coins);
            let beyond = i64::from(done.min(charge.units).saturating_sub(covered));
            prop_assert_eq!(spent, Coins(beyond * price));
            prop_assert_eq!(charge.spent(charge.units), charge.coins);
            prop_assert_eq!(charge.uncovered(charge.units), 0);
        }
    }

    #[test]
    fn a_window_ends_at_midnight_where_the_person_is() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2026-11-20T22:30:00Z");
        assert_eq!(window_end(Period::Day, now, Tz::UTC), at("2026-11-21T00:00:00Z"));
        assert_eq!(window_end(Period::Day, now, Tz::Europe__Moscow), at("2026-11-21T21:00:00Z"));
        assert_eq!(window_end(Period::Month, now, Tz::Europe__Berlin), at("2026-11-30T23:00:00Z"));
        let december = at("2026-12-31T22:00:00Z");
        assert_eq!(window_end(Period::Month, december, Tz::Europe__Moscow), at("2027-01-31T21:00:00Z"));
    }

    #[test]
    fn a_day_without_midnight_begins_when_the_clock_goes_on() {
        // In Beirut the clock goes from 24:00 to 01:00 in the night to 29 March 2026.
        let now = "2026-03-28T12:00:00Z".parse().unwrap();
        let begins = window_end(Period::Day, now, Tz::Asia__Beirut);
        assert_eq!(begins, "2026-03-28T22:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }
}
