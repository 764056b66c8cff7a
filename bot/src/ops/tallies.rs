//! What was counted, by day: some metrics of the catalogue, whose growth is added to rows of the day from time to time and
//! at the end. Counting itself stays in memory; what a process had not added when it was killed is not counted.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use super::metrics;
use crate::{
    domain::{Day, SharedClock},
    storage::{Db, StorageError, sql::Executor as _},
};

/// How often it is added.
const EVERY: Duration = Duration::from_secs(15);
/// Rows in one statement.
const TOGETHER: usize = 100;

/// Metrics that are kept by day.
const KEPT: [&str; 9] = [
    "actions_total",
    "handler_failures_total",
    "intake_buried_total",
    "jobs_deaths_total",
    "outbox_delivered_total",
    "provider_calls_total",
    "provider_cost_dollars_total",
    "provider_seconds",
    "provider_tokens_total",
];

/// Name and labels of what is counted.
type Key = (String, String);

/// How much of each has been added by this process, which counts for all that are in it.
static ADDED: Mutex<Option<HashMap<Key, f64>>> = Mutex::new(None);

/// The tallies of days.
pub struct Tallies {
    db: Db,
    clock: SharedClock,
}

/// How much a metric grew on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    pub day: Day,
    /// In the order of the catalogue; of a spread's buckets the bound comes last.
    pub labels: Vec<String>,
    pub amount: f64,
}

impl Tallies {
    pub fn new(db: Db, clock: SharedClock) -> Arc<Self> {
        Arc::new(Self { db, clock })
    }

    /// Adds from time to time, and at the end.
    pub async fn keep(&self, stop: CancellationToken) {
        loop {
            let stopped = tokio::time::timeout(EVERY, stop.cancelled()).await.is_ok();
            if let Err(error) = self.add().await {
                tracing::warn!(%error, "what was counted is not added yet");
            }
            if stopped {
                return;
            }
        }
    }

    /// Adds what has been counted since the last time.
    pub async fn add(&self) -> Result<(), StorageError> {
        let grown = take_growth();
        let added = self.add_all(&grown).await;
        if added.is_err() {
            give_back(&grown);
        }
        added
    }

    async fn add_all(&self, grown: &[(Key, f64)]) -> Result<(), StorageError> {
        if grown.is_empty() {
            return Ok(());
        }
        let day = Day::of(self.clock.now());
        let tx = self.db.begin().await?;
        for some in grown.chunks(TOGETHER) {
            let rows: Vec<String> = (0..some.len())
                .map(|n| format!("($1, ${}, ${}, ${})", n * 3 + 2, n * 3 + 3, n * 3 + 4))
                .collect();
            let sql = format!(
                "INSERT INTO ops_tallies (day, metric, labels, amount) VALUES {} ON CONFLICT (metric, day, labels) \
                 DO UPDATE SET amount = ops_tallies.amount + excluded.amount",
                rows.join(", ")
            );
            let mut values: Vec<sea_orm::Value> = vec![day.0.into()];
            for ((metric, labels), amount) in some {
                values.extend([metric.as_str().into(), labels.as_str().into(), (*amount).into()]);
            }
            tx.execute(&sql, values).await?;
        }
        tx.commit().await
    }

    /// How much a metric grew on each of so many days up to today, by its labels.
    pub async fn list(&self, metric: &str, days: i32) -> Result<Vec<Tally>, StorageError> {
        let today = Day::of(self.clock.now());
        let sql = "SELECT day, labels, amount FROM ops_tallies WHERE metric = $1 AND day > $2 AND day <= $3 \
                   ORDER BY day, labels";
        let values = [metric.into(), today.back(days).0.into(), today.0.into()];
        let rows = self.db.rows(sql, values).await?;
        let tally = |row: &sea_orm::QueryResult| -> Result<_, StorageError> {
            let labels: String = row.try_get("", "labels")?;
            let labels = labels.lines().map(str::to_owned).collect();
            Ok(Tally { day: Day(row.try_get("", "day")?), labels, amount: row.try_get("", "amount")? })
        };
        rows.iter().map(tally).collect()
    }
}

/// What has grown since it was last asked for, which counts as added from now on.
fn take_growth() -> Vec<(Key, f64)> {
    let mut added = ADDED.lock().unwrap_or_else(PoisonError::into_inner);
    let added = added.get_or_insert_default();
    let mut grown = Vec::new();
    for (metric, labels, now) in metrics::counted(&KEPT) {
        let before = added.entry((metric.clone(), labels.clone())).or_default();
        if now > *before {
            grown.push(((metric, labels), now - *before));
            *before = now;
        }
    }
    grown
}

/// It was not added after all.
fn give_back(grown: &[(Key, f64)]) {
    let mut added = ADDED.lock().unwrap_or_else(PoisonError::into_inner);
    for (key, amount) in grown {
        if let Some(before) = added.get_or_insert_default().get_mut(key) {
            *before -= amount;
        }
    }
}

/// The bound below which so many of a hundred lie, from the buckets of a spread: bounds and how many lie below each.
pub fn percentile(buckets: &BTreeMap<u64, f64>, of_hundred: f64) -> Option<Duration> {
    let all = buckets.values().copied().fold(0.0, f64::max);
    let enough = all * of_hundred / 100.0;
    let bound = buckets.iter().find(|(_, below)| all > 0.0 && **below >= enough)?;
    Some(Duration::from_millis(*bound.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::FrozenClock, storage::testing::TestDb};

    #[tokio::test]
    async fn what_is_counted_is_added_once_to_its_day() {
        for db in TestDb::each().await {
            let clock = FrozenClock::at("2026-11-28T23:00:00Z".parse().unwrap());
            let tallies = Tallies::new(db.clone(), clock.clone());
            take_growth();
            metrics::ACTIONS.add(["chat.answer", "done"], 3);
            metrics::PROVIDER_SECONDS.took(["local", "m"], Duration::from_secs(2));
            tallies.add().await.unwrap();
            tallies.add().await.unwrap();
            clock.advance(chrono::TimeDelta::hours(2));
            metrics::ACTIONS.one(["chat.answer", "done"]);
            tallies.add().await.unwrap();
            let today = Day::of("2026-11-29T12:00:00Z".parse().unwrap());
            let labels = vec!["chat.answer".to_owned(), "done".to_owned()];
            let expected = [
                Tally { day: today.back(1), labels: labels.clone(), amount: 3.0 },
                Tally { day: today, labels, amount: 1.0 },
            ];
            assert_eq!(tallies.list("actions_total", 2).await.unwrap(), expected, "{}", db.name());
            assert_eq!(tallies.list("actions_total", 1).await.unwrap(), expected[1..], "{}", db.name());
            let buckets = tallies.list("provider_seconds_bucket", 2).await.unwrap();
            assert!(buckets.iter().all(|tally| tally.labels.len() == 3), "{buckets:?}");
            assert!(
                buckets.iter().any(|tally| tally.labels[2] == "2.5" && tally.amount >= 1.0),
                "{buckets:?}"
            );
        }
    }

    #[test]
    fn the_slowest_of_twenty_is_below_a_bound() {
        let buckets = BTreeMap::from([(100, 90.0), (1_000, 95.0), (5_000, 100.0)]);
        assert_eq!(percentile(&buckets, 95.0), Some(Duration::from_secs(1)));
        assert_eq!(percentile(&buckets, 99.0), Some(Duration::from_secs(5)));
        assert_eq!(percentile(&BTreeMap::new(), 95.0), None);
    }
}
