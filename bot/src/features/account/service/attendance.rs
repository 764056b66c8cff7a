//! Who is there on which day. An update of somebody who was there already costs nothing; the others are written down
//! together. What was not yet written down when a process is killed is noted with the person's next word.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use super::Accounts;
use crate::{
    domain::{AccountId, Day},
    features::account::domain::{Cohort, DayTotal, Turnout},
    storage::StorageError,
};

/// How long those of one statement may be waited for.
const GATHERED: Duration = Duration::from_secs(10);
/// People in one statement.
const TOGETHER: usize = 500;
/// How many days it is known who was there.
const KEEP: i32 = 400;

/// Of the present day.
#[derive(Debug)]
pub(super) struct Book(Mutex<Page>);

#[derive(Debug)]
struct Page {
    day: Day,
    there: HashSet<AccountId>,
    /// Those of them that are still to be written down, and on which day they were there.
    fresh: Vec<(Day, AccountId)>,
    /// What is old was forgotten on this day.
    tidied: Option<Day>,
}

impl Default for Book {
    fn default() -> Self {
        Self(Mutex::new(Page { day: Day(i32::MIN), there: HashSet::new(), fresh: Vec::new(), tidied: None }))
    }
}

impl Book {
    fn note(&self, day: Day, who: AccountId) {
        let mut page = self.page();
        if page.day != day {
            page.day = day;
            page.there.clear();
        }
        if page.there.insert(who) {
            page.fresh.push((day, who));
        }
    }

    fn forget(&self, who: AccountId) {
        let mut page = self.page();
        page.there.remove(&who);
        page.fresh.retain(|(_, other)| *other != who);
    }

    fn page(&self) -> std::sync::MutexGuard<'_, Page> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Accounts {
    /// This person is there today.
    pub(super) fn attend(&self, who: AccountId) {
        if !who.is_group() {
            self.book.note(Day::of(self.clock.now()), who);
        }
    }

    pub(super) fn forget_attendance(&self, who: AccountId) {
        self.book.forget(who);
    }

    /// Writes down who was there, from time to time and at the end.
    pub async fn keep_attendance(&self, stop: CancellationToken) {
        loop {
            let stopped = tokio::time::timeout(GATHERED, stop.cancelled()).await.is_ok();
            if let Err(error) = self.write_attendance().await {
                tracing::warn!(%error, "who was there is not written down yet");
            }
            if stopped {
                return;
            }
        }
    }

    /// Writes down who was there and is not written down yet.
    pub async fn write_attendance(&self) -> Result<(), StorageError> {
        let fresh = std::mem::take(&mut self.book.page().fresh);
        let written = self.write_days(&fresh).await;
        if written.is_err() {
            self.book.page().fresh.extend(fresh);
        }
        written
    }

    async fn write_days(&self, fresh: &[(Day, AccountId)]) -> Result<(), StorageError> {
        let Some((last, _)) = fresh.last() else { return Ok(()) };
        let mut tx = self.db.begin().await?;
        for of_day in fresh.chunk_by(|one, other| one.0 == other.0) {
            for some in of_day.chunks(TOGETHER) {
                let who: Vec<AccountId> = some.iter().map(|(_, who)| *who).collect();
                self.store.insert_days(&mut tx, some[0].0, &who).await?;
            }
        }
        let tidied = self.book.page().tidied;
        if tidied != Some(*last) {
            self.store.delete_days_before(&mut tx, last.back(KEEP)).await?;
        }
        tx.commit().await?;
        self.book.page().tidied = Some(*last);
        Ok(())
    }

    /// How many people there were on each of so many days up to today.
    pub async fn turnout(&self, days: i32) -> Result<Turnout, StorageError> {
        let today = Day::of(self.clock.now());
        let totals = self.store.list_totals(today.back(days - 1)).await?;
        let of_day = |day| {
            let (active, new) = totals.get(&day).copied().unwrap_or_default();
            DayTotal { day, active, new }
        };
        Ok(Turnout {
            days: today.last(days).map(of_day).collect(),
            week: self.store.count_active(today.back(6)).await?,
            month: self.store.count_active(today.back(29)).await?,
            people: self.store.count_people().await?,
        })
    }

    /// Who came in each of so many weeks, this one included, and came again; the oldest first.
    pub async fn cohorts(&self, weeks: i32) -> Result<Vec<Cohort>, StorageError> {
        let this = Day::of(self.clock.now()).monday();
        let from = this.back((weeks - 1) * 7);
        let (people, returns) = (self.store.list_cohorts(from).await?, self.store.list_returns(from).await?);
        let cohort = |week: Day| {
            let over = (this.0 - week.0) / 7 - 1;
            let came =
                |later: i32| returns.get(&(week, Day(week.0 + later * 7))).copied().unwrap_or_default();
            Cohort {
                week,
                people: people.get(&week).copied().unwrap_or_default(),
                came_again: (1..=over).map(came).collect(),
            }
        };
        Ok((0..weeks).rev().map(|back| cohort(this.back(back * 7))).collect())
    }
}

#[cfg(test)]
#[path = "attendance_tests.rs"]
mod tests;
