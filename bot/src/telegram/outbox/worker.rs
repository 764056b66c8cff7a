//! The loop that delivers slots: claims what is due, keeps to the pace, writes down what came of it.
//! A throttled chat waits alone.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{
    Outbox,
    claims::Taken,
    desk::Handed,
    pace::{Leave, Pace},
    sender::{Sender, as_text},
    slot::{Claimed, Outcome, Wanted},
    under_way::{Delivery, Left, UnderWay},
    verdict::{Attempt, ChatNews},
};
use crate::{
    domain::{ChatId, MessageId},
    ops::metrics,
    storage::{
        StorageError, Topic,
        processes::{Heir, ProcessId},
    },
};

/// How long a slot stays in the hand of a process that is not heard of, and how often one that lives renews that.
pub(super) const LEASE: Duration = Duration::from_secs(15);
const RENEWAL: Duration = Duration::from_secs(5);
/// Slots in hand at once beyond which none is claimed; at most one of a chat is under way.
const AT_ONCE: usize = 128;
/// How often to look when nothing wakes us.
const FALL_BACK: Duration = Duration::from_secs(5);
/// A wait up to this long is slept through with the slot in hand.
const SHORT_WAIT: Duration = Duration::from_millis(1500);

/// How long an answer to when the next slot is due is good; what this process delays itself it knows.
const KNOWN: Duration = Duration::from_secs(1);

/// When to look for slots.
struct Rounds {
    /// At once.
    again: bool,
    /// At the latest then.
    due: Instant,
    /// When the database was asked for that, unless it must be asked anew.
    asked: Option<Instant>,
}

impl Default for Rounds {
    fn default() -> Self {
        Self { again: true, due: Instant::now(), asked: None }
    }
}

impl Rounds {
    /// Whether to look now. The time to look is over with it.
    fn take_look(&mut self) -> bool {
        std::mem::take(&mut self.again)
    }

    /// Something is due now, and something else later.
    fn fall_due(&mut self) {
        (self.again, self.asked) = (true, None);
    }

    /// One delivery more is done.
    fn heed(&mut self, Left { more, after }: Left) {
        match after {
            Some(wait) => self.due = self.due.min(Instant::now() + wait.max(Duration::from_millis(5))),
            None => self.again |= more,
        }
    }
}

/// What others want to hear of chats.
#[async_trait]
pub trait ChatEvents: Send + Sync {
    /// Nothing can be sent there any more.
    async fn unreachable(&self, chat: ChatId);
    /// The group lives on under another id.
    async fn migrated(&self, from: ChatId, to: ChatId);
}

#[async_trait]
impl Heir for Outbox {
    async fn take_over(&self, gone: ProcessId) -> Result<(), StorageError> {
        self.store().take_from(gone).await?;
        self.db().wakes().wake(Topic::Outbox);
        self.answer_left_soon();
        Ok(())
    }
}

impl Outbox {
    /// Delivers until told to stop; what is under way then is finished.
    pub async fn run(&self, stop: CancellationToken) {
        tokio::join!(self.deliver_all(stop.clone()), self.keep_taps(stop));
    }

    async fn deliver_all(&self, stop: CancellationToken) {
        let signal = self.db().wakes().signal(&Topic::Outbox.channel());
        let mut handed = self.inner.desk.open();
        let mut under_way = UnderWay::new(self.clone());
        let mut rounds = Rounds::default();
        self.db().wakes().set_delivers(true);
        while !stop.is_cancelled() {
            let room = AT_ONCE.saturating_sub(under_way.len());
            if room > 0 && rounds.take_look() {
                let (claimed, left) = under_way.beside(self.claim(room)).await;
                // With so many there may be more, and some may have come meanwhile.
                rounds.again = claimed.len() == room;
                for left in left {
                    rounds.heed(left);
                }
                for slot in claimed {
                    under_way.take(slot, None);
                }
                continue;
            }
            if room > 0 {
                let ((), left) = under_way.beside(self.plan(&mut rounds)).await;
                for left in left {
                    rounds.heed(left);
                }
            }
            tokio::select! {
                Some(Handed { slot, place }) = handed.recv() => under_way.take(slot, Some(place)),
                Some(left) = under_way.next() => {
                    rounds.heed(left);
                    // Others may have been left for want of room.
                    rounds.again |= room == 0;
                }
                () = signal.notified(), if room > 0 => {
                    rounds.again = true;
                    under_way.hurry();
                }
                () = tokio::time::sleep_until(rounds.due), if room > 0 => rounds.fall_due(),
                () = stop.cancelled() => {}
            }
        }
        self.db().wakes().set_delivers(false);
        self.inner.desk.close();
        under_way.close();
        while let Some(Handed { slot, place }) = handed.recv().await {
            under_way.take(slot, Some(place));
        }
        while under_way.next().await.is_some() {}
    }

    /// Asks when the next slot is due that cannot be delivered now, where that is not known well enough.
    async fn plan(&self, rounds: &mut Rounds) {
        let now = Instant::now();
        if rounds.asked.is_some_and(|asked| now < asked + KNOWN) {
            return;
        }
        let due = match self.store().next_due(self.now()).await {
            Ok(Some(due)) => (due - self.now()).to_std().unwrap_or_default(),
            _ => FALL_BACK,
        };
        rounds.due = now + due.clamp(Duration::from_millis(5), FALL_BACK);
        rounds.asked = Some(now);
    }

    async fn claim(&self, room: usize) -> Vec<Claimed> {
        let token = self.db().process().token().simple().to_string();
        let room = u32::try_from(room).unwrap_or(u32::MAX);
        match self.store().claim(room, &token, LEASE, self.now()).await {
            Ok(Taken { slots, unreadable }) => {
                for slot in unreadable {
                    tracing::error!(slot = slot.0, "a slot cannot be read and is given up");
                    if let Err(error) = self.store().give_up(slot, &token).await {
                        tracing::warn!(%error, "a slot was not given up");
                    }
                }
                slots
            }
            Err(error) => {
                tracing::warn!(%error, "the outbox cannot be read");
                Vec::new()
            }
        }
    }

    /// Makes the slot's message show what it wants, as far as that is possible now.
    pub(super) async fn deliver(&self, slot: &mut Claimed, waited: bool) -> Delivery {
        if let Wanted::Shown(screen) = &slot.wanted
            && screen.rich.is_some()
            && !self.takes_rich(slot.peer.chat).await
        {
            return as_text(screen).into();
        }
        if let Err(wait) = self.wait_turn(slot, waited).await {
            return Outcome::Later { after: wait, counted: false }.into();
        }
        if slot.message.is_none() && slot.attempt > 1 {
            metrics::OUTBOX_UNCERTAIN.one([]);
            tracing::warn!(slot = slot.id.0, "a message is sent again that may have come already");
        }
        let Attempt { outcome, chat } = self.attempt(slot).await;
        metrics::OUTBOX_DELIVERED.one([outcome.name()]);
        tracing::debug!(outcome = outcome.name(), attempt = slot.attempt, "a message was sent or edited");
        if matches!(outcome, Outcome::Delivered { .. }) {
            metrics::OUTBOX_WAIT.took([], (self.now() - slot.ranked_at).to_std().unwrap_or_default());
        }
        // What is known of the chat comes first: the next slot of it may be claimed as soon as this one is free.
        let pause = match chat {
            ChatNews::Throttled(wait) => Some(wait),
            _ => None,
        };
        self.heed(slot, chat).await;
        Delivery { outcome, pause }
    }

    /// Waits until the slot may go out, with the newest that it wants; or says how long that would take. One that was
    /// in hand for too long meanwhile is let go, before it passes into other hands.
    async fn wait_turn(&self, slot: &mut Claimed, mut waited: bool) -> Result<(), Duration> {
        if slot.since.elapsed() > LEASE / 2 {
            return Err(Duration::ZERO);
        }
        loop {
            match self.pace().leave(slot.peer.chat).await {
                Leave::Now => break,
                Leave::InLine => {
                    self.keeping(slot, self.pace().wait_in_line()).await;
                    waited = true;
                    break;
                }
                Leave::NotYet(wait) if wait > SHORT_WAIT => return Err(wait),
                Leave::NotYet(wait) => {
                    tokio::time::sleep(wait).await;
                    waited = true;
                }
            }
        }
        if !waited {
            return Ok(());
        }
        match self.store().reread(slot).await {
            Ok(Some((wanted, revision))) => (slot.wanted, slot.revision) = (wanted, revision),
            // Whoever has it now sends it; or it was given up, because the chat cannot be reached.
            Ok(None) => return Err(Duration::ZERO),
            // A database that is away gives it to nobody.
            Err(error) => tracing::debug!(%error, slot = slot.id.0, "a slot in hand was not read again"),
        }
        Ok(())
    }

    /// Makes the call.
    async fn attempt(&self, slot: &Claimed) -> Attempt {
        let sender = Sender { api: self.api(), blobs: self.blobs() };
        self.keeping(slot, sender.attempt(slot)).await
    }

    /// Does something that may take long, and keeps the slot in hand meanwhile.
    async fn keeping<T>(&self, slot: &Claimed, work: impl Future<Output = T>) -> T {
        let renew = || async {
            if let Err(error) = self.store().renew(slot, LEASE, self.now()).await {
                tracing::warn!(%error, slot = slot.id.0, "a slot in hand was not renewed");
            }
        };
        beside(work, RENEWAL, renew).await
    }

    /// Writes down what came of deliveries, and says of each whether more can be claimed in its chat.
    pub(super) async fn write_down(&self, ended: &[(&Claimed, &Outcome)]) -> Vec<bool> {
        // The messages are there; what must not happen is that nobody remembers.
        let mut pauses = [50, 200].into_iter().chain(std::iter::repeat(500)).map(Duration::from_millis);
        loop {
            match self.store().record(ended, self.now()).await {
                Ok(left) => return left,
                Err(error) => {
                    tracing::warn!(%error, slots = ended.len(), "what was delivered was not recorded");
                }
            }
            tokio::time::sleep(pauses.next().unwrap_or(SHORT_WAIT)).await;
        }
    }

    async fn heed(&self, slot: &Claimed, news: ChatNews) {
        let chat = slot.peer.chat;
        let recorded = match news {
            ChatNews::Nothing => Ok(()),
            ChatNews::Throttled(wait) => {
                self.pace().cool_down(chat, wait).await;
                let until = self.now() + chrono::TimeDelta::from_std(wait).unwrap_or_default();
                self.store().delay_chat(chat, until).await
            }
            ChatNews::Unreachable => {
                self.events().unreachable(chat).await;
                self.store().give_up_chat(self.db(), chat).await
            }
            ChatNews::Plain => {
                self.plain().refuse(chat, self.now()).await;
                Ok(())
            }
            ChatNews::Migrated(to) => {
                self.events().migrated(chat, to).await;
                self.store().migrate_chat(self.db(), chat, to).await
            }
        };
        if let Err(error) = recorded {
            tracing::warn!(%error, "news of a chat were not recorded");
        }
    }

    /// The message that a slot has become, once it is there.
    pub async fn message_of(&self, slot: super::SlotId) -> Option<MessageId> {
        self.store().message_of(slot).await.ok().flatten()
    }
}

/// Does something again and again beside work, until that ends. The work goes on whatever the other waits for.
async fn beside<T, F: Future<Output = ()>>(
    work: impl Future<Output = T>,
    every: Duration,
    mut again: impl FnMut() -> F,
) -> T {
    let for_ever = async {
        loop {
            tokio::time::sleep(every).await;
            again().await;
        }
    };
    tokio::select! {
        done = work => done,
        never = for_ever => match never {},
    }
}

pub(super) type SharedEvents = Arc<dyn ChatEvents>;
pub(super) type SharedPace = Arc<Pace>;

#[cfg(test)]
#[path = "worker_tests.rs"]
mod tests;
