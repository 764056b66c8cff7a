//! Groups on both databases: what is left of one, how much it may ask, and which message takes a setting.

use async_trait::async_trait;
use rand::{SeedableRng as _, rngs::StdRng};
use tempfile::TempDir;

use super::*;
use crate::{
    domain::{BotId, ChatKind, Clock as _, FrozenClock, Person},
    features::{
        account::LanguageListener,
        chat::{self, ChatParts},
        groups::domain::DailyLimit,
    },
    providers::{AnswerStream, ChatModel, ChatRequest, ErrorKind, ModelInfo, ProviderError, http_client},
    storage::{StorageError, Tx, blobs::Blobs, sql::Executor as _, testing::TestDb},
    telegram::{
        outbox::{Allowed, ChatEvents, OutboxParts, RichMessages, Role},
        raw::{Api, BotToken},
        screen::Screen,
        tap::Tap as _,
        visit::{Input, Visit},
    },
};

const WALK: ChatId = ChatId(-5);
const READERS: ChatId = ChatId(-6);
const ANN: AccountId = AccountId(7);

/// Nobody who answers, listens or runs a group.
struct Nobody;

#[async_trait]
impl ChatModel for Nobody {
    fn name(&self) -> &'static str {
        "nobody"
    }

    async fn answer(&self, _request: ChatRequest) -> Result<AnswerStream, ProviderError> {
        Err(ProviderError::new(ErrorKind::Unreachable, "nobody answers"))
    }

    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl LanguageListener for Nobody {
    async fn language_changed(
        &self,
        _tx: &mut Tx,
        _account: AccountId,
        _own: Option<Lang>,
        _cause: &Cause,
    ) -> Result<(), StorageError> {
        Ok(())
    }
}

#[async_trait]
impl Ranks for Nobody {
    async fn runs(&self, _group: ChatId, _person: AccountId) -> bool {
        false
    }
}

/// Two groups with Ann in them.
struct Square {
    groups: Arc<Groups>,
    clock: Arc<FrozenClock>,
    db: TestDb,
    next: std::sync::Mutex<i64>,
    _files: TempDir,
}

impl Square {
    async fn on(db: TestDb) -> Self {
        let clock = FrozenClock::at("2026-11-20T17:42:00Z".parse().unwrap());
        let shared: SharedClock = clock.clone();
        let files = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&format!("file://{}", files.path().display()), None).unwrap();
        let accounts = Accounts::new((*db).clone(), shared.clone(), Arc::new(Nobody));
        let http = http_client(Duration::from_secs(1)).unwrap();
        let events: Arc<dyn ChatEvents> = accounts.clone();
        let outbox = Outbox::new(OutboxParts {
            db: (*db).clone(),
            api: Api::new(http, "http://127.0.0.1:9".parse().unwrap(), BotToken::parse("1:a").unwrap()),
            blobs: blobs.clone(),
            state: State::local(),
            clock: shared.clone(),
            events,
            allowed: Allowed::per_second(28, 1),
            rich: RichMessages::Auto,
        });
        let queue = Queue::new((*db).clone(), shared.clone(), StdRng::seed_from_u64(1));
        let chat = Chat::new(ChatParts {
            db: (*db).clone(),
            accounts: accounts.clone(),
            billing: crate::features::billing::testing::billing(&db, &accounts, &outbox, shared.clone()),
            queue: queue.clone(),
            outbox: outbox.clone(),
            blobs,
            model: Arc::new(Nobody),
            clock: shared.clone(),
            offered: Vec::new(),
        });
        let groups = Groups::new(GroupsParts {
            db: (*db).clone(),
            accounts: accounts.clone(),
            chat,
            queue,
            outbox,
            ranks: Arc::new(Nobody),
            state: State::local(),
            clock: shared,
            here: &[],
            elsewhere: Vec::new(),
        });
        let square = Self { groups, clock, db, next: std::sync::Mutex::new(100), _files: files };
        accounts.identify(&Person::known_by_id(ANN), None, &square.cause()).await.unwrap();
        for group in [WALK, READERS] {
            square.groups.account(group, "Walk", Lang::En, &square.cause()).await.unwrap();
        }
        square
    }

    async fn each() -> Vec<Self> {
        let mut all = Vec::new();
        for db in TestDb::each().await {
            all.push(Self::on(db).await);
        }
        all
    }

    /// A cause that was never there before.
    fn cause(&self) -> Cause {
        let mut next = self.next.lock().unwrap();
        *next += 1;
        Cause::update(BotId(1), *next)
    }

    /// Ann asks something in a group.
    async fn ask(&self, group: ChatId) {
        let now = self.clock.now();
        let visit = Visit {
            cause: self.cause(),
            account: AccountId(group.0),
            person: Person::known_by_id(ANN),
            lang: Lang::En,
            zone: chrono_tz::UTC,
            peer: Peer::chat(group),
            chat_kind: ChatKind::Group,
            message: None,
            replies_to: None,
            origin: None,
            forwarded_from: None,
            replied: None,
            addressed: true,
            first_contact: false,
            waited: chrono::TimeDelta::zero(),
            now,
            input: Input::Text("why?".to_owned()),
        };
        self.groups.parts.chat.ask(chat::arrival(&visit, "why?", None, None).into_ask()).await.unwrap();
    }

    /// The bot shows something in a group, under this number.
    async fn show(&self, group: ChatId, role: Role, message: i64) {
        let mut tx = self.db.begin().await.unwrap();
        let (cause, screen) = (self.cause(), Screen::new("“Why?”, asked Ann"));
        let slot = self.groups.parts.outbox.post(&mut tx, Peer::chat(group), &cause, role, &screen).await;
        let slot = slot.unwrap();
        tx.commit().await.unwrap();
        let shown =
            "UPDATE outbox_slots SET pending = FALSE, message_id = $2, lease_token = NULL WHERE id = $1";
        self.db.execute(shown, [slot.0.into(), message.into()]).await.unwrap();
    }

    /// Rows of a table that name a group.
    async fn count(&self, table: &str, group: ChatId) -> i64 {
        let sql = format!("SELECT COUNT(*) AS n FROM {table} WHERE chat_id = $1");
        let row = self.db.rows(&sql, [group.0.into()]).await.unwrap().pop().unwrap();
        row.try_get("", "n").unwrap()
    }
}

#[tokio::test]
async fn a_group_that_was_left_is_forgotten_wherever_something_of_it_is_kept() {
    const TABLES: [&str; 4] = ["outbox_slots", "outbox_plain_chats", "chat_draft_refusals", "chat_questions"];
    for square in Square::each().await {
        let now = crate::storage::moment(square.clock.now());
        for group in [WALK, READERS] {
            square.ask(group).await;
            square.show(group, Role::Message, 1).await;
            square.show(group, Role::Screen, 2).await;
            let plain = "INSERT INTO outbox_plain_chats (bot_id, chat_id, until) VALUES (1, $1, $2)";
            square.db.execute(plain, [group.0.into(), now.into()]).await.unwrap();
            let refused = "INSERT INTO chat_draft_refusals (chat_id, refused_at) VALUES ($1, $2)";
            square.db.execute(refused, [group.0.into(), now.into()]).await.unwrap();
        }
        square.groups.leave(WALK).await.unwrap();
        square.clock.advance(TimeDelta::hours(23));
        assert_eq!(square.groups.forget_left().await.unwrap(), 0, "{:?}", square.db);
        square.clock.advance(TimeDelta::hours(2));
        assert_eq!(square.groups.forget_left().await.unwrap(), 1, "{:?}", square.db);
        for table in TABLES {
            assert_eq!(square.count(table, WALK).await, 0, "{table}, {:?}", square.db);
            assert!(square.count(table, READERS).await > 0, "{table}, {:?}", square.db);
        }
    }
}

#[tokio::test]
async fn the_answers_of_a_day_are_spent_and_new_ones_come_with_the_next() {
    for square in Square::each().await {
        let (groups, walk) = (&square.groups, AccountId(WALK.0));
        groups.set_limit(walk, DailyLimit(5)).await.unwrap();
        for _ in 0..5 {
            assert_eq!(groups.spent(walk).await.unwrap(), None, "{:?}", square.db);
            square.ask(WALK).await;
        }
        let spent = Spent { limit: 5, rest: Duration::from_mins(6 * 60 + 18) };
        assert_eq!(groups.spent(walk).await.unwrap(), Some(spent), "{:?}", square.db);
        assert!(groups.tells_spent(walk).await && !groups.tells_spent(walk).await, "it is told once");
        square.clock.advance(TimeDelta::hours(7));
        assert_eq!(groups.spent(walk).await.unwrap(), None, "{:?}", square.db);
    }
}

#[tokio::test]
async fn nobody_is_put_before_others_in_a_group() {
    let square = Square::on(TestDb::sqlite().await).await;
    square.ask(WALK).await;
    let press =
        async |data: &str| square.groups.may_press(WALK, ANN, &ChatTap::decode(data).unwrap()).await.unwrap();
    assert_eq!(press("ch:a:1").await, Press::Fine);
    assert_eq!(press("ch:q:1").await, Press::Private);
}

#[tokio::test]
async fn only_a_screen_takes_a_setting() {
    for square in Square::each().await {
        square.show(WALK, Role::Screen, 1).await;
        square.show(WALK, Role::Message, 2).await;
        let takes =
            async |group, message| square.groups.shows_screen(group, MessageId(message)).await.unwrap();
        assert!(takes(WALK, 1).await, "{:?}", square.db);
        assert!(!takes(WALK, 2).await, "an answer: {:?}", square.db);
        assert!(!takes(READERS, 1).await, "another group's: {:?}", square.db);
        square.show(WALK, Role::Screen, 3).await;
        assert!(!takes(WALK, 1).await && takes(WALK, 3).await, "one that has served: {:?}", square.db);
    }
}
