//! Long polling: offsets, limits, waiting, conflicts, what is asked for.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::stage::{ANN, Stage};

fn ids(updates: &Value) -> Vec<i64> {
    updates.as_array().unwrap().iter().map(|update| update["update_id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn keeps_updates_until_an_offset_confirms_them() {
    let stage = Stage::new().await;
    for text in ["one", "two", "three"] {
        stage.say(text);
    }
    let first = ids(&stage.ok("getUpdates", json!({})).await);
    assert_eq!(first.len(), 3);
    assert_eq!(ids(&stage.ok("getUpdates", json!({ "limit": 2 })).await), first[..2]);
    assert_eq!(ids(&stage.ok("getUpdates", json!({ "offset": first[1] })).await), first[1..]);
    assert_eq!(ids(&stage.ok("getUpdates", json!({ "offset": first[2] + 1 })).await), [0; 0]);
    assert_eq!(ids(&stage.ok("getUpdates", json!({})).await), [0; 0]);
}

#[tokio::test]
async fn a_negative_offset_keeps_only_the_last() {
    let stage = Stage::new().await;
    for text in ["one", "two", "three"] {
        stage.say(text);
    }
    let last = stage.ok("getUpdates", json!({ "offset": -1 })).await;
    assert_eq!(last[0]["message"]["text"], json!("three"));
    assert_eq!(stage.ok("getUpdates", json!({})).await, last);
}

#[tokio::test]
async fn waits_for_news_and_no_longer_than_asked() {
    let stage = Stage::new().await;
    let begun = Instant::now();
    assert_eq!(stage.ok("getUpdates", json!({ "timeout": 1 })).await, json!([]));
    assert!(begun.elapsed() >= Duration::from_millis(900));

    let begun = Instant::now();
    let say = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        stage.say("hello");
    };
    let (updates, ()) = tokio::join!(stage.ok("getUpdates", json!({ "timeout": 20 })), say);
    assert_eq!(updates[0]["message"]["text"], json!("hello"));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_second_poll_ends_the_first() {
    let stage = Stage::new().await;
    let second = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        stage.ok("getUpdates", json!({})).await
    };
    let (first, _) = tokio::join!(stage.refused("getUpdates", json!({ "timeout": 20 })), second);
    let words = "409 Conflict: terminated by other getUpdates request; \
                 make sure that only one bot instance is running";
    assert_eq!(first, words);
    assert_eq!(stage.rules_broken(), 0);
}

#[tokio::test]
async fn remembers_which_kinds_were_asked_for() {
    let stage = Stage::new().await;
    let id = stage.tell("react to me").await;
    stage.sandbox.react(ANN, id, &["👍"]).unwrap();
    assert_eq!(stage.take().await, Vec::<Value>::new());

    stage.ok("getUpdates", json!({ "allowed_updates": ["message_reaction"] })).await;
    stage.sandbox.react(ANN, id, &["🔥"]).unwrap();
    stage.say("not wanted");
    let updates = stage.take().await;
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0]["message_reaction"]["old_reaction"][0]["emoji"], json!("👍"));
    stage.say("still not wanted");
    assert_eq!(stage.take().await, Vec::<Value>::new());
    stage.ok("getUpdates", json!({ "allowed_updates": [] })).await;
    stage.say("wanted");
    assert_eq!(stage.take().await.len(), 1);
}

#[tokio::test]
async fn confirmed_updates_can_come_again() {
    let stage = Stage::new().await;
    stage.say("one");
    stage.say("two");
    let updates = stage.take().await;
    let last = updates[1]["update_id"].as_i64().unwrap();
    stage.post("control/redeliver", json!({ "count": 2 })).await;
    assert_eq!(json!(updates), stage.ok("getUpdates", json!({ "offset": last + 1 })).await);
    assert_eq!(stage.ok("getUpdates", json!({ "offset": last + 1 })).await, json!([]));
}

#[tokio::test]
async fn raw_updates_pass_as_they_are() {
    let stage = Stage::new().await;
    let strange = json!({ "telepathy": { "from": { "id": ANN }, "thought": "hm" } });
    let numbered = json!({ "update_id": 900_000_000, "message": { "entities": [{ "type": "hologram" }] } });
    stage.post("control/updates", json!([strange, numbered])).await;
    let updates = stage.take().await;
    assert_eq!(updates[0]["telepathy"]["thought"], json!("hm"));
    assert_eq!(updates[1]["update_id"], json!(900_000_000));
    stage.say("next");
    assert_eq!(stage.take().await[0]["update_id"], json!(900_000_001));
}

#[tokio::test]
async fn wrong_tokens_and_methods_are_told_apart() {
    let stage = Stage::new().await;
    let url = format!("{}bot1:wrong/getMe", stage.sandbox.api_url());
    let answer = stage.http.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body, json!({ "ok": false, "error_code": 401, "description": "Unauthorized" }));
    assert_eq!(stage.refused("getUs", json!({})).await, "404 Not Found: method not found");
    assert_eq!(
        stage.refused("sendGift", json!({ "gift_id": "x" })).await,
        "400 Bad Request: method not available in the sandbox"
    );
    assert_eq!(stage.rules_broken(), 2);
    assert_eq!(stage.ok("GETME", json!({})).await["is_bot"], json!(true));
}

#[tokio::test]
async fn an_injected_message_without_a_number_stands_in_the_chat() {
    let stage = Stage::empty().await;
    let entity = json!({ "type": "hologram", "offset": 0, "length": 3 });
    let message = json!({ "chat": { "id": ANN }, "text": "new times", "entities": [entity] });
    stage.post("control/updates", json!({ "message": message })).await;
    let update = stage.take().await[0]["message"].clone();
    assert_eq!((&update["from"]["first_name"], &update["entities"][0]), (&json!("Ann"), &entity));
    let reply = json!({ "message_id": update["message_id"] });
    stage.ok("sendMessage", json!({ "chat_id": ANN, "text": "I see", "reply_parameters": reply })).await;
}

#[tokio::test]
async fn a_poll_whose_caller_has_gone_takes_nothing_along() {
    let stage = Stage::new().await;
    stage.say("again");
    stage.take().await;
    let gone = stage
        .http
        .post(stage.method_url("getUpdates"))
        .json(&json!({ "timeout": 20 }))
        .timeout(Duration::from_millis(200));
    assert!(gone.send().await.is_err());
    tokio::time::sleep(Duration::from_millis(100)).await;
    stage.sandbox.redeliver(Some(1), false);
    assert_eq!(stage.take().await[0]["message"]["text"], json!("again"));
}
