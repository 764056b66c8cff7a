//! Files that nobody asked for, on their way to a room.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    super::{
        domain::{ALWAYS, KeptFiles, Offer, Offered, always},
        error::HomeError,
    },
    Home,
};
use crate::{
    domain::{AccountId, Cause, FileRef, Lang, Received},
    features::chat::{Arrival, GatheringId, Receipt},
    telegram::receive::Receiver,
};

/// How long a file waits for somebody to say what to do with it.
const KEEP: TimeDelta = TimeDelta::days(30);

impl Home {
    /// Takes one file of a person in, with whatever belongs to it.
    pub async fn gather(&self, arrival: &Arrival) -> Result<Receipt, HomeError> {
        Ok(self.parts.chat.receive(arrival).await?)
    }

    /// Whether any room can do something with them.
    pub async fn can_take(&self, account: AccountId, files: &[FileRef]) -> bool {
        !self.offers(account, Lang::En, files).await.is_empty()
    }

    /// The room that takes these files without being asked: by their words, or because the person always wants it so.
    pub async fn taker(
        &self,
        id: AccountId,
        received: &Received,
    ) -> Result<Option<Arc<dyn Receiver>>, HomeError> {
        let account = self.account(id).await?;
        let always = account.preference(&always(&received.files)).unwrap_or_default();
        let spoken = !received.words.trim().is_empty();
        for receiver in &self.parts.receivers {
            let wanted = spoken || receiver.key() == always;
            if wanted && receiver.offer(id, account.lang(), &received.files).await.is_some() {
                return Ok(Some(Arc::clone(receiver)));
            }
        }
        Ok(None)
    }

    /// Keeps files and says what can be done with them; `None` when no room can do anything.
    pub async fn keep(
        &self,
        account: AccountId,
        lang: Lang,
        received: &Received,
        gathering: Option<i64>,
        cause: &Cause,
    ) -> Result<Option<Offered>, HomeError> {
        let offers = self.offers(account, lang, &received.files).await;
        if offers.is_empty() {
            return Ok(None);
        }
        let now = self.parts.clock.now();
        let id = self.store.insert(account, cause, received, gathering, now).await?;
        Ok(Some(Offered { received: id, files: received.files.clone(), offers }))
    }

    /// What can be done with files that were kept.
    pub async fn offered(&self, account: AccountId, lang: Lang, id: i64) -> Result<Offered, HomeError> {
        let files = self.kept(account, id).await?.received.files;
        let offers = self.offers(account, lang, &files).await;
        Ok(Offered { received: id, files, offers })
    }

    /// Files that were kept. Words that come next are not about them any more: the person has said what to do.
    pub async fn take_kept(&self, account: AccountId, id: i64) -> Result<Received, HomeError> {
        let kept = self.kept(account, id).await?;
        if let Some(gathering) = kept.gathering {
            self.parts.chat.let_go(GatheringId(gathering)).await?;
        }
        Ok(kept.received)
    }

    async fn kept(&self, account: AccountId, id: i64) -> Result<KeptFiles, HomeError> {
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
        files: &[FileRef],
        receiver: &str,
    ) -> Result<(), HomeError> {
        self.parts.accounts.set_preference(account, &always(files), receiver).await?;
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

    async fn offers(&self, account: AccountId, lang: Lang, files: &[FileRef]) -> Vec<Offer> {
        let mut offers = Vec::new();
        for receiver in &self.parts.receivers {
            if let Some(label) = receiver.offer(account, lang, files).await {
                offers.push(Offer { receiver: receiver.key(), label });
            }
        }
        offers
    }
}
