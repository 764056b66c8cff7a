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

/// How many messages may go to a person at once after a pause, for each that may go in a second (Bot API FAQ: short
/// bursts are allowed).
const BURST: u32 = 6;

/// How long a chat stays strained after the pause that Telegram asked for.
const RECOVERY: Duration = Duration::from_secs(60);
/// How often what grows in a strained chat is shown at least: every eighth time.
const STRAINED: u32 = 3;

/// How hard a chat was to reach lately: nothing, or how often in a row Telegram has asked for a pause. What may be left
/// out is shown half as often for each, so that the pace of before does not bring the next pause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strain(u32);

impl Strain {
    /// A pace, slowed down.
    pub fn slow(self, pace: Duration) -> Duration {
        pace * (1 << self.0.min(STRAINED))
    }
}

/// What is known of a chat.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weather {
    /// How long it must still be left alone.
    pub(super) cooling: Option<Duration>,
    pub(super) strain: Strain,
}

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
        self.state.take_permit(&format!("out:{}:{chat}", self.bot), limit).await
    }

    /// Waits for leave to speak at all, in the order of asking. Says whether there was a wait.
    pub(super) async fn overall(&self) -> bool {
        let _turn = self.turnstile.lock().await;
        let mut waited = false;
        while let Err(wait) = self.state.take_permit(&self.key(), self.allowed.overall).await {
            tokio::time::sleep(wait).await;
            waited = true;
        }
        waited
    }

    /// Leave for a passing sign, such as a draft, or how long to wait.
    pub(super) async fn aside(&self) -> Result<(), Duration> {
        self.state.take_permit(&self.key(), self.allowed.aside).await
    }

    /// How long this chat must still be left alone.
    pub(super) async fn cooling(&self, chat: ChatId) -> Option<Duration> {
        self.weather(chat).await.cooling
    }

    /// Whether Telegram has asked for a pause in this chat lately.
    pub(super) async fn weather(&self, chat: ChatId) -> Weather {
        let kept = self.state.get(&self.cool_key(chat)).await;
        kept.and_then(|kept| self.read(&kept)).unwrap_or_default()
    }

    fn read(&self, kept: &str) -> Option<Weather> {
        let (until, strain) = kept.split_once('/')?;
        let left = until.parse::<i64>().ok()? - self.clock.now().timestamp_millis();
        let cooling = u64::try_from(left).ok().filter(|left| *left > 0).map(Duration::from_millis);
        Some(Weather { cooling, strain: Strain(strain.parse().ok()?) })
    }

    /// Telegram asked for a pause in this chat. Once more soon after the last one, and it is strained the more.
    pub(super) async fn cool_down(&self, chat: ChatId, wait: Duration) {
        let strain = (self.weather(chat).await.strain.0 + 1).min(STRAINED);
        let until = self.clock.now() + chrono::TimeDelta::from_std(wait).unwrap_or_default();
        let kept = format!("{}/{strain}", until.timestamp_millis());
        self.state.set(&self.cool_key(chat), &kept, wait + RECOVERY).await;
    }

    fn key(&self) -> String {
        format!("out:{}", self.bot)
    }

    fn cool_key(&self, chat: ChatId) -> String {
        format!("cool:{}:{chat}", self.bot)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::domain::FrozenClock;

    #[tokio::test]
    async fn a_chat_that_asked_for_pauses_is_spoken_to_more_slowly_for_a_while() {
        let clock = FrozenClock::at("2026-11-28T12:00:00Z".parse().unwrap());
        let pace = Pace::new(State::local(), BotId(1), clock.clone(), Allowed::per_second(28, 1));
        let (chat, second) = (ChatId(7), Duration::from_secs(1));
        assert_eq!(pace.weather(chat).await.strain.slow(second), second);
        pace.cool_down(chat, second * 2).await;
        assert_eq!(pace.cooling(chat).await, Some(second * 2));
        clock.advance(TimeDelta::seconds(3));
        assert_eq!(pace.cooling(chat).await, None);
        assert_eq!(pace.weather(chat).await.strain.slow(second), second * 2);
        for _ in 0..5 {
            pace.cool_down(chat, second).await;
        }
        assert_eq!(pace.weather(chat).await.strain.slow(second), second * 8);
        assert_eq!(pace.weather(ChatId(8)).await.strain, Strain::default());
    }
}
