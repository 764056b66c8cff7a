//! The chat on both databases, with a model that only lists.

use std::sync::Mutex;

use async_trait::async_trait;
use chrono::TimeDelta;
use rand::{SeedableRng as _, rngs::StdRng};
use tempfile::TempDir;

use super::*;
use crate::{
    domain::{
        AccountId, BotId, Cause, ChatId, Clock as _, FileKind, FileRef, FrozenClock, Lang, MessageId, Peer,
        Person, ThreadId,
    },
    features::{
        account::{Kept, LanguageListener, PersonalData as _, RetentionLimit},
        chat::{
            domain::{
                AnswerId, AnswerStatus, Conversation, ConversationId, Model, Part, QUESTION_LIMIT,
                QUEUE_LIMIT, Streaming, Usage,
            },
            error::ChatError,
            store::End,
        },
    },
    providers::{AnswerStream, ChatRequest, ErrorKind, ModelInfo, ProviderError, http_client},
    storage::{StorageError, Tx, blobs::BlobKey, sql::Executor as _, state::State, testing::TestDb},
    telegram::{
        outbox::{Allowed, ChatEvents, OutboxParts, RichMessages},
        raw::{Api, BotToken},
    },
};

const ANN: AccountId = AccountId(7);
const BORIS: AccountId = AccountId(8);

/// Lists what it is told to, and answers nothing.
#[derive(Default)]
struct Lister(Mutex<Option<Vec<ModelInfo>>>);

#[async_trait]
impl ChatModel for Lister {
    fn name(&self) -> &'static str {
        "lister"
    }

    async fn answer(&self, _request: ChatRequest) -> Result<AnswerStream, ProviderError> {
        Err(ProviderError::new(ErrorKind::Unreachable, "it answers nothing"))
    }

    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        let models = self.0.lock().unwrap().clone();
        models.ok_or_else(|| ProviderError::new(ErrorKind::Unreachable, "it is away"))
    }
}

struct Nobody;

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

/// A chat with Ann and Boris in it.
struct Desk {
    chat: Arc<Chat>,
    lister: Arc<Lister>,
    clock: Arc<FrozenClock>,
    db: TestDb,
    next: Mutex<i64>,
    _files: TempDir,
}

impl Desk {
    async fn each() -> Vec<Self> {
        let mut all = Vec::new();
        for db in TestDb::each().await {
            all.push(Self::on(db, &[]).await);
        }
        all
    }

    async fn on(db: TestDb, offered: &[&str]) -> Self {
        let clock = FrozenClock::at("2026-11-20T17:42:00Z".parse().unwrap());
        let shared: SharedClock = clock.clone();
        let files = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&format!("file://{}", files.path().display()), None).unwrap();
        let accounts = Accounts::new((*db).clone(), shared.clone(), Arc::new(Nobody));
        let http = http_client(std::time::Duration::from_secs(1)).unwrap();
        let api = Api::new(http, "http://127.0.0.1:9".parse().unwrap(), BotToken::parse("1:a").unwrap());
        let events: Arc<dyn ChatEvents> = accounts.clone();
        let outbox = Outbox::new(OutboxParts {
            db: (*db).clone(),
            api,
            blobs: blobs.clone(),
            state: State::local(),
            clock: shared.clone(),
            events,
            allowed: Allowed::per_second(28, 1),
            rich: RichMessages::Auto,
        });
        let lister = Arc::new(Lister(Mutex::new(Some(Vec::new()))));
        let parts = ChatParts {
            db: (*db).clone(),
            accounts: accounts.clone(),
            billing: crate::features::billing::testing::billing(&db, &accounts, &outbox, shared.clone()),
            queue: Queue::new((*db).clone(), shared.clone(), StdRng::seed_from_u64(1)),
            outbox,
            blobs,
            model: lister.clone(),
            clock: shared,
            offered: offered.iter().map(|id| (*id).to_owned()).collect(),
        };
        let desk = Self { chat: Chat::new(parts), lister, clock, db, next: Mutex::new(100), _files: files };
        for id in [ANN, BORIS] {
            accounts.identify(&Person::known_by_id(id), None, &desk.cause()).await.unwrap();
        }
        desk
    }

    /// A cause that was never there before.
    fn cause(&self) -> Cause {
        let mut next = self.next.lock().unwrap();
        *next += 1;
        Cause::update(BotId(1), *next)
    }

    fn question(&self, account: AccountId, text: &str) -> Ask {
        Ask {
            cause: self.cause(),
            account,
            peer: Peer::chat(ChatId(account.0)),
            message: Some(MessageId(5)),
            text: text.to_owned(),
            files: Vec::new(),
        }
    }

    async fn asks(&self, account: AccountId, text: &str) -> AnswerId {
        self.chat.ask(self.question(account, text)).await.unwrap();
        self.clock.advance(TimeDelta::minutes(1));
        self.open(account).await.unwrap()
    }

    /// The newest answer that is not finished.
    async fn open(&self, account: AccountId) -> Option<AnswerId> {
        self.chat.store.find_open(Peer::chat(ChatId(account.0))).await.unwrap().map(|answer| answer.id)
    }

    async fn ends(&self, answer: AnswerId, status: AnswerStatus, text: &str) {
        let mut tx = self.db.begin().await.unwrap();
        let end = End { status, text, error: None, usage: &Usage::default() };
        assert!(self.chat.store.mark_finished(&mut tx, answer, 0, end, self.clock.now()).await.unwrap());
        tx.commit().await.unwrap();
    }

    /// A question that is answered at once.
    async fn talk(&self, account: AccountId, question: &str, answer: &str) -> AnswerId {
        let id = self.asks(account, question).await;
        self.ends(id, AnswerStatus::Done, answer).await;
        id
    }

    async fn current(&self, account: AccountId) -> Conversation {
        self.chat.current(account).await.unwrap().unwrap()
    }

    async fn said(&self, account: AccountId) -> Vec<(String, Option<String>)> {
        let id = self.current(account).await.id;
        let turns = self.chat.turns(account, id).await.unwrap();
        turns.into_iter().map(|turn| (turn.question.text, turn.answer)).collect()
    }
}

#[tokio::test]
async fn the_same_cause_asks_once() {
    for desk in Desk::each().await {
        let ask = desk.question(ANN, "What is warm in May?");
        for _ in 0..3 {
            assert!(desk.chat.ask(ask.clone()).await.unwrap().at_once(), "{:?}", desk.db);
        }
        assert_eq!(desk.said(ANN).await, [("What is warm in May?".to_owned(), None)], "{:?}", desk.db);
        assert_eq!(desk.chat.glance(ANN, ask.peer).await.unwrap().open, 1, "{:?}", desk.db);
        let second = desk.question(ANN, "And in June?");
        for _ in 0..2 {
            assert_eq!(desk.chat.ask(second.clone()).await.unwrap().before, 1, "{:?}", desk.db);
        }
    }
}

#[tokio::test]
async fn a_first_message_begins_a_conversation_and_names_it() {
    for desk in Desk::each().await {
        desk.talk(ANN, "Plan a trip\nto Georgia", "Gladly.").await;
        let first = desk.current(ANN).await;
        assert_eq!(first.title.as_deref(), Some("Plan a trip"), "{:?}", desk.db);
        desk.talk(ANN, "In May", "Warm.").await;
        assert_eq!(desk.current(ANN).await.id, first.id, "{:?}", desk.db);
        assert_eq!(desk.chat.count_messages(ANN, first.id).await.unwrap(), 4, "{:?}", desk.db);
        let left = desk.chat.start_conversation(ANN).await.unwrap();
        assert_eq!(left.map(|left| left.id), Some(first.id), "{:?}", desk.db);
        assert_eq!(desk.chat.current(ANN).await.unwrap(), None, "{:?}", desk.db);
        desk.talk(ANN, "Résumé", "Of what?").await;
        assert_ne!(desk.current(ANN).await.id, first.id, "{:?}", desk.db);
        assert_eq!(desk.chat.count_conversations(ANN).await.unwrap(), 2, "{:?}", desk.db);
    }
}

#[tokio::test]
async fn too_long_and_too_many_is_refused() {
    for desk in Desk::each().await {
        let long = "я".repeat(QUESTION_LIMIT + 1);
        let refused = desk.chat.ask(desk.question(ANN, &long)).await;
        assert!(matches!(refused, Err(ChatError::TooLong { length }) if length == QUESTION_LIMIT + 1));
        let mut last = None;
        for n in 0..QUEUE_LIMIT {
            let ask = desk.question(ANN, "more");
            last = Some(ask.clone());
            assert_eq!(desk.chat.ask(ask).await.unwrap().before, n, "{:?}", desk.db);
        }
        let refused = desk.chat.ask(desk.question(ANN, "one too many")).await;
        assert!(matches!(refused, Err(ChatError::QueueFull { waiting: QUEUE_LIMIT })), "{:?}", desk.db);
        // What was taken before stays taken, and another place has a queue of its own.
        assert_eq!(desk.chat.ask(last.unwrap()).await.unwrap().before, QUEUE_LIMIT - 1, "{:?}", desk.db);
        let topic = Peer { chat: ChatId(7), thread: Some(ThreadId(3)) };
        let elsewhere = Ask { peer: topic, ..desk.question(ANN, "here") };
        assert!(desk.chat.ask(elsewhere).await.unwrap().at_once(), "{:?}", desk.db);
    }
}

#[tokio::test]
async fn a_second_tap_asks_nothing_twice() {
    for desk in Desk::each().await {
        let first = desk.talk(ANN, "A joke?", "Knock, knock.").await;
        let cause = desk.cause();
        for cause in [&cause, &cause, &desk.cause()] {
            assert!(desk.chat.ask_again(ANN, first, cause).await.unwrap().at_once(), "{:?}", desk.db);
        }
        let again = desk.open(ANN).await.unwrap();
        let answer = desk.chat.answer_of(ANN, again).await.unwrap();
        assert_eq!((answer.variation, answer.continues), (1, None), "{:?}", desk.db);
        desk.ends(again, AnswerStatus::Done, "Who is there?").await;
        assert_eq!(desk.open(ANN).await, None, "{:?}", desk.db);
        let newest = Some("Who is there?".to_owned());
        assert_eq!(desk.said(ANN).await, [("A joke?".to_owned(), newest)], "{:?}", desk.db);
    }
}

#[tokio::test]
async fn what_goes_on_is_one_answer() {
    for desk in Desk::each().await {
        let first = desk.asks(ANN, "Tell me a tale").await;
        desk.ends(first, AnswerStatus::Cut, "Once upon").await;
        desk.chat.go_on(ANN, first, &desk.cause()).await.unwrap();
        let second = desk.open(ANN).await.unwrap();
        desk.ends(second, AnswerStatus::Stopped, " a time").await;
        desk.chat.go_on(ANN, second, &desk.cause()).await.unwrap();
        let third = desk.open(ANN).await.unwrap();
        assert_eq!(desk.chat.answer_of(ANN, third).await.unwrap().continues, Some(second), "{:?}", desk.db);
        desk.ends(third, AnswerStatus::Done, " there was an end.").await;
        let whole = Some("Once upon a time there was an end.".to_owned());
        assert_eq!(desk.said(ANN).await, [("Tell me a tale".to_owned(), whole)], "{:?}", desk.db);
        // What is whole goes nowhere.
        let refused = desk.chat.go_on(ANN, third, &desk.cause()).await;
        assert!(matches!(refused, Err(ChatError::NoAnswer)), "{:?}", desk.db);
    }
}

#[tokio::test]
async fn stopping_concerns_the_first_in_line_and_only_ones_own() {
    for desk in Desk::each().await {
        let peer = Peer::chat(ChatId(ANN.0));
        assert_eq!(desk.chat.stop(peer).await.unwrap(), Stopped::Nothing, "{:?}", desk.db);
        let first = desk.asks(ANN, "one").await;
        desk.asks(ANN, "two").await;
        let draft = desk.chat.answer_of(ANN, first).await.unwrap().draft_id();
        assert_eq!(desk.chat.stop_draft(peer, draft + 1).await.unwrap(), Stopped::Nothing, "{:?}", desk.db);
        assert_eq!(desk.chat.stop_draft(peer, draft).await.unwrap(), Stopped::Answer, "{:?}", desk.db);
        assert_eq!(desk.chat.stop(peer).await.unwrap(), Stopped::Answer, "{:?}", desk.db);
        let foreign = desk.chat.stop_answer(BORIS, first).await;
        assert!(matches!(foreign, Err(ChatError::NoAnswer)), "{:?}", desk.db);
        desk.ends(first, AnswerStatus::Stopped, "").await;
        assert_eq!(desk.chat.stop_answer(ANN, first).await.unwrap(), Stopped::Nothing, "{:?}", desk.db);
    }
}

#[tokio::test]
async fn nobody_reaches_what_is_somebody_elses() {
    for desk in Desk::each().await {
        let answer = desk.talk(ANN, "A secret", "Kept.").await;
        let id = desk.current(ANN).await.id;
        let chat = &desk.chat;
        assert!(matches!(chat.conversation(BORIS, id).await, Err(ChatError::NoConversation)));
        assert!(matches!(chat.open_conversation(BORIS, id).await, Err(ChatError::NoConversation)));
        assert!(matches!(chat.rename(BORIS, id, "Mine").await, Err(ChatError::NoConversation)));
        assert!(matches!(chat.delete(BORIS, id).await, Err(ChatError::NoConversation)));
        assert!(matches!(chat.undelete(BORIS, id).await, Err(ChatError::TooLate)));
        assert!(matches!(chat.turns(BORIS, id).await, Err(ChatError::NoConversation)));
        assert!(matches!(chat.count_messages(BORIS, id).await, Err(ChatError::NoConversation)));
        assert!(matches!(chat.ask_again(BORIS, answer, &desk.cause()).await, Err(ChatError::NoAnswer)));
        assert!(matches!(chat.go_on(BORIS, answer, &desk.cause()).await, Err(ChatError::NoAnswer)));
        assert!(chat.search(BORIS, "secret", 6).await.unwrap().is_empty());
        assert_eq!(desk.current(ANN).await.title.as_deref(), Some("A secret"), "{:?}", desk.db);
    }
}

#[tokio::test]
async fn a_deleted_conversation_comes_back_within_a_day() {
    for desk in Desk::each().await {
        desk.talk(ANN, "Trip to Georgia", "Yes.").await;
        let id = desk.current(ANN).await.id;
        desk.chat.delete(ANN, id).await.unwrap();
        assert_eq!(desk.chat.current(ANN).await.unwrap(), None, "{:?}", desk.db);
        assert_eq!(desk.chat.conversations(ANN, 0, 6).await.unwrap().total, 0, "{:?}", desk.db);
        assert!(desk.chat.search(ANN, "Georgia", 6).await.unwrap().is_empty(), "{:?}", desk.db);
        desk.clock.advance(TimeDelta::hours(23));
        assert_eq!(desk.chat.purge(RetentionLimit::default()).await.unwrap().0, 0, "{:?}", desk.db);
        for _ in 0..2 {
            desk.chat.undelete(ANN, id).await.unwrap();
        }
        desk.chat.delete(ANN, id).await.unwrap();
        desk.clock.advance(TimeDelta::hours(25));
        assert!(matches!(desk.chat.undelete(ANN, id).await, Err(ChatError::TooLate)), "{:?}", desk.db);
        assert_eq!(desk.chat.purge(RetentionLimit::default()).await.unwrap().0, 1, "{:?}", desk.db);
        assert_eq!(desk.chat.store.count_messages(ANN).await.unwrap(), 0, "{:?}", desk.db);
    }
}

#[tokio::test]
async fn conversations_are_paged_newest_first() {
    for desk in Desk::each().await {
        for n in 1..=7 {
            desk.chat.start_conversation(ANN).await.unwrap();
            desk.talk(ANN, &format!("number {n}"), "ok").await;
        }
        let titles = |page: crate::domain::Page<Conversation>| {
            page.items.into_iter().filter_map(|item| item.title).collect::<Vec<_>>()
        };
        let first = desk.chat.conversations(ANN, 0, 6).await.unwrap();
        assert_eq!((first.total, first.count()), (7, 2), "{:?}", desk.db);
        assert_eq!(titles(first)[0], "number 7", "{:?}", desk.db);
        // A page beyond the end is the last one.
        assert_eq!(titles(desk.chat.conversations(ANN, 9, 6).await.unwrap()), ["number 1"], "{:?}", desk.db);
    }
}

#[tokio::test]
async fn titles_come_before_words_in_a_search() {
    for desk in Desk::each().await {
        desk.talk(ANN, "A trip to Georgia", "Yes.").await;
        let titled = desk.current(ANN).await.id;
        desk.chat.start_conversation(ANN).await.unwrap();
        desk.talk(ANN, "Recipes", "Which?").await;
        desk.talk(ANN, "The kitchen of Georgia", "Khachapuri.").await;
        let worded = desk.current(ANN).await.id;
        let found = desk.chat.search(ANN, "georgia", 6).await.unwrap();
        let places: Vec<ConversationId> = found.iter().map(|found| found.conversation).collect();
        assert_eq!(places, [titled, worded], "{:?}", desk.db);
        assert!(desk.chat.search(ANN, " ? ", 6).await.unwrap().is_empty(), "{:?}", desk.db);
        assert_eq!(desk.chat.search(ANN, "georgia", 1).await.unwrap().len(), 1, "{:?}", desk.db);
    }
}

#[tokio::test]
async fn a_title_of_the_persons_stays() {
    for desk in Desk::each().await {
        desk.talk(ANN, "Something", "Yes.").await;
        let id = desk.current(ANN).await.id;
        desk.chat.rename(ANN, id, "Georgia in May").await.unwrap();
        let mut tx = desk.db.begin().await.unwrap();
        assert!(!desk.chat.store.set_title(&mut tx, ANN, id, "A model's", false).await.unwrap());
        tx.commit().await.unwrap();
        let conversation = desk.current(ANN).await;
        assert_eq!((conversation.title.as_deref(), conversation.named), (Some("Georgia in May"), true));
    }
}

fn info(id: &str, sees: bool) -> ModelInfo {
    ModelInfo {
        id: id.to_owned(),
        name: id.to_owned(),
        context_tokens: None,
        sees,
        free: false,
        prices: None,
    }
}

#[tokio::test]
async fn models_are_chosen_for_a_conversation_or_for_new_ones() {
    for desk in Desk::each().await {
        *desk.lister.0.lock().unwrap() = Some(vec![info("big", true), info("small", false)]);
        let small = Model::known_by_id("small").key();
        assert_eq!(desk.chat.pick_model(ANN, true, &small).await.unwrap().as_deref(), Some("small"));
        desk.talk(ANN, "Hello", "Hello.").await;
        assert_eq!(desk.current(ANN).await.model.as_deref(), Some("small"), "{:?}", desk.db);
        desk.chat.pick_model(ANN, false, "").await.unwrap();
        assert_eq!(desk.current(ANN).await.model, None, "{:?}", desk.db);
        assert_eq!(desk.chat.preferences(ANN).await.unwrap().model.as_deref(), Some("small"));
        assert!(matches!(desk.chat.pick_model(ANN, false, "beef").await, Err(ChatError::NoModel)));
        let choice = desk.chat.models(ANN, false, Some("BI")).await.unwrap();
        assert_eq!(choice.models.iter().map(|model| model.id.as_str()).collect::<Vec<_>>(), ["big"]);
        assert!(desk.chat.sees(None).await && !desk.chat.sees(Some("small")).await, "{:?}", desk.db);
        // The provider goes away: what was chosen stays usable.
        *desk.lister.0.lock().unwrap() = None;
        let choice = desk.chat.models(ANN, true, None).await.unwrap();
        assert_eq!((choice.models, choice.listed), (vec![Model::known_by_id("small")], false));
        assert!(desk.chat.pick_model(ANN, true, &small).await.is_ok(), "{:?}", desk.db);
        assert!(desk.chat.pick_model(ANN, true, "").await.is_ok(), "{:?}", desk.db);
    }
}

#[tokio::test]
async fn the_operators_list_stands() {
    let desk = Desk::on(TestDb::sqlite().await, &["big", "unheard-of"]).await;
    *desk.lister.0.lock().unwrap() = Some(vec![info("small", false), info("big", true)]);
    let offered = |choice: super::super::domain::ModelChoice| {
        choice.models.into_iter().map(|model| (model.id, model.sees)).collect::<Vec<_>>()
    };
    let expected = [("big".to_owned(), true), ("unheard-of".to_owned(), false)];
    assert_eq!(offered(desk.chat.models(ANN, false, None).await.unwrap()), expected);
    *desk.lister.0.lock().unwrap() = None;
    assert_eq!(desk.chat.models(ANN, false, None).await.unwrap().models.len(), 2);
}

#[tokio::test]
async fn settings_and_files_are_kept() {
    for desk in Desk::each().await {
        assert_eq!(desk.chat.preferences(ANN).await.unwrap().streaming, Streaming::Draft);
        desk.chat.set_streaming(ANN, Streaming::Off).await.unwrap();
        assert_eq!(desk.chat.preferences(ANN).await.unwrap().streaming, Streaming::Off, "{:?}", desk.db);
        let key = desk.chat.save(ANN, "# A title").await.unwrap();
        assert_eq!(desk.chat.save(ANN, "# A title").await.unwrap(), key);
        assert_ne!(desk.chat.save(ANN, "# Another").await.unwrap(), key);
    }
}

#[tokio::test]
async fn what_is_older_than_it_is_kept_is_forgotten_question_by_question() {
    for desk in Desk::each().await {
        desk.talk(ANN, "About ducks", "Quack.").await;
        desk.talk(BORIS, "About geese", "Honk.").await;
        desk.clock.advance(TimeDelta::days(40));
        desk.talk(ANN, "About swans", "Hiss.").await;
        assert_eq!(desk.chat.purge(RetentionLimit(Some(100))).await.unwrap(), (0, 0), "{:?}", desk.db);
        // Ann wants it sooner; what Boris has said stays.
        desk.chat.accounts.set_preference(ANN, "account.retention", "30").await.unwrap();
        assert_eq!(desk.chat.purge(RetentionLimit(Some(100))).await.unwrap(), (0, 1), "{:?}", desk.db);
        assert_eq!(desk.chat.store.count_messages(ANN).await.unwrap(), 2, "{:?}", desk.db);
        let left = desk.chat.turns(ANN, desk.current(ANN).await.id).await.unwrap();
        let left: Vec<&str> = left.iter().map(|turn| turn.question.text.as_str()).collect();
        assert_eq!(left, ["About swans"], "{:?}", desk.db);
        assert_eq!(desk.chat.store.count_messages(BORIS).await.unwrap(), 2, "{:?}", desk.db);
        // A conversation that nothing is left of goes too.
        desk.clock.advance(TimeDelta::days(70));
        assert_eq!(desk.chat.purge(RetentionLimit(Some(100))).await.unwrap(), (0, 2), "{:?}", desk.db);
        assert_eq!(desk.chat.conversations(BORIS, 0, 6).await.unwrap().total, 0, "{:?}", desk.db);
    }
}

#[tokio::test]
async fn everything_of_one_person_goes_and_nothing_of_another() {
    for desk in Desk::each().await {
        for n in 0..3 {
            desk.talk(ANN, &format!("A secret {n}"), "Yes.").await;
            desk.talk(BORIS, "Nothing of the kind", "No.").await;
        }
        let boris = desk.chat.save(BORIS, "# His").await.unwrap();
        let key = desk.chat.save(ANN, "# Hers").await.unwrap();
        let exists = async |key: &str| desk.chat.blobs.exists(&BlobKey::new(key).unwrap()).await.unwrap();
        assert!(exists(&key).await);
        for _ in 0..2 {
            desk.chat.erase(ANN).await.unwrap();
        }
        assert_eq!(desk.chat.kept(ANN).await.unwrap(), Kept::default(), "{:?}", desk.db);
        assert_eq!(desk.chat.kept(BORIS).await.unwrap().messages, 6, "{:?}", desk.db);
        assert!(!exists(&key).await && exists(&boris).await, "{:?}", desk.db);
        assert!(desk.chat.search(ANN, "secret", 6).await.unwrap().is_empty(), "{:?}", desk.db);
    }
}

/// A photo of an album, sent in this place a while after the last one.
fn member(desk: &Desk, peer: Peer, caption: &str, addressed: bool) -> Arrival {
    let n = desk.cause();
    let file = FileRef {
        id: n.as_str().to_owned(),
        unique_id: n.as_str().to_owned(),
        kind: FileKind::Photo,
        size: None,
        mime: None,
        name: None,
        seconds: None,
    };
    let part = Part {
        message: Some(MessageId(70)),
        text: caption.to_owned(),
        file: Some(file),
        album: Some("album".to_owned()),
        origin: None,
        addressed,
        at: desk.clock.now(),
    };
    Arrival { cause: n, account: ANN, peer, part }
}

/// Takes in an album of two, and looks at it when nothing more is to be expected.
async fn gather(desk: &Desk, peer: Peer, caption: &str, addressed: bool) -> Ripe {
    let first = member(desk, peer, caption, addressed);
    for arrival in [&first, &member(desk, peer, "", false)] {
        assert_eq!(desk.chat.receive(arrival).await.unwrap(), Receipt::Taken, "{:?}", desk.db);
    }
    let (gathering, _) = desk.chat.store.find_alive(ANN, peer, &first.cause).await.unwrap().unwrap();
    desk.clock.advance(gathering.ready_at - desk.clock.now());
    desk.chat.ripen(gathering.id, desk.clock.now()).await.unwrap()
}

async fn count(desk: &Desk, table: &str) -> i64 {
    let row = desk.db.rows(&format!("SELECT COUNT(*) AS n FROM {table}"), []).await.unwrap().pop().unwrap();
    row.try_get("", "n").unwrap()
}

/// A group that the bot is in.
async fn group(desk: &Desk) -> Peer {
    let group = ChatId(-5);
    desk.chat.accounts.identify_group(group, "Walk", Lang::En, &desk.cause()).await.unwrap();
    Peer::chat(group)
}

#[tokio::test]
async fn what_is_not_meant_for_the_bot_is_forgotten_as_soon_as_it_is_complete() {
    for desk in Desk::each().await {
        let peer = group(&desk).await;
        assert!(matches!(gather(&desk, peer, "my cats", false).await, Ripe::Over), "{:?}", desk.db);
        let kept = (count(&desk, "chat_gatherings").await, count(&desk, "chat_parts").await);
        assert_eq!(kept, (0, 0), "{:?}", desk.db);
        // One that is meant stays, with those of its members that do not say so.
        assert!(matches!(gather(&desk, peer, "nice?", true).await, Ripe::Asked { .. }), "{:?}", desk.db);
        assert_eq!(count(&desk, "chat_parts").await, 2, "{:?}", desk.db);
    }
}

#[tokio::test]
async fn files_without_words_ask_by_themselves_among_several_people() {
    for desk in Desk::each().await {
        let peer = group(&desk).await;
        assert!(matches!(gather(&desk, peer, "", true).await, Ripe::Asked { .. }), "{:?}", desk.db);
        let answer = desk.chat.store.find_open(peer).await.unwrap().unwrap();
        assert_eq!(answer.account, peer.owner(), "{:?}", desk.db);
        let question = desk.chat.store.find_question(answer.question).await.unwrap().unwrap();
        assert_eq!((question.account, question.files.len()), (ANN, 2), "{:?}", desk.db);
        let alone = Peer::chat(ChatId(ANN.0));
        assert!(matches!(gather(&desk, alone, "", true).await, Ripe::Wordless { .. }), "{:?}", desk.db);
    }
}

#[tokio::test]
async fn other_words_ask_once_more_where_the_latest_question_is_answered() {
    for desk in Desk::each().await {
        let peer = group(&desk).await;
        for n in 0..2 {
            let message = Some(MessageId(40 + n));
            let ask = Ask { peer, message, ..desk.question(ANN, "What is warm?") };
            desk.chat.ask(ask).await.unwrap();
            let open = desk.chat.store.find_open(peer).await.unwrap().unwrap();
            if n == 0 {
                desk.ends(open.id, AnswerStatus::Done, "May.").await;
            }
            desk.clock.advance(TimeDelta::minutes(1));
        }
        let asks = async |person, message: i64, text: &str| {
            desk.chat.asks_by_edit(peer, person, MessageId(message), text).await.unwrap()
        };
        assert!(!asks(ANN, 40, "What is cold?").await, "an older one is corrected: {:?}", desk.db);
        assert!(!asks(ANN, 41, "What is cold?").await, "one under way begins anew: {:?}", desk.db);
        let open = desk.chat.store.find_open(peer).await.unwrap().unwrap();
        desk.ends(open.id, AnswerStatus::Done, "June.").await;
        assert!(asks(ANN, 41, "What is cold?").await, "{:?}", desk.db);
        assert!(!asks(ANN, 41, "What is warm?").await, "nothing has changed: {:?}", desk.db);
        assert!(!asks(BORIS, 41, "What is cold?").await, "another's: {:?}", desk.db);
    }
}
