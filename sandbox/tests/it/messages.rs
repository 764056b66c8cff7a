//! Sending text: what is accepted, what is refused, and in which words.

use atelier_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::stage::{ANN, BORIS, Stage};

fn text(chat: i64, text: &str) -> Value {
    json!({ "chat_id": chat, "text": text })
}

#[tokio::test]
async fn takes_json_forms_and_queries() {
    let stage = Stage::new().await;
    let json = stage.ok("sendMessage", text(ANN, "  see example.org  ")).await;
    assert_eq!(json["text"], json!("see example.org"));
    assert_eq!(json["entities"][0]["type"], json!("url"));
    let form = [("chat_id", "101"), ("text", "by form"), ("reply_markup", r#"{"remove_keyboard":true}"#)];
    let answer = stage.http.post(stage.method_url("sendMessage")).form(&form).send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap()["result"]["text"], json!("by form"));
    let query = [("chat_id", "101"), ("text", "by query")];
    let answer = stage.http.get(stage.method_url("sendMessage")).query(&query).send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap()["result"]["text"], json!("by query"));
    assert_eq!(stage.rules_broken(), 0);
}

#[tokio::test]
async fn refuses_in_the_real_words() {
    let stage = Stage::new().await;
    let refused = async |params: Value| stage.refused("sendMessage", params).await;
    assert_eq!(refused(text(ANN, "   ")).await, "400 Bad Request: message text is empty");
    assert_eq!(refused(json!({ "chat_id": ANN })).await, "400 Bad Request: message text is empty");
    assert_eq!(refused(json!({ "text": "a" })).await, "400 Bad Request: chat_id is empty");
    assert_eq!(refused(text(ANN, &"ё".repeat(4097))).await, "400 Bad Request: message is too long");
    assert_eq!(refused(text(7, "a")).await, "400 Bad Request: chat not found");
    assert_eq!(refused(text(BORIS, "a")).await, "403 Forbidden: bot can't initiate conversation with a user");
    let mistyped = refused(json!({ "chat_id": ANN, "text": 5 })).await;
    assert_eq!(mistyped, "400 Bad Request: text must be of type String");
    let unknown = refused(json!({ "chat_id": ANN, "text": "a", "txet": "b" })).await;
    assert_eq!(unknown, "400 Bad Request: sendMessage knows no parameter \"txet\"");
    let html = refused(json!({ "chat_id": ANN, "text": "<b>a</b>", "parse_mode": "HTML" })).await;
    assert!(html.contains("can't parse entities"), "{html}");
    let bad = json!([{ "type": "bold", "offset": 0, "length": 9 }]);
    assert!(refused(json!({ "chat_id": ANN, "text": "a", "entities": bad })).await.contains("BOUNDS"));
    let styled = json!({ "inline_keyboard": [[{ "text": "a", "callback_data": "b", "style": "loud" }]] });
    assert!(refused(json!({ "chat_id": ANN, "text": "a", "reply_markup": styled })).await.contains("style"));
    let topic = json!({ "chat_id": ANN, "text": "a", "message_thread_id": 4 });
    assert_eq!(refused(topic).await, "400 Bad Request: message thread not found");
    let methods: Vec<String> = stage.sandbox.violations().into_iter().map(|v| v.method).collect();
    assert_eq!(methods.len(), 10, "{:?}", stage.sandbox.violations());
}

#[tokio::test]
async fn a_block_is_felt_and_told() {
    let stage = Stage::new().await;
    stage.sandbox.set_blocked(ANN, true).unwrap();
    let refusal = stage.refused("sendMessage", text(ANN, "hello?")).await;
    assert_eq!(refusal, "403 Forbidden: bot was blocked by the user");
    let update = &stage.take().await[0]["my_chat_member"];
    assert_eq!(update["new_chat_member"]["status"], json!("kicked"));
    assert!(stage.sandbox.send(ANN, atelier_sandbox::Said::default()).is_err());
    stage.sandbox.set_blocked(ANN, false).unwrap();
    stage.tell("welcome back").await;
    assert_eq!(stage.rules_broken(), 0);
}

#[tokio::test]
async fn answers_carry_what_they_answer() {
    let stage = Stage::new().await;
    let id = stage.say("question")["message_id"].as_i64().unwrap();
    let reply = json!({ "message_id": id, "quote": "quest" });
    let sent =
        stage.ok("sendMessage", json!({ "chat_id": ANN, "text": "answer", "reply_parameters": reply })).await;
    assert_eq!(sent["reply_to_message"]["text"], json!("question"));
    let gone = json!({ "chat_id": ANN, "text": "a", "reply_parameters": { "message_id": 999 } });
    assert_eq!(stage.refused("sendMessage", gone).await, "400 Bad Request: message to be replied not found");
    let lenient = json!({ "message_id": 999, "allow_sending_without_reply": true });
    stage.ok("sendMessage", json!({ "chat_id": ANN, "text": "a", "reply_parameters": lenient })).await;
}

#[tokio::test]
async fn copies_and_forwards() {
    let stage = Stage::new().await;
    let id = stage.say("original")["message_id"].as_i64().unwrap();
    let params = json!({ "chat_id": ANN, "from_chat_id": ANN, "message_id": id });
    let copy = stage.ok("copyMessage", params.clone()).await;
    assert_eq!(copy, json!({ "message_id": id + 1 }));
    let forward = stage.ok("forwardMessage", params).await;
    assert_eq!(forward["forward_origin"]["sender_user"]["id"], json!(ANN));
    let gone = json!({ "chat_id": ANN, "from_chat_id": ANN, "message_id": 99 });
    assert_eq!(stage.refused("copyMessage", gone).await, "400 Bad Request: message to copy not found");
}

#[tokio::test]
async fn reply_keyboards_live_with_the_person() {
    let stage = Stage::new().await;
    let keyboard = json!({ "keyboard": [[{ "text": "Yes" }]], "one_time_keyboard": true });
    let sent = stage
        .ok("sendMessage", json!({ "chat_id": ANN, "text": "Well?", "reply_markup": keyboard.clone() }))
        .await;
    assert!(sent.get("reply_markup").is_none());
    assert_eq!(stage.sandbox.chat(ANN).unwrap()["reply_keyboard"], keyboard);
    stage.say("Yes");
    assert_eq!(stage.sandbox.chat(ANN).unwrap()["reply_keyboard"], Value::Null);
    let edit = json!({ "chat_id": ANN, "message_id": sent["message_id"], "text": "Well!" });
    assert_eq!(stage.refused("editMessageText", edit).await, "400 Bad Request: message can't be edited");
}

#[tokio::test]
async fn a_rich_message_is_sent_edited_into_and_out_of_and_drafted() {
    let stage = Stage::new().await;
    let rich = |text: &str| json!({ "blocks": [{ "type": "heading", "text": text, "size": 2 }] });
    let draft = json!({ "chat_id": ANN, "draft_id": 5, "rich_message": rich("Half") });
    stage.ok("sendRichMessageDraft", draft).await;
    let shown = stage.sandbox.chat(ANN).unwrap()["draft"].clone();
    assert_eq!(shown["rich_message"]["blocks"][0]["text"], "Half");
    let sent = stage.ok("sendRichMessage", json!({ "chat_id": ANN, "rich_message": rich("Whole") })).await;
    assert_eq!(sent["rich_message"]["blocks"][0]["text"], "Whole");
    assert_eq!(stage.sandbox.chat(ANN).unwrap()["draft"], Value::Null);
    let at = json!({ "chat_id": ANN, "message_id": sent["message_id"] });
    let edit = |fields: Value| {
        let mut params = at.clone();
        params.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        params
    };
    let button = json!({ "inline_keyboard": [[{ "text": "A", "callback_data": "a" }]] });
    let edited = stage.ok("editMessageReplyMarkup", edit(json!({ "reply_markup": button }))).await;
    assert_eq!(edited["rich_message"], sent["rich_message"]);
    let edited = stage.ok("editMessageText", edit(json!({ "text": "plain" }))).await;
    assert_eq!((&edited["text"], edited.get("rich_message")), (&json!("plain"), None));
    let edited = stage.ok("editMessageText", edit(json!({ "rich_message": rich("Again") }))).await;
    assert!(edited.get("text").is_none());
    let both = edit(json!({ "rich_message": rich("x"), "text": "x" }));
    assert!(stage.refused("editMessageText", both).await.contains("either text or rich"));
    let html = json!({ "chat_id": ANN, "rich_message": { "html": "<b>x</b>" } });
    assert!(stage.refused("sendRichMessage", html).await.contains("takes blocks"));
}

#[tokio::test]
async fn a_chat_may_refuse_all_that_is_rich() {
    let stage = Stage::new().await;
    let refused = Fault::new(FaultKind::Refused).on("rich_message").in_chat(ANN).saying("RICH_MESSAGE_PEER");
    stage.sandbox.add_fault(refused);
    let rich = json!({ "blocks": [{ "type": "paragraph", "text": "x" }] });
    let sent = json!({ "chat_id": ANN, "rich_message": rich });
    assert_eq!(stage.refused("sendRichMessage", sent).await, "400 Bad Request: RICH_MESSAGE_PEER");
    let draft = json!({ "chat_id": ANN, "draft_id": 5, "rich_message": rich });
    assert_eq!(stage.refused("sendRichMessageDraft", draft).await, "400 Bad Request: RICH_MESSAGE_PEER");
    stage.tell("text").await;
}
