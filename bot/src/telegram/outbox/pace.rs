//! How fast we may speak: to everybody together and to each chat.
//! With Redis the counts are shared by all processes; what Telegram asks us to wait is obeyed for that chat alone.

use std::time::Duration;

use crate::{
    domain::{BotId, ChatId},
    storage::state::State,
};

/// Messages a second to everybody together (Bot API FAQ: about 30).
const OVERALL: f64 = 28.0;
/// Messages a second to one private chat (Bot API FAQ: about 1), with a few at once allowed.
const PRIVATE: (f64, u32) = (1.0, 6);
/// Messages a second to one group (Bot API FAQ: 20 a minute).
const GROUP: (f64, u32) = (0.3, 5);

pub(super) struct Pace {
    state: State,
    bot: BotId,
}

impl Pace {
    pub(super) const fn new(state: State, bot: BotId) -> Self {
        Self { state, bot }
    }

    /// Leave to send now, or how long to wait.
    pub(super) async fn take(&self, chat: ChatId) -> Result<(), Duration> {
        if let Some(wait) = self.cooling(chat).await {
            return Err(wait);
        }
        let (rate, burst) = if chat.0 > 0 { PRIVATE } else { GROUP };
        self.state.take_permit(&format!("out:{}:{chat}", self.bot), rate, burst).await?;
        self.overall().await
    }

    /// Leave for a call that is no message of its own, such as a draft.
    pub(super) async fn overall(&self) -> Result<(), Duration> {
        self.state.take_permit(&format!("out:{}", self.bot), OVERALL, 28).await
    }

    /// How long this chat must still be left alone.
    pub(super) async fn cooling(&self, chat: ChatId) -> Option<Duration> {
        let until: i64 = self.state.get(&self.cool_key(chat)).await?.parse().ok()?;
        let left = until - self.state.now().timestamp_millis();
        u64::try_from(left).ok().filter(|left| *left > 0).map(Duration::from_millis)
    }

    /// Telegram asked for a pause in this chat.
    pub(super) async fn cool_down(&self, chat: ChatId, wait: Duration) {
        let until = self.state.now() + chrono::TimeDelta::from_std(wait).unwrap_or_default();
        self.state.set(&self.cool_key(chat), &until.timestamp_millis().to_string(), wait).await;
    }

    fn cool_key(&self, chat: ChatId) -> String {
        format!("cool:{}:{chat}", self.bot)
    }
}
