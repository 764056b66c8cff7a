//! Accounts on both databases.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::*;
use crate::{
    domain::{BotId, FrozenClock},
    features::account::{Kept, PersonalData},
    storage::{Tx, testing::TestDb},
};

/// Notes what it is told.
#[derive(Default)]
struct Listener(Mutex<Vec<(AccountId, Option<Lang>)>>);

impl Listener {
    fn heard(&self) -> Vec<(AccountId, Option<Lang>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl LanguageListener for Listener {
    async fn language_changed(
        &self,
        _tx: &mut Tx,
        account: AccountId,
        own: Option<Lang>,
        _cause: &Cause,
    ) -> Result<(), StorageError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((account, own));
        Ok(())
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-20T17:42:00Z".parse().unwrap()
}

fn accounts(db: &TestDb) -> (Arc<Accounts>, Arc<Listener>) {
    let listener = Arc::new(Listener::default());
    (Accounts::new((**db).clone(), FrozenClock::at(now()), listener.clone()), listener)
}

fn ann(language: &str) -> Person {
    Person {
        id: AccountId(7),
        first_name: "Ann".to_owned(),
        last_name: None,
        username: Some("ann".to_owned()),
        language_code: Some(language.to_owned()),
    }
}

fn cause(update: i64) -> Cause {
    Cause::update(BotId(1), update)
}

#[tokio::test]
async fn first_contact_makes_the_account_once() {
    for db in TestDb::each().await {
        let (accounts, _) = accounts(&db);
        let (account, first) = accounts.identify(&ann("ru-RU"), Some("gift-1"), &cause(1)).await.unwrap();
        assert!(first, "{db:?}");
        assert_eq!((account.lang(), account.zone(), account.created_at), (Lang::Ru, Tz::UTC, now()));
        // The same update again, as after a death: the same answer, also for a process that knows nothing.
        let (again, first) = accounts.identify(&ann("ru-RU"), Some("gift-1"), &cause(1)).await.unwrap();
        assert!(first && again == account, "{db:?}");
        let (elsewhere, _) = self::accounts(&db);
        assert!(elsewhere.identify(&ann("ru-RU"), None, &cause(1)).await.unwrap().1, "{db:?}");
        // The next one is somebody we know.
        assert!(!accounts.identify(&ann("ru-RU"), Some("gift-2"), &cause(2)).await.unwrap().1, "{db:?}");
    }
}

#[tokio::test]
async fn a_new_name_or_language_of_the_client_is_taken_over() {
    for db in TestDb::each().await {
        let (accounts, _) = accounts(&db);
        let (first, _) = accounts.identify(&ann("en"), None, &cause(1)).await.unwrap();
        let renamed = Person { first_name: "Anna".to_owned(), ..ann("ru") };
        let (account, _) = accounts.identify(&renamed, None, &cause(2)).await.unwrap();
        assert_eq!((account.first_name.as_str(), account.lang()), ("Anna", Lang::Ru), "{db:?}");
        assert_eq!(account.first_cause, first.first_cause, "{db:?}");
    }
}

#[tokio::test]
async fn a_chosen_language_stays_and_whoever_must_hears_of_it() {
    for db in TestDb::each().await {
        let (accounts, listener) = accounts(&db);
        accounts.identify(&ann("en"), None, &cause(1)).await.unwrap();
        let account = accounts.set_lang(AccountId(7), Lang::Ru, &cause(2)).await.unwrap();
        assert_eq!(account.lang(), Lang::Ru, "{db:?}");
        let (account, _) = accounts.identify(&ann("en"), None, &cause(3)).await.unwrap();
        assert_eq!(account.lang(), Lang::Ru, "{db:?}");
        accounts.set_lang(AccountId(7), Lang::En, &cause(4)).await.unwrap();
        let heard = [(AccountId(7), Some(Lang::Ru)), (AccountId(7), None)];
        assert_eq!(listener.heard(), heard, "{db:?}");
    }
}

#[tokio::test]
async fn settings_are_kept() {
    for db in TestDb::each().await {
        let (accounts, _) = accounts(&db);
        let id = AccountId(7);
        accounts.identify(&ann("en"), None, &cause(1)).await.unwrap();
        accounts.set_zone(id, Tz::Asia__Tbilisi).await.unwrap();
        accounts.set_look(id, Look::Dark).await.unwrap();
        accounts.toggle_notice(id, Notice::Quiet).await.unwrap();
        accounts.set_preference(id, "chat.streaming", "edit").await.unwrap();
        accounts.set_preference(id, "chat.streaming", "off").await.unwrap();
        let (elsewhere, _) = self::accounts(&db);
        let account = elsewhere.find(id).await.unwrap();
        assert_eq!((account.zone(), account.look()), (Tz::Asia__Tbilisi, Look::Dark), "{db:?}");
        assert!(!account.wants(Notice::Quiet) && account.wants(Notice::Answers), "{db:?}");
        assert_eq!(account.preference("chat.streaming"), Some("off"), "{db:?}");
        let account = elsewhere.toggle_notice(id, Notice::Quiet).await.unwrap();
        assert!(account.wants(Notice::Quiet), "{db:?}");
    }
}

#[tokio::test]
async fn whoever_blocked_us_is_reachable_again_when_they_write() {
    for db in TestDb::each().await {
        let (accounts, _) = accounts(&db);
        accounts.identify(&ann("en"), None, &cause(1)).await.unwrap();
        accounts.unreachable(ChatId(7)).await;
        assert!(!accounts.find(AccountId(7)).await.unwrap().reachable, "{db:?}");
        let (account, first) = accounts.identify(&ann("en"), None, &cause(2)).await.unwrap();
        assert!(account.reachable && !first, "{db:?}");
    }
}

#[tokio::test]
async fn nobody_is_found_who_was_never_here() {
    for db in TestDb::each().await {
        let (accounts, _) = accounts(&db);
        assert!(matches!(accounts.find(AccountId(404)).await, Err(AccountError::Unknown(_))), "{db:?}");
    }
}

#[tokio::test]
async fn a_position_has_a_zone() {
    let db = TestDb::sqlite().await;
    let (accounts, _) = accounts(&db);
    assert_eq!(accounts.place_at(41.69, 44.80).unwrap().zone, Tz::Asia__Tbilisi);
    assert_eq!(accounts.places("Tbilisi").len(), 1);
}

/// Keeps the same of everybody.
struct Keeper(Kept);

#[async_trait]
impl PersonalData for Keeper {
    async fn kept(&self, _account: AccountId) -> Result<Kept, StorageError> {
        Ok(self.0)
    }
}

#[tokio::test]
async fn what_everybody_keeps_is_added_up() {
    let keeper = |messages| Arc::new(Keeper(Kept { messages, conversations: 1 })) as Arc<dyn PersonalData>;
    let privacy = Privacy::new(vec![keeper(3), keeper(4)], None);
    let kept = privacy.kept(AccountId(7)).await.unwrap();
    assert_eq!(kept, Kept { messages: 7, conversations: 2 });
    assert_eq!(privacy.outside(), None);
}
