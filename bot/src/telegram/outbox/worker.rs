//! The loop that delivers slots: claims what is due, keeps to the pace, writes down what came of it.
//! A throttled chat waits alone.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{
    Outbox,
    claims::Taken,
    pace::Pace,
    sender::{Sender, as_text},
    slot::{Claimed, Outcome, Wanted},
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
const LEASE: Duration = Duration::from_secs(15);
const RENEWAL: Duration = Duration::from_secs(5);
/// Deliveries under way at once, at most one in a chat.
const AT_ONCE: usize = 128;
/// How often to look when nothing wakes us.
const FALL_BACK: Duration = Duration::from_secs(5);
/// A wait up to this long is slept through with the slot in hand.
const SHORT_WAIT: Duration = Duration::from_millis(1500);

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
        self.db().wakes().wake(&Topic::Outbox.channel());
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
        let mut under_way = JoinSet::new();
        while !stop.is_cancelled() {
            while under_way.try_join_next().is_some() {}
            let room = AT_ONCE.saturating_sub(under_way.len());
            let claimed = if room > 0 { self.claim(room).await } else { Vec::new() };
            let found = !claimed.is_empty();
            for slot in claimed {
                let outbox = self.clone();
                under_way.spawn(async move { outbox.deliver(slot).await });
            }
            if found {
                continue;
            }
            let rest = if room > 0 { self.rest().await } else { FALL_BACK };
            tokio::select! {
                () = signal.notified(), if room > 0 => {}
                // The next of its chat may go.
                Some(_) = under_way.join_next() => {}
                () = tokio::time::sleep(rest) => {}
                () = stop.cancelled() => {}
            }
        }
        while under_way.join_next().await.is_some() {}
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

    async fn rest(&self) -> Duration {
        let Ok(Some(due)) = self.store().next_due(self.now()).await else { return FALL_BACK };
        (due - self.now()).to_std().unwrap_or_default().clamp(Duration::from_millis(5), FALL_BACK)
    }

    async fn deliver(&self, mut slot: Claimed) {
        if let Wanted::Shown(screen) = &slot.wanted
            && screen.rich.is_some()
            && !self.takes_rich(slot.peer.chat).await
        {
            self.write_down(&slot, &as_text(screen)).await;
            return;
        }
        if let Err(wait) = self.wait_turn(&mut slot).await {
            self.write_down(&slot, &Outcome::Later { after: wait, counted: false }).await;
            return;
        }
        if slot.message.is_none() && slot.attempt > 1 {
            metrics::OUTBOX_UNCERTAIN.one([]);
            tracing::warn!(slot = slot.id.0, "a message is sent again that may have come already");
        }
        let Attempt { outcome, chat } = self.attempt(&slot).await;
        metrics::OUTBOX_DELIVERED.one([outcome.name()]);
        if matches!(outcome, Outcome::Delivered { .. }) {
            metrics::OUTBOX_WAIT.took([], (self.now() - slot.ranked_at).to_std().unwrap_or_default());
        }
        // What is known of the chat comes first: the next slot of it may be claimed as soon as this one is free.
        self.heed(&slot, chat).await;
        self.write_down(&slot, &outcome).await;
    }

    /// Waits until the slot may go out, with the newest that it wants; or says how long that would take.
    async fn wait_turn(&self, slot: &mut Claimed) -> Result<(), Duration> {
        let mut waited = false;
        while let Err(wait) = self.pace().in_chat(slot.peer.chat).await {
            if wait > SHORT_WAIT {
                return Err(wait);
            }
            tokio::time::sleep(wait).await;
            waited = true;
        }
        waited |= self.pace().overall().await;
        if waited && let Ok(Some((wanted, revision))) = self.store().reread(slot).await {
            (slot.wanted, slot.revision) = (wanted, revision);
        }
        Ok(())
    }

    /// Makes the call, and keeps the slot in hand for as long as it takes.
    async fn attempt(&self, slot: &Claimed) -> Attempt {
        let sender = Sender { api: self.api(), blobs: self.blobs() };
        let attempt = sender.attempt(slot);
        tokio::pin!(attempt);
        loop {
            tokio::select! {
                done = &mut attempt => return done,
                () = tokio::time::sleep(RENEWAL) => {
                    if let Err(error) = self.store().renew(slot, LEASE, self.now()).await {
                        tracing::warn!(%error, slot = slot.id.0, "a slot in hand was not renewed");
                    }
                }
            }
        }
    }

    async fn write_down(&self, slot: &Claimed, outcome: &Outcome) {
        // The message is there; what must not happen is that nobody remembers.
        for pause in [0, 50, 200].into_iter().chain(std::iter::repeat(500)) {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            match self.store().record(slot, outcome, self.now()).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, slot = slot.id.0, "a delivery was not recorded"),
            }
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
                self.store().give_up_chat(chat).await
            }
            ChatNews::Plain => {
                self.plain().refuse(chat, self.now()).await;
                Ok(())
            }
            ChatNews::Migrated(to) => {
                self.events().migrated(chat, to).await;
                self.store().migrate_chat(chat, to).await
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

pub(super) type SharedEvents = Arc<dyn ChatEvents>;
pub(super) type SharedPace = Arc<Pace>;
