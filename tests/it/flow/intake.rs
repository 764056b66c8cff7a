//! Bad weather on the way in: repeated, shuffled, unknown and strange updates.

use atelier_tests::{Fault, FaultKind, TestApp};
use serde_json::{Value, json};

#[tokio::test]
async fn updates_that_come_again_and_in_any_order_change_nothing() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start");
    ann.taps("⚙️ Settings").await;
    for number in 1..=5 {
        ann.sends(&format!("{number}+10="));
    }
    app.finish_jobs().await;
    let before = ann.bubbles();
    app.sandbox.redeliver(None, true);
    app.sandbox.redeliver(Some(3), true);
    app.finish_jobs().await;
    ann.sends("100+1=");
    ann.sees("101").await;
    app.finish_jobs().await;
    assert_eq!(ann.bubbles()[..before.len()], before);
    assert_eq!(ann.bubbles().len(), before.len() + 2, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn text_that_telegram_decorates_in_ways_we_do_not_know_is_read() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    for (number, fields) in [
        json!({ "entities": [{ "type": "hologram", "offset": 0, "length": 5, "depth": 3 }] }),
        json!({ "entities": [{ "type": "date_time", "offset": 0, "length": 5, "unix_time": 1, "date_time_format": "t" }] }),
        json!({ "reply_markup": { "inline_keyboard": [[{ "text": "x", "teleport": { "to": "mars" } }]] } }),
        json!({ "reply_markup": { "inline_keyboard": [[{ "text": "off", "disabled": true }]] } }),
        json!({ "forward_origin": { "type": "dream", "date": 1 } }),
        json!({ "sender_tag": { "from": "the future" }, "effect_id": 7 }),
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!("words {number}");
        let mut message = fields;
        message["text"] = text.as_str().into();
        ann.sends_raw(message);
        app.finish_jobs().await;
        let asked: Vec<Value> = app.provider().questions().into_iter().map(|asked| asked.body).collect();
        assert!(asked.iter().any(|body| body.to_string().contains(&text)), "{text} was not asked");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_rich_message_is_read_as_its_words() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let blocks = json!([{ "type": "paragraph", "text": ["Rich ", { "type": "bold", "text": "words" }] }]);
    ann.sends_raw(json!({ "rich_message": { "blocks": blocks } }));
    app.finish_jobs().await;
    let asked: Vec<Value> = app.provider().questions().into_iter().map(|asked| asked.body).collect();
    assert!(asked.iter().any(|body| body.to_string().contains("Rich words")), "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn a_kind_of_message_that_nobody_knows_is_answered() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends_raw(json!({ "smell": { "of": "coffee" } }));
    ann.sees("I do not know this kind of message.").await;
    app.finish().await;
}

#[tokio::test]
async fn updates_of_unknown_kinds_stop_nobody() {
    let app = TestApp::start().await;
    let ann = app.ann();
    app.sandbox.inject(vec![
        json!({ "telepathy": { "from": { "id": 101 }, "thought": "?" } }),
        json!({ "message_reaction": { "chat": { "id": 101, "type": "private" }, "message_id": 1, "date": 1 } }),
        json!({ "message": "not even an object" }),
        json!({ "callback_query": { "id": "1" } }),
        json!({}),
    ]);
    ann.sends("/start");
    ann.sees("I am Atelier").await;
    app.finish().await;
}

#[tokio::test]
async fn halves_of_characters_and_zeros_are_no_trouble() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends_raw(json!({ "text": "zero \u{0} inside" }));
    ann.sees("Yes.").await;
    ann.sends("🦊👨‍👩‍👧 שלום \u{202e}abc");
    ann.sees("Yes.").await;
    app.finish().await;
}

#[tokio::test]
async fn polling_goes_on_through_every_failure() {
    let app = TestApp::start().await;
    let ann = app.ann();
    for kind in
        [FaultKind::ServerError, FaultKind::DropBefore, FaultKind::DropAfter, FaultKind::TooManyRequests]
    {
        app.sandbox.add_fault(Fault::new(kind).on("getUpdates").times(1));
    }
    for number in 1..=3 {
        ann.sends(&format!("{number}+30="));
    }
    app.finish_jobs().await;
    let answers: Vec<String> = ann.messages().into_iter().map(|bubble| bubble.text).collect();
    assert_eq!(answers, ["1 + 30 = 31", "2 + 30 = 32", "3 + 30 = 33"]);
    app.finish().await;
}

#[tokio::test]
async fn in_a_group_a_command_gets_the_way_to_the_private_chat() {
    let app = TestApp::start().await;
    let group = json!({ "id": -100_123, "type": "supergroup", "title": "Friends" });
    let from = json!({ "id": 101, "is_bot": false, "first_name": "Ann", "language_code": "en" });
    let say = |id: i64, text: &str| json!({ "message": { "message_id": id, "date": 1, "chat": group, "from": from, "text": text } });
    app.sandbox.inject(vec![say(1, "just chatting"), say(2, "/chats")]);
    app.finish_jobs().await;
    let calls = app.sandbox.calls();
    let said: Vec<_> = calls.iter().filter(|call| call.method == "sendMessage").collect();
    assert_eq!(said.len(), 1, "{said:?}");
    let text = said[0].params["text"].as_str().unwrap();
    assert!(text.contains("Write to me in private: t.me/atelier_sandbox_bot"), "{text}");
    app.finish().await;
}

#[tokio::test]
async fn another_bots_command_is_none_of_ours() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start@some_other_bot");
    ann.sends("/help@Atelier_Sandbox_Bot");
    ann.sees("❓ Write, and I answer.").await;
    app.finish_jobs().await;
    assert_eq!(ann.messages().len(), 1, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn too_fast_is_told_once_and_nothing_taken_is_lost() {
    let app = TestApp::start().await;
    let ann = app.ann();
    for _ in 0..80 {
        ann.sends("/help");
    }
    app.finish_jobs().await;
    let told = ann.counts("A little slower:");
    assert!((1..=3).contains(&told), "told {told} times");
    assert!(ann.counts("❓ Write, and I answer.") >= 1);
    app.finish().await;
}
