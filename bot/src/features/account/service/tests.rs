//! Accounts on both databases.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rand::{SeedableRng as _, rngs::StdRng};

use super::*;
use crate::{
    domain::{BotId, FrozenClock},
    features::account::domain::RetentionLimit,
    jobs::{JobId, Queue, Status},
    providers::http_client,
    storage::{Tx, blobs::Blobs, state::State, testing::TestDb},
    telegram::{
        outbox::{Allowed, Outbox, OutboxParts, RichMessages},
        raw::{Api, BotToken},
    },
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
async fn what_is_chosen_in_one_process_is_known_in_the_others() {
    let Some(db) = TestDb::postgres().await else { return };
    let (here, elsewhere) = (accounts(&db).0, accounts(&db).0);
    let (id, stop) = (AccountId(7), CancellationToken::new());
    here.identify(&ann("en"), None, &cause(1)).await.unwrap();
    let notice = Notice::Answers;
    let before = elsewhere.find(id).await.unwrap().wants(notice);
    here.toggle_notice(id, notice).await.unwrap();
    // The other one still has the old choice in its cache, and heeds nothing yet.
    assert_eq!(elsewhere.find(id).await.unwrap().wants(notice), before);
    assert_eq!(elsewhere.toggle_notice(id, notice).await.unwrap().wants(notice), before);

    let seen = || async {
        let account = elsewhere.find(id).await.unwrap();
        (account.lang(), account.zone())
    };
    let choosing = async {
        for _ in 0..300 {
            here.set_lang(id, Lang::Ru, &cause(2)).await.unwrap();
            here.set_zone(id, Tz::Asia__Tbilisi).await.unwrap();
            if seen().await == (Lang::Ru, Tz::Asia__Tbilisi) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        () = db.listen(stop.clone()) => {}
        () = elsewhere.heed_changes(stop) => {}
        () = choosing => {}
    }
    assert_eq!(seen().await, (Lang::Ru, Tz::Asia__Tbilisi));
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

/// Notes who was asked for what, and is ready when it was asked often enough.
struct Keeper {
    name: &'static str,
    asked: Arc<Mutex<Vec<String>>>,
    /// Answers to "prepare", last first: an error, not yet, or by and by yes.
    answers: Mutex<Vec<Result<Progress, StorageError>>>,
}

#[async_trait]
impl PersonalData for Keeper {
    fn tables(&self) -> &'static [&'static str] {
        &[]
    }

    async fn export(&self, _account: AccountId, _parcel: &Parcel) -> Result<(), StorageError> {
        Ok(())
    }

    async fn prepare(&self, _account: AccountId) -> Result<Progress, StorageError> {
        self.asked.lock().unwrap().push(format!("{} prepares", self.name));
        self.answers.lock().unwrap().pop().unwrap_or(Ok(Progress::Done))
    }

    async fn erase(&self, _account: AccountId) -> Result<Progress, StorageError> {
        self.asked.lock().unwrap().push(format!("{} erases", self.name));
        Ok(Progress::Done)
    }
}

#[tokio::test]
async fn nobody_erases_before_everybody_is_ready() {
    let db = TestDb::sqlite().await;
    let asked = Arc::new(Mutex::new(Vec::new()));
    let away = || Err(StorageError::Setup("the provider does not answer".to_owned()));
    let keeper = |name, answers| -> Arc<dyn PersonalData> {
        Arc::new(Keeper { name, asked: asked.clone(), answers: Mutex::new(answers) })
    };
    let keepers = vec![keeper("jobs", vec![]), keeper("payments", vec![Ok(Progress::InHand), away()])];
    let privacy = privacy(&db, keepers);
    assert!(privacy.empty(AccountId(7)).await.is_err());
    assert_eq!(privacy.empty(AccountId(7)).await.unwrap(), Progress::InHand);
    assert!(!asked.lock().unwrap().iter().any(|line| line.ends_with("erases")));
    asked.lock().unwrap().clear();
    assert_eq!(privacy.empty(AccountId(7)).await.unwrap(), Progress::Done);
    let expected = ["jobs prepares", "payments prepares", "jobs erases", "payments erases"];
    assert_eq!(*asked.lock().unwrap(), expected);
}

fn privacy(db: &TestDb, keepers: Vec<Arc<dyn PersonalData>>) -> Arc<Privacy> {
    let clock: SharedClock = FrozenClock::at(now());
    let (accounts, _) = accounts(db);
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path().to_str().unwrap(), None).unwrap();
    let http = http_client(Duration::from_secs(1)).unwrap();
    let api = Api::new(http, "http://127.0.0.1:9".parse().unwrap(), BotToken::parse("1:a").unwrap());
    let outbox = Outbox::new(OutboxParts {
        db: (**db).clone(),
        api,
        blobs: blobs.clone(),
        state: State::local(),
        clock: clock.clone(),
        events: accounts.clone(),
        allowed: Allowed::per_second(28, 1),
        rich: RichMessages::Auto,
    });
    Privacy::new(PrivacyParts {
        db: (**db).clone(),
        accounts,
        queue: Queue::new((**db).clone(), clock.clone(), StdRng::seed_from_u64(1)),
        outbox,
        blobs,
        clock,
        keepers,
        outside: None,
        limit: RetentionLimit(None),
        grace: Duration::from_hours(24),
    })
}

#[tokio::test]
async fn an_erasure_is_asked_for_once_and_stopped_in_time_or_not_at_all() {
    for db in TestDb::each().await {
        let privacy = privacy(&db, Vec::new());
        let id = AccountId(7);
        privacy.parts.accounts.identify(&ann("en"), None, &cause(1)).await.unwrap();
        assert_eq!(privacy.stop_erasure(id).await.unwrap(), Stopped::Kept, "nothing to stop: {db:?}");
        let erasure = privacy.ask_erasure(id, &cause(2)).await.unwrap();
        assert_eq!(erasure.due, now() + TimeDelta::hours(24), "{db:?}");
        for again in [2, 3] {
            assert_eq!(privacy.ask_erasure(id, &cause(again)).await.unwrap(), erasure, "{db:?}");
        }
        assert!(privacy.parts.accounts.is_erasing(id).await, "{db:?}");
        // Only by its own job, which comes when it is due.
        assert_eq!(privacy.begin_erasure(id, JobId(erasure.job + 1)).await.unwrap(), None, "{db:?}");
        assert_eq!(privacy.stop_erasure(id).await.unwrap(), Stopped::Kept, "{db:?}");
        assert!(!privacy.parts.accounts.is_erasing(id).await, "{db:?}");
        let status = privacy.parts.queue.status(JobId(erasure.job)).await.unwrap();
        assert_ne!(status, Some(Status::Queued), "{db:?}");

        let again = privacy.ask_erasure(id, &cause(4)).await.unwrap();
        assert!(privacy.begin_erasure(id, JobId(again.job)).await.unwrap().is_some(), "{db:?}");
        assert_eq!(privacy.stop_erasure(id).await.unwrap(), Stopped::TooLate, "{db:?}");
    }
}

#[tokio::test]
async fn those_who_chose_to_be_forgotten_sooner_are_known() {
    for db in TestDb::each().await {
        let (accounts, _) = accounts(&db);
        for (id, choice) in [(1, "30"), (2, "keep"), (3, "365"), (4, "whenever")] {
            let person = Person { id: AccountId(id), ..ann("en") };
            accounts.identify(&person, None, &cause(id)).await.unwrap();
            accounts.set_preference(person.id, "account.retention", choice).await.unwrap();
        }
        let sooner = accounts.sooner_forgotten().await.unwrap();
        let expected = [(AccountId(1), TimeDelta::days(30)), (AccountId(3), TimeDelta::days(365))];
        assert_eq!(sooner, expected, "{db:?}");
    }
}

/// A person as Telegram tells of them is found as the desk asks for them.
#[tokio::test]
async fn people_are_found_by_the_beginnings_of_their_names() {
    for db in TestDb::each().await {
        let (accounts, _) = accounts(&db);
        let person = |id, first: &str, last: Option<&str>, username: Option<&str>| Person {
            id: AccountId(id),
            first_name: first.to_owned(),
            last_name: last.map(str::to_owned),
            username: username.map(str::to_owned),
            language_code: None,
        };
        for person in [
            person(1, "Ann", Some("Berg"), Some("Ann_B")),
            person(2, "Аня", Some("Ёлкина"), None),
            person(3, "Annette", None, Some("bergen")),
        ] {
            accounts.identify(&person, None, &cause(1)).await.unwrap();
        }
        for (asked, found) in [
            ("ann", vec![3, 1]),
            ("АНЯ", vec![2]),
            ("ёлк", vec![2]),
            ("ann berg", vec![3, 1]),
            ("@ann", vec![1]),
            ("ann_b", vec![1]),
            ("2", vec![2]),
            ("9", vec![]),
            ("zoe", vec![]),
            ("%", vec![]),
        ] {
            let ids: Vec<i64> = accounts.search(asked).await.unwrap().into_iter().map(|id| id.0).collect();
            assert_eq!(ids, found, "{asked} {db:?}");
        }
        let renamed = person(1, "Zoe", None, None);
        accounts.identify(&renamed, None, &cause(2)).await.unwrap();
        assert_eq!(accounts.search("berg").await.unwrap(), [AccountId(3)], "{db:?}");
        assert_eq!(accounts.latest(9).await.unwrap().len(), 3, "{db:?}");
        let attendance = accounts.attendance(now()).await.unwrap();
        assert_eq!((attendance.active, attendance.new), (3, 3), "{db:?}");
    }
}
