//! What the outbox learns of chats, brought to those whom it concerns.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use crate::{
    domain::{Cause, ChatId},
    features::{account::Accounts, groups::MoveGroup},
    jobs::{Push, Queue, QueueError},
    storage::Db,
    telegram::outbox::ChatEvents,
};

/// Hears of people who cannot be reached, and of groups that have another number.
pub(super) struct News {
    pub db: Db,
    pub accounts: Arc<Accounts>,
    pub queue: Queue,
}

impl News {
    async fn want_move(&self, from: ChatId, to: ChatId) -> Result<(), QueueError> {
        let mut tx = self.db.begin().await?;
        let cause = Cause::from(format!("news:{}", Uuid::now_v7()));
        let push = Push::new(&cause).unique(format!("{from}:{to}"));
        self.queue.push(&mut tx, &MoveGroup { from, to }, push).await?;
        Ok(tx.commit().await?)
    }
}

#[async_trait]
impl ChatEvents for News {
    /// A group that may not be written to now may be tomorrow; that the bot is out of one, Telegram says by an update.
    async fn unreachable(&self, chat: ChatId) {
        if chat.0 > 0 {
            self.accounts.unreachable(chat).await;
        }
    }

    async fn migrated(&self, from: ChatId, to: ChatId) {
        if let Err(error) = self.want_move(from, to).await {
            tracing::warn!(%error, "the news that a group has moved was not passed on");
        }
    }
}
