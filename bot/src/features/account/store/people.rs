//! People as an operator looks for them: by number, by the words of their names, by when they were last seen.

use chrono::{DateTime, Utc};
use sea_orm::{
    EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Value, entity::prelude::*,
    sea_query::Expr,
};

use super::{
    AccountStore, account_of,
    accounts::{Column, Entity},
};
use crate::{
    domain::{AccountId, Person},
    features::account::domain::{Attendance, Ban, Dossier, name_words},
    storage::{StorageError, Tx, moment, sql::Executor as _},
};

/// People that one question finds at most. Whoever finds so many asks more closely.
pub const MOST_FOUND: usize = 300;
/// Rows of the index of names that one question reads at most; a person may stand in several.
const ROWS: i64 = 600;

/// Writes the words by which a person is found.
pub(super) async fn index_name(tx: &mut Tx, person: &Person) -> Result<(), StorageError> {
    let id = person.id.0;
    tx.execute("DELETE FROM account_names WHERE account_id = $1", [id.into()]).await?;
    let words = name_words(&person.first_name, person.last_name.as_deref(), person.username.as_deref());
    if words.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = (2..words.len() + 2).map(|n| format!("($1, ${n})")).collect();
    let sql = format!("INSERT INTO account_names (account_id, word) VALUES {}", places.join(", "));
    let values = std::iter::once(Value::from(id)).chain(words.into_iter().map(Value::from));
    tx.execute(&sql, values.collect::<Vec<_>>()).await.map(|_| ())
}

impl AccountStore {
    /// What an operator sees of a person.
    pub(in super::super) async fn find_dossier(
        &self,
        id: AccountId,
    ) -> Result<Option<Dossier>, StorageError> {
        let Some(row) = Entity::find_by_id(id.0).one(self.db.reader()).await? else { return Ok(None) };
        let (last_name, came_with, seen_at) = (row.last_name.clone(), row.start_payload.clone(), row.seen_at);
        let account = account_of(row, self.preferences_of(id).await?);
        Ok(Some(Dossier { account, last_name, came_with, seen_at }))
    }

    /// People with a word for each of these beginnings in their names, newest number first; at most so many.
    pub(in super::super) async fn search_names(
        &self,
        words: &[String],
    ) -> Result<Vec<AccountId>, StorageError> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let also = |n: usize| {
            let (from, to) = (2 * n + 1, 2 * n + 2);
            format!(
                " AND EXISTS (SELECT 1 FROM account_names m WHERE m.account_id = n.account_id \
                 AND m.word >= ${from} AND m.word < ${to})"
            )
        };
        let others: String = (1..words.len()).map(also).collect::<Vec<_>>().concat();
        let sql = format!(
            "SELECT DISTINCT account_id FROM (SELECT n.account_id FROM account_names n \
             WHERE n.word >= $1 AND n.word < $2{others} ORDER BY n.word LIMIT {ROWS}) found \
             ORDER BY account_id DESC"
        );
        let bounds = words.iter().flat_map(|word| [Value::from(word.as_str()), Value::from(after(word))]);
        let rows = self.db.rows(&sql, bounds.collect::<Vec<_>>()).await?;
        let ids = rows.iter().take(MOST_FOUND).map(|row| Ok(AccountId(row.try_get("", "account_id")?)));
        ids.collect()
    }

    /// Those who were here last.
    pub(in super::super) async fn list_latest(&self, limit: u64) -> Result<Vec<AccountId>, StorageError> {
        let rows = Entity::find()
            .filter(Column::Id.gt(0))
            .filter(Column::SeenAt.is_not_null())
            .order_by_desc(Column::SeenAt)
            .limit(limit)
            .all(self.db.reader())
            .await?;
        Ok(rows.into_iter().map(|row| AccountId(row.id)).collect())
    }

    /// These people were here, about now.
    pub(in super::super) async fn mark_seen(
        &self,
        ids: &[AccountId],
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        Entity::update_many()
            .col_expr(Column::SeenAt, Expr::value(moment(now)))
            .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
            .exec(self.db.writer())
            .await?;
        Ok(())
    }

    /// How many people were here, and how many came for the first time, since then.
    pub(in super::super) async fn attendance(
        &self,
        since: DateTime<Utc>,
    ) -> Result<Attendance, StorageError> {
        let sql = "SELECT (SELECT count(*) FROM account_accounts WHERE seen_at >= $1 AND id > 0) AS active, \
                   (SELECT count(*) FROM account_accounts WHERE created_at >= $1 AND id > 0) AS fresh";
        let rows = self.db.rows(sql, [moment(since).into()]).await?;
        let Some(row) = rows.first() else { return Ok(Attendance::default()) };
        let count =
            |column| Ok::<_, DbErr>(u64::try_from(row.try_get::<i64>("", column)?).unwrap_or_default());
        Ok(Attendance { active: count("active")?, new: count("fresh")? })
    }

    /// Shuts a person out, or lets them in again. `false` when there is no such person.
    pub(in super::super) async fn set_ban(
        &self,
        tx: &mut Tx,
        id: AccountId,
        ban: Option<&Ban>,
    ) -> Result<bool, StorageError> {
        let since = ban.map(|ban| moment(ban.since));
        let until = ban.and_then(|ban| ban.until).map(moment);
        let update = Entity::update_many()
            .col_expr(Column::BannedAt, Expr::value(since))
            .col_expr(Column::BannedUntil, Expr::value(until))
            .col_expr(Column::BanReason, Expr::value(ban.map(|ban| ban.reason.clone())))
            .filter(Column::Id.eq(id.0));
        Ok(update.exec(tx.connection()).await?.rows_affected == 1)
    }
}

/// The first word behind all that begin like this one. No word has a sign as high as this.
fn after(word: &str) -> String {
    format!("{word}{}", char::MAX)
}
