//! Rows of slots as the worker sees them: taken in hand, kept, and what came of it written down.
//! A chat's slots are delivered one at a time, in the order in which their content was wanted.

use std::{collections::HashMap, fmt::Write as _, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::Value;

use super::{
    slot::{Claimed, Outcome, SlotId, Wanted},
    store::{SlotStore, claimed, decode, encode},
};
use crate::{
    domain::{ChatId, MessageId},
    storage::{Backend, StorageError, Tx, moment, processes::ProcessId, sql::Executor},
    telegram::screen::Screen,
};

/// Failures in a row after which a slot is given up. The waits between them double up to eight seconds, so that
/// Telegram may be in trouble for most of an hour before a message is lost.
const ATTEMPTS: i16 = 400;

/// Whether something is left to be claimed in the chat of a slot that was just written.
const WAITS: &str = "(pending OR EXISTS (SELECT 1 FROM outbox_slots o WHERE o.bot_id = outbox_slots.bot_id \
     AND o.chat_id = outbox_slots.chat_id AND o.pending AND o.lease_token IS NULL AND o.id <> outbox_slots.id))";

/// Whether somebody has made another slot for its message.
const IS_ADOPTED: &str = "EXISTS (SELECT 1 FROM outbox_slots o WHERE o.bot_id = outbox_slots.bot_id \
     AND o.chat_id = outbox_slots.chat_id AND o.message_id = outbox_slots.message_id AND o.id <> outbox_slots.id)";

/// What a claim has brought.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub slots: Vec<Claimed>,
    /// Claimed, but what they want to show cannot be read.
    pub unreadable: Vec<SlotId>,
}

impl SlotStore {
    /// Takes slots in hand, at most one of each chat. The claim is the recorded intent of the call. Slots whose lease
    /// has run out are taken too, unless that tells nothing of their holder; and never those that this process is
    /// delivering, which writes down what came of them as soon as it can.
    pub(super) async fn claim(
        &self,
        limit: u32,
        token: &str,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Taken, StorageError> {
        let lock = match self.db.backend() {
            Backend::Sqlite => "",
            Backend::Postgres => "FOR UPDATE OF s SKIP LOCKED",
        };
        let ended = if self.db.judges_leases() { now } else { DateTime::UNIX_EPOCH };
        let (not_ours, or_ours) = self.hand.overdue().map_or_else(Default::default, |ours| {
            (format!("AND s.id NOT IN ({ours})"), format!("OR o.id IN ({ours})"))
        });
        let sql = format!(
            "UPDATE outbox_slots SET lease_token = $1, lease_until = $2, attempts = attempts + 1 WHERE id IN (\
               SELECT s.id FROM outbox_slots s WHERE s.bot_id = $3 AND s.pending AND s.due_at <= $4 \
               AND (s.lease_until IS NULL OR s.lease_until < $6) {not_ours} \
               AND NOT EXISTS (SELECT 1 FROM outbox_slots o WHERE o.bot_id = s.bot_id AND o.chat_id = s.chat_id \
                 AND o.pending AND o.id <> s.id AND (o.lease_until >= $6 {or_ours} \
                   OR o.ranked_at < s.ranked_at OR (o.ranked_at = s.ranked_at AND o.id < s.id))) \
               ORDER BY s.ranked_at, s.id LIMIT $5 {lock}) \
             RETURNING id, chat_id, thread_id, message_id, shows_media, wanted, wanted_revision, attempts, ranked_at, trace"
        );
        let values = [
            token.into(),
            after(now, lease).into(),
            self.bot.0.into(),
            moment(now).into(),
            i64::from(limit).into(),
            moment(ended).into(),
        ];
        let mut taken = Taken::default();
        for row in self.db.returning(&sql, values).await? {
            match decode(&row).and_then(|wanted| claimed(&row, token, wanted)) {
                Ok(slot) => taken.slots.push(slot),
                Err(StorageError::Unreadable { .. }) => {
                    taken.unreadable.push(SlotId(row.try_get("", "id")?));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(taken)
    }

    /// Keeps a slot in hand for longer.
    pub(super) async fn renew(
        &self,
        slot: &Claimed,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET lease_until = $3 WHERE id = $1 AND lease_token = $2";
        let values = [slot.id.0.into(), slot.token.as_str().into(), after(now, lease).into()];
        self.db.execute(sql, values).await.map(|_| ())
    }

    /// What a slot in hand is to show now; `None` when it is in other hands.
    pub(super) async fn reread(&self, slot: &Claimed) -> Result<Option<(Wanted, i64)>, StorageError> {
        let sql = "SELECT wanted, wanted_revision FROM outbox_slots WHERE id = $1 AND lease_token = $2";
        let rows = self.db.rows(sql, [slot.id.0.into(), slot.token.as_str().into()]).await?;
        rows.first().map(|row| Ok((decode(row)?, row.try_get("", "wanted_revision")?))).transpose()
    }

    /// Writes down what came of attempts, except of slots that have passed into other hands. What was wanted in the
    /// meantime stays wanted. Says of each whether anything is left to be claimed in its chat.
    pub(super) async fn record(
        &self,
        ended: &[(&Claimed, &Outcome)],
        now: DateTime<Utc>,
    ) -> Result<Vec<bool>, StorageError> {
        let mut delivered = self.record_delivered(ended, now).await?;
        let mut left = Vec::with_capacity(ended.len());
        for (slot, outcome) in ended {
            let revision = slot.revision.into();
            left.push(match outcome {
                Outcome::Delivered { .. } => delivered.remove(&slot.id).unwrap_or(true),
                Outcome::SendAnew => {
                    let set = "message_id = NULL, shows_media = FALSE, attempts = 0";
                    self.give_back(slot, set, Vec::new()).await?
                }
                Outcome::Later { after: wait, counted } => {
                    let set = "due_at = $3, failures = failures + $4, \
                               pending = failures + $4 < $5 OR wanted_revision > $6, \
                               given_up = failures + $4 >= $5 AND wanted_revision <= $6, \
                               attempts = CASE WHEN $4 = 0 THEN attempts - 1 ELSE attempts END";
                    let counted = i16::from(*counted);
                    let values = vec![after(now, *wait).into(), counted.into(), ATTEMPTS.into(), revision];
                    self.give_back(slot, set, values).await?
                }
                Outcome::AsText(parts) => {
                    self.want_as_text(slot, parts).await?;
                    true
                }
                Outcome::Given => {
                    let set = "pending = wanted_revision > $3, given_up = wanted_revision <= $3, attempts = 0, \
                               failures = 0";
                    self.give_back(slot, set, vec![revision]).await?
                }
            });
        }
        Ok(left)
    }

    /// All that were delivered, in one statement.
    async fn record_delivered(
        &self,
        ended: &[(&Claimed, &Outcome)],
        now: DateTime<Utc>,
    ) -> Result<HashMap<SlotId, bool>, StorageError> {
        let delivered = ended.iter().filter_map(|(slot, outcome)| match outcome {
            Outcome::Delivered { message, media } => Some((*slot, *message, *media)),
            _ => None,
        });
        let delivered: Vec<(&Claimed, Option<MessageId>, bool)> = delivered.collect();
        let Some(last) = delivered.last() else { return Ok(HashMap::new()) };
        // Some are said twice, so that there are few different statements to prepare.
        let said = delivered.iter().chain(std::iter::repeat(last)).take(delivered.len().next_power_of_two());
        let mut values = vec![Value::from(moment(now))];
        let mut came = String::new();
        for (n, (slot, message, media)) in said.enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            let first = 5 * n + 2;
            // Writing into a String cannot fail.
            let _ = write!(
                came,
                "{comma}(${first}, ${}, ${}, ${}, ${})",
                first + 1,
                first + 2,
                first + 3,
                first + 4
            );
            values.extend([
                slot.id.0.into(),
                slot.token.as_str().into(),
                message.map(|message| message.0).into(),
                (*media).into(),
                slot.revision.into(),
            ]);
        }
        let sql = format!(
            "WITH came (slot, token, message, media, revision) AS (VALUES {came}) \
             UPDATE outbox_slots SET message_id = message, shows_media = media, shown_revision = revision, \
             attempts = 0, failures = 0, pending = wanted_revision > revision, due_at = $1, lease_token = NULL, \
             lease_until = NULL FROM came WHERE id = slot AND lease_token = token \
             RETURNING id, {WAITS} AS waits, {IS_ADOPTED} AS adopted"
        );
        let mut left = HashMap::new();
        for row in self.db.urgent().returning(&sql, values).await? {
            let (id, adopted): (i64, bool) = (row.try_get("", "id")?, row.try_get("", "adopted")?);
            let mut waits: bool = row.try_get("", "waits")?;
            if let Some((slot, Some(message), _)) = delivered.iter().find(|(slot, ..)| slot.id.0 == id)
                && slot.message.is_none()
                && adopted
            {
                let mut tx = self.db.begin().await?;
                self.take_over(&mut tx, slot, *message).await?;
                tx.commit().await?;
                waits = true;
            }
            left.insert(SlotId(id), waits);
        }
        Ok(left)
    }

    /// Changes a slot in hand and lets it go. Says whether anything is left to be claimed in its chat.
    async fn give_back(&self, slot: &Claimed, set: &str, values: Vec<Value>) -> Result<bool, StorageError> {
        let sql = format!(
            "UPDATE outbox_slots SET {set}, lease_token = NULL, lease_until = NULL \
             WHERE id = $1 AND lease_token = $2 RETURNING {WAITS} AS waits"
        );
        let mut all: Vec<Value> = vec![slot.id.0.into(), slot.token.as_str().into()];
        all.extend(values);
        let Some(row) = self.db.urgent().returning(&sql, all).await?.pop() else { return Ok(true) };
        Ok(row.try_get("", "waits")?)
    }

    /// The first part in the slot's own message, the others in slots that come right after it. What was wanted in the
    /// meantime is newer than all of them.
    async fn want_as_text(&self, claimed: &Claimed, parts: &[Screen]) -> Result<(), StorageError> {
        let first = "UPDATE outbox_slots SET wanted = CASE WHEN wanted_revision = $3 THEN $4 ELSE wanted END, \
                     attempts = 0, lease_token = NULL, lease_until = NULL WHERE id = $1 AND lease_token = $2 \
                     RETURNING wanted_revision";
        let further = "INSERT INTO outbox_slots \
                       (bot_id, chat_id, thread_id, cause, wanted, ranked_at, due_at, created_at, trace) \
                       SELECT bot_id, chat_id, thread_id, cause || $2, $3, ranked_at, due_at, created_at, trace \
                       FROM outbox_slots WHERE id = $1 ON CONFLICT (bot_id, cause) DO NOTHING";
        let Some((head, rest)) = parts.split_first() else { return Ok(()) };
        let tx = self.db.begin().await?;
        let wanted = encode(&Wanted::Shown(head.clone()))?;
        let values: Vec<Value> =
            vec![claimed.id.0.into(), claimed.token.as_str().into(), claimed.revision.into(), wanted.into()];
        let row = tx.returning(first, values).await?.pop();
        let revision: Option<i64> = row.map(|row| row.try_get("", "wanted_revision")).transpose()?;
        if revision == Some(claimed.revision) {
            for (n, part) in rest.iter().enumerate() {
                let wanted = encode(&Wanted::Shown(part.clone()))?;
                let values: Vec<Value> =
                    vec![claimed.id.0.into(), format!("/t{}", n + 1).into(), wanted.into()];
                tx.execute(further, values).await?;
            }
        }
        tx.commit().await
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
               (wanted, collapsed, live, ranked_at, trace) = (SELECT wanted, collapsed, live, ranked_at, trace FROM outbox_slots WHERE {adopted}) \
             WHERE id = $4 AND message_id = $3 AND EXISTS (SELECT 1 FROM outbox_slots WHERE {adopted})"
        );
        let drop = format!("DELETE FROM outbox_slots WHERE {adopted}");
        let values: Vec<Value> =
            vec![self.bot.0.into(), claimed.peer.chat.0.into(), message.0.into(), claimed.id.0.into()];
        for sql in [take, drop] {
            tx.execute(&sql, values.clone()).await?;
        }
        Ok(())
    }

    /// Gives up slots that nobody here can read.
    pub(super) async fn give_up(&self, slot: SlotId, token: &str) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET pending = FALSE, given_up = TRUE, lease_token = NULL, lease_until = NULL \
                   WHERE id = $1 AND lease_token = $2";
        self.db.execute(sql, [slot.0.into(), token.into()]).await.map(|_| ())
    }

    /// Nothing of this chat is delivered before then.
    pub(super) async fn delay_chat(&self, chat: ChatId, until: DateTime<Utc>) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET due_at = $3 WHERE bot_id = $1 AND chat_id = $2 AND pending AND due_at < $3";
        let values = [self.bot.0.into(), chat.0.into(), moment(until).into()];
        self.db.execute(sql, values).await.map(|_| ())
    }

    /// The chat cannot be reached: whatever waits for it is given up.
    pub(super) async fn give_up_chat(&self, on: &impl Executor, chat: ChatId) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET pending = FALSE, given_up = TRUE, lease_token = NULL, lease_until = NULL \
                   WHERE bot_id = $1 AND chat_id = $2 AND pending";
        on.execute(sql, [self.bot.0.into(), chat.0.into()]).await.map(|_| ())
    }

    /// The group lives on under another id, and counts its messages anew: what was shown there cannot be edited.
    pub(super) async fn migrate_chat(
        &self,
        on: &impl Executor,
        from: ChatId,
        to: ChatId,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET chat_id = $3, message_id = NULL, shows_media = FALSE \
                   WHERE bot_id = $1 AND chat_id = $2";
        on.execute(sql, [self.bot.0.into(), from.0.into(), to.0.into()]).await.map(|_| ())
    }

    /// Takes back what a process that is gone had in hand. Only where this is the one process there is.
    pub(super) async fn release_all(&self) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET lease_token = NULL, lease_until = NULL \
                   WHERE bot_id = $1 AND pending AND lease_token IS NOT NULL";
        self.db.execute(sql, [self.bot.0.into()]).await.map(|_| ())
    }

    /// Takes back what a process that is gone had in hand.
    pub(super) async fn take_from(&self, gone: ProcessId) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET lease_token = NULL, lease_until = NULL \
                   WHERE bot_id = $1 AND pending AND lease_token LIKE $2";
        self.db.execute(sql, [self.bot.0.into(), gone.pattern().into()]).await.map(|_| ())
    }

    /// Makes due what was wanted by a clock that ran ahead of this one: it would wait until this one is there too.
    pub(super) async fn bring_back(&self, now: DateTime<Utc>) -> Result<(), StorageError> {
        let sql = "UPDATE outbox_slots SET due_at = $2, ranked_at = CASE WHEN ranked_at > $2 THEN $2 ELSE ranked_at END \
                   WHERE bot_id = $1 AND pending AND (ranked_at > $2 OR created_at > $2)";
        self.db.execute(sql, [self.bot.0.into(), moment(now).into()]).await.map(|_| ())
    }

    /// When next a slot may be claimed that cannot be now: its time comes, or the lease of who has it runs out.
    /// Those that wait behind another of their chat are not named; its end wakes them.
    pub(super) async fn next_due(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StorageError> {
        let sql = "SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) AS due \
                   FROM outbox_slots WHERE bot_id = $1 AND pending AND (due_at > $2 OR lease_until >= $2)";
        let rows = self.db.rows(sql, [self.bot.0.into(), moment(now).into()]).await?;
        Ok(rows.first().map(|row| row.try_get("", "due")).transpose()?.flatten())
    }
}

fn after(now: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
    // What Telegram may ask for is not longer than that.
    let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::days(1));
    moment(now + wait)
}

#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
