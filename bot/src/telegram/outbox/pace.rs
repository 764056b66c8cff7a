//! How fast we may speak: to everybody together and to each chat.
//! With Redis the counts are shared by all processes; what Telegram asks us to wait is obeyed for that chat alone.

use std::time::Duration;

use tokio::sync::Mutex;

use crate::{
    domain::{BotId, ChatId, SharedClock},
    storage::state::{Limit, State},
};

/// A second. Limits are counts within it, or within a minute.
const SECOND: Duration = Duration::from_secs(1);

/// Calls a second to everybody together (Bot API FAQ: about thirty).
const OVERALL: u32 = 28;
/// How many of them passing signs may take at once; the rest is kept for messages.
const ASIDE: u32 = OVERALL / 2;

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
    /// Those who wait for leave to speak at all stand in line.
    turnstile: Mutex<()>,
}

impl Pace {
    pub(super) fn new(state: State, bot: BotId, clock: SharedClock, to_person: Limit) -> Self {
        Self { state, bot, clock, to_person, turnstile: Mutex::default() }
    }

    /// Leave to say something in this chat now, or how long to wait.
    pub(super) async fn in_chat(&self, chat: ChatId) -> Result<(), Duration> {
        if let Some(wait) = self.cooling(chat).await {
            return Err(wait);
        }
        // 20 a minute to a group (Bot API FAQ).
        let limit = match chat.0 {
            1.. => self.to_person,
            _ => Limit::per(20, SECOND * 60).burst(5),
        };
        self.state.take_permit(&format!("out:{}:{chat}", self.bot), limit).await
    }

    /// Waits for leave to speak at all, in the order of asking. Says whether there was a wait.
    pub(super) async fn overall(&self) -> bool {
        let _turn = self.turnstile.lock().await;
        let mut waited = false;
        while let Err(wait) = self.state.take_permit(&self.key(), Limit::per(OVERALL, SECOND)).await {
            tokio::time::sleep(wait).await;
            waited = true;
        }
        waited
    }

    /// Leave for a passing sign, such as a draft, or how long to wait.
    pub(super) async fn aside(&self) -> Result<(), Duration> {
        self.state.take_permit(&self.key(), Limit::per(OVERALL, SECOND).burst(ASIDE)).await
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

    fn key(&self) -> String {
        format!("out:{}", self.bot)
    }

    fn cool_key(&self, chat: ChatId) -> String {
        format!("cool:{}:{chat}", self.bot)
    }
}
