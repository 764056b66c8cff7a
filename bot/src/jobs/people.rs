//! The jobs of one person, as they may be told of them.
//! Payloads are not shown: what a person had said is told by whoever keeps it.

use super::{Job, JobView, Queue, QueueError, letters::read_view};
use crate::{
    domain::{AccountId, Cause},
    storage::{StorageError, Tx, sql::Executor as _},
};

const COLUMNS: &str =
    "id, name, lane, status, account_id, attempts, max_attempts, cancel_requested, created_at,
    run_at, finished_at, death, error, cause";

impl Queue {
    /// Begins a transaction for those who have no other business with the database.
    pub async fn begin(&self) -> Result<Tx, StorageError> {
        self.db.begin().await
    }

    /// The newest job of a kind of this person, and what caused it.
    pub async fn last_of<J: Job>(&self, account: AccountId) -> Result<Option<(JobView, Cause)>, QueueError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs_queue WHERE account_id = $1 AND name = $2 ORDER BY id DESC LIMIT 1"
        );
        let rows = self.db.rows(&sql, [account.0.into(), J::NAME.into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let cause: String = row.try_get("", "cause").map_err(StorageError::from)?;
        Ok(Some((read_view(row)?, Cause::from(cause))))
    }

    /// Every job of this person that is remembered, oldest first.
    pub async fn all_of(&self, account: AccountId) -> Result<Vec<JobView>, QueueError> {
        let sql = format!("SELECT {COLUMNS} FROM jobs_queue WHERE account_id = $1 ORDER BY id");
        let rows = self.db.rows(&sql, [account.0.into()]).await?;
        Ok(rows.iter().map(read_view).collect::<Result<_, _>>()?)
    }
}
