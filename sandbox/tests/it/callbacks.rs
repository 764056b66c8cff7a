//! Buttons: pressed, forged, answered once.

use atelier_sandbox::Tapped;
use serde_json::json;

use crate::stage::{ANN, Stage};

const OLD: &str = "400 Bad Request: query is too old and response timeout expired or query ID is invalid";

fn tapped(message_id: i64, data: &str, forged: bool) -> Tapped {
    Tapped { message_id, data: data.to_owned(), forged }
}

#[tokio::test]
async fn a_press_is_told_and_answered_once() {
    let stage = Stage::new().await;
    let id = stage.offer("do:it").await;
    let query = stage.sandbox.tap(ANN, &tapped(id, "do:it", false)).unwrap();
    let update = stage.take().await[0]["callback_query"].clone();
    assert_eq!((update["id"].clone(), update["data"].clone()), (json!(query), json!("do:it")));
    assert_eq!(update["message"]["message_id"], json!(id));
    assert_eq!(stage.sandbox.unanswered_callbacks().len(), 1);

    let cursor = stage.sandbox.cursor();
    let answer = json!({ "callback_query_id": query, "text": "Done" });
    stage.ok("answerCallbackQuery", answer.clone()).await;
    assert!(stage.sandbox.unanswered_callbacks().is_empty());
    assert!(stage.sandbox.wait_past(cursor, std::time::Duration::from_secs(1)).await);
    let toast = stage.sandbox.events(ANN, cursor).unwrap().remove(0);
    assert_eq!((&toast["kind"], &toast["text"]), (&json!("answer"), &json!("Done")));
    assert_eq!(stage.refused("answerCallbackQuery", answer).await, OLD);
    assert_eq!(stage.refused("answerCallbackQuery", json!({ "callback_query_id": "5" })).await, OLD);
}

#[tokio::test]
async fn only_a_forger_presses_what_is_not_there() {
    let stage = Stage::new().await;
    let id = stage.offer("do:it").await;
    assert!(stage.sandbox.tap(ANN, &tapped(id, "do:that", false)).is_err());
    stage.sandbox.tap(ANN, &tapped(id, "do:that", true)).unwrap();
    stage.sandbox.tap(ANN, &tapped(999, "old", true)).unwrap();
    let updates = stage.take().await;
    assert_eq!(updates[0]["callback_query"]["data"], json!("do:that"));
    assert_eq!(updates[1]["callback_query"]["message"]["date"], json!(0));
}

#[tokio::test]
async fn answers_have_a_limit_and_lead_nowhere_else() {
    let stage = Stage::new().await;
    let id = stage.offer("x").await;
    let query = stage.sandbox.tap(ANN, &tapped(id, "x", false)).unwrap();
    let long = json!({ "callback_query_id": query, "text": "x".repeat(201) });
    assert_eq!(stage.refused("answerCallbackQuery", long).await, "400 Bad Request: MESSAGE_TOO_LONG");
    let away = json!({ "callback_query_id": query, "url": "https://example.org" });
    assert_eq!(stage.refused("answerCallbackQuery", away).await, "400 Bad Request: URL_INVALID");
    stage
        .ok("answerCallbackQuery", json!({ "callback_query_id": query, "show_alert": true, "text": "No" }))
        .await;
}
