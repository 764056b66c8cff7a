//! When the model fails: told in words, nothing lost, and "Try again" works.

use std::time::Duration;

use atelier_tests::{Act, Script, TestApp};
use serde_json::json;

/// A failing provider, what the person is told, and that trying again helps.
async fn fails(script: Script, words: &str) {
    let app =
        TestApp::with_provider_and(|env| env.with("CHAT_IDLE_SECONDS", "1").with("CHAT_MODELS", "one")).await;
    let ann = app.ann();
    app.provider().always(script);
    ann.sends("Hello?");
    let told = ann.sees(words).await;
    assert!(told.text.starts_with("⚠️"), "{}", told.text);
    app.provider().always(Script::says("Here I am."));
    ann.taps("🔄 Try again").await;
    ann.sees("Here I am.").await;
    app.finish().await;
}

#[tokio::test]
async fn too_much_to_do() {
    fails(Script::refusal(429, "slow down"), "The model has too much to do just now. Your message is kept.")
        .await;
}

#[tokio::test]
async fn too_much_to_do_for_a_while() {
    let busy = Script::refusal(429, "slow down").header("retry-after", "30");
    fails(busy, "It asks for a pause: 30 s.").await;
}

#[tokio::test]
async fn an_error_of_the_server() {
    fails(Script::refusal(500, "oops"), "The model has too much to do just now.").await;
}

#[tokio::test]
async fn a_key_that_is_not_taken() {
    fails(Script::refusal(401, "Incorrect API key"), "The model does not accept this bot's key").await;
}

#[tokio::test]
async fn credit_that_is_used_up() {
    fails(Script::refusal(402, "Insufficient credits"), "The credit of this bot's operator").await;
}

#[tokio::test]
async fn a_model_that_is_not_there() {
    fails(Script::refusal(404, "model not found"), "The model is not there any more.").await;
}

#[tokio::test]
async fn a_request_that_is_refused() {
    let filtered = json!({ "error": { "code": "content_filter", "message": "flagged" } });
    fails(Script::json(400, &filtered), "The model refused this request.").await;
}

#[tokio::test]
async fn words_that_cannot_be_read() {
    fails(Script::events().bytes("data: {nonsense\n\n"), "⚠️").await;
}

#[tokio::test]
async fn silence_from_the_beginning() {
    fails(Script::events().act(Act::Stall), "The model stopped answering and was given up.").await;
}

#[tokio::test]
async fn silence_in_mid_answer_keeps_what_came() {
    stops_half_way(Script::events().word("Half of").act(Act::Stall), "The model stopped in mid-answer.")
        .await;
}

#[tokio::test]
async fn a_connection_that_breaks_in_mid_answer_keeps_what_came() {
    stops_half_way(
        Script::events().word("Half of").act(Act::Pause(Duration::from_millis(200))).act(Act::Abort),
        "in mid-answer.",
    )
    .await;
}

#[tokio::test]
async fn an_error_in_mid_answer_keeps_what_came() {
    let error = json!({ "error": { "code": 502, "message": "upstream died" } });
    stops_half_way(Script::events().word("Half of").data(&error), "in mid-answer.").await;
}

#[tokio::test]
async fn a_filter_in_mid_answer_is_told() {
    stops_half_way(Script::events().word("Half of").ends("content_filter"), "by its own rules").await;
}

async fn stops_half_way(script: Script, words: &str) {
    let app =
        TestApp::with_provider_and(|env| env.with("CHAT_IDLE_SECONDS", "1").with("CHAT_MODELS", "one")).await;
    let ann = app.ann();
    app.provider().next(script);
    ann.sends("Tell me");
    ann.sees("Half of").await;
    ann.sees(words).await;
    app.finish_jobs().await;
    app.provider().next(Script::says("the story."));
    ann.taps("▶ Continue").await;
    ann.sees("the story.").await;
    app.finish().await;
}

#[tokio::test]
async fn the_same_in_russian() {
    let app = TestApp::with_provider().await;
    let boris = app.boris();
    app.provider().always(Script::refusal(401, "no"));
    boris.sends("Ау?");
    boris.sees("Модель не принимает ключ этого бота").await;
    app.provider().always(Script::says("Да."));
    boris.taps("🔄").await;
    boris.sees("Да.").await;
    app.finish().await;
}

#[tokio::test]
async fn another_model_takes_over_by_itself() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::refusal(404, "model not found")).next(Script::says("From the second."));
    ann.sends("Hello?");
    ann.sees("From the second.").await;
    let models: Vec<_> = app.provider().questions().iter().map(|asked| asked.body["model"].clone()).collect();
    assert_eq!(models[..2], ["fake-large", "fake-small"]);
    app.finish().await;
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_told() {
    let app =
        TestApp::with(|env| env.with("OPENAI_BASE_URL", "http://127.0.0.1:9/v1").with("CHAT_MODELS", "one"))
            .await;
    let ann = app.ann();
    ann.sends("Hello?");
    ann.sees("The model cannot be reached. Your message is kept.").await;
    app.finish().await;
}
