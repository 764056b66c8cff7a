//! Who was there, in numbers.

use crate::domain::Day;

/// How many people there were, over some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turnout {
    /// Each day, the oldest first.
    pub days: Vec<DayTotal>,
    /// Different people in the last seven days, this one included.
    pub week: u64,
    /// … in the last thirty.
    pub month: u64,
    /// People there are.
    pub people: u64,
}

/// A day's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayTotal {
    pub day: Day,
    pub active: u64,
    pub new: u64,
}

/// Those who came in one week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// Its Monday.
    pub week: Day,
    pub people: u64,
    /// How many of them were there in the first week after, the second and so on, of those weeks that are over.
    pub came_again: Vec<u64>,
}

impl Turnout {
    /// The last day.
    pub fn today(&self) -> Option<DayTotal> {
        self.days.last().copied()
    }
}

/// Of a hundred who came in weeks of which the one `weeks` later is over, how many were there then.
pub fn retention(cohorts: &[Cohort], weeks: usize) -> Option<u64> {
    let known = cohorts.iter().filter_map(|cohort| {
        let came = cohort.came_again.get(weeks.checked_sub(1)?)?;
        Some((*came, cohort.people))
    });
    let (came, people) = known.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    (people > 0).then(|| (came * 100 + people / 2) / people)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retention_is_of_those_weeks_that_are_over() {
        let cohort =
            |people, came_again: &[u64]| Cohort { week: Day(0), people, came_again: came_again.to_vec() };
        let cohorts = [cohort(10, &[5, 4]), cohort(30, &[5]), cohort(100, &[])];
        assert_eq!(retention(&cohorts, 1), Some(25));
        assert_eq!(retention(&cohorts, 2), Some(40));
        assert_eq!(retention(&cohorts, 3), None);
        assert_eq!(retention(&cohorts, 0), None);
    }
}
