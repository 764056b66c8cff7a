//! Changing and removing what was sent.

use serde_json::{Value, json};

use crate::stage::{ANN, Stage};

#[tokio::test]
async fn edits_text_and_drops_a_keyboard_that_is_not_repeated() {
    let stage = Stage::new().await;
    let id = stage.offer("x").await;
    let edited =
        stage.ok("editMessageText", json!({ "chat_id": ANN, "message_id": id, "text": "Done" })).await;
    assert_eq!(edited["text"], json!("Done"));
    assert!(edited.get("reply_markup").is_none() && edited["edit_date"].is_i64());
}

#[tokio::test]
async fn knows_when_nothing_would_change() {
    let stage = Stage::new().await;
    let id = stage.tell("same").await;
    let same = json!({ "chat_id": ANN, "message_id": id, "text": " same " });
    let words = "400 Bad Request: message is not modified: specified new message content and reply markup are \
                 exactly the same as a current content and reply markup of the message";
    assert_eq!(stage.refused("editMessageText", same.clone()).await, words);
    let other = json!({ "chat_id": ANN, "message_id": id, "text": "other" });
    stage.ok("editMessageText", other.clone()).await;
    assert_eq!(stage.refused("editMessageText", other).await, words);
    assert_eq!(
        stage.refused("editMessageReplyMarkup", json!({ "chat_id": ANN, "message_id": id })).await,
        words
    );
    assert_eq!(stage.rules_broken(), 0);
}

#[tokio::test]
async fn refuses_what_is_gone_or_not_its_own() {
    let stage = Stage::new().await;
    let own = stage.say("mine")["message_id"].clone();
    let edit = |id: Value| json!({ "chat_id": ANN, "message_id": id, "text": "a" });
    assert_eq!(stage.refused("editMessageText", edit(own)).await, "400 Bad Request: message can't be edited");
    let gone = stage.refused("editMessageText", edit(json!(999))).await;
    assert_eq!(gone, "400 Bad Request: message to edit not found");
    let place = json!({ "chat_id": ANN, "latitude": 52.5, "longitude": 13.4 });
    let place = stage.ok("sendLocation", place).await["message_id"].clone();
    let refusal = stage.refused("editMessageText", edit(place.clone())).await;
    assert_eq!(refusal, "400 Bad Request: there is no text in the message to edit");
    let caption = json!({ "chat_id": ANN, "message_id": place, "caption": "a" });
    let refusal = stage.refused("editMessageCaption", caption).await;
    assert_eq!(refusal, "400 Bad Request: there is no caption in the message to edit");
}

#[tokio::test]
async fn deletes_one_and_many() {
    let stage = Stage::new().await;
    let ids = [stage.tell("a").await, stage.tell("b").await, stage.tell("c").await];
    let one = json!({ "chat_id": ANN, "message_id": ids[0] });
    stage.ok("deleteMessage", one.clone()).await;
    assert_eq!(stage.refused("deleteMessage", one).await, "400 Bad Request: message to delete not found");
    stage.ok("deleteMessages", json!({ "chat_id": ANN, "message_ids": [ids[1], ids[2], 999] })).await;
    let messages = stage.sandbox.chat(ANN).unwrap()["messages"].clone();
    assert_eq!(messages.as_array().unwrap().len(), 1);
    assert!(stage.tell("d").await > ids[2], "an id is never used twice");
}

#[tokio::test]
async fn reacts_and_pins() {
    let stage = Stage::new().await;
    let id = stage.say("look")["message_id"].clone();
    let reaction = |emoji: &str| json!({ "chat_id": ANN, "message_id": id, "reaction": [{ "type": "emoji", "emoji": emoji }] });
    stage.ok("setMessageReaction", reaction("👀")).await;
    let messages = stage.sandbox.chat(ANN).unwrap()["messages"].clone();
    assert_eq!(messages.as_array().unwrap().last().unwrap()["reactions"], json!(["👀"]));
    assert_eq!(
        stage.refused("setMessageReaction", reaction("🧀")).await,
        "400 Bad Request: REACTION_INVALID"
    );
    stage.ok("pinChatMessage", json!({ "chat_id": ANN, "message_id": id })).await;
    assert_eq!(stage.ok("getChat", json!({ "chat_id": ANN })).await["pinned_message"]["text"], json!("look"));
    stage.ok("unpinChatMessage", json!({ "chat_id": ANN })).await;
    assert!(stage.ok("getChat", json!({ "chat_id": ANN })).await.get("pinned_message").is_none());
}
