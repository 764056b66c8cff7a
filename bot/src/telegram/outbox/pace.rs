//! How fast we may speak: to everybody together and to each chat.
//! With Redis the counts are shared by all processes; what Telegram asks us to wait is obeyed for that chat alone.

use std::time::Duration;

use crate::{
    domain::{BotId, ChatId, SharedClock},
    storage::state::{Limit, State},
};

/// A second. Limits are counts within it, or within a minute.
const SECOND: Duration = Duration::from_secs(1);

/// About one message a second to a person, with a few at once allowed (Bot API FAQ).
pub fn to_person() -> Limit {
    Limit::per(1, SECOND).burst(6)
}

/// How fast calls may go out.
pub(super) struct Pace {
    state: State,
    bot: BotId,
    clock: SharedClock,
    to_person: Limit,
}

impl Pace {
    pub(super) const fn new(state: State, bot: BotId, clock: SharedClock, to_person: Limit) -> Self {
        Self { state, bot, clock, to_person }
    }

    /// Leave to send now, or how long to wait.
    pub(super) async fn take(&self, chat: ChatId) -> Result<(), Duration> {
        if let Some(wait) = self.cooling(chat).await {
            return Err(wait);
        }
        // 20 a minute to a group (Bot API FAQ).
        let limit = match chat.0 {
            1.. => self.to_person,
            _ => Limit::per(20, SECOND * 60).burst(5),
        };
        self.state.take_permit(&format!("out:{}:{chat}", self.bot), limit).await?;
        self.overall().await
    }

    /// Leave for a call that is no message of its own, such as a draft.
    pub(super) async fn overall(&self) -> Result<(), Duration> {
        // About thirty a second to everybody together (Bot API FAQ).
        self.state.take_permit(&format!("out:{}", self.bot), Limit::per(28, SECOND).burst(28)).await
    }

    /// How long this chat must still be left alone.
    pub(super) async fn cooling(&self, chat: ChatId) -> Option<Duration> {
        let until: i64 = self.state.get(&self.cool_key(chat)).await?.parse().ok()?;
        let left = until - self.clock.now().timestamp_millis();
        u64::try_from(left).ok().filter(|left| *left > 0).map(Duration::from_millis)
    }

    /// Telegram asked for a pause in this chat.
    pub(super) async fn cool_down(&self, chat: ChatId, wait: Duration) {
        let until = self.clock.now() + chrono::TimeDelta::from_std(wait).unwrap_or_default();
        self.state.set(&self.cool_key(chat), &until.timestamp_millis().to_string(), wait).await;
    }

    fn cool_key(&self, chat: ChatId) -> String {
        format!("cool:{}:{chat}", self.bot)
    }
}
