//! Steps behind teloxide's dialogue storage: the state makes reading cheap, the row is the truth.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use teloxide::{dispatching::dialogue::Storage, types::ChatId as TelegramChat};

use super::{StepKey, StepRecord, StepStore};
use crate::{
    domain::{BotId, SharedClock},
    storage::{Db, StorageError, Tx, state::State},
};

/// How long a step lies in the state; the row stays.
const KEPT: Duration = Duration::from_hours(7 * 24);
/// What stands in the state for "nothing is waited for": known, so that the row need not be asked.
const LOBBY: &str = "-";

/// What everybody is in the middle of.
#[derive(Clone)]
pub struct Steps {
    pub(super) store: StepStore,
    pub(super) state: State,
    bot: BotId,
    clock: SharedClock,
}

impl Steps {
    pub fn new(db: Db, state: State, bot: BotId, clock: SharedClock) -> Self {
        Self { store: StepStore::new(db), state, bot, clock }
    }

    pub const fn bot(&self) -> BotId {
        self.bot
    }

    /// What is waited for. Unreadable text in the state is as good as none; an unreadable row is an error.
    pub async fn find(&self, key: StepKey) -> Result<Option<StepRecord>, StorageError> {
        match self.state.get(&key.text()).await.as_deref() {
            Some(LOBBY) => return Ok(None),
            Some(text) => {
                if let Ok(record) = serde_json::from_str(text) {
                    return Ok(Some(record));
                }
            }
            None => {}
        }
        let record = self.store.find(key).await?;
        self.remember(key, record.as_ref()).await;
        Ok(record)
    }

    /// To be said before a transaction that changes the step: whoever reads in between asks the row. In the
    /// transaction it would keep others waiting for the state, which may be slow to say that it is away.
    pub async fn announce(&self, key: StepKey) {
        self.state.remove(&key.text()).await;
    }

    /// Waits for something else, or for nothing, as part of the caller's transaction; [`Steps::announce`] came before.
    pub async fn set(
        &self,
        tx: &mut Tx,
        key: StepKey,
        record: Option<StepRecord>,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        self.store.set(tx, key, record.as_ref(), now).await
    }

    /// The step of one person in one place, as teloxide's dialogues want it.
    pub fn of(&self, key: StepKey) -> Arc<StepStorage> {
        Arc::new(StepStorage { steps: self.clone(), key })
    }

    async fn remember(&self, key: StepKey, record: Option<&StepRecord>) {
        let text = record.and_then(|record| serde_json::to_string(record).ok());
        self.state.set(&key.text(), text.as_deref().unwrap_or(LOBBY), KEPT).await;
    }
}

/// teloxide's view of a step. It knows chats alone; the key knows the topic and the person too.
pub struct StepStorage {
    steps: Steps,
    key: StepKey,
}

impl Storage<StepRecord> for StepStorage {
    type Error = StorageError;

    fn remove_dialogue(self: Arc<Self>, _chat: TelegramChat) -> BoxFuture<'static, Result<(), StorageError>> {
        Box::pin(async move { self.steps.write(self.key, None).await })
    }

    fn update_dialogue(
        self: Arc<Self>,
        _chat: TelegramChat,
        record: StepRecord,
    ) -> BoxFuture<'static, Result<(), StorageError>> {
        Box::pin(async move { self.steps.write(self.key, Some(record)).await })
    }

    fn get_dialogue(
        self: Arc<Self>,
        _chat: TelegramChat,
    ) -> BoxFuture<'static, Result<Option<StepRecord>, StorageError>> {
        Box::pin(async move { self.steps.find(self.key).await })
    }
}

impl Steps {
    async fn write(&self, key: StepKey, record: Option<StepRecord>) -> Result<(), StorageError> {
        let now = self.clock.now();
        self.announce(key).await;
        let mut tx = self.store.db().begin().await?;
        self.set(&mut tx, key, record, now).await?;
        tx.commit().await
    }
}
