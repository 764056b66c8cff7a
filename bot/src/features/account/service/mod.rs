//! What can be done with accounts.

mod attendance;
mod people;
mod privacy;
#[cfg(test)]
mod tests;

use std::{
    collections::HashSet,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use chrono::TimeDelta;
use chrono_tz::Tz;
use moka::future::Cache;
use tokio_util::sync::CancellationToken;
use tzf_rs::DefaultFinder;

use self::attendance::Book;
use super::{
    domain::{Account, Look, Notice, Place, find_places, place_of_zone},
    error::AccountError,
    ports::{LanguageListener, Parcel, PersonalData, Progress},
    store::AccountStore,
};
use crate::{
    domain::{AccountId, Cause, ChatId, Day, Lang, Person, SharedClock},
    storage::{Db, StorageError, Topic, Tx},
    telegram::outbox::ChatEvents,
};

pub use privacy::{Privacy, PrivacyParts, Stopped, Wished};

/// How long another process may still see what this one has changed.
const CACHED: Duration = Duration::from_mins(1);
/// How many choices of people are read at once.
const CHOICES: u64 = 500;

/// The accounts.
pub struct Accounts {
    db: Db,
    store: AccountStore,
    clock: SharedClock,
    listener: Arc<dyn LanguageListener>,
    /// A cache in front of the rows; nothing lives here alone.
    known: Cache<AccountId, Arc<Account>>,
    zones: LazyLock<DefaultFinder>,
    /// Who was here since that was last written down. Should it be lost, it is noted at the next word.
    seen: Mutex<HashSet<AccountId>>,
    book: Book,
}

impl Accounts {
    pub fn new(db: Db, clock: SharedClock, listener: Arc<dyn LanguageListener>) -> Arc<Self> {
        let known = Cache::builder().max_capacity(50_000).time_to_live(CACHED).build();
        let store = AccountStore::new(db.clone());
        let zones = LazyLock::<DefaultFinder>::new(DefaultFinder::new);
        let (seen, book) = (Mutex::default(), Book::default());
        Arc::new(Self { db, store, clock, listener, known, zones, seen, book })
    }

    /// The account of whoever wrote; made at first contact. Says whether this update is that contact.
    pub async fn identify(
        &self,
        person: &Person,
        payload: Option<&str>,
        cause: &Cause,
    ) -> Result<(Arc<Account>, bool), AccountError> {
        let account = match self.known.get(&person.id).await {
            Some(account) if is_current(&account, person) => account,
            _ => self.refresh(person, payload, cause).await?,
        };
        self.note_seen(person.id);
        self.attend(person.id);
        let first_contact = account.first_cause == *cause;
        Ok((account, first_contact))
    }

    /// Whoever speaks in a group has an account from then on. Their first contact is still to come, in private, and until
    /// then nothing can be sent to them there (Bot API: a bot cannot begin a conversation).
    pub async fn meet(&self, person: &Person) -> Result<(), StorageError> {
        self.attend(person.id);
        if self.find(person.id).await.is_ok_and(|known| known.first_name == person.first_name) {
            return Ok(());
        }
        self.store.meet(person, self.clock.now()).await?;
        self.known.invalidate(&person.id).await;
        Ok(())
    }

    /// The account of a group, under its chat's number; made when it is first spoken in. Its language is that of whoever
    /// spoke first, until its admins choose.
    pub async fn identify_group(
        &self,
        group: ChatId,
        title: &str,
        lang: Lang,
        cause: &Cause,
    ) -> Result<Arc<Account>, AccountError> {
        let known = match self.find(AccountId(group.0)).await {
            Ok(account) if account.reachable && account.first_name == title => return Ok(account),
            Ok(account) => account.client_lang,
            Err(AccountError::Unknown(_)) => lang,
            Err(error) => return Err(error),
        };
        let named = Person {
            first_name: title.to_owned(),
            language_code: Some(known.tag().to_owned()),
            ..Person::known_by_id(AccountId(group.0))
        };
        self.refresh(&named, None, cause).await
    }

    /// Makes the account that a group has under its new number, with all its choices. Says whether there was one under
    /// the old.
    pub async fn copy_group(
        &self,
        tx: &mut Tx,
        from: AccountId,
        to: AccountId,
    ) -> Result<bool, StorageError> {
        self.store.copy(tx, from, to).await
    }

    /// Erases the account of a group; whatever hangs on it goes too.
    pub async fn delete_group(&self, tx: &mut Tx, group: AccountId) -> Result<(), StorageError> {
        self.store.delete_group(tx, group).await
    }

    /// These accounts have changed in a transaction that has ended.
    pub async fn let_go(&self, ids: &[AccountId]) {
        for id in ids {
            self.known.invalidate(id).await;
        }
    }

    pub async fn find(&self, id: AccountId) -> Result<Arc<Account>, AccountError> {
        if let Some(account) = self.known.get(&id).await {
            return Ok(account);
        }
        let account = self.store.find(id).await?.ok_or(AccountError::Unknown(id))?;
        Ok(self.remember(account).await)
    }

    pub async fn set_lang(
        &self,
        id: AccountId,
        lang: Lang,
        cause: &Cause,
    ) -> Result<Arc<Account>, AccountError> {
        let client_lang = self.find(id).await?.client_lang;
        let own = Some(lang).filter(|lang| *lang != client_lang);
        let mut tx = self.db.begin().await?;
        self.store.set_lang(&mut tx, id, lang).await?;
        // The menu of a group follows each member's own language.
        if !id.is_group() {
            self.listener.language_changed(&mut tx, id, own, cause).await?;
        }
        self.commit(tx, id).await
    }

    pub async fn set_zone(&self, id: AccountId, zone: Tz) -> Result<Arc<Account>, AccountError> {
        let mut tx = self.db.begin().await?;
        self.store.set_zone(&mut tx, id, zone.name()).await?;
        self.commit(tx, id).await
    }

    pub async fn set_look(&self, id: AccountId, look: Look) -> Result<Arc<Account>, AccountError> {
        self.set_preference(id, Look::PREFERENCE, look.value()).await
    }

    pub async fn toggle_notice(&self, id: AccountId, notice: Notice) -> Result<Arc<Account>, AccountError> {
        // Not from the cache: another process may have toggled it a moment ago.
        let value = if self.read(id).await?.wants(notice) { "off" } else { "on" };
        self.set_preference(id, notice.preference(), value).await
    }

    /// Keeps a small setting of any feature; the name begins with the feature's.
    pub async fn set_preference(
        &self,
        id: AccountId,
        name: &str,
        value: &str,
    ) -> Result<Arc<Account>, AccountError> {
        let mut tx = self.db.begin().await?;
        self.store.set_preference(&mut tx, id, name, value).await?;
        self.commit(tx, id).await
    }

    /// Whether messages reach the person, as Telegram last said.
    pub async fn set_reachable(&self, id: AccountId, reachable: bool) -> Result<(), StorageError> {
        self.store.set_reachable(id, reachable).await?;
        self.known.invalidate(&id).await;
        Ok(())
    }

    /// Whether everything of this person is to be erased: then they see nothing else.
    pub async fn is_erasing(&self, id: AccountId) -> bool {
        self.find(id).await.is_ok_and(|account| account.erasure.is_some())
    }

    /// Those who want their messages kept for less than everybody's are, and for how long.
    pub async fn sooner_forgotten(&self) -> Result<Vec<(AccountId, TimeDelta)>, StorageError> {
        let (mut all, mut after) = (Vec::new(), AccountId(i64::MIN));
        loop {
            let some = self.store.list_retentions(after, CHOICES).await?;
            let Some((last, _)) = some.last() else { return Ok(all) };
            after = *last;
            let days = |days: u32| TimeDelta::days(i64::from(days));
            all.extend(some.into_iter().filter_map(|(id, choice)| Some((id, choice.days().map(days)?))));
        }
    }

    /// Forgets what was read when somebody has chosen something or is to be erased, until it is cancelled.
    pub async fn heed_changes(&self, stop: CancellationToken) {
        let changed = self.db.wakes().signal(&Topic::Accounts.channel());
        while stop.run_until_cancelled(changed.notified()).await.is_some() {
            self.forget_cached();
        }
    }

    fn forget_cached(&self) {
        self.known.invalidate_all();
    }

    /// The places a text may mean, best first.
    pub fn places(&self, text: &str) -> Vec<Place> {
        find_places(text, self.clock.now())
    }

    /// The zone of a position on the globe; the position itself is kept nowhere.
    pub fn place_at(&self, latitude: f64, longitude: f64) -> Option<Place> {
        let zone: Tz = self.zones.get_tz_name(longitude, latitude).parse().ok()?;
        Some(place_of_zone(zone))
    }

    async fn refresh(
        &self,
        person: &Person,
        payload: Option<&str>,
        cause: &Cause,
    ) -> Result<Arc<Account>, AccountError> {
        let known = self.store.find(person.id).await?;
        if let Some(account) = known.filter(|account| is_current(account, person)) {
            return Ok(self.remember(account).await);
        }
        self.store.upsert(person, payload, cause, self.clock.now()).await?;
        self.reload(person.id).await
    }

    /// Past the cache.
    async fn read(&self, id: AccountId) -> Result<Account, AccountError> {
        self.store.find(id).await?.ok_or(AccountError::Unknown(id))
    }

    /// Commits what a person has chosen, and lets the other processes know that it has changed.
    async fn commit(&self, mut tx: Tx, id: AccountId) -> Result<Arc<Account>, AccountError> {
        tx.wake_on_commit(Topic::Accounts);
        tx.commit().await?;
        self.reload(id).await
    }

    async fn reload(&self, id: AccountId) -> Result<Arc<Account>, AccountError> {
        let account = self.read(id).await?;
        Ok(self.remember(account).await)
    }

    async fn remember(&self, account: Account) -> Arc<Account> {
        let account = Arc::new(account);
        self.known.insert(account.id, Arc::clone(&account)).await;
        account
    }
}

fn is_current(account: &Account, person: &Person) -> bool {
    account.reachable
        && account.first_name == person.first_name
        && account.username == person.username
        && account.client_lang == Lang::of_tag(person.language_code.as_deref())
}

#[async_trait]
impl PersonalData for Accounts {
    fn tables(&self) -> &'static [&'static str] {
        &["account_accounts", "account_names", "account_preferences", "account_days"]
    }

    async fn export(&self, id: AccountId, parcel: &Parcel) -> Result<(), StorageError> {
        let Some(account) = self.store.find(id).await? else { return Ok(()) };
        parcel.json("account.json", &self.store.describe(id).await?).await?;
        parcel.json("preferences.json", &account.preferences).await?;
        let days: Vec<_> = self.store.list_days(id).await?.into_iter().map(Day::date).collect();
        parcel.json("days.json", &days).await
    }

    /// The account itself goes with the last word (`Privacy::close_account`): until then it says that it is to go.
    async fn erase(&self, id: AccountId) -> Result<Progress, StorageError> {
        self.forget_attendance(id);
        self.store.delete_days(id).await?;
        self.store.delete_preferences(id).await?;
        Ok(Progress::Done)
    }
}

#[async_trait]
impl ChatEvents for Accounts {
    async fn unreachable(&self, chat: ChatId) {
        if let Err(error) = self.set_reachable(AccountId(chat.0), false).await {
            tracing::warn!(%error, "an unreachable person was not noted");
        }
    }

    async fn migrated(&self, _from: ChatId, _to: ChatId) {}
}
