//! Webhooks: set, pushed in order, tried again, mutually exclusive with polling.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::stage::{ANN, BORIS, Stage};

struct Hook {
    arrived: UnboundedSender<(Value, Option<String>)>,
    failures: std::sync::atomic::AtomicUsize,
}

async fn take(State(hook): State<Arc<Hook>>, headers: HeaderMap, Json(update): Json<Value>) -> StatusCode {
    use std::sync::atomic::Ordering;
    let secret =
        headers.get("x-telegram-bot-api-secret-token").map(|value| value.to_str().unwrap().to_owned());
    hook.arrived.send((update, secret)).unwrap();
    let left = hook.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
    if left.is_ok() { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK }
}

#[expect(clippy::disallowed_methods, reason = "the endpoint ends with its test")]
/// A bot's endpoint that fails so many times at first.
async fn endpoint(failures: usize) -> (String, UnboundedReceiver<(Value, Option<String>)>) {
    let (arrived, arrivals) = unbounded_channel();
    let hook = Arc::new(Hook { arrived, failures: failures.into() });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let app = Router::new().route("/hook", post(take)).with_state(hook);
    tokio::task::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (url, arrivals)
}

async fn next(arrivals: &mut UnboundedReceiver<(Value, Option<String>)>) -> (Value, Option<String>) {
    tokio::time::timeout(Duration::from_secs(10), arrivals.recv()).await.unwrap().unwrap()
}

#[tokio::test]
async fn pushes_with_the_secret_and_in_order() {
    let stage = Stage::new().await;
    let (url, mut arrivals) = endpoint(0).await;
    stage.ok("setWebhook", json!({ "url": url, "secret_token": "s3cret_-", "max_connections": 5 })).await;
    for text in ["one", "two", "three"] {
        stage.say(text);
    }
    for text in ["one", "two", "three"] {
        let (update, secret) = next(&mut arrivals).await;
        assert_eq!((&update["message"]["text"], secret.as_deref()), (&json!(text), Some("s3cret_-")));
    }
    let refusal = stage.refused("getUpdates", json!({})).await;
    assert!(
        refusal.starts_with("409 Conflict: can't use getUpdates method while webhook is active"),
        "{refusal}"
    );
    let info = stage.ok("getWebhookInfo", json!({})).await;
    assert_eq!((&info["url"], &info["max_connections"]), (&json!(url), &json!(5)));
}

#[tokio::test]
async fn tries_again_and_says_what_was_wrong() {
    let stage = Stage::new().await;
    let (url, mut arrivals) = endpoint(2).await;
    stage.ok("setWebhook", json!({ "url": url })).await;
    stage.say("first");
    stage.say("second");
    let mut texts = Vec::new();
    for _ in 0..2 {
        texts.push(next(&mut arrivals).await.0["message"]["text"].clone());
    }
    let info = stage.ok("getWebhookInfo", json!({})).await;
    assert!(info["last_error_message"].as_str().unwrap().contains("500"), "{info}");
    for _ in 0..2 {
        texts.push(next(&mut arrivals).await.0["message"]["text"].clone());
    }
    assert_eq!(texts, ["first", "first", "first", "second"]);
}

#[tokio::test]
async fn one_chat_does_not_wait_for_another() {
    let stage = Stage::new().await;
    let (url, mut arrivals) = endpoint(1).await;
    stage.ok("setWebhook", json!({ "url": url })).await;
    stage.say("fails at first");
    next(&mut arrivals).await;
    let said = atelier_sandbox::Said { text: "hello".into(), ..Default::default() };
    stage.sandbox.send(BORIS, said).unwrap();
    assert_eq!(next(&mut arrivals).await.0["message"]["chat"]["id"], json!(BORIS));
    assert_eq!(next(&mut arrivals).await.0["message"]["chat"]["id"], json!(ANN));
}

#[tokio::test]
async fn deleting_keeps_or_drops_what_waits() {
    let stage = Stage::new().await;
    stage.ok("setWebhook", json!({ "url": "http://127.0.0.1:9/" })).await;
    stage.say("waits");
    stage.ok("deleteWebhook", json!({})).await;
    assert_eq!(stage.ok("getWebhookInfo", json!({})).await["pending_update_count"], json!(1));
    stage.ok("deleteWebhook", json!({ "drop_pending_updates": true })).await;
    assert_eq!(stage.ok("getUpdates", json!({})).await, json!([]));
}

#[tokio::test]
async fn setting_one_ends_a_poll_and_wants_a_proper_address() {
    let stage = Stage::new().await;
    let set = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        stage.ok("setWebhook", json!({ "url": "http://localhost:9/" })).await
    };
    let (poll, _) = tokio::join!(stage.refused("getUpdates", json!({ "timeout": 20 })), set);
    assert_eq!(poll, "409 Conflict: terminated by setWebhook request");
    let refused = async |url: &str| stage.refused("setWebhook", json!({ "url": url })).await;
    assert!(refused("http://example.org/").await.contains("HTTPS"));
    assert!(refused("https://example.org:9000/").await.contains("ports"));
    let secret = json!({ "url": "http://localhost:9/", "secret_token": "no spaces" });
    assert!(stage.refused("setWebhook", secret).await.contains("unallowed characters"));
}
