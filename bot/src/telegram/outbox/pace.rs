//! How fast we may speak: to everybody together and to each chat.
//! With Redis the counts are shared by all processes, without it each keeps to its share; what Telegram asks us to
//! wait is obeyed for that chat alone.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio::sync::Mutex;

use crate::{
    domain::{BotId, ChatId, SharedClock},
    storage::state::{Limit, Refusal, State},
};

/// A second. Limits are counts within it, or within a minute.
const SECOND: Duration = Duration::from_secs(1);

/// How many messages may go to a person at once after a pause, for each that may go in a second (Bot API FAQ: short
/// bursts are allowed).
const BURST: u32 = 6;

/// How long a chat stays strained after the pause that Telegram asked for.
const RECOVERY: Duration = Duration::from_mins(1);
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

/// What Telegram allows, as the operator knows it.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    /// Calls to everybody together.
    pub overall: Limit,
    /// How many of them may be passing signs; the rest is kept for messages.
    pub aside: Limit,
    /// Calls to one person.
    pub to_person: Limit,
    /// Calls to one group: 20 a minute (Bot API FAQ), of which a few may come at once.
    pub to_group: Limit,
}

impl Allowed {
    /// So many calls a second to everybody together, and to one person.
    pub fn per_second(overall: u32, to_person: u32) -> Self {
        Self {
            overall: Limit::per(overall, SECOND),
            aside: Limit::per(overall / 2, SECOND),
            to_person: Limit::per(to_person, SECOND).burst(to_person.saturating_mul(BURST)),
            to_group: Limit::per(20, SECOND * 60).burst(5),
        }
    }
}

/// Whether something may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    Now,
    /// In this chat yes; others wait for leave to speak at all, and so must this.
    InLine,
    /// Nothing goes to this chat for so long.
    NotYet(Duration),
}

/// How fast calls may go out.
pub(super) struct Pace {
    state: State,
    bot: BotId,
    clock: SharedClock,
    allowed: Allowed,
    /// Those who wait for leave to speak at all stand in line, and are counted.
    turnstile: Mutex<()>,
    in_line: AtomicUsize,
}

/// One of those in line, for as long as they are.
struct InLine<'a>(&'a AtomicUsize);

impl<'a> InLine<'a> {
    fn of(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pace {
    pub(super) fn new(state: State, bot: BotId, clock: SharedClock, allowed: Allowed) -> Self {
        Self { state, bot, clock, allowed, turnstile: Mutex::default(), in_line: AtomicUsize::default() }
    }

    /// Leave to say something in this chat now.
    pub(super) async fn leave(&self, chat: ChatId) -> Leave {
        let (in_chat, overall) = (format!("out:{}:{chat}", self.bot), self.key());
        let wanted = [(in_chat.as_str(), self.in_chat(chat)), (overall.as_str(), self.allowed.overall)];
        // Nobody overtakes those who wait for leave to speak at all.
        let free = self.in_line.load(Ordering::Relaxed) == 0;
        let wanted = if free { wanted.as_slice() } else { &wanted[..1] };
        match self.state.take_permits(&self.cool_key(chat), self.now(), wanted).await {
            Ok(()) if free => Leave::Now,
            Ok(()) | Err(Refusal { by: Some(1), .. }) => Leave::InLine,
            Err(Refusal { wait, .. }) => Leave::NotYet(wait),
        }
    }

    fn in_chat(&self, chat: ChatId) -> Limit {
        if chat.0 > 0 { self.allowed.to_person } else { self.allowed.to_group }
    }

    /// Waits for leave to speak at all, in the order of asking.
    pub(super) async fn wait_in_line(&self) {
        let _counted = InLine::of(&self.in_line);
        let _turn = self.turnstile.lock().await;
        let key = self.key();
        while let Err(Refusal { wait, .. }) =
            self.state.take_permits("", self.now(), &[(&key, self.allowed.overall)]).await
        {
            tokio::time::sleep(wait).await;
        }
    }

    /// Leave for a passing sign in this chat, such as a draft, or how long to wait.
    pub(super) async fn aside(&self, chat: ChatId) -> Result<(), Duration> {
        let (pause, all) = (self.cool_key(chat), self.key());
        let aside = format!("{all}:aside");
        let wanted = [(aside.as_str(), self.allowed.aside), (all.as_str(), self.allowed.overall)];
        let taken = self.state.take_permits(&pause, self.now(), &wanted).await;
        taken.map_err(|refusal| refusal.wait)
    }

    /// How long this chat must still be left alone.
    pub(super) async fn cooling(&self, chat: ChatId) -> Option<Duration> {
        let left = self.state.take_permits(&self.cool_key(chat), self.now(), &[]).await;
        left.err().map(|refusal| refusal.wait)
    }

    /// Whether Telegram has asked for a pause in this chat lately.
    pub(super) async fn strain(&self, chat: ChatId) -> Strain {
        let kept = self.state.get(&self.strain_key(chat)).await;
        Strain(kept.and_then(|kept| kept.parse().ok()).unwrap_or_default())
    }

    /// Telegram asked for a pause in this chat. Once more soon after the last one, and it is strained the more.
    pub(super) async fn cool_down(&self, chat: ChatId, wait: Duration) {
        let until = self.clock.now() + chrono::TimeDelta::from_std(wait).unwrap_or_default();
        self.state.set(&self.cool_key(chat), &until.timestamp_millis().to_string(), wait).await;
        let strain = (self.strain(chat).await.0 + 1).min(STRAINED);
        self.state.set(&self.strain_key(chat), &strain.to_string(), wait + RECOVERY).await;
    }

    /// Now, in the milliseconds in which a pause is kept.
    fn now(&self) -> i64 {
        self.clock.now().timestamp_millis()
    }

    fn key(&self) -> String {
        format!("out:{}", self.bot)
    }

    fn cool_key(&self, chat: ChatId) -> String {
        format!("cool:{}:{chat}", self.bot)
    }

    fn strain_key(&self, chat: ChatId) -> String {
        format!("strain:{}:{chat}", self.bot)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::domain::FrozenClock;

    #[tokio::test]
    async fn passing_signs_take_half_of_all_calls_at_most_and_none_beyond() {
        let clock = FrozenClock::at("2026-11-28T12:00:00Z".parse().unwrap());
        let hour = Duration::from_hours(1);
        let (overall, aside) = (Limit::per(10, hour), Limit::per(5, hour));
        let allowed = Allowed { overall, aside, ..Allowed::per_second(10, 1) };
        let pace = Pace::new(State::local(), BotId(1), clock, allowed);
        let (mut signs, mut messages) = (0, 0);
        for chat in 1..=20 {
            signs += usize::from(pace.aside(ChatId(chat)).await.is_ok());
        }
        for chat in 1..=20 {
            messages += usize::from(pace.leave(ChatId(chat)).await == Leave::Now);
        }
        assert_eq!((signs, messages), (5, 5));
    }

    #[tokio::test]
    async fn a_chat_that_asked_for_pauses_is_spoken_to_more_slowly_for_a_while() {
        let clock = FrozenClock::at("2026-11-28T12:00:00Z".parse().unwrap());
        let pace = Pace::new(State::local(), BotId(1), clock.clone(), Allowed::per_second(28, 1));
        let (chat, second) = (ChatId(7), Duration::from_secs(1));
        assert_eq!(pace.strain(chat).await.slow(second), second);
        pace.cool_down(chat, second * 2).await;
        assert_eq!(pace.cooling(chat).await, Some(second * 2));
        clock.advance(TimeDelta::seconds(3));
        assert_eq!(pace.cooling(chat).await, None);
        assert_eq!(pace.strain(chat).await.slow(second), second * 2);
        for _ in 0..5 {
            pace.cool_down(chat, second).await;
        }
        assert_eq!(pace.strain(chat).await.slow(second), second * 8);
        assert_eq!(pace.strain(ChatId(8)).await, Strain::default());
    }
}
