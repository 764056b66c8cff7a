//! Rows of slots and taps as those see them who say what to show: one SQL text for both databases.
//! It delivers nothing.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::{QueryResult, Value};
use tokio::time::Instant;

use super::{
    hand::Hand,
    slot::{Backlog, Claimed, Role, SlotId, Wanted},
    taps::Tap,
};
use crate::{
    domain::{BotId, Cause, ChatId, MessageId, Peer, ThreadId},
    ops::trace::Trace,
    storage::{Db, StorageError, Tx, moment, sql::Executor as _},
    telegram::{keyboard::Keyboard, screen::Screen},
};

/// What a slot is taken in hand with where it is written, so that it need not be claimed.
#[derive(Clone, Debug)]
pub(super) struct Take {
    pub token: String,
    pub until: DateTime<Utc>,
}

/// When something is wanted, and what it may be taken in hand with.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub now: DateTime<Utc>,
    pub take: Option<Take>,
}

impl At {
    /// The token and the end of the lease, or nothing.
    fn lease(&self) -> [Value; 2] {
        let take = self.take.as_ref();
        [take.map(|take| take.token.clone()).into(), take.map(|take| moment(take.until)).into()]
    }
}

/// A slot that was written.
#[derive(Debug)]
pub(super) struct Written {
    pub slot: SlotId,
    /// It is in hand: to be delivered as soon as the transaction stands.
    pub taken: Option<Claimed>,
}

/// Screens that a newer one took over from.
#[derive(Debug, Default)]
pub(super) struct Retired {
    pub taken: Vec<Claimed>,
    /// Something is to be claimed.
    pub waits: bool,
}

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

    /// A new slot, or the one that this cause has made before. Where it may, it is taken in hand at once.
    pub(super) async fn insert(
        &self,
        tx: &mut Tx,
        peer: Peer,
        cause: &Cause,
        role: Role,
        screen: &Screen,
        at: &At,
    ) -> Result<Written, StorageError> {
        let sql = format!(
            "INSERT INTO outbox_slots (bot_id, chat_id, thread_id, cause, live, wanted, ranked_at, due_at, created_at, \
             trace, collapsed, lease_token, lease_until, attempts) \
             SELECT $1, $2, $3, $4, $5, $6, $7, $7, $7, $8, CASE WHEN $5 THEN $12 END, CASE WHEN free THEN $9 END, CASE WHEN free THEN $10 END, \
             CASE WHEN free THEN 1 ELSE 0 END FROM (SELECT $9 IS NOT NULL AND NOT EXISTS ({}) AS free) AS chat \
             WHERE TRUE ON CONFLICT (bot_id, cause) DO NOTHING RETURNING {WRITTEN}",
            others("$1", "$2", "0", "$11", "$7")
        );
        let (wanted, [token, until]) = (Wanted::Shown(screen.clone()), at.lease());
        let values = vec![
            self.bot.0.into(),
            peer.chat.0.into(),
            peer.thread.map(|thread| thread.0).into(),
            cause.as_str().into(),
            (role == Role::Screen).into(),
            encode(&wanted)?.into(),
            moment(at.now).into(),
            Trace::for_row().into(),
            token,
            until,
            self.db.process().pattern().into(),
            shrunk(&wanted)?.into(),
        ];
        if let Some(row) = tx.returning(&sql, values).await?.pop() {
            return written(&row, at, wanted);
        }
        let sql = "SELECT id FROM outbox_slots WHERE bot_id = $1 AND cause = $2";
        let values = vec![self.bot.0.into(), cause.as_str().into()];
        let row = tx.returning(sql, values).await?.pop();
        let row = row.ok_or_else(|| StorageError::Setup("a slot vanished".to_owned()))?;
        Ok(Written { slot: SlotId(row.try_get("", "id")?), taken: None })
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
        let sql = "INSERT INTO outbox_slots (bot_id, chat_id, thread_id, cause, message_id, live, wanted, ranked_at, due_at, created_at, trace, \
                   collapsed) VALUES ($1, $2, $3, $4, $5, TRUE, $6, $7, $7, $7, $8, $9) \
                   ON CONFLICT (bot_id, cause) DO UPDATE SET message_id = excluded.message_id, live = TRUE, \
                   wanted = excluded.wanted, wanted_revision = outbox_slots.wanted_revision + 1, pending = TRUE, \
                   given_up = FALSE, failures = 0, ranked_at = excluded.ranked_at, trace = excluded.trace, \
                   collapsed = excluded.collapsed RETURNING id";
        let values = vec![
            self.bot.0.into(),
            peer.chat.0.into(),
            peer.thread.map(|thread| thread.0).into(),
            format!("m{}:{message}", peer.chat).into(),
            message.0.into(),
            encode(wanted)?.into(),
            moment(now).into(),
            Trace::for_row().into(),
            shrunk(wanted)?.into(),
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
        at: &At,
    ) -> Result<Option<Claimed>, StorageError> {
        let row = self.change(tx, "s.id = $8", &[slot.0.into()], wanted, at).await?;
        Ok(row.and_then(|written| written.taken))
    }

    /// New content for the screen that this message shows, if it is one; nothing where that changes nothing.
    pub(super) async fn want_at(
        &self,
        tx: &mut Tx,
        chat: ChatId,
        message: MessageId,
        wanted: &Wanted,
        at: &At,
    ) -> Result<Option<Written>, StorageError> {
        // Where a press has adopted a message while its number was being written down, the press came later.
        let which = "s.live AND s.id = (SELECT MAX(o.id) FROM outbox_slots o \
                     WHERE o.bot_id = $8 AND o.chat_id = $9 AND o.message_id = $10)";
        let values = [self.bot.0.into(), chat.0.into(), message.0.into()];
        self.change(tx, which, &values, wanted, at).await
    }

    async fn change(
        &self,
        tx: &mut Tx,
        which: &str,
        named: &[Value],
        wanted: &Wanted,
        at: &At,
    ) -> Result<Option<Written>, StorageError> {
        let sql = format!(
            "UPDATE outbox_slots SET wanted = $1, wanted_revision = wanted_revision + 1, pending = TRUE, \
             given_up = FALSE, failures = 0, ranked_at = CASE WHEN pending THEN ranked_at ELSE $2 END, \
             trace = COALESCE($3, trace), collapsed = CASE WHEN live THEN $7 END, {TAKE} FROM ({}) AS found \
             WHERE id = slot AND (wanted <> $1 OR given_up) RETURNING {WRITTEN}",
            found(which)
        );
        let [token, until] = at.lease();
        let mut values = vec![
            encode(wanted)?.into(),
            moment(at.now).into(),
            Trace::for_row().into(),
            token,
            until,
            self.db.process().pattern().into(),
            shrunk(wanted)?.into(),
        ];
        values.extend_from_slice(named);
        let row = tx.returning(&sql, values).await?.pop();
        row.map(|row| written(&row, at, wanted.clone())).transpose()
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
        self.want(tx, slot, &wanted, &At { now, take: None }).await.map(|_| ())
    }

    /// The screens of a place are no longer those one works with, except one: they shrink, where it is known to what.
    pub(super) async fn retire(
        &self,
        tx: &mut Tx,
        peer: Peer,
        but: SlotId,
        at: &At,
    ) -> Result<Retired, StorageError> {
        let sql = format!(
            "UPDATE outbox_slots SET live = FALSE, collapsed = NULL, pending = pending OR shrinks, \
             wanted = CASE WHEN shrinks THEN collapsed ELSE wanted END, \
             wanted_revision = CASE WHEN shrinks THEN wanted_revision + 1 ELSE wanted_revision END, \
             ranked_at = CASE WHEN pending OR NOT shrinks THEN ranked_at ELSE $2 END, trace = COALESCE($3, trace), \
             {TAKE} FROM (SELECT found.*, $4 IS NOT NULL AND shrinks AND NOT EXISTS ({}) AS free FROM \
               (SELECT s.id AS slot, s.bot_id AS bot, s.chat_id AS chat, \
               s.collapsed IS NOT NULL AND NOT s.given_up AS shrinks FROM outbox_slots s \
               WHERE s.bot_id = $1 AND s.chat_id = $7 AND s.live AND s.id <> $8 AND COALESCE(s.thread_id, 0) = $9) \
               AS found) AS found \
             WHERE id = slot RETURNING {WRITTEN}, wanted, pending",
            others("found.bot", "found.chat", "found.slot", "$6", "$2")
        );
        let [token, until] = at.lease();
        let values: Vec<Value> = vec![
            self.bot.0.into(),
            moment(at.now).into(),
            Trace::for_row().into(),
            token,
            until,
            self.db.process().pattern().into(),
            peer.chat.0.into(),
            but.0.into(),
            peer.thread.map_or(0, |thread| thread.0).into(),
        ];
        let mut retired = Retired::default();
        for row in tx.returning(&sql, values).await? {
            // What cannot be read is claimed, and given up there.
            let taken = decode(&row).ok().map(|wanted| written(&row, at, wanted)).transpose()?;
            match taken.and_then(|written| written.taken) {
                Some(slot) => retired.taken.push(slot),
                None => retired.waits |= row.try_get::<bool>("", "pending")?,
            }
        }
        Ok(retired)
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

    /// Forgets slots that nobody will edit any more, and screens that nobody has worked with since then. A button
    /// under such a message is adopted anew.
    pub(super) async fn purge(&self, before: DateTime<Utc>) -> Result<u64, StorageError> {
        let sql = "DELETE FROM outbox_slots WHERE bot_id = $1 AND NOT pending \
                   AND created_at < $2 AND (NOT live OR ranked_at < $2)";
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

/// What is waiting in a chat beside one slot and is not in the hands of this process: those it has in hand it
/// delivers first.
fn others(bot: &str, chat: &str, but: &str, ours: &str, now: &str) -> String {
    format!(
        "SELECT 1 FROM outbox_slots o WHERE o.bot_id = {bot} AND o.chat_id = {chat} AND o.pending AND o.id <> {but} \
         AND (o.lease_token IS NULL OR o.lease_token NOT LIKE {ours} OR o.lease_until < {now})"
    )
}

/// A slot, and whether its chat is free for this process.
fn found(which: &str) -> String {
    let others = others("s.bot_id", "s.chat_id", "s.id", "$6", "$2");
    format!(
        "SELECT s.id AS slot, $4 IS NOT NULL AND NOT EXISTS ({others}) AS free FROM outbox_slots s WHERE {which}"
    )
}

/// Takes a slot in hand that is in nobody's and has nothing on its way, where its chat is free.
const TAKE: &str = "lease_token = CASE WHEN free AND NOT pending AND lease_token IS NULL THEN $4 ELSE lease_token END, \
     lease_until = CASE WHEN free AND NOT pending AND lease_token IS NULL THEN $5 ELSE lease_until END, \
     attempts = CASE WHEN free AND NOT pending AND lease_token IS NULL THEN attempts + 1 ELSE attempts END";

/// What is read of a slot that was just written.
const WRITTEN: &str = "id, chat_id, thread_id, message_id, shows_media, wanted_revision, attempts, ranked_at, trace, \
     lease_token";

fn written(row: &QueryResult, at: &At, wanted: Wanted) -> Result<Written, StorageError> {
    let token: Option<String> = row.try_get("", "lease_token")?;
    let taken = at.take.as_ref().filter(|take| token.as_deref() == Some(take.token.as_str()));
    let taken = taken.map(|take| claimed(row, &take.token, wanted)).transpose()?;
    Ok(Written { slot: SlotId(row.try_get("", "id")?), taken })
}

/// A slot in hand, as its row has it.
pub(super) fn claimed(row: &QueryResult, token: &str, wanted: Wanted) -> Result<Claimed, StorageError> {
    let thread: Option<i64> = row.try_get("", "thread_id")?;
    let message: Option<i64> = row.try_get("", "message_id")?;
    let id = SlotId(row.try_get("", "id")?);
    let trace = Trace::of_row(row.try_get::<Option<String>>("", "trace")?.as_deref());
    Ok(Claimed {
        id,
        trace: trace.unwrap_or_else(|| Trace::of(&Cause::from(format!("slot{id}")))).next(),
        peer: Peer { chat: ChatId(row.try_get("", "chat_id")?), thread: thread.map(ThreadId) },
        message: message.map(MessageId),
        shows_media: row.try_get("", "shows_media")?,
        wanted,
        revision: row.try_get("", "wanted_revision")?,
        attempt: row.try_get("", "attempts")?,
        ranked_at: row.try_get("", "ranked_at")?,
        token: token.to_owned(),
        since: Instant::now(),
    })
}

/// What a screen shrinks to, as it is kept.
fn shrunk(wanted: &Wanted) -> Result<Option<String>, StorageError> {
    wanted.collapsed().as_ref().map(encode).transpose()
}

pub(super) fn encode(wanted: &Wanted) -> Result<String, StorageError> {
    serde_json::to_string(wanted).map_err(|source| StorageError::Unreadable { what: "screen", source })
}

pub(super) fn decode(row: &QueryResult) -> Result<Wanted, StorageError> {
    let text: String = row.try_get("", "wanted")?;
    serde_json::from_str(&text).map_err(|source| StorageError::Unreadable { what: "screen", source })
}
