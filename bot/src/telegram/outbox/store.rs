//! Rows of slots: one SQL text for both databases.
//! A chat's slots are delivered one at a time, in the order in which their content was wanted.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use super::slot::{Claimed, Outcome, Role, SlotId, Wanted};
use crate::{
    domain::{BotId, Cause, ChatId, MessageId, Peer, ThreadId},
    storage::{Backend, Db, StorageError, Tx},
    telegram::screen::Screen,
};

/// Attempts after which a failing slot is given up.
const ATTEMPTS: i16 = 8;

#[derive(Clone)]
pub(super) struct SlotStore {
    db: Db,
    bot: BotId,
}

impl SlotStore {
    pub(super) const fn new(db: Db, bot: BotId) -> Self {
        Self { db, bot }
    }

    fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        let backend = match self.db.backend() {
            Backend::Sqlite => DbBackend::Sqlite,
            Backend::Postgres => DbBackend::Postgres,
        };
        Statement::from_sql_and_values(backend, sql, values)
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
        let sql = "INSERT INTO outbox_slots (bot_id, chat_id, thread_id, cause, live, wanted, ranked_at, due_at, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7) ON CONFLICT (bot_id, cause) DO NOTHING RETURNING id";
        let values = vec![
            self.bot.0.into(),
            peer.chat.0.into(),
            peer.thread.map(|thread| thread.0).into(),
            cause.as_str().into(),
            (role == Role::Screen).into(),
            encode(&Wanted::Shown(screen.clone()))?.into(),
            now.into(),
        ];
        if let Some(row) = tx.connection().query_one_raw(self.statement(sql, values)).await? {
            return Ok(SlotId(row.try_get("", "id")?));
        }
        let sql = "SELECT id FROM outbox_slots WHERE bot_id = $1 AND cause = $2";
        let values = vec![self.bot.0.into(), cause.as_str().into()];
        let row = tx.connection().query_one_raw(self.statement(sql, values)).await?;
        let row = row.ok_or_else(|| StorageError::Setup("a slot vanished".to_owned()))?;
        Ok(SlotId(row.try_get("", "id")?))
    }

    /// A slot for a message that is there already, such as one whose own slot was cleared away.
    pub(super) async fn adopt(
        &self,
        tx: &mut Tx,
        peer: Peer,
        message: MessageId,
        wanted: &Wanted,
        now: DateTime<Utc>,
    ) -> Result<SlotId, StorageError> {
        let sql = "INSERT INTO outbox_slots (bot_id, chat_id, thread_id, cause, message_id, live, wanted, ranked_at, due_at, created_at) \
                   VALUES ($1, $2, $3, $4, $5, TRUE, $6, $7, $7, $7) RETURNING id";
        let values = vec![
            self.bot.0.into(),
            peer.chat.0.into(),
            peer.thread.map(|thread| thread.0).into(),
            format!("m{}:{message}", peer.chat).into(),
            message.0.into(),
            encode(wanted)?.into(),
            now.into(),
        ];
        let row = tx.connection().query_one_raw(self.statement(sql, values)).await?;
        let row = row.ok_or_else(|| StorageError::Setup("a slot was not made".to_owned()))?;
        Ok(SlotId(row.try_get("", "id")?))
    }

    pub(super) async fn find_by_message(
        &self,
        tx: &mut Tx,
        chat: ChatId,
        message: MessageId,
    ) -> Result<Option<SlotId>, StorageError> {
        // Where a press has adopted a message while its number was being written down, the press came later.
        let sql = "SELECT id FROM outbox_slots WHERE bot_id = $1 AND chat_id = $2 AND message_id = $3 \
                   ORDER BY id DESC LIMIT 1";
        let values = vec![self.bot.0.into(), chat.0.into(), message.0.into()];
        let row = tx.connection().query_one_raw(self.statement(sql, values)).await?;
        Ok(row.map(|row| row.try_get("", "id")).transpose()?.map(SlotId))
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
                   given_up = FALSE, failures = 0, ranked_at = CASE WHEN pending THEN ranked_at ELSE $3 END \
                   WHERE id = $1 AND (wanted <> $2 OR given_up)";
        let values = vec![slot.0.into(), encode(wanted)?.into(), now.into()];
        tx.connection().execute_raw(self.statement(sql, values)).await?;
        Ok(())
    }

    /// The screens of a chat that a newer one takes over from.
    pub(super) async fn list_live(
        &self,
        tx: &mut Tx,
        peer: Peer,
        but: SlotId,
    ) -> Result<Vec<(SlotId, Wanted)>, StorageError> {
        let sql = "SELECT id, wanted FROM outbox_slots WHERE bot_id = $1 AND chat_id = $2 AND live AND id <> $3 \
                   AND COALESCE(thread_id, 0) = $4";
        let thread = peer.thread.map_or(0, |thread| thread.0);
        let values = vec![self.bot.0.into(), peer.chat.0.into(), but.0.into(), thread.into()];
        let rows = tx.connection().query_all_raw(self.statement(sql, values)).await?;
        rows.iter().map(|row| Ok((SlotId(row.try_get("", "id")?), decode(row)?))).collect()
    }

    pub(super) async fn mark_live(&self, tx: &mut Tx, slot: SlotId, live: bool) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET live = $2 WHERE id = $1";
        tx.connection().execute_raw(self.statement(sql, vec![slot.0.into(), live.into()])).await?;
        Ok(())
    }

    /// Takes slots in hand, at most one of each chat. The claim is the recorded intent of the call.
    pub(super) async fn claim(
        &self,
        limit: u32,
        token: &str,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Vec<Claimed>, StorageError> {
        let lock = match self.db.backend() {
            Backend::Sqlite => "",
            Backend::Postgres => "FOR UPDATE OF s SKIP LOCKED",
        };
        let sql = format!(
            "UPDATE outbox_slots SET lease_token = $1, lease_until = $2, attempts = attempts + 1 WHERE id IN (\
               SELECT s.id FROM outbox_slots s WHERE s.bot_id = $3 AND s.pending AND s.due_at <= $4 \
               AND (s.lease_until IS NULL OR s.lease_until < $4) \
               AND NOT EXISTS (SELECT 1 FROM outbox_slots o WHERE o.bot_id = s.bot_id AND o.chat_id = s.chat_id \
                 AND o.pending AND o.id <> s.id AND (o.lease_until >= $4 \
                   OR o.ranked_at < s.ranked_at OR (o.ranked_at = s.ranked_at AND o.id < s.id))) \
               ORDER BY s.ranked_at, s.id LIMIT $5 {lock}) \
             RETURNING id, chat_id, thread_id, message_id, shows_media, wanted, wanted_revision, attempts"
        );
        let until = now + chrono::TimeDelta::from_std(lease).unwrap_or_default();
        let values = vec![token.into(), until.into(), self.bot.0.into(), now.into(), i64::from(limit).into()];
        let rows = self.db.writer().query_all_raw(self.statement(&sql, values)).await?;
        rows.iter().map(|row| claimed(row, token)).collect()
    }

    /// Writes down what came of an attempt, unless the slot has passed into other hands.
    pub(super) async fn record(
        &self,
        claimed: &Claimed,
        outcome: &Outcome,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let (sql, mut values): (&str, Vec<Value>) = match outcome {
            Outcome::Delivered { message, media } => (
                "UPDATE outbox_slots SET message_id = $3, shows_media = $4, shown_revision = $5, attempts = 0, \
                 failures = 0, pending = wanted_revision > $5, due_at = $6, lease_token = NULL, lease_until = NULL \
                 WHERE id = $1 AND lease_token = $2",
                vec![
                    message.map(|message| message.0).into(),
                    (*media).into(),
                    claimed.revision.into(),
                    now.into(),
                ],
            ),
            Outcome::SendAnew => (
                "UPDATE outbox_slots SET message_id = NULL, shows_media = FALSE, attempts = 0, lease_token = NULL, \
                 lease_until = NULL WHERE id = $1 AND lease_token = $2",
                vec![],
            ),
            Outcome::Later { after, counted } => (
                "UPDATE outbox_slots SET due_at = $3, failures = failures + $4, pending = failures + $4 < $5, \
                 given_up = failures + $4 >= $5, attempts = CASE WHEN $4 = 0 THEN attempts - 1 ELSE attempts END, \
                 lease_token = NULL, lease_until = NULL WHERE id = $1 AND lease_token = $2",
                vec![
                    (now + chrono::TimeDelta::from_std(*after).unwrap_or_default()).into(),
                    i16::from(*counted).into(),
                    ATTEMPTS.into(),
                ],
            ),
            Outcome::Given => (
                "UPDATE outbox_slots SET pending = FALSE, given_up = TRUE, lease_token = NULL, lease_until = NULL \
                 WHERE id = $1 AND lease_token = $2",
                vec![],
            ),
        };
        let mut all: Vec<Value> = vec![claimed.id.0.into(), claimed.token.as_str().into()];
        all.append(&mut values);
        let recorded = self.statement(sql, all);
        match outcome {
            Outcome::Delivered { message: Some(message), .. } if claimed.message.is_none() => {
                let mut tx = self.db.begin().await?;
                tx.connection().execute_raw(recorded).await?;
                self.take_over(&mut tx, claimed, *message).await?;
                tx.commit().await
            }
            _ => {
                self.db.writer().execute_raw(recorded).await?;
                Ok(())
            }
        }
    }

    /// A person may be quicker to press a button of a new message than we to write its number down. Then the press
    /// has adopted the message: what it wants is what the message's own slot wants now.
    async fn take_over(
        &self,
        tx: &mut Tx,
        claimed: &Claimed,
        message: MessageId,
    ) -> Result<(), StorageError> {
        let adopted = "bot_id = $1 AND chat_id = $2 AND message_id = $3 AND id <> $4";
        let take = format!(
            "UPDATE outbox_slots SET pending = TRUE, wanted_revision = wanted_revision + 1, \
               (wanted, live, ranked_at) = (SELECT wanted, live, ranked_at FROM outbox_slots WHERE {adopted}) \
             WHERE id = $4 AND message_id = $3 AND EXISTS (SELECT 1 FROM outbox_slots WHERE {adopted})"
        );
        let drop = format!("DELETE FROM outbox_slots WHERE {adopted}");
        let values: Vec<Value> =
            vec![self.bot.0.into(), claimed.peer.chat.0.into(), message.0.into(), claimed.id.0.into()];
        for sql in [take, drop] {
            tx.connection().execute_raw(self.statement(&sql, values.clone())).await?;
        }
        Ok(())
    }

    /// Nothing of this chat is delivered before then.
    pub(super) async fn delay_chat(&self, chat: ChatId, until: DateTime<Utc>) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET due_at = $3 WHERE bot_id = $1 AND chat_id = $2 AND pending AND due_at < $3";
        let values = vec![self.bot.0.into(), chat.0.into(), until.into()];
        self.db.writer().execute_raw(self.statement(sql, values)).await?;
        Ok(())
    }

    /// The chat cannot be reached: whatever waits for it is given up.
    pub(super) async fn give_up_chat(&self, chat: ChatId) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET pending = FALSE, given_up = TRUE, lease_token = NULL, lease_until = NULL \
                   WHERE bot_id = $1 AND chat_id = $2 AND pending";
        self.db.writer().execute_raw(self.statement(sql, vec![self.bot.0.into(), chat.0.into()])).await?;
        Ok(())
    }

    /// The group lives on under another id.
    pub(super) async fn migrate_chat(&self, from: ChatId, to: ChatId) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET chat_id = $3 WHERE bot_id = $1 AND chat_id = $2";
        let values = vec![self.bot.0.into(), from.0.into(), to.0.into()];
        self.db.writer().execute_raw(self.statement(sql, values)).await?;
        Ok(())
    }

    /// Takes back what a process that is gone had in hand. Only where this is the one process there is.
    pub(super) async fn release_all(&self) -> Result<(), StorageError> {
        let sql =
            "UPDATE outbox_slots SET lease_token = NULL, lease_until = NULL WHERE bot_id = $1 AND pending";
        self.db.writer().execute_raw(self.statement(sql, vec![self.bot.0.into()])).await?;
        Ok(())
    }

    /// When the next slot is due, if one waits.
    pub(super) async fn next_due(&self) -> Result<Option<DateTime<Utc>>, StorageError> {
        let sql = "SELECT MIN(due_at) AS due FROM outbox_slots WHERE bot_id = $1 AND pending AND lease_until IS NULL";
        let row = self.db.reader().query_one_raw(self.statement(sql, vec![self.bot.0.into()])).await?;
        Ok(row.map(|row| row.try_get("", "due")).transpose()?.flatten())
    }

    pub(super) async fn message_of(&self, slot: SlotId) -> Result<Option<MessageId>, StorageError> {
        let sql = "SELECT message_id FROM outbox_slots WHERE id = $1";
        let row = self.db.reader().query_one_raw(self.statement(sql, vec![slot.0.into()])).await?;
        let message: Option<i64> = row.map(|row| row.try_get("", "message_id")).transpose()?.flatten();
        Ok(message.map(MessageId))
    }

    pub(super) async fn count_pending(&self) -> Result<i64, StorageError> {
        let sql = "SELECT COUNT(*) AS n FROM outbox_slots WHERE bot_id = $1 AND pending";
        let row = self.db.reader().query_one_raw(self.statement(sql, vec![self.bot.0.into()])).await?;
        Ok(row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or_default())
    }

    /// Forgets slots that nobody will edit any more. A button under such a message is adopted anew.
    pub(super) async fn purge(&self, before: DateTime<Utc>) -> Result<u64, StorageError> {
        let sql =
            "DELETE FROM outbox_slots WHERE bot_id = $1 AND NOT pending AND NOT live AND created_at < $2";
        let values = vec![self.bot.0.into(), before.into()];
        Ok(self.db.writer().execute_raw(self.statement(sql, values)).await?.rows_affected())
    }
}

fn claimed(row: &QueryResult, token: &str) -> Result<Claimed, StorageError> {
    let thread: Option<i64> = row.try_get("", "thread_id")?;
    let message: Option<i64> = row.try_get("", "message_id")?;
    Ok(Claimed {
        id: SlotId(row.try_get("", "id")?),
        peer: Peer { chat: ChatId(row.try_get("", "chat_id")?), thread: thread.map(ThreadId) },
        message: message.map(MessageId),
        shows_media: row.try_get("", "shows_media")?,
        wanted: decode(row)?,
        revision: row.try_get("", "wanted_revision")?,
        attempt: row.try_get("", "attempts")?,
        token: token.to_owned(),
    })
}

fn encode(wanted: &Wanted) -> Result<String, StorageError> {
    serde_json::to_string(wanted).map_err(|source| StorageError::Unreadable { what: "screen", source })
}

fn decode(row: &QueryResult) -> Result<Wanted, StorageError> {
    let text: String = row.try_get("", "wanted")?;
    serde_json::from_str(&text).map_err(|source| StorageError::Unreadable { what: "screen", source })
}
