//! The loop that delivers slots: claims what is due, keeps to the pace, writes down what came of it.
//! A throttled chat waits alone.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Outbox,
    pace::Pace,
    sender::{Attempt, ChatNews, Sender},
    slot::{Claimed, Outcome},
};
use crate::domain::{ChatId, MessageId};

/// How long one attempt may take before others may try: longer than the slowest upload.
const LEASE: Duration = Duration::from_secs(330);
/// Deliveries under way at once.
const AT_ONCE: usize = 64;
/// How often to look when nothing wakes us.
const FALL_BACK: Duration = Duration::from_secs(2);
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

impl Outbox {
    /// Delivers until told to stop; what is under way then is finished.
    pub async fn run(&self, stop: CancellationToken) {
        let signal = self.db().wakes().signal("outbox");
        let mut under_way = JoinSet::new();
        while !stop.is_cancelled() {
            while under_way.try_join_next().is_some() {}
            let claimed = self.claim(AT_ONCE - under_way.len().min(AT_ONCE)).await;
            let found = !claimed.is_empty();
            for slot in claimed {
                let outbox = self.clone();
                under_way.spawn(async move { outbox.deliver(slot).await });
            }
            if found {
                continue;
            }
            let rest = self.rest().await;
            tokio::select! {
                () = signal.notified() => {}
                Some(_) = under_way.join_next() => {}
                () = tokio::time::sleep(rest) => {}
                () = stop.cancelled() => {}
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    async fn claim(&self, limit: usize) -> Vec<Claimed> {
        let limit = u32::try_from(limit).unwrap_or_default();
        if limit == 0 {
            return Vec::new();
        }
        let token = Uuid::now_v7().to_string();
        match self.store().claim(limit, &token, LEASE, self.now()).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::warn!(%error, "the outbox cannot be read");
                Vec::new()
            }
        }
    }

    async fn rest(&self) -> Duration {
        let Ok(Some(due)) = self.store().next_due().await else { return FALL_BACK };
        (due - self.now()).to_std().unwrap_or_default().clamp(Duration::from_millis(5), FALL_BACK)
    }

    async fn deliver(&self, slot: Claimed) {
        if let Err(wait) = self.pace().take(slot.peer.chat).await {
            if wait > SHORT_WAIT {
                self.write_down(&slot, &Outcome::Later { after: wait, counted: false }).await;
                return;
            }
            tokio::time::sleep(wait).await;
        }
        if slot.message.is_none() && slot.attempt > 1 {
            tracing::warn!(slot = slot.id.0, "a message is sent again that may have come already");
        }
        let Attempt { outcome, chat } = Sender { api: self.api(), blobs: self.blobs() }.attempt(&slot).await;
        self.write_down(&slot, &outcome).await;
        self.heed(&slot, chat).await;
        self.db().wakes().wake("outbox");
    }

    async fn write_down(&self, slot: &Claimed, outcome: &Outcome) {
        // The message is there; what must not happen is that nobody remembers.
        for pause in [0, 50, 200, 1000, 3000] {
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
