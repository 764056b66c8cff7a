//! The people API as a browser uses it: the chat, its events, coming back, staying out.

use std::time::Duration;

use atelier_sandbox::Said;
use serde_json::{Value, json};

use crate::stage::{ANN, Stage};

/// Reads events from a stream until there are enough.
async fn events(stage: &Stage, since: &Value, count: usize) -> Vec<Value> {
    let url = stage.sandbox.page_url().join(&format!("people/101/events?since={since}")).unwrap();
    let mut answer = stage.http.get(url).send().await.unwrap();
    let mut text = String::new();
    while text.matches("data:").count() < count || !text.ends_with("\n\n") {
        let chunk = tokio::time::timeout(Duration::from_secs(5), answer.chunk()).await.unwrap();
        text.push_str(std::str::from_utf8(&chunk.unwrap().unwrap()).unwrap());
    }
    text.lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|json| serde_json::from_str(json).unwrap())
        .collect()
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn says_who_is_there() {
    let stage = Stage::empty().await;
    let everybody = stage.get("people").await;
    assert_eq!(everybody["people"][1]["first_name"], json!("Борис"));
    assert_eq!(everybody["people"][2]["admin"], json!(true));
    assert_eq!(everybody["bot"]["id"], stage.ok("getMe", json!({})).await["id"]);
    assert_eq!(stage.get("people/7/chat").await, json!({ "error": "chat not found" }));
    assert!(stage.post("people/101/send", json!({ "txt": "a" })).await["error"].is_string());
}

#[tokio::test]
async fn tells_events_in_order_and_again_from_a_cursor() {
    let stage = Stage::new().await;
    let cursor = stage.get("people/101/chat").await["cursor"].clone();
    let id = stage.tell("hello").await;
    stage.ok("editMessageText", json!({ "chat_id": ANN, "message_id": id, "text": "hello!" })).await;
    stage.ok("sendChatAction", json!({ "chat_id": ANN, "action": "typing" })).await;
    stage.ok("deleteMessage", json!({ "chat_id": ANN, "message_id": id })).await;
    let all = events(&stage, &cursor, 4).await;
    assert_eq!(kinds(&all), ["message", "edit", "action", "delete"]);
    assert_eq!(all[1]["message"]["text"], json!("hello!"));
    let rest = events(&stage, &all[1]["cursor"], 2).await;
    assert_eq!(kinds(&rest), ["action", "delete"]);
    assert_eq!(kinds(&events(&stage, &json!(5), 1).await), ["reset"]);
}

#[tokio::test]
async fn a_live_stream_hears_what_happens_next() {
    let stage = Stage::new().await;
    let cursor = stage.get("people/101/chat").await["cursor"].clone();
    let speak = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        stage.tell("surprise").await
    };
    let (heard, _) = tokio::join!(events(&stage, &cursor, 1), speak);
    assert_eq!(heard[0]["message"]["text"], json!("surprise"));
}

#[tokio::test]
async fn long_texts_become_several_messages() {
    let stage = Stage::new().await;
    let sent = stage.post("people/101/send", json!({ "text": "word ".repeat(2000) })).await;
    assert_eq!(sent["parts"].as_array().unwrap().len(), 3);
    assert_eq!(stage.take().await.len(), 3);
}

#[tokio::test]
async fn people_edit_delete_forward_and_hand_things_over() {
    let stage = Stage::new().await;
    let id = stage.say("tpyo")["message_id"].clone();
    stage.post("people/101/edit", json!({ "message_id": id, "text": "typo" })).await;
    stage.post("people/101/delete", json!({ "message_ids": [id] })).await;
    let said = Said { text: "news".into(), forwarded: Some(json!("A stranger")), ..Said::default() };
    stage.sandbox.send(ANN, said).unwrap();
    stage.post("people/101/location", json!({ "latitude": 52.5, "longitude": 13.4 })).await;
    stage.post("people/101/contact", json!({ "phone_number": "+10000000", "first_name": "Bo" })).await;
    stage.post("people/101/poll", json!({ "question": "Tea?", "options": ["Yes", "No"] })).await;
    stage.post("people/101/sticker", json!({ "emoji": "🐳" })).await;
    let updates = stage.take().await;
    assert_eq!(updates[1]["edited_message"]["text"], json!("typo"));
    assert_eq!(updates[2]["message"]["forward_origin"]["sender_user_name"], json!("A stranger"));
    assert!(updates[3]["message"]["location"].is_object() && updates[4]["message"]["contact"].is_object());
    assert_eq!(updates[5]["message"]["poll"]["options"][1]["text"], json!("No"));
    assert_eq!(updates[6]["message"]["sticker"]["emoji"], json!("🐳"));
    let wrong = stage.post("people/101/location", json!({ "latitude": "north" })).await;
    assert!(wrong["error"].is_string());
}

#[tokio::test]
async fn other_pages_and_other_names_stay_out() {
    let stage = Stage::empty().await;
    let url = stage.sandbox.page_url().join("people").unwrap();
    let status = async |name: &'static str, value: &'static str| {
        stage.http.get(url.clone()).header(name, value).send().await.unwrap().status().as_u16()
    };
    assert_eq!(status("origin", "https://example.org").await, 403);
    assert_eq!(status("host", "example.org").await, 403);
    assert_eq!(status("accept", "*/*").await, 200);
}
