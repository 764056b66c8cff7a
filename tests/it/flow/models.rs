//! Choosing who answers: paged, filtered, kept by the conversation.

use atelier_tests::TestApp;
use serde_json::{Value, json};

fn asked_model(app: &TestApp, words: &str) -> Value {
    let asked = app.provider().questions();
    let last = asked
        .iter()
        .rev()
        .find(|asked| asked.body["messages"].as_array().unwrap().last().unwrap()["content"] == words);
    last.map(|asked| asked.body["model"].clone()).unwrap_or_default()
}

#[tokio::test]
async fn each_conversation_keeps_its_model() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("One");
    ann.sees("Yes.").await;
    assert_eq!(asked_model(&app, "One"), "fake-large");
    app.finish_jobs().await;
    ann.sends("/model");
    ann.taps("○ fake-small").await;
    assert_eq!(ann.toast(), "From now on: fake-small");
    ann.sees("💬 Now: “Yes”. Just write.").await;
    ann.sends("Two");
    ann.sees("Yes.").await;
    assert_eq!(asked_model(&app, "Two"), "fake-small");
    ann.sends("/new");
    ann.sends("Three");
    ann.sees("Yes.").await;
    assert_eq!(asked_model(&app, "Three"), "fake-large");
    app.finish().await;
}

#[tokio::test]
async fn the_usual_model_is_that_of_new_conversations() {
    let app = TestApp::with_provider().await;
    let boris = app.boris();
    boris.sends("/settings");
    boris.taps("💬 Чат").await;
    boris.taps("Модель: сама").await;
    boris.taps("○ fake-small").await;
    assert_eq!(boris.toast(), "Теперь отвечает fake-small");
    boris.sends("/cancel");
    boris.sends("Раз");
    boris.sees("Yes.").await;
    assert_eq!(asked_model(&app, "Раз"), "fake-small");
    app.finish().await;
}

#[tokio::test]
async fn a_long_list_turns_its_pages_and_is_filtered_by_typing() {
    let app = TestApp::with_provider_and(|env| env.without("CHAT_MODELS")).await;
    let ann = app.ann();
    let models: Vec<Value> =
        (1..=20).map(|n| json!({ "id": format!("vendor/model-{n:02}"), "object": "model" })).collect();
    app.provider().models(&json!({ "object": "list", "data": models }));
    ann.sends("/model");
    let first = ann.sees("Model of this conversation.").await;
    assert!(first.labels().contains(&"● Auto".to_owned()) && first.labels().contains(&"1 of 3".to_owned()));
    ann.taps("›").await;
    ann.sees_one("page 2", |bubble| bubble.labels().contains(&"2 of 3".to_owned())).await;
    ann.sends("EL-13");
    ann.sees("Models with “EL-13”: 1.").await;
    ann.taps("model-13").await;
    assert_eq!(ann.toast(), "From now on: vendor/model-13");
    ann.sends("/model");
    ann.sends("no such thing");
    ann.sees("No model has “no such thing” in its name.").await;
    ann.taps("All models").await;
    ann.sees("Model of this conversation.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_list_that_cannot_be_had_is_told() {
    let app = TestApp::with_provider_and(|env| env.without("CHAT_MODELS")).await;
    let ann = app.ann();
    ann.sends("/model");
    ann.sees("The list of models cannot be had just now.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_model_that_is_gone_from_the_list_is_told_to_whoever_presses_its_old_button() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("/model");
    let list = ann.sees("Model of this conversation.").await;
    ann.forges(list.id, "ch:M:0011223344556677:0").await;
    ann.sees("It is not here any more.").await;
    app.finish().await;
}
