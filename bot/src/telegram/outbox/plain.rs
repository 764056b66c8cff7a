//! Chats that take no rich messages, kept for some days and then asked again.
//! It sends nothing; it remembers what the sending has shown.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::{BotId, ChatId},
    storage::{Db, StorageError, moment, sql::Executor as _, state::State},
};

/// For how long a chat that refused a rich message is given text.
const REFUSED: TimeDelta = TimeDelta::days(3);
/// For how long what was read or written is believed without a look at its row.
const BELIEVED: Duration = Duration::from_mins(10);

/// Whether rich messages are used: the operator's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RichMessages {
    /// Where an answer gains from it and the chat takes it.
    Auto,
    Off,
}

pub(super) struct PlainChats {
    rich: RichMessages,
    db: Db,
    bot: BotId,
    state: State,
}

impl PlainChats {
    pub(super) const fn new(rich: RichMessages, db: Db, bot: BotId, state: State) -> Self {
        Self { rich, db, bot, state }
    }

    pub(super) const fn rich(&self) -> RichMessages {
        self.rich
    }

    /// Whether a rich message is worth a try. A database that does not answer counts as yes: a refusal costs one call.
    pub(super) async fn takes(&self, chat: ChatId, now: DateTime<Utc>) -> bool {
        if self.rich == RichMessages::Off {
            return false;
        }
        let key = self.key(chat);
        if let Some(known) = self.state.get(&key).await {
            return known == "yes";
        }
        match self.refused_until(chat).await {
            Ok(until) => {
                let takes = until.is_none_or(|until| until <= now);
                self.state.set(&key, if takes { "yes" } else { "no" }, BELIEVED).await;
                takes
            }
            Err(error) => {
                tracing::warn!(%error, "it is not known whether a chat takes rich messages");
                true
            }
        }
    }

    /// The chat has refused one.
    pub(super) async fn refuse(&self, chat: ChatId, now: DateTime<Utc>) {
        self.state.set(&self.key(chat), "no", BELIEVED).await;
        let sql = "INSERT INTO outbox_plain_chats (bot_id, chat_id, until) VALUES ($1, $2, $3) \
                   ON CONFLICT (bot_id, chat_id) DO UPDATE SET until = excluded.until";
        let values = [self.bot.0.into(), chat.0.into(), moment(now + REFUSED).into()];
        if let Err(error) = self.db.execute(sql, values).await {
            tracing::warn!(%error, "it was not written down that a chat takes no rich messages");
        }
    }

    pub(super) async fn purge(&self, now: DateTime<Utc>) -> Result<u64, StorageError> {
        let sql = "DELETE FROM outbox_plain_chats WHERE bot_id = $1 AND until <= $2";
        self.db.execute(sql, [self.bot.0.into(), moment(now).into()]).await
    }

    async fn refused_until(&self, chat: ChatId) -> Result<Option<DateTime<Utc>>, StorageError> {
        let sql = "SELECT until FROM outbox_plain_chats WHERE bot_id = $1 AND chat_id = $2";
        let row = self.db.rows(sql, [self.bot.0.into(), chat.0.into()]).await?.pop();
        Ok(row.map(|row| row.try_get("", "until")).transpose()?)
    }

    fn key(&self, chat: ChatId) -> String {
        format!("rich:{}:{chat}", self.bot)
    }
}
