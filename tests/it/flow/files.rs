//! Pictures and texts on their way to a model.

use atelier_tests::{MediaKind, TestApp, png};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

/// A model that sees.
pub(super) async fn with_eyes() -> TestApp {
    let app = TestApp::with_provider_and(|env| env.with("CHAT_MODELS", "seer")).await;
    let seer = json!({ "id": "seer", "architecture": { "input_modalities": ["text", "image"] } });
    app.provider().models(&json!({ "data": [seer] }));
    app
}

#[tokio::test]
async fn a_picture_with_words_reaches_the_model_as_bytes_and_never_as_an_address() {
    let app = with_eyes().await;
    let ann = app.ann();
    ann.sends_photo(png(640, 480), "What is on it?");
    ann.sees("Yes.").await;
    let asked = app.provider().questions()[0].body.clone();
    let text = asked.to_string();
    assert!(text.contains("What is on it?"), "{text}");
    assert!(text.contains(&STANDARD.encode(png(640, 480))), "{text}");
    assert!(!text.contains(app.sandbox.token()) && !text.contains("/file/bot"), "{text}");
    app.finish().await;
}

#[tokio::test]
async fn a_picture_without_words_is_asked_about() {
    let app = with_eyes().await;
    let ann = app.ann();
    ann.sends_photo(png(640, 480), "");
    ann.sees("A picture without words. What shall I do with it?").await;
    ann.taps("💬 Ask about it").await;
    ann.sees("✏️ Waiting for: your question about it").await;
    ann.sends("Who is this?");
    ann.sees("Yes.").await;
    assert!(app.provider().questions()[0].body.to_string().contains("data:image/"));
    app.finish().await;
}

#[tokio::test]
async fn always_do_this_is_remembered_for_that_kind() {
    let app = with_eyes().await;
    let ann = app.ann();
    ann.sends_photo(png(640, 480), "");
    ann.sees("What shall I do with it?").await;
    ann.taps("☐ Always do this").await;
    ann.sees_one("the box", |bubble| bubble.labels().contains(&"☑ Always do this".to_owned())).await;
    ann.taps("💬 Ask about it").await;
    ann.sees("✏️ Waiting for: your question about it").await;
    ann.sends("/cancel");
    ann.sends_photo(png(320, 240), "");
    ann.sees("✏️ Waiting for: your question about it").await;
    app.finish().await;
}

#[tokio::test]
async fn a_text_without_words_is_asked_about_in_russian() {
    let app = TestApp::with_provider().await;
    let boris = app.boris();
    boris.sends_file(MediaKind::Document, "стихи.txt", "Мороз и солнце", "");
    boris.sees("Файл без слов").await;
    boris.taps("💬").await;
    boris.sends("Кто написал?");
    boris.sees("Yes.").await;
    let asked = app.provider().questions()[0].body.to_string();
    assert!(asked.contains("Мороз и солнце") && asked.contains("Кто написал?"), "{asked}");
    app.finish().await;
}

#[tokio::test]
async fn a_text_that_is_too_long_for_a_question_is_told() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends_file(MediaKind::Document, "novel.txt", "word ".repeat(120_000), "Sum it up");
    ann.sees("This is too long for the model.").await;
    assert!(app.provider().questions().is_empty());
    app.finish().await;
}
