//! Wake-ups: who waits for rows of a kind is told when a transaction has brought some.
//! A wake is a hint: it may come for nothing, and whoever waits also looks from time to time.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::{sync::Notify, time::timeout};

use super::silence::Silence;
use crate::domain::Peer;

/// The Postgres channel that carries the topics of all processes.
pub(super) const CHANNEL: &str = "atelier";

/// How long to wait after a failed connection of the listener.
const PAUSE: Duration = Duration::from_secs(1);
/// How long nothing may be heard before the line is tried: some close a connection that is quiet, and tell nobody.
const QUIET: Duration = Duration::from_secs(30);
/// How long the database may take to answer that.
const ANSWER: Duration = Duration::from_secs(5);

/// What a committed transaction wakes: rows of this kind wait for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Rows in the inbox.
    Inbox,
    /// Slots whose content is to be shown.
    Outbox,
    /// Jobs of the lane with this name.
    Jobs(&'static str),
    /// Answers of one place: another is in line, the one that is being written begins anew, or a message has come
    /// there. Only who follows it hears of it.
    Answers(Peer),
    /// Accounts that others may have read before they changed for good.
    Accounts,
    /// Prices that an operator has set.
    Prices,
}

impl Topic {
    /// The name under which other processes hear of it.
    pub fn channel(self) -> String {
        match self {
            Self::Inbox => "inbox".to_owned(),
            Self::Outbox => "outbox".to_owned(),
            Self::Jobs(lane) => format!("jobs.{lane}"),
            Self::Answers(peer) => {
                format!("answers.{}.{}", peer.chat, peer.thread.map_or(0, |thread| thread.0))
            }
            Self::Accounts => "accounts".to_owned(),
            Self::Prices => "prices".to_owned(),
        }
    }

    /// Whether a wake is of use only to those who wait already.
    const fn is_passing(self) -> bool {
        matches!(self, Self::Answers(_))
    }
}

/// The signal of a topic that is forgotten with its last follower.
#[derive(Debug)]
pub struct Following {
    wakes: Arc<Wakes>,
    channel: String,
    signal: Arc<Notify>,
}

/// Signals within the process: whoever waits for a topic is woken by the commit that fills it.
#[derive(Debug, Default)]
pub struct Wakes {
    signals: Mutex<HashMap<String, Arc<Notify>>>,
    /// Whether this process delivers slots itself.
    delivers: AtomicBool,
}

impl Wakes {
    /// The signal of a topic. A wake that finds nobody waiting is kept for the next who waits.
    pub fn signal(&self, channel: &str) -> Arc<Notify> {
        let mut signals = self.signals.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(signals.entry(channel.to_owned()).or_default())
    }

    /// The signal of a topic of which there are many, for as long as it is followed.
    pub fn follow(self: &Arc<Self>, topic: Topic) -> Following {
        let channel = topic.channel();
        Following { wakes: Arc::clone(self), signal: self.signal(&channel), channel }
    }

    /// Wakes one who waits for the topic.
    pub fn wake(&self, topic: Topic) {
        let channel = topic.channel();
        if topic.is_passing() { self.pass_on(&channel) } else { self.signal(&channel).notify_one() }
    }

    /// Wakes one of every topic: something may have been missed.
    pub fn wake_all(&self) {
        for signal in self.signals.lock().unwrap_or_else(PoisonError::into_inner).values() {
            signal.notify_one();
        }
    }

    /// This process delivers slots, or does so no more.
    pub fn set_delivers(&self, delivers: bool) {
        self.delivers.store(delivers, Ordering::Relaxed);
    }

    /// Whether others are to be told: not of what this process is about to do itself. Should it die first, they find it
    /// when they look by themselves.
    pub(super) fn concerns_others(&self, topic: Topic) -> bool {
        topic != Topic::Outbox || !self.delivers.load(Ordering::Relaxed)
    }

    /// Passes on a wake of another process. Names that nobody here has asked for are not kept.
    fn pass_on(&self, channel: &str) {
        if let Some(signal) = self.signals.lock().unwrap_or_else(PoisonError::into_inner).get(channel) {
            signal.notify_one();
        }
    }
}

impl Following {
    /// Waits for the next wake; one that came since the last wait counts.
    pub async fn notified(&self) {
        self.signal.notified().await;
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let mut signals = self.wakes.signals.lock().unwrap_or_else(PoisonError::into_inner);
        // One is held here and one in the map: nobody else follows.
        if Arc::strong_count(&self.signal) <= 2 {
            signals.remove(&self.channel);
        }
    }
}

/// Hears the commits of other processes for ever; connects again when the connection is lost.
pub(super) async fn listen(options: PgConnectOptions, wakes: &Wakes, silence: &Silence) {
    loop {
        if let Err(error) = listen_once(options.clone(), wakes, silence).await {
            tracing::warn!(%error, "the listener for wake-ups lost its connection");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Listens until the connection cannot be restored, or the database has been silent to somebody.
async fn listen_once(options: PgConnectOptions, wakes: &Wakes, silence: &Silence) -> Result<(), sqlx::Error> {
    let mut silence = silence.follow();
    let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).connect_lazy_with(options);
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.listen(CHANNEL).await?;
    wakes.wake_all();
    loop {
        let heard = tokio::select! {
            heard = timeout(QUIET, listener.try_recv()) => heard,
            _ = silence.changed() => return Err(sqlx::Error::PoolTimedOut),
        };
        let Ok(heard) = heard else {
            // Said once more it changes nothing.
            let there = timeout(ANSWER, listener.listen(CHANNEL)).await;
            there.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
            continue;
        };
        match heard? {
            Some(heard) => wakes.pass_on(heard.payload()),
            // The connection broke and is restored: what was said in between is lost.
            None => wakes.wake_all(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Topic, Wakes};
    use crate::domain::{ChatId, Peer};

    #[tokio::test]
    async fn a_wake_waits_for_who_comes_late() {
        let wakes = Wakes::default();
        wakes.wake(Topic::Jobs("paint"));
        wakes.signal("jobs.paint").notified().await;
    }

    #[tokio::test]
    async fn what_nobody_follows_is_not_kept() {
        let wakes = Arc::new(Wakes::default());
        let topic = Topic::Answers(Peer::chat(ChatId(7)));
        wakes.wake(topic);
        assert!(wakes.signals.lock().is_ok_and(|signals| signals.is_empty()));
        let (one, other) = (wakes.follow(topic), wakes.follow(topic));
        wakes.wake(topic);
        one.notified().await;
        drop(one);
        wakes.wake(topic);
        other.notified().await;
        drop(other);
        assert!(wakes.signals.lock().is_ok_and(|signals| signals.is_empty()));
    }

    #[test]
    fn names_that_nobody_asked_for_are_not_kept() {
        let wakes = Wakes::default();
        wakes.pass_on("jobs.of_another_version");
        assert!(wakes.signals.lock().is_ok_and(|signals| signals.is_empty()));
    }
}
