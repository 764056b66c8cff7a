//! Erasing what is kept of an account, some rows at a time.

use super::BillingStore;
use crate::{domain::AccountId, storage::StorageError, storage::sql::Executor as _};

/// How many rows go at once.
const SOME: i64 = 1_000;

impl BillingStore {
    /// Says whether nothing is left.
    pub async fn erase(&self, account: AccountId) -> Result<bool, StorageError> {
        for table in ["billing_charges", "billing_entries"] {
            let sql = format!(
                "DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE account_id = $1 ORDER BY id LIMIT $2)"
            );
            if self.db.execute(&sql, [account.0.into(), SOME.into()]).await? > 0 {
                return Ok(false);
            }
        }
        for table in [
            "billing_usage",
            "billing_orders",
            "billing_subscriptions",
            "billing_premium",
            "billing_balances",
        ] {
            self.db
                .execute(&format!("DELETE FROM {table} WHERE account_id = $1"), [account.0.into()])
                .await?;
        }
        Ok(true)
    }
}
