//! What spans the rooms: the home screen's facts, and files on their way to a room.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;

use super::{error::HomeError, store::ReceivedStore};
use crate::{
    domain::{AccountId, FileKind, FileRef, SharedClock},
    features::{
        account::{Account, Accounts},
        chat::{Chat, Glance},
    },
    storage::{Db, state::State},
    telegram::{
        receive::{Received, Receiver},
        visit::Visit,
    },
};

/// How long a file waits for somebody to say what to do with it.
const KEEP: TimeDelta = TimeDelta::days(30);
/// Members of an album arrive within seconds of each other.
const ALBUM: Duration = Duration::from_secs(60);

/// What home is built from.
pub struct HomeParts {
    pub db: Db,
    pub state: State,
    pub clock: SharedClock,
    pub accounts: Arc<Accounts>,
    pub chat: Arc<Chat>,
    /// Rooms that take files, in the order of their buttons.
    pub receivers: Vec<Arc<dyn Receiver>>,
    /// The built-in AI answers: the welcome says so.
    pub demo: bool,
}

pub struct Home {
    store: ReceivedStore,
    parts: HomeParts,
}

/// A file and what can be done with it.
#[derive(Clone, Debug)]
pub struct Offered {
    pub received: i64,
    pub file: FileRef,
    /// Words and labels of the rooms that would take it.
    pub offers: Vec<(&'static str, String)>,
    /// The choice is remembered for this kind of file.
    pub always: bool,
}

impl Home {
    pub fn new(parts: HomeParts) -> Arc<Self> {
        Arc::new(Self { store: ReceivedStore::new(parts.db.clone()), parts })
    }

    pub fn is_demo(&self) -> bool {
        self.parts.demo
    }

    pub fn accounts(&self) -> &Accounts {
        &self.parts.accounts
    }

    pub fn chat(&self) -> &Chat {
        &self.parts.chat
    }

    pub async fn account(&self, id: AccountId) -> Result<Arc<Account>, HomeError> {
        Ok(self.parts.accounts.find(id).await?)
    }

    pub async fn glance(&self, visit: &Visit) -> Result<Glance, HomeError> {
        Ok(self.parts.chat.glance(visit.account, visit.peer).await?)
    }

    /// Whether this is the first member of its album that we see.
    pub async fn is_first_of_album(&self, album: &str) -> bool {
        let key = format!("album:{album}");
        if self.parts.state.get(&key).await.is_some() {
            return false;
        }
        self.parts.state.set(&key, "1", ALBUM).await;
        true
    }

    /// The room that takes this file without being asked: by its words, or because the person always wants it so.
    pub async fn taker(
        &self,
        visit: &Visit,
        received: &Received,
    ) -> Result<Option<Arc<dyn Receiver>>, HomeError> {
        let account = self.account(visit.account).await?;
        let always = account.preference(&always_key(&received.file)).unwrap_or_default().to_owned();
        let spoken = !received.words.trim().is_empty();
        for receiver in &self.parts.receivers {
            let wanted = spoken || receiver.key() == always;
            if wanted && receiver.offer(visit, &received.file).await.is_some() {
                return Ok(Some(Arc::clone(receiver)));
            }
        }
        Ok(None)
    }

    /// Keeps a file and says what can be done with it.
    pub async fn keep(&self, visit: &Visit, received: &Received) -> Result<Offered, HomeError> {
        let now = self.parts.clock.now();
        let id =
            self.store.insert(visit.account, &visit.cause, &received.file, received.message, now).await?;
        self.offered(visit, id).await
    }

    pub async fn offered(&self, visit: &Visit, id: i64) -> Result<Offered, HomeError> {
        let received = self.received(visit.account, id).await?;
        let mut offers = Vec::new();
        for receiver in &self.parts.receivers {
            if let Some(label) = receiver.offer(visit, &received.file).await {
                offers.push((receiver.key(), label));
            }
        }
        let account = self.account(visit.account).await?;
        let always = account.preference(&always_key(&received.file)).is_some_and(|key| !key.is_empty());
        Ok(Offered { received: id, file: received.file, offers, always })
    }

    pub async fn received(&self, account: AccountId, id: i64) -> Result<Received, HomeError> {
        self.store.find(account, id).await?.ok_or(HomeError::NoFile)
    }

    pub fn receiver(&self, key: &str) -> Option<Arc<dyn Receiver>> {
        self.parts.receivers.iter().find(|receiver| receiver.key() == key).map(Arc::clone)
    }

    /// Remembers, or forgets, to do with files of this kind what the first offer says.
    pub async fn toggle_always(&self, visit: &Visit, id: i64) -> Result<Offered, HomeError> {
        let offered = self.offered(visit, id).await?;
        let key = offered.offers.first().map_or("", |(key, _)| *key);
        let value = if offered.always { "" } else { key };
        self.parts.accounts.set_preference(visit.account, &always_key(&offered.file), value).await?;
        Ok(Offered { always: !value.is_empty(), ..offered })
    }

    /// Forgets files that nobody has asked about for long.
    pub async fn purge(&self) -> Result<u64, HomeError> {
        Ok(self.store.purge(self.parts.clock.now() - KEEP).await?)
    }
}

fn always_key(file: &FileRef) -> String {
    format!("home.always.{}", kind_name(file))
}

/// The word by which texts tell files apart.
pub fn kind_name(file: &FileRef) -> &'static str {
    match file.kind {
        FileKind::Photo => "photo",
        FileKind::Document if file.mime.as_deref().is_some_and(|mime| mime.starts_with("image/")) => "image",
        FileKind::Document | FileKind::Sticker => "document",
        FileKind::Voice => "voice",
        FileKind::Audio => "audio",
        FileKind::Video => "video",
        FileKind::VideoNote => "video_note",
        FileKind::Animation => "animation",
    }
}
