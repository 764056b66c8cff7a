//! Providers that fail: before the answer, in its middle, and by saying nothing.

use std::time::Duration;

use futures::StreamExt as _;
use serde_json::json;

use super::{adapter, adapter_with, deltas, question, reason, text};
use crate::providers::testing::{Act, FakeProvider, Script};
use crate::providers::{ChatModel as _, Delta, ErrorKind, FinishReason};

async fn fails(script: Script) -> (String, Option<ErrorKind>) {
    let provider = FakeProvider::start().await.unwrap();
    provider.next(script);
    let (deltas, error) = deltas(&adapter(&provider)).await;
    (text(&deltas), error.map(|error| error.kind()))
}

#[tokio::test]
async fn an_error_in_mid_stream_comes_after_the_words_before_it() {
    let error = json!({
        "error": { "code": 502, "message": "Provider disconnected" },
        "choices": [{ "delta": { "content": "" }, "finish_reason": "error" }],
    });
    let (text, kind) = fails(Script::events().word("half ").data(&error)).await;
    assert_eq!((text.as_str(), kind), ("half ", Some(ErrorKind::Busy { retry_after: None })));
    let bare = json!({ "choices": [{ "delta": {}, "finish_reason": "error" }] });
    assert_eq!(fails(Script::events().word("half").data(&bare)).await.1, Some(ErrorKind::Broken));
}

#[tokio::test]
async fn an_answer_that_ends_early_is_broken() {
    assert_eq!(fails(Script::events().word("half")).await, ("half".to_owned(), Some(ErrorKind::Broken)));
    let aborted = Script::events().word("half").act(Act::Pause(Duration::from_millis(50))).act(Act::Abort);
    assert_eq!(fails(aborted).await, ("half".to_owned(), Some(ErrorKind::Broken)));
    assert_eq!(fails(Script::events()).await.1, Some(ErrorKind::Broken));
    assert_eq!(fails(Script::events().bytes("data: [DONE]\n\n")).await.1, Some(ErrorKind::Broken));
}

#[tokio::test]
async fn what_is_no_answer_is_broken() {
    assert_eq!(fails(Script::events().bytes("data: {\"choices\": [\n\n")).await.1, Some(ErrorKind::Broken));
    assert_eq!(fails(Script::events().bytes("<html>Welcome</html>")).await.1, Some(ErrorKind::Broken));
    assert_eq!(fails(Script::events().bytes(&b"data: \xff\xfe\n\n"[..])).await.1, Some(ErrorKind::Broken));
    assert_eq!(fails(Script::json(200, &json!({ "hello": 1 }))).await.1, Some(ErrorKind::Broken));
    let endless = "x".repeat(3 * 1024 * 1024);
    assert_eq!(fails(Script::events().bytes(format!("data: {endless}"))).await.1, Some(ErrorKind::Broken));
    let error = Script::json(200, &json!({ "error": { "message": "overloaded" } }));
    assert_eq!(fails(error).await.1, Some(ErrorKind::Busy { retry_after: None }));
}

#[tokio::test]
async fn a_broken_end_after_the_reason_is_forgiven() {
    let finished = json!({ "choices": [{ "delta": { "content": "all" }, "finish_reason": "stop" }] });
    for end in [Act::Abort, Act::Send("data: {broken\n\n".into())] {
        let provider = FakeProvider::start().await.unwrap();
        let wait = Act::Pause(Duration::from_millis(20));
        provider.next(Script::events().data(&finished).act(wait).act(end));
        let (deltas, error) = deltas(&adapter(&provider)).await;
        assert_eq!((text(&deltas).as_str(), error), ("all", None));
        assert_eq!(reason(&deltas), Some(FinishReason::Stop));
    }
}

#[tokio::test]
async fn a_provider_that_falls_silent_has_stalled() {
    let provider = FakeProvider::start().await.unwrap();
    provider.next(Script::events().word("half").act(Act::Stall));
    let adapter = adapter_with(&provider, |settings| settings.options.idle = Duration::from_millis(80));
    let (deltas, error) = deltas(&adapter).await;
    assert_eq!(text(&deltas), "half");
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Stalled));
    assert!(provider.sees_hang_ups(1).await);
}

#[tokio::test]
async fn comments_keep_an_answer_alive() {
    let provider = FakeProvider::start().await.unwrap();
    let script = (0..8).fold(Script::events(), |script, _| {
        script.bytes(": wait\n\n").act(Act::Pause(Duration::from_millis(50)))
    });
    provider.next(script.word("done").ends("stop"));
    let adapter = adapter_with(&provider, |settings| settings.options.idle = Duration::from_millis(200));
    assert_eq!(deltas(&adapter).await.1, None);
}

#[tokio::test]
async fn a_provider_that_does_not_begin_is_busy() {
    let busy = Some(ErrorKind::Busy { retry_after: None });
    let silent_head = Script::events().after(Duration::from_secs(20)).word("late");
    let silent_body = Script::events().act(Act::Stall);
    for script in [silent_head, silent_body] {
        let provider = FakeProvider::start().await.unwrap();
        provider.next(script);
        let adapter =
            adapter_with(&provider, |settings| settings.options.first_byte = Duration::from_millis(80));
        assert_eq!(deltas(&adapter).await.1.map(|error| error.kind()), busy);
    }
}

#[tokio::test]
async fn dropping_the_answer_closes_the_connection() {
    let provider = FakeProvider::start().await.unwrap();
    provider.next(Script::events().word("one").act(Act::Stall));
    let mut stream = adapter(&provider).answer(question()).await.unwrap();
    assert_eq!(stream.next().await, Some(Ok(Delta::Text("one".to_owned()))));
    assert_eq!((provider.open(), provider.hung_up()), (1, 0));
    drop(stream);
    assert!(provider.sees_hang_ups(1).await);
    assert_eq!(provider.open(), 0);
}

#[tokio::test]
async fn nobody_at_home_is_unreachable() {
    let provider = FakeProvider::start().await.unwrap();
    let adapter = adapter(&provider);
    drop(provider);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(deltas(&adapter).await.1.map(|error| error.kind()), Some(ErrorKind::Unreachable));
}

#[tokio::test]
async fn a_refusal_carries_the_wish_to_wait_and_no_key() {
    let provider = FakeProvider::start().await.unwrap();
    provider.next(Script::refusal(429, "slow down").header("retry-after", "Fri, 20 Nov 2026 10:00:12 GMT"));
    provider.next(Script::refusal(401, "the key my-secret-word is wrong"));
    let adapter = adapter_with(&provider, |settings| settings.key = Some("my-secret-word".to_owned()));
    let busy = adapter.answer(question()).await.unwrap_err();
    assert_eq!(busy.retry_after(), Some(Duration::from_secs(12)));
    let refused = adapter.answer(question()).await.unwrap_err();
    assert_eq!((refused.kind(), refused.detail()), (ErrorKind::NotAllowed, "the key [key] is wrong"));
}
