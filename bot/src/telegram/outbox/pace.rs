//! How fast we may speak: to everybody together and to each chat.
//! With Redis the counts are shared by all processes, without it each keeps to its share; what Telegram asks us to wait is obeyed for that chat alone.

use std::time::Duration;

use tokio::sync::Mutex;

use crate::{
    domain::{BotId, ChatId, SharedClock},
    storage::state::{Limit, State},
};

/// A second. Limits are counts within it, or within a minute.
const SECOND: Duration = Duration::from_secs(1);

/// How many messages may go to a person at once after a pause, for each that may go in a second (Bot API FAQ: short
/// bursts are allowed).
const BURST: u32 = 6;

/// What Telegram allows, as the operator knows it.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    /// Calls to everybody together.
    pub overall: Limit,
    /// How many of them passing signs may take at once; the rest is kept for messages.
    pub aside: Limit,
    /// Calls to one person.
    pub to_person: Limit,
}

impl Allowed {
    /// So many calls a second to everybody together, and to one person.
    pub fn per_second(overall: u32, to_person: u32) -> Self {
        let all = Limit::per(overall, SECOND);
        Self {
            overall: all,
            aside: all.burst(overall / 2),
            to_person: Limit::per(to_person, SECOND).burst(to_person.saturating_mul(BURST)),
        }
    }
}

/// How fast calls may go out.
pub(super) struct Pace {
    state: State,
    bot: BotId,
    clock: SharedClock,
    allowed: Allowed,
    /// Those who wait for leave to speak at all stand in line.
    turnstile: Mutex<()>,
}

impl Pace {
    pub(super) fn new(state: State, bot: BotId, clock: SharedClock, allowed: Allowed) -> Self {
        Self { state, bot, clock, allowed, turnstile: Mutex::default() }
    }

    /// Leave to say something in this chat now, or how long to wait.
    pub(super) async fn in_chat(&self, chat: ChatId) -> Result<(), Duration> {
        if let Some(wait) = self.cooling(chat).await {
            return Err(wait);
        }
        // 20 a minute to a group (Bot API FAQ).
        let limit = match chat.0 {
            1.. => self.allowed.to_person,
            _ => Limit::per(20, SECOND * 60).burst(5),
        };
        self.state.take_shared_permit(&format!("out:{}:{chat}", self.bot), limit).await
    }

    /// Waits for leave to speak at all, in the order of asking. Says whether there was a wait.
    pub(super) async fn overall(&self) -> bool {
        let _turn = self.turnstile.lock().await;
        let mut waited = false;
        while let Err(wait) = self.state.take_shared_permit(&self.key(), self.allowed.overall).await {
            tokio::time::sleep(wait).await;
            waited = true;
        }
        waited
    }

    /// Leave for a passing sign, such as a draft, or how long to wait.
    pub(super) async fn aside(&self) -> Result<(), Duration> {
        self.state.take_shared_permit(&self.key(), self.allowed.aside).await
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
