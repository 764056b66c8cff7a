//! Prices that an operator has set in the chat, above those of the list.

use chrono::{DateTime, Utc};

use super::BillingStore;
use crate::storage::{StorageError, Tx, moment, sql::Executor as _};

impl BillingStore {
    pub async fn list_prices(&self) -> Result<Vec<(String, i64)>, StorageError> {
        let rows = self.db.rows("SELECT name, value FROM billing_prices ORDER BY name", []).await?;
        rows.iter().map(|row| Ok((row.try_get("", "name")?, row.try_get("", "value")?))).collect()
    }

    pub async fn set_price(
        &self,
        tx: &mut Tx,
        name: &str,
        value: i64,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO billing_prices (name, value, changed_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (name) DO UPDATE SET value = $2, changed_at = $3";
        tx.execute(sql, [name.into(), value.into(), moment(now).into()]).await.map(|_| ())
    }

    /// Back to what the list says.
    pub async fn delete_price(&self, tx: &mut Tx, name: &str) -> Result<(), StorageError> {
        tx.execute("DELETE FROM billing_prices WHERE name = $1", [name.into()]).await.map(|_| ())
    }
}
