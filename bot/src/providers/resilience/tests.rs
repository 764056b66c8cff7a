//! Resilience against a provider that plays scripts, over real HTTP, and against one made of closures.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _};

use super::*;
use crate::domain::SystemClock;
use crate::providers::openai::{OpenAi, OpenAiSettings};
use crate::providers::testing::{Act, FakeProvider, Script};
use crate::providers::{ChatMessage, ChatModel, ChatRequest, Delta, ErrorKind, FinishReason, http_client};

#[derive(Default)]
struct Kept(Mutex<Vec<CallRecord>>);

impl CallLog for Kept {
    fn record(&self, call: &CallRecord) {
        self.0.lock().unwrap().push(call.clone());
    }
}

impl Kept {
    fn outcomes(&self) -> Vec<Outcome> {
        self.0.lock().unwrap().iter().map(|call| call.outcome).collect()
    }
}

const QUICK: Policy = Policy {
    attempts: 3,
    first_wait: Duration::from_millis(4),
    longest_wait: Duration::from_millis(40),
    until_first: Duration::from_secs(2),
    whole: Duration::from_secs(5),
    concurrency: 4,
    queue: Duration::from_millis(100),
    breaker: BreakerSettings { failures: 5, open_for: Duration::from_millis(150) },
};

fn guarded(provider: &FakeProvider, name: &str, policy: Policy, log: &Arc<Kept>) -> Arc<dyn ChatModel> {
    let settings = OpenAiSettings::new(name, provider.base_url().unwrap());
    let http = http_client(settings.options.connect).unwrap();
    let model = Arc::new(OpenAi::new(settings, http, Arc::new(SystemClock)));
    let log: Arc<dyn CallLog> = log.clone();
    Arc::new(Guarded::new(model, Arc::new(Guard::new(name, policy, log, 7))))
}

fn question(model: &str) -> ChatRequest {
    ChatRequest { model: Some(model.to_owned()), ..ChatRequest::new(vec![ChatMessage::user("Hi")]) }
}

async fn text(model: &dyn ChatModel, request: ChatRequest) -> Result<String, ErrorKind> {
    let stream = model.answer(request).await.map_err(|error| error.kind())?;
    let deltas: Vec<Delta> = stream.try_collect().await.map_err(|error| error.kind())?;
    Ok(deltas
        .into_iter()
        .filter_map(|delta| if let Delta::Text(text) = delta { Some(text) } else { None })
        .collect())
}

#[tokio::test]
async fn what_nobody_has_seen_is_tried_again() {
    let (provider, log) = (FakeProvider::start().await.unwrap(), Arc::default());
    provider
        .next(Script::refusal(503, "down"))
        .next(Script::events().act(Act::Abort))
        .next(Script::says("Hello"));
    let model = guarded(&provider, "fake", QUICK, &log);
    assert_eq!(text(&*model, question("m")).await, Ok("Hello".to_owned()));
    let records = log.0.lock().unwrap();
    assert_eq!(records.iter().map(|call| call.attempt).collect::<Vec<_>>(), [1, 2, 3]);
    let last = records.last().unwrap();
    assert_eq!(last.outcome, Outcome::Answered(Some(FinishReason::Stop)));
    assert_eq!((last.prompt_tokens, last.completion_tokens), (10, 5));
    assert!(last.first_delta.is_some() && last.total >= last.first_delta.unwrap());
}

#[tokio::test]
async fn an_answer_that_was_begun_is_not_repeated() {
    let (provider, log) = (FakeProvider::start().await.unwrap(), Arc::default());
    provider.next(Script::events().word("half")).next(Script::says("whole"));
    let model = guarded(&provider, "fake", QUICK, &log);
    assert_eq!(text(&*model, question("m")).await, Err(ErrorKind::Broken));
    assert_eq!(provider.questions().len(), 1);
    assert_eq!(log.outcomes(), [Outcome::Failed(ErrorKind::Broken)]);
}

#[tokio::test]
async fn what_cannot_help_is_not_repeated() {
    for (status, kind) in
        [(401, ErrorKind::NotAllowed), (402, ErrorKind::NoCredit), (400, ErrorKind::BadRequest)]
    {
        let (provider, log) = (FakeProvider::start().await.unwrap(), Arc::default());
        provider.always(Script::refusal(status, "no"));
        assert_eq!(text(&*guarded(&provider, "fake", QUICK, &log), question("m")).await, Err(kind));
        assert_eq!(provider.questions().len(), 1);
    }
}

#[tokio::test]
async fn a_long_wish_to_be_left_alone_is_respected() {
    let (provider, log) = (FakeProvider::start().await.unwrap(), Arc::default());
    provider.always(Script::refusal(429, "later").header("retry-after", "30"));
    let busy = ErrorKind::Busy { retry_after: Some(Duration::from_secs(30)) };
    assert_eq!(text(&*guarded(&provider, "fake", QUICK, &log), question("m")).await, Err(busy));
    assert_eq!(provider.questions().len(), 1);
}

#[tokio::test]
async fn a_breaker_opens_per_model_and_a_probe_closes_it() {
    let (provider, log) = (FakeProvider::start().await.unwrap(), Arc::default());
    provider.always(Script::refusal(500, "down"));
    let model = guarded(&provider, "fake", Policy { attempts: 1, ..QUICK }, &log);
    for _ in 0..5 {
        assert!(text(&*model, question("ill")).await.is_err());
    }
    assert!(matches!(
        text(&*model, question("ill")).await,
        Err(ErrorKind::Busy { retry_after: Some(wait) }) if wait <= QUICK.breaker.open_for
    ));
    assert_eq!(provider.questions().len(), 5);
    provider.always(Script::says("well"));
    assert_eq!(text(&*model, question("other")).await, Ok("well".to_owned()));
    assert!(text(&*model, question("ill")).await.is_err());
    tokio::time::sleep(QUICK.breaker.open_for).await;
    assert_eq!(text(&*model, question("ill")).await, Ok("well".to_owned()));
    assert_eq!(provider.questions().len(), 7);
}

#[tokio::test]
async fn calls_wait_for_their_turn_but_not_for_ever() {
    let (provider, log) = (FakeProvider::start().await.unwrap(), Arc::default());
    provider.next(Script::events().word("one").act(Act::Stall)).always(Script::says("two"));
    let model = guarded(&provider, "fake", Policy { concurrency: 1, ..QUICK }, &log);
    let first = model.answer(question("m")).await.unwrap();
    assert_eq!(text(&*model, question("m")).await, Err(ErrorKind::Busy { retry_after: None }));
    drop(first);
    assert_eq!(text(&*model, question("m")).await, Ok("two".to_owned()));
    assert_eq!(log.outcomes()[0], Outcome::Cancelled);
    assert!(provider.sees_hang_ups(1).await);
}

#[tokio::test]
async fn an_answer_that_nobody_waits_for_any_more_is_given_up_before_its_first_word() {
    let (provider, log) = (FakeProvider::start().await.unwrap(), Arc::default());
    provider.always(Script::events().bytes(": thinking\n\n").act(Act::Stall));
    let model = guarded(&provider, "fake", QUICK, &log);
    let answer = tokio::time::timeout(Duration::from_millis(100), model.answer(question("m"))).await;
    assert!(answer.is_err() && provider.sees_hang_ups(1).await);
    assert_eq!(log.outcomes(), [Outcome::Cancelled]);
}

#[tokio::test]
async fn a_whole_answer_has_its_time() {
    let (provider, log) = (FakeProvider::start().await.unwrap(), Arc::default());
    provider.next(Script::events().word("one").act(Act::Stall));
    let model = guarded(&provider, "fake", Policy { whole: Duration::from_millis(100), ..QUICK }, &log);
    let mut stream = model.answer(question("m")).await.unwrap();
    assert!(stream.next().await.unwrap().is_ok());
    assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ErrorKind::Stalled);
    assert!(stream.next().await.is_none());
}

/// Two services: `big` and `small` at the first, whatever it has at the second.
async fn chain() -> (Chain, FakeProvider, FakeProvider) {
    let (first, second) = (FakeProvider::start().await.unwrap(), FakeProvider::start().await.unwrap());
    let log = Arc::default();
    let policy = Policy { attempts: 1, ..QUICK };
    let (one, two) = (guarded(&first, "one", policy, &log), guarded(&second, "two", policy, &log));
    let link = |provider: &Arc<dyn ChatModel>, model: &str| Link {
        provider: Arc::clone(provider),
        model: Some(model.to_owned()),
    };
    (Chain::new(vec![link(&one, "big"), link(&one, "small"), link(&two, "spare")]), first, second)
}

fn models(provider: &FakeProvider) -> Vec<String> {
    let models =
        provider.questions().into_iter().map(|asked| asked.body["model"].as_str().unwrap().to_owned());
    models.collect()
}

#[tokio::test]
async fn auto_goes_along_the_chain_and_names_who_answers() {
    let (chain, first, second) = chain().await;
    first.next(Script::refusal(404, "no such model")).next(Script::refusal(500, "down"));
    second.next(Script::says("Hello"));
    let stream = chain.answer(ChatRequest { model: None, ..question("") }).await.unwrap();
    assert_eq!((stream.provider(), stream.model()), ("two", "spare"));
    assert_eq!((models(&first), models(&second)), (vec!["big".into(), "small".into()], vec!["spare".into()]));
}

#[tokio::test]
async fn a_chosen_model_is_replaced_only_where_allowed() {
    let (chain, first, second) = chain().await;
    first.always(Script::refusal(500, "down"));
    second.always(Script::says("Hello"));
    assert!(text(&chain, question("small")).await.is_err());
    assert_eq!((models(&first), models(&second).len()), (vec!["small".to_owned()], 0));
    let allowed = ChatRequest { fallback: true, ..question("small") };
    assert_eq!(text(&chain, allowed).await, Ok("Hello".to_owned()));
    assert_eq!(models(&first)[1..], ["small", "big"]);
    assert_eq!(text(&chain, question("spare")).await, Ok("Hello".to_owned()));
    first.next(Script::says("Anything"));
    assert_eq!(text(&chain, question("not in the chain")).await, Ok("Anything".to_owned()));
}

#[tokio::test]
async fn a_refusal_of_the_words_is_not_taken_elsewhere() {
    let (chain, first, second) = chain().await;
    first.always(Script::refusal(403, "flagged by moderation"));
    assert_eq!(text(&chain, ChatRequest { model: None, ..question("") }).await, Err(ErrorKind::Refused));
    assert_eq!((first.questions().len(), second.questions().len()), (1, 0));
}

#[tokio::test]
async fn when_all_fail_the_hope_is_told() {
    let (chain, first, second) = chain().await;
    first.always(Script::refusal(503, "down"));
    second.always(Script::refusal(401, "bad key"));
    let failure = text(&chain, ChatRequest { model: None, ..question("") }).await;
    assert_eq!(failure, Err(ErrorKind::Busy { retry_after: None }));
}

#[tokio::test]
async fn the_lists_of_all_are_one() {
    let (chain, first, second) = chain().await;
    second.models(&serde_json::json!({ "data": [{ "id": "spare" }, { "id": "more" }] }));
    let ids = |models: Vec<crate::providers::ModelInfo>| {
        models.into_iter().map(|model| model.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(chain.models().await.unwrap()), ["spare", "more"]);
    first.models(&serde_json::json!({ "data": [{ "id": "big" }, { "id": "spare" }] }));
    assert_eq!(ids(chain.models().await.unwrap()), ["big", "spare", "more"]);
}
