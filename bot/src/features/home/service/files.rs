//! Files that nobody asked for, on their way to a room.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;

use super::{
    super::{
        domain::{ALWAYS, Offer, Offered, always},
        error::HomeError,
    },
    Home,
};
use crate::{
    domain::{AccountId, Cause, FileRef, Lang, Received},
    telegram::receive::Receiver,
};

/// How long a file waits for somebody to say what to do with it.
const KEEP: TimeDelta = TimeDelta::days(30);
/// Members of an album arrive within seconds of each other.
const ALBUM: Duration = Duration::from_mins(1);

impl Home {
    /// Whether this is the first member of its album that we see. The same cause again is the same member.
    pub async fn is_first_of_album(&self, account: AccountId, album: &str, cause: &Cause) -> bool {
        let key = format!("album:{account}:{album}");
        if let Some(first) = self.parts.state.get(&key).await {
            return first == cause.as_str();
        }
        self.parts.state.set(&key, cause.as_str(), ALBUM).await;
        true
    }

    /// The room that takes this file without being asked: by its words, or because the person always wants it so.
    pub async fn taker(
        &self,
        id: AccountId,
        received: &Received,
    ) -> Result<Option<Arc<dyn Receiver>>, HomeError> {
        let account = self.account(id).await?;
        let always = account.preference(&always(&received.file)).unwrap_or_default();
        let spoken = !received.words.trim().is_empty();
        for receiver in &self.parts.receivers {
            let wanted = spoken || receiver.key() == always;
            if wanted && receiver.offer(id, account.lang(), &received.file).await.is_some() {
                return Ok(Some(Arc::clone(receiver)));
            }
        }
        Ok(None)
    }

    /// Keeps a file and says what can be done with it; `None` when no room can do anything.
    pub async fn keep(
        &self,
        account: AccountId,
        lang: Lang,
        received: &Received,
        cause: &Cause,
    ) -> Result<Option<Offered>, HomeError> {
        let offers = self.offers(account, lang, &received.file).await;
        if offers.is_empty() {
            return Ok(None);
        }
        let now = self.parts.clock.now();
        let id = self.store.insert(account, cause, received, now).await?;
        Ok(Some(Offered { received: id, file: received.file.clone(), offers }))
    }

    /// What can be done with a file that was kept.
    pub async fn offered(&self, account: AccountId, lang: Lang, id: i64) -> Result<Offered, HomeError> {
        let file = self.received(account, id).await?.file;
        let offers = self.offers(account, lang, &file).await;
        Ok(Offered { received: id, file, offers })
    }

    pub async fn received(&self, account: AccountId, id: i64) -> Result<Received, HomeError> {
        self.store.find(account, id).await?.ok_or(HomeError::NoFile)
    }

    pub fn receiver(&self, key: &str) -> Result<Arc<dyn Receiver>, HomeError> {
        let known = self.parts.receivers.iter().find(|receiver| receiver.key() == key);
        known.map(Arc::clone).ok_or(HomeError::NoFile)
    }

    /// Does the same with files of this kind from now on.
    pub async fn remember(
        &self,
        account: AccountId,
        file: &FileRef,
        receiver: &str,
    ) -> Result<(), HomeError> {
        self.parts.accounts.set_preference(account, &always(file), receiver).await?;
        Ok(())
    }

    /// Asks about every kind of file again.
    pub async fn forget_choices(&self, id: AccountId) -> Result<(), HomeError> {
        let account = self.account(id).await?;
        let names = account.preferences.keys().filter(|name| name.starts_with(ALWAYS));
        for name in names {
            self.parts.accounts.set_preference(id, name, "").await?;
        }
        Ok(())
    }

    /// Forgets files that nobody has asked about for long.
    pub async fn purge(&self) -> Result<u64, HomeError> {
        Ok(self.store.purge(self.parts.clock.now() - KEEP).await?)
    }

    async fn offers(&self, account: AccountId, lang: Lang, file: &FileRef) -> Vec<Offer> {
        let mut offers = Vec::new();
        for receiver in &self.parts.receivers {
            if let Some(label) = receiver.offer(account, lang, file).await {
                offers.push(Offer { receiver: receiver.key(), label });
            }
        }
        offers
    }
}
