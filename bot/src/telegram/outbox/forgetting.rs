//! What the outbox tells of a chat, and how it forgets one.

use chrono::{DateTime, Utc};
use sea_orm::Value;

use super::{Outbox, SlotId};
use crate::{
    domain::{Cause, ChatId, MessageId},
    storage::{StorageError, Tx, moment, sql::Executor as _},
};

/// Rows per deleting statement, so that nobody waits for it.
const AT_ONCE: i64 = 500;

/// A message of ours as its slot has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub slot: SlotId,
    pub text: String,
    pub at: DateTime<Utc>,
}

impl Outbox {
    /// The messages of a chat that are remembered, oldest first, from behind this slot on.
    pub async fn said_in(&self, chat: ChatId, after: SlotId, limit: u16) -> Result<Vec<Said>, StorageError> {
        let sql = "SELECT id, wanted, created_at FROM outbox_slots
            WHERE bot_id = $1 AND chat_id = $2 AND id > $3 ORDER BY id LIMIT $4";
        let values: [Value; 4] =
            [self.store().bot.0.into(), chat.0.into(), after.0.into(), i64::from(limit).into()];
        let rows = self.db().rows(sql, values).await?;
        let said = |row: &sea_orm::QueryResult| {
            let wanted: String = row.try_get("", "wanted")?;
            let slot = SlotId(row.try_get("", "id")?);
            Ok(Said { slot, text: words_of(&wanted), at: row.try_get("", "created_at")? })
        };
        rows.iter().map(said).collect()
    }

    /// Nothing more is delivered in this chat, and what was is forgotten. Says whether nothing is left: a message
    /// that is just being sent stays until it is.
    pub async fn forget_chat(&self, chat: ChatId) -> Result<bool, StorageError> {
        let sql = "DELETE FROM outbox_slots WHERE id IN (SELECT id FROM outbox_slots
            WHERE bot_id = $1 AND chat_id = $2 AND (lease_token IS NULL OR lease_until <= $3) LIMIT $4)";
        let bot = self.store().bot.0;
        loop {
            let values: [Value; 4] = [bot.into(), chat.0.into(), moment(self.now()).into(), AT_ONCE.into()];
            if self.db().execute(sql, values).await? == 0 {
                break;
            }
        }
        let plain = "DELETE FROM outbox_plain_chats WHERE bot_id = $1 AND chat_id = $2";
        self.db().execute(plain, [bot.into(), chat.0.into()]).await?;
        let left = "SELECT id FROM outbox_slots WHERE bot_id = $1 AND chat_id = $2 LIMIT 1";
        Ok(self.db().rows(left, [bot.into(), chat.0.into()]).await?.is_empty())
    }

    /// Forgets what was said in a chat that the bot has been out of for so long that nothing is being sent there.
    pub async fn forget_left_chat(&self, tx: &mut Tx, chat: ChatId) -> Result<(), StorageError> {
        for sql in [
            "DELETE FROM outbox_slots WHERE bot_id = $1 AND chat_id = $2",
            "DELETE FROM outbox_plain_chats WHERE bot_id = $1 AND chat_id = $2",
        ] {
            tx.execute(sql, [self.store().bot.0.into(), chat.0.into()]).await?;
        }
        Ok(())
    }

    /// Whether a message is a screen that one works with.
    pub async fn is_live(&self, chat: ChatId, message: MessageId) -> Result<bool, StorageError> {
        let sql = "SELECT id FROM outbox_slots WHERE bot_id = $1 AND chat_id = $2 AND message_id = $3 AND live LIMIT 1";
        let values: [Value; 3] = [self.store().bot.0.into(), chat.0.into(), message.0.into()];
        Ok(!self.db().rows(sql, values).await?.is_empty())
    }

    /// The message that this cause has made, and whether it is still on its way.
    pub async fn find(&self, cause: &Cause) -> Result<Option<(SlotId, bool)>, StorageError> {
        let sql = "SELECT id, pending FROM outbox_slots WHERE bot_id = $1 AND cause = $2";
        let row = self.db().rows(sql, [self.store().bot.0.into(), cause.as_str().into()]).await?.pop();
        row.map(|row| Ok((SlotId(row.try_get("", "id")?), row.try_get("", "pending")?))).transpose()
    }

    /// Forgets a message that is on its way no more.
    pub async fn forget(&self, slot: SlotId) -> Result<(), StorageError> {
        let sql = "DELETE FROM outbox_slots WHERE id = $1 AND NOT pending";
        self.db().execute(sql, [slot.0.into()]).await.map(|_| ())
    }
}

/// The words of what a slot wants to show, whatever form of it an earlier program wrote.
fn words_of(wanted: &str) -> String {
    let Ok(wanted) = serde_json::from_str::<serde_json::Value>(wanted) else { return String::new() };
    let screen = wanted.get("shown").or_else(|| wanted.get("collapsed"));
    screen.and_then(|screen| screen["text"]["text"].as_str()).unwrap_or_default().to_owned()
}
