//! Drafts and "typing": shown, stopped, replaced by the message.

use serde_json::{Value, json};

use crate::stage::{ANN, Stage};

fn draft(id: i64, text: &str, keep: bool) -> Value {
    json!({ "chat_id": ANN, "draft_id": id, "text": text, "can_stop": true, "keep_on_stop": keep })
}

#[tokio::test]
async fn a_draft_lives_until_the_message_comes() {
    let stage = Stage::new().await;
    stage.ok("sendChatAction", json!({ "chat_id": ANN, "action": "typing" })).await;
    stage.ok("sendMessageDraft", draft(5, "", false)).await;
    stage.ok("sendMessageDraft", draft(5, "Once upon", false)).await;
    let chat = stage.sandbox.chat(ANN).unwrap();
    assert_eq!((&chat["draft"]["text"], &chat["action"]), (&json!("Once upon"), &json!("typing")));
    stage.tell("Once upon a time").await;
    let chat = stage.sandbox.chat(ANN).unwrap();
    assert_eq!((&chat["draft"], &chat["action"]), (&Value::Null, &Value::Null));
    assert!(stage.refused("sendMessageDraft", draft(0, "a", false)).await.starts_with("400"));
    let odd = json!({ "chat_id": ANN, "action": "juggling" });
    assert_eq!(
        stage.refused("sendChatAction", odd).await,
        "400 Bad Request: wrong parameter action in request"
    );
}

#[tokio::test]
async fn stopping_tells_the_bot_and_takes_the_draft_away_or_keeps_it() {
    let stage = Stage::new().await;
    stage.ok("sendMessageDraft", draft(5, "Once", false)).await;
    assert!(stage.sandbox.stop_draft(ANN, 6).is_err());
    stage.sandbox.stop_draft(ANN, 5).unwrap();
    let update = stage.take().await[0]["stopped_message_generation"].clone();
    assert_eq!((&update["draft_id"], &update["chat"]["id"]), (&json!(5), &json!(ANN)));
    assert_eq!(stage.sandbox.chat(ANN).unwrap()["draft"], Value::Null);

    stage.ok("sendMessageDraft", draft(7, "Twice", true)).await;
    stage.sandbox.stop_draft(ANN, 7).unwrap();
    let kept = stage.sandbox.chat(ANN).unwrap()["draft"].clone();
    assert_eq!((&kept["text"], &kept["can_stop"]), (&json!("Twice"), &json!(false)));
    assert!(stage.sandbox.stop_draft(ANN, 7).is_err());
}
