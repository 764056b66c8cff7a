//! Rows of slots and taps as those see them who say what to show: one SQL text for both databases.
//! It delivers nothing.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::{QueryResult, Value};

use super::{
    hand::Hand,
    slot::{Backlog, Role, SlotId, Wanted},
    taps::Tap,
};
use crate::{
    domain::{BotId, Cause, ChatId, MessageId, Peer},
    ops::trace::Trace,
    storage::{Db, StorageError, Tx, moment, sql::Executor as _},
    telegram::{keyboard::Keyboard, screen::Screen},
};

#[derive(Clone)]
pub(super) struct SlotStore {
    pub(super) db: Db,
    pub(super) bot: BotId,
    /// What this process is delivering.
    pub(super) hand: Arc<Hand>,
}

impl SlotStore {
    pub(super) fn new(db: Db, bot: BotId) -> Self {
        Self { db, bot, hand: Arc::default() }
    }

    /// A new slot, or the one that this cause has made before.
    pub(super) async fn insert(
        &self,
        tx: &mut Tx,
        peer: Peer,
        cause: &Cause,
        role: Role,
        screen: &Screen,
        now: DateTime<Utc>,
    ) -> Result<SlotId, StorageError> {
        let sql = "INSERT INTO outbox_slots (bot_id, chat_id, thread_id, cause, live, wanted, ranked_at, due_at, created_at, trace) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7, $8) ON CONFLICT (bot_id, cause) DO NOTHING RETURNING id";
        let values = vec![
            self.bot.0.into(),
            peer.chat.0.into(),
            peer.thread.map(|thread| thread.0).into(),
            cause.as_str().into(),
            (role == Role::Screen).into(),
            encode(&Wanted::Shown(screen.clone()))?.into(),
            moment(now).into(),
            Trace::for_row().into(),
        ];
        if let Some(row) = tx.returning(sql, values).await?.pop() {
            return Ok(SlotId(row.try_get("", "id")?));
        }
        let sql = "SELECT id FROM outbox_slots WHERE bot_id = $1 AND cause = $2";
        let values = vec![self.bot.0.into(), cause.as_str().into()];
        let row = tx.returning(sql, values).await?.pop();
        let row = row.ok_or_else(|| StorageError::Setup("a slot vanished".to_owned()))?;
        Ok(SlotId(row.try_get("", "id")?))
    }

    /// A slot for a message that is there already, such as one whose own slot was cleared away. One that was made
    /// for it before, and shows another message since, comes back to it.
    pub(super) async fn adopt(
        &self,
        tx: &mut Tx,
        peer: Peer,
        message: MessageId,
        wanted: &Wanted,
        now: DateTime<Utc>,
    ) -> Result<SlotId, StorageError> {
        let sql = "INSERT INTO outbox_slots (bot_id, chat_id, thread_id, cause, message_id, live, wanted, ranked_at, due_at, created_at, trace) \
                   VALUES ($1, $2, $3, $4, $5, TRUE, $6, $7, $7, $7, $8) \
                   ON CONFLICT (bot_id, cause) DO UPDATE SET message_id = excluded.message_id, live = TRUE, \
                   wanted = excluded.wanted, wanted_revision = outbox_slots.wanted_revision + 1, pending = TRUE, \
                   given_up = FALSE, failures = 0, ranked_at = excluded.ranked_at, trace = excluded.trace \
                   RETURNING id";
        let values = vec![
            self.bot.0.into(),
            peer.chat.0.into(),
            peer.thread.map(|thread| thread.0).into(),
            format!("m{}:{message}", peer.chat).into(),
            message.0.into(),
            encode(wanted)?.into(),
            moment(now).into(),
            Trace::for_row().into(),
        ];
        let row = tx.returning(sql, values).await?.pop();
        let row = row.ok_or_else(|| StorageError::Setup("a slot was not made".to_owned()))?;
        Ok(SlotId(row.try_get("", "id")?))
    }

    /// The slot of a message, and whether it is the screen one works with.
    pub(super) async fn find_by_message(
        &self,
        tx: &mut Tx,
        chat: ChatId,
        message: MessageId,
    ) -> Result<Option<(SlotId, bool)>, StorageError> {
        // Where a press has adopted a message while its number was being written down, the press came later.
        let sql = "SELECT id, live FROM outbox_slots WHERE bot_id = $1 AND chat_id = $2 AND message_id = $3 \
                   ORDER BY id DESC LIMIT 1";
        let values = vec![self.bot.0.into(), chat.0.into(), message.0.into()];
        let row = tx.returning(sql, values).await?.pop();
        row.map(|row| Ok((SlotId(row.try_get("", "id")?), row.try_get("", "live")?))).transpose()
    }

    /// New content for a slot. The newest wins; the same content again changes nothing.
    pub(super) async fn want(
        &self,
        tx: &mut Tx,
        slot: SlotId,
        wanted: &Wanted,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET wanted = $2, wanted_revision = wanted_revision + 1, pending = TRUE, \
                   given_up = FALSE, failures = 0, ranked_at = CASE WHEN pending THEN ranked_at ELSE $3 END, \
                   trace = COALESCE($4, trace) \
                   WHERE id = $1 AND (wanted <> $2 OR given_up)";
        let values = vec![slot.0.into(), encode(wanted)?.into(), moment(now).into(), Trace::for_row().into()];
        tx.execute(sql, values).await.map(|_| ())
    }

    /// Other buttons for a slot. What it is to say beside that is not touched, whether it has been shown or not.
    pub(super) async fn rekey(
        &self,
        tx: &mut Tx,
        slot: SlotId,
        keyboard: &Keyboard,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "SELECT wanted FROM outbox_slots WHERE id = $1 AND pending";
        let row = tx.returning(sql, vec![slot.0.into()]).await?.pop();
        let wanted = match row.map(|row| decode(&row)).transpose()? {
            Some(Wanted::Shown(screen)) => Wanted::Shown(screen.keyboard(keyboard.clone())),
            Some(other @ (Wanted::Collapsed(_) | Wanted::Removed)) => other,
            Some(Wanted::Buttons(_)) | None => Wanted::Buttons(keyboard.clone()),
        };
        self.want(tx, slot, &wanted, now).await
    }

    /// The screens of a chat that a newer one takes over from; no content where it cannot be read, or was given up.
    pub(super) async fn list_live(
        &self,
        tx: &mut Tx,
        peer: Peer,
        but: SlotId,
    ) -> Result<Vec<(SlotId, Option<Wanted>)>, StorageError> {
        let sql = "SELECT id, wanted, given_up FROM outbox_slots WHERE bot_id = $1 AND chat_id = $2 AND live AND id <> $3 \
                   AND COALESCE(thread_id, 0) = $4";
        let thread = peer.thread.map_or(0, |thread| thread.0);
        let values = vec![self.bot.0.into(), peer.chat.0.into(), but.0.into(), thread.into()];
        let rows = tx.rows(sql, values).await?;
        let live = |row: &QueryResult| {
            let given_up: bool = row.try_get("", "given_up")?;
            let wanted = if given_up { None } else { decode(row).ok() };
            Ok((SlotId(row.try_get("", "id")?), wanted))
        };
        rows.iter().map(live).collect()
    }

    /// A slot is no longer the screen one works with; its content is the last, where there is other content for it.
    pub(super) async fn retire(
        &self,
        tx: &mut Tx,
        slot: SlotId,
        last: Option<&Wanted>,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let Some(wanted) = last else {
            let sql = "UPDATE outbox_slots SET live = FALSE WHERE id = $1";
            return tx.execute(sql, [slot.0.into()]).await.map(|_| ());
        };
        let sql = "UPDATE outbox_slots SET live = FALSE, wanted = $2, wanted_revision = wanted_revision + 1, \
                   ranked_at = CASE WHEN pending THEN ranked_at ELSE $3 END, pending = TRUE WHERE id = $1";
        let values = vec![slot.0.into(), encode(wanted)?.into(), moment(now).into()];
        tx.execute(sql, values).await.map(|_| ())
    }

    pub(super) async fn message_of(&self, slot: SlotId) -> Result<Option<MessageId>, StorageError> {
        let sql = "SELECT message_id FROM outbox_slots WHERE id = $1";
        let row = self.db.rows(sql, [slot.0.into()]).await?.pop();
        let message: Option<i64> = row.map(|row| row.try_get("", "message_id")).transpose()?.flatten();
        Ok(message.map(MessageId))
    }

    pub(super) async fn backlog(&self, now: DateTime<Utc>) -> Result<Backlog, StorageError> {
        let sql = "SELECT COUNT(*) AS n, MIN(CASE WHEN due_at <= $2 THEN ranked_at END) AS oldest \
                   FROM outbox_slots WHERE bot_id = $1 AND pending";
        let row = self.db.rows(sql, [self.bot.0.into(), moment(now).into()]).await?.pop();
        let Some(row) = row else { return Ok(Backlog::default()) };
        let pending: i64 = row.try_get("", "n")?;
        Ok(Backlog { pending: pending.unsigned_abs(), oldest: row.try_get("", "oldest")? })
    }

    /// Forgets slots that nobody will edit any more. A button under such a message is adopted anew.
    pub(super) async fn purge(&self, before: DateTime<Utc>) -> Result<u64, StorageError> {
        let sql =
            "DELETE FROM outbox_slots WHERE bot_id = $1 AND NOT pending AND NOT live AND created_at < $2";
        self.db.execute(sql, [self.bot.0.into(), moment(before).into()]).await
    }

    /// A tap whose waiting sign is to end.
    pub(super) async fn insert_tap(
        &self,
        tx: &mut Tx,
        tap: &Tap,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO outbox_taps (bot_id, query_id, note, alert, created_at) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (bot_id, query_id) DO NOTHING";
        let values = [
            self.bot.0.into(),
            tap.query.as_str().into(),
            tap.note.clone().into(),
            tap.alert.into(),
            moment(now).into(),
        ];
        tx.execute(sql, values).await.map(|_| ())
    }

    /// Taps that were to be answered before then and were not, with when they came.
    pub(super) async fn list_taps(
        &self,
        before: DateTime<Utc>,
    ) -> Result<Vec<(Tap, DateTime<Utc>)>, StorageError> {
        let sql = "SELECT query_id, note, alert, created_at FROM outbox_taps WHERE bot_id = $1 AND created_at <= $2 \
                   ORDER BY created_at LIMIT 500";
        let rows = self.db.rows(sql, [self.bot.0.into(), moment(before).into()]).await?;
        let tap = |row: &QueryResult| -> Result<_, StorageError> {
            let (query, note) = (row.try_get("", "query_id")?, row.try_get("", "note")?);
            Ok((Tap { query, note, alert: row.try_get("", "alert")? }, row.try_get("", "created_at")?))
        };
        rows.iter().map(tap).collect()
    }

    pub(super) async fn delete_taps(&self, queries: &[String]) -> Result<(), StorageError> {
        let places: Vec<String> = (2..queries.len() + 2).map(|n| format!("${n}")).collect();
        let sql =
            format!("DELETE FROM outbox_taps WHERE bot_id = $1 AND query_id IN ({})", places.join(", "));
        let values =
            std::iter::once(self.bot.0.into()).chain(queries.iter().map(|query| query.as_str().into()));
        self.db.execute(&sql, values.collect::<Vec<Value>>()).await.map(|_| ())
    }
}

pub(super) fn encode(wanted: &Wanted) -> Result<String, StorageError> {
    serde_json::to_string(wanted).map_err(|source| StorageError::Unreadable { what: "screen", source })
}

pub(super) fn decode(row: &QueryResult) -> Result<Wanted, StorageError> {
    let text: String = row.try_get("", "wanted")?;
    serde_json::from_str(&text).map_err(|source| StorageError::Unreadable { what: "screen", source })
}
