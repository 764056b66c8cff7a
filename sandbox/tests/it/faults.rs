//! Bad weather: it comes as ordered and does what it says.

use std::time::{Duration, Instant};

use atelier_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::stage::{ANN, Stage};

fn hello() -> Value {
    json!({ "chat_id": ANN, "text": "hello" })
}

fn heard(stage: &Stage) -> usize {
    let messages = stage.sandbox.chat(ANN).unwrap()["messages"].clone();
    messages.as_array().unwrap().iter().filter(|message| message["text"] == json!("hello")).count()
}

#[tokio::test]
async fn flood_and_failure_refuse_without_acting() {
    let stage = Stage::new().await;
    let flood = json!({ "kind": "too_many_requests", "method": "sendMessage", "retry_after": 7, "times": 1 });
    stage.post("control/faults", flood).await;
    let refused = stage.call("sendMessage", hello()).await;
    assert_eq!(refused["error_code"], json!(429));
    assert_eq!(refused["description"], json!("Too Many Requests: retry after 7"));
    assert_eq!(refused["parameters"], json!({ "retry_after": 7 }));
    stage.sandbox.add_fault(Fault::new(FaultKind::ServerError).times(1));
    assert_eq!(stage.refused("sendMessage", hello()).await, "500 Internal Server Error");
    stage.ok("sendMessage", hello()).await;
    assert_eq!((heard(&stage), stage.rules_broken()), (1, 0));
}

#[tokio::test]
async fn connections_close_before_or_after_the_deed() {
    let stage = Stage::new().await;
    let send = async || stage.http.post(stage.method_url("sendMessage")).json(&hello()).send().await;
    stage.sandbox.add_fault(Fault::new(FaultKind::DropBefore).times(1));
    assert!(send().await.is_err());
    assert_eq!(heard(&stage), 0);
    stage.sandbox.add_fault(Fault::new(FaultKind::DropAfter).times(1));
    assert!(send().await.is_err());
    assert_eq!(heard(&stage), 1);
    assert!(send().await.is_ok());
    let calls = stage.get("control/calls?since=0").await["calls"].clone();
    let last = calls.as_array().unwrap().last().unwrap();
    assert_eq!((&last["method"], &last["ok"]), (&json!("sendMessage"), &json!(true)));
}

#[tokio::test]
async fn slowness_has_its_time_and_ends_when_cleared() {
    let stage = Stage::new().await;
    stage.post("control/faults", json!({ "kind": "slow", "seconds": 0.3, "chat_id": ANN })).await;
    let begun = Instant::now();
    stage.ok("sendMessage", hello()).await;
    assert!(begun.elapsed() >= Duration::from_millis(300));
    let url = stage.sandbox.page_url().join("control/faults").unwrap();
    stage.http.delete(url).send().await.unwrap();
    assert_eq!(stage.get("control/faults").await, json!({ "faults": [] }));
    let begun = Instant::now();
    stage.ok("sendMessage", hello()).await;
    assert!(begun.elapsed() < Duration::from_millis(250));
}

#[tokio::test]
async fn what_is_behind_the_curtain_can_be_seen() {
    let stage = Stage::new().await;
    let id = stage.offer("x").await;
    stage.post("people/101/tap", json!({ "message_id": id, "data": "x" })).await;
    stage.refused("sendMessage", json!({})).await;
    let state = stage.get("control/state").await;
    assert_eq!(state["pending_updates"].as_array().unwrap().len(), 1);
    assert_eq!(state["unanswered_callbacks"][0]["data"], json!("x"));
    let violations = stage.get("control/violations").await["violations"].clone();
    assert_eq!(violations[0]["blame"], json!("schema"));
}

#[tokio::test]
async fn says_no_in_the_words_it_is_given() {
    let stage = Stage::new().await;
    let fault =
        Fault::new(FaultKind::Refused).on("sendMessageDraft").saying("TEXTDRAFT_PEER_INVALID").times(1);
    stage.sandbox.add_fault(fault);
    let draft = json!({ "chat_id": ANN, "draft_id": 1, "text": "…" });
    assert_eq!(
        stage.refused("sendMessageDraft", draft.clone()).await,
        "400 Bad Request: TEXTDRAFT_PEER_INVALID"
    );
    stage.ok("sendMessageDraft", draft).await;
    assert!(stage.sandbox.violations().is_empty());
}
