//! What goes out: slots that are delivered whatever happens, and passing signs that are not.
//! It knows no feature and no wording; it is told what to show.

mod claims;
mod desk;
mod forgetting;
mod hand;
mod live;
mod pace;
mod plain;
mod sender;
mod slot;
mod store;
mod taps;
mod under_way;
mod verdict;
mod worker;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

pub use forgetting::Said;
pub use live::DraftOutcome;
pub use pace::{Allowed, Strain};
pub use plain::RichMessages;
pub use slot::{Backlog, Role, SlotId};
pub use taps::Tap;
pub use worker::ChatEvents;

use self::{
    desk::Desk,
    pace::Pace,
    plain::PlainChats,
    slot::{Claimed, Wanted},
    store::{At, SlotStore, Take},
    taps::Answered,
    worker::{LEASE, SharedEvents, SharedPace},
};
use super::{keyboard::Keyboard, raw::Api, screen::Screen};
use crate::{
    domain::{Cause, ChatId, MessageId, Peer, SharedClock},
    storage::{Db, StorageError, Topic, Tx, blobs::Blobs, state::State},
};

/// Slots older than this are forgotten; buttons under their messages go on working.
const KEEP: TimeDelta = TimeDelta::days(30);

/// The way out. Cheap to clone.
#[derive(Clone)]
pub struct Outbox {
    inner: Arc<Inner>,
}

/// What the outbox is built from.
pub struct OutboxParts {
    pub db: Db,
    pub api: Api,
    pub blobs: Blobs,
    pub state: State,
    pub clock: SharedClock,
    pub events: Arc<dyn ChatEvents>,
    pub allowed: Allowed,
    pub rich: RichMessages,
}

struct Inner {
    db: Db,
    store: SlotStore,
    api: Api,
    blobs: Blobs,
    pace: SharedPace,
    plain: PlainChats,
    clock: SharedClock,
    events: SharedEvents,
    answered: Answered,
    desk: Desk,
}

impl Outbox {
    pub fn new(parts: OutboxParts) -> Self {
        let OutboxParts { db, api, blobs, state, clock, events, allowed, rich } = parts;
        let store = SlotStore::new(db.clone(), api.bot());
        let plain = PlainChats::new(rich, db.clone(), api.bot(), state.clone());
        let pace = Arc::new(Pace::new(state, api.bot(), clock.clone(), allowed));
        Self {
            inner: Arc::new(Inner {
                db,
                store,
                api,
                blobs,
                pace,
                plain,
                clock,
                events,
                answered: Answered::default(),
                desk: Desk::default(),
            }),
        }
    }

    /// A new message. The same cause again gives the same slot and changes nothing.
    /// A new screen takes over from the last one, which shrinks to a line.
    pub async fn post(
        &self,
        tx: &mut Tx,
        peer: Peer,
        cause: &Cause,
        role: Role,
        screen: &Screen,
    ) -> Result<SlotId, StorageError> {
        let written = self.store().insert(tx, peer, cause, role, screen, &self.at()).await?;
        let at_once = written.taken.is_some();
        self.send(tx, written.taken);
        if role == Role::Screen {
            self.collapse_but(tx, peer, Some(written.slot), at_once).await?;
        }
        Ok(written.slot)
    }

    /// Other content for a message. The newest wins.
    pub async fn show(&self, tx: &mut Tx, slot: SlotId, screen: &Screen) -> Result<(), StorageError> {
        let wanted = Wanted::Shown(screen.clone());
        let taken = self.store().want(tx, slot, &wanted, &self.at()).await?;
        self.send(tx, taken);
        Ok(())
    }

    /// Another screen in place of the one a person tapped on. Says whether it could: a message that stays as it is,
    /// such as an answer, is not replaced.
    pub async fn show_at(
        &self,
        tx: &mut Tx,
        peer: Peer,
        message: MessageId,
        screen: &Screen,
    ) -> Result<bool, StorageError> {
        let wanted = Wanted::Shown(screen.clone());
        if let Some(written) = self.store().want_at(tx, peer.chat, message, &wanted, &self.at()).await? {
            self.send(tx, written.taken);
            return Ok(true);
        }
        if let Some((_, live)) = self.store().find_by_message(tx, peer.chat, message).await? {
            return Ok(live);
        }
        self.store().adopt(tx, peer, message, &wanted, self.now()).await?;
        self.send(tx, None);
        Ok(true)
    }

    /// Other buttons under the message a person tapped on; what it says stays.
    pub async fn rekey_at(
        &self,
        tx: &mut Tx,
        peer: Peer,
        message: MessageId,
        keyboard: &Keyboard,
    ) -> Result<(), StorageError> {
        if let Some((slot, _)) = self.store().find_by_message(tx, peer.chat, message).await? {
            self.store().rekey(tx, slot, keyboard, self.now()).await?;
        } else {
            let wanted = Wanted::Buttons(keyboard.clone());
            self.store().adopt(tx, peer, message, &wanted, self.now()).await?;
        }
        tx.wake_on_commit(Topic::Outbox);
        Ok(())
    }

    /// The last screen has served: it shrinks to a line.
    pub async fn collapse(&self, tx: &mut Tx, peer: Peer) -> Result<(), StorageError> {
        self.collapse_but(tx, peer, None, true).await
    }

    /// The message is to go.
    pub async fn remove(&self, tx: &mut Tx, slot: SlotId) -> Result<(), StorageError> {
        let taken = self.store().want(tx, slot, &Wanted::Removed, &self.at()).await?;
        self.send(tx, taken);
        Ok(())
    }

    /// Nobody can be reached there any more: whatever waits for the chat is given up.
    pub async fn give_up_chat(&self, tx: &mut Tx, chat: ChatId) -> Result<(), StorageError> {
        self.store().give_up_chat(&*tx, chat).await
    }

    /// The chat goes on under another number: what waits goes there.
    pub async fn move_chat(&self, tx: &mut Tx, from: ChatId, to: ChatId) -> Result<(), StorageError> {
        self.store().migrate_chat(&*tx, from, to).await?;
        tx.wake_on_commit(Topic::Outbox);
        Ok(())
    }

    /// At the start of the only process there is: nobody else has anything in hand.
    pub async fn recover(&self) -> Result<(), StorageError> {
        self.store().release_all().await?;
        self.store().bring_back(self.now()).await
    }

    /// How much waits to be delivered.
    pub async fn backlog(&self) -> Result<Backlog, StorageError> {
        self.store().backlog(self.now()).await
    }

    /// Forgets what is old. Returns how many slots went.
    pub async fn purge(&self) -> Result<u64, StorageError> {
        self.plain().purge(self.now()).await?;
        self.store().purge(self.now() - KEEP).await
    }

    /// `at_once`: what comes before is in the hands of this process, so that this may follow without being claimed.
    async fn collapse_but(
        &self,
        tx: &mut Tx,
        peer: Peer,
        but: Option<SlotId>,
        at_once: bool,
    ) -> Result<(), StorageError> {
        // After the new screen, where the old one is not still to come itself.
        let now = self.now() + TimeDelta::milliseconds(1);
        let at = At { now, take: if at_once { self.at().take } else { None } };
        // No row has the number 0.
        let but = but.unwrap_or(SlotId(0));
        let retired = self.store().retire(tx, peer, but, &at).await?;
        for slot in retired.taken {
            self.send(tx, Some(slot));
        }
        if retired.waits {
            self.send(tx, None);
        }
        Ok(())
    }

    /// Now; with what a slot is taken in hand with as it is written, unless it is to be claimed.
    fn at(&self) -> At {
        let now = self.now();
        let take = self.inner.desk.has_room().then(|| Take {
            token: self.db().process().token().simple().to_string(),
            until: now + TimeDelta::from_std(LEASE).unwrap_or_default(),
        });
        At { now, take }
    }

    /// Something is to be delivered once the transaction stands: by this process, or by whoever claims it.
    fn send(&self, tx: &mut Tx, taken: Option<Claimed>) {
        match taken {
            Some(slot) => self.inner.desk.hand_over(tx, slot),
            None => tx.wake_on_commit(Topic::Outbox),
        }
    }

    /// Whether rich messages may be sent at all.
    pub fn offers_rich(&self) -> bool {
        self.plain().rich() == RichMessages::Auto
    }

    /// Whether a rich message is worth a try in this chat: they are offered, and it has refused none of late.
    pub async fn takes_rich(&self, chat: ChatId) -> bool {
        self.plain().takes(chat, self.now()).await
    }

    fn db(&self) -> &Db {
        &self.inner.db
    }

    fn store(&self) -> &SlotStore {
        &self.inner.store
    }

    fn api(&self) -> &Api {
        &self.inner.api
    }

    fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    fn pace(&self) -> &Pace {
        &self.inner.pace
    }

    fn plain(&self) -> &PlainChats {
        &self.inner.plain
    }

    fn events(&self) -> &dyn ChatEvents {
        self.inner.events.as_ref()
    }

    fn now(&self) -> DateTime<Utc> {
        self.inner.clock.now()
    }
}
