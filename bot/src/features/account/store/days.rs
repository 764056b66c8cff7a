//! Rows of who was there on which day, and the totals of days.

use std::collections::BTreeMap;

use sea_orm::Value;

use super::AccountStore;
use crate::{
    domain::{AccountId, Day},
    storage::{Backend, StorageError, Tx, moment, sql::Executor as _},
};

impl AccountStore {
    /// Notes that these were there, and adds those of whom it was not known to the totals of the day.
    pub(in super::super) async fn insert_days(
        &self,
        tx: &mut Tx,
        day: Day,
        who: &[AccountId],
    ) -> Result<(), StorageError> {
        let places: Vec<String> = (2..who.len() + 2).map(|n| format!("${n}")).collect();
        // Whoever was erased meanwhile is not there.
        let sql = format!(
            "INSERT INTO account_days (day, account_id) SELECT CAST($1 AS INTEGER), id FROM account_accounts \
             WHERE id IN ({}) ON CONFLICT (day, account_id) DO NOTHING RETURNING account_id",
            places.join(", ")
        );
        let values = std::iter::once(day.0.into()).chain(who.iter().map(|id| id.0.into()));
        let rows = tx.returning(&sql, values.collect::<Vec<Value>>()).await?;
        let fresh: Vec<i64> =
            rows.iter().map(|row| row.try_get("", "account_id")).collect::<Result<_, _>>()?;
        if fresh.is_empty() {
            return Ok(());
        }
        let new = self.count_new(tx, day, &fresh).await?;
        let sql = "INSERT INTO account_totals (day, active, new) VALUES ($1, $2, $3) ON CONFLICT (day) DO UPDATE \
                   SET active = account_totals.active + excluded.active, new = account_totals.new + excluded.new";
        let active = i64::try_from(fresh.len()).unwrap_or(i64::MAX);
        tx.execute(sql, [day.0.into(), active.into(), new.into()]).await.map(|_| ())
    }

    /// How many of these were made on this day.
    async fn count_new(&self, tx: &mut Tx, day: Day, who: &[i64]) -> Result<i64, StorageError> {
        let places: Vec<String> = (3..who.len() + 3).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT COUNT(*) AS n FROM account_accounts WHERE created_at >= $1 AND created_at < $2 AND id IN ({})",
            places.join(", ")
        );
        let bounds = [moment(day.begin()).into(), moment(Day(day.0 + 1).begin()).into()];
        let values = bounds.into_iter().chain(who.iter().map(|id| (*id).into()));
        let row = tx.rows(&sql, values.collect::<Vec<Value>>()).await?.pop();
        row.map_or(Ok(0), |row| Ok(row.try_get("", "n")?))
    }

    /// Active and new people of each day from this one on; days without any are left out.
    pub(in super::super) async fn list_totals(
        &self,
        from: Day,
    ) -> Result<BTreeMap<Day, (u64, u64)>, StorageError> {
        let sql = "SELECT day, active, new FROM account_totals WHERE day >= $1";
        let rows = self.db.rows(sql, [from.0.into()]).await?;
        let mut totals = BTreeMap::new();
        for row in rows {
            let numbers: [i64; 2] = [row.try_get("", "active")?, row.try_get("", "new")?];
            totals
                .insert(Day(row.try_get("", "day")?), (numbers[0].unsigned_abs(), numbers[1].unsigned_abs()));
        }
        Ok(totals)
    }

    /// Different people since this day.
    pub(in super::super) async fn count_active(&self, from: Day) -> Result<u64, StorageError> {
        let sql = "SELECT COUNT(DISTINCT account_id) AS n FROM account_days WHERE day >= $1";
        self.count(sql, vec![from.0.into()]).await
    }

    pub(in super::super) async fn count_people(&self) -> Result<u64, StorageError> {
        self.count("SELECT COUNT(*) AS n FROM account_accounts WHERE id > 0 AND first_cause <> ''", vec![])
            .await
    }

    /// How many came in each week from this Monday on, by the week's Monday.
    pub(in super::super) async fn list_cohorts(&self, from: Day) -> Result<BTreeMap<Day, u64>, StorageError> {
        let sql = format!(
            "SELECT {} AS week, COUNT(*) AS n FROM account_accounts a \
             WHERE a.id > 0 AND a.first_cause <> '' AND a.created_at >= $1 GROUP BY 1",
            self.week("a.created_at")
        );
        let rows = self.db.rows(&sql, [moment(from.begin()).into()]).await?;
        let one = |row: &sea_orm::QueryResult| -> Result<_, StorageError> {
            let people: i64 = row.try_get("", "n")?;
            Ok((monday(row.try_get("", "week")?), people.unsigned_abs()))
        };
        rows.iter().map(one).collect()
    }

    /// Of those who came in a week from this Monday on, how many were there in which week.
    pub(in super::super) async fn list_returns(
        &self,
        from: Day,
    ) -> Result<BTreeMap<(Day, Day), u64>, StorageError> {
        let sql = format!(
            "SELECT {} AS came, (d.day + 3) / 7 AS week, COUNT(DISTINCT d.account_id) AS n FROM account_days d \
             JOIN account_accounts a ON a.id = d.account_id \
             WHERE d.day >= $1 AND a.id > 0 AND a.first_cause <> '' AND a.created_at >= $2 GROUP BY 1, 2",
            self.week("a.created_at")
        );
        let rows = self.db.rows(&sql, [from.0.into(), moment(from.begin()).into()]).await?;
        let one = |row: &sea_orm::QueryResult| -> Result<_, StorageError> {
            let people: i64 = row.try_get("", "n")?;
            Ok(((monday(row.try_get("", "came")?), monday(row.try_get("", "week")?)), people.unsigned_abs()))
        };
        rows.iter().map(one).collect()
    }

    /// The days on which a person was there.
    pub(in super::super) async fn list_days(&self, id: AccountId) -> Result<Vec<Day>, StorageError> {
        let sql = "SELECT day FROM account_days WHERE account_id = $1 ORDER BY day";
        let rows = self.db.rows(sql, [id.0.into()]).await?;
        rows.iter().map(|row| Ok(Day(row.try_get("", "day")?))).collect()
    }

    pub(in super::super) async fn delete_days(&self, id: AccountId) -> Result<(), StorageError> {
        self.db.execute("DELETE FROM account_days WHERE account_id = $1", [id.0.into()]).await.map(|_| ())
    }

    /// Forgets who was there before this day; the totals stay.
    pub(in super::super) async fn delete_days_before(
        &self,
        tx: &mut Tx,
        day: Day,
    ) -> Result<(), StorageError> {
        tx.execute("DELETE FROM account_days WHERE day < $1", [day.0.into()]).await.map(|_| ())
    }

    async fn count(&self, sql: &str, values: Vec<Value>) -> Result<u64, StorageError> {
        let row = self.db.rows(sql, values).await?.pop();
        let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
        Ok(count.unsigned_abs())
    }

    /// The number of the week of a moment, counted from the Monday before 1970.
    fn week(&self, column: &str) -> String {
        match self.db.backend() {
            Backend::Sqlite => format!("CAST((strftime('%s', {column}) / 86400 + 3) / 7 AS INTEGER)"),
            Backend::Postgres => {
                format!("CAST(FLOOR((FLOOR(EXTRACT(EPOCH FROM {column}) / 86400) + 3) / 7) AS INTEGER)")
            }
        }
    }
}

/// The Monday of a numbered week.
const fn monday(week: i32) -> Day {
    Day(week * 7 - 3)
}
