//! Asking and being answered: order, length, Markdown, asking again, going on.

use atelier_tests::{Act, MediaKind, Script, TestApp};
use serde_json::json;

#[tokio::test]
async fn a_question_is_answered_with_what_was_said_before() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::says("Blue.")).next(Script::says("Colours"));
    ann.sends("What colour is the sky?");
    let answer = ann.sees("Blue.").await;
    assert_eq!(answer.labels(), ["🔄 Again", "⋯ More"]);
    app.finish_jobs().await;
    ann.sends("And at night?");
    ann.sees("Yes.").await;
    let asked = app.provider().questions().pop().unwrap().body;
    let said: Vec<_> =
        asked["messages"].as_array().unwrap().iter().map(|m| (&m["role"], &m["content"])).collect();
    let roles = ["user", "assistant", "user"].map(|role| json!(role));
    let words = ["What colour is the sky?", "Blue.", "And at night?"].map(|words| json!(words));
    assert_eq!(said[1..], [(&roles[0], &words[0]), (&roles[1], &words[1]), (&roles[2], &words[2])]);
    app.finish().await;
}

#[tokio::test]
async fn the_model_is_told_the_conversation_and_neither_name_nor_number() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("Hello");
    ann.sees("Yes.").await;
    let asked = app.provider().questions()[0].body.to_string();
    assert!(!asked.contains("Ann") && !asked.contains("101") && !asked.contains("ann\""), "{asked}");
    app.finish().await;
}

#[tokio::test]
async fn thirty_questions_at_once_are_all_answered_in_their_order() {
    let app = TestApp::start().await;
    let ann = app.ann();
    for number in 1..=30 {
        ann.sends(&format!("{number}+1000="));
    }
    app.finish_jobs().await;
    let answers: Vec<String> = ann.messages().into_iter().map(|bubble| bubble.text).collect();
    assert_eq!(answers.len(), 30, "{}", ann.transcript());
    for (number, answer) in (1..=30).zip(&answers) {
        let sum = format!("{}", number + 1000);
        assert!(answer.replace([',', ' ', '\u{a0}', '\u{202f}'], "").contains(&sum), "{number}: {answer}");
    }
    app.finish().await;
}

#[tokio::test]
async fn what_is_written_during_an_answer_waits_with_eyes_on_it() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let slow = Script::events().word("First ").act(Act::Pause(std::time::Duration::from_millis(700)));
    app.provider().next(slow.word("answer.").ends("stop")).next(Script::says("Second answer."));
    ann.sends("One");
    ann.sees_draft("First").await;
    let second = ann.sends("Two");
    ann.sees_reaction(second, "👀").await;
    ann.sees("Second answer.").await;
    app.finish_jobs().await;
    let words: Vec<String> = ann.messages().into_iter().map(|bubble| bubble.text).collect();
    assert_eq!(words, ["First answer.", "Second answer."]);
    app.finish().await;
}

#[tokio::test]
async fn ten_thousand_characters_are_a_question_like_any_other() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let long = "word ".repeat(2000);
    ann.sends_raw(json!({ "text": long }));
    ann.sees("Yes.").await;
    let asked = app.provider().questions()[0].body["messages"][1]["content"].as_str().unwrap().to_owned();
    assert_eq!(asked.len(), long.len());
    app.finish().await;
}

#[tokio::test]
async fn what_is_beyond_every_measure_is_refused_with_words() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let text = "w".repeat(32_001);
    ann.sends_raw(json!({ "text": text }));
    ann.sees("I take up to 32,000 at once.").await;
    assert!(app.provider().questions().is_empty());
    app.finish().await;
}

#[tokio::test]
async fn a_long_answer_of_text_comes_in_parts_and_its_code_stays_whole() {
    let app = TestApp::with_provider_and(|env| env.with("RICH_MESSAGES", "off")).await;
    let ann = app.ann();
    let lines = (1..=400).map(|n| format!("let line_{n} = {n};")).collect::<Vec<_>>().join("\n");
    let text = format!("Here it is:\n\n```rust\n{lines}\n```\n\nThat **was** all.");
    app.provider().next(Script::events().word(&text).ends("stop"));
    ann.sends("Much code, please");
    ann.sees("That was all.").await;
    app.finish_jobs().await;
    let parts = ann.messages();
    assert!(parts.len() >= 2, "{}", parts.len());
    let code: String = parts.iter().flat_map(|part| part.pieces("pre")).map(|piece| piece + "\n").collect();
    for n in 1..=400 {
        assert!(code.contains(&format!("let line_{n} = {n};")), "line {n} is gone");
    }
    assert!(parts.iter().all(|part| part.text.encode_utf16().count() <= 4096));
    let with_buttons = parts.iter().filter(|part| !part.buttons().is_empty()).count();
    assert_eq!(with_buttons, 1);
    app.finish().await;
}

#[tokio::test]
async fn broken_markdown_always_comes_through() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    for broken in [
        "**bold that never ends",
        "```\ncode that never ends",
        "[link](http://",
        "<b>html</i> & <script>",
        "_*`~||>#-",
        "| a | b |\n|---|\n| c",
        "**\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}** and `\u{1f980}`",
        "\\(x^2\\) $$\\frac{1}{2}",
        "1. one\n   - two\n      > three ```",
    ] {
        app.provider().next(Script::events().word(broken).ends("stop"));
        let before = ann.messages().len();
        ann.sends("Say something");
        ann.sees_one("an answer", |bubble| !bubble.text.trim().is_empty()).await;
        assert_eq!(ann.messages().len(), before + 1, "{broken:?}");
        app.finish_jobs().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn again_gives_another_answer_and_keeps_the_first() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::says("A fox.")).next(Script::says("Title")).next(Script::says("A heron."));
    ann.sends("Name an animal");
    ann.sees("A fox.").await;
    app.finish_jobs().await;
    ann.taps("🔄 Again").await;
    assert_eq!(ann.toast(), "Asking again");
    ann.sees("A heron.").await;
    assert_eq!(ann.counts("A fox."), 1);
    let asked = app.provider().questions().pop().unwrap().body;
    assert!(!asked.to_string().contains("A fox."), "the first answer is not part of the question: {asked}");
    app.finish().await;
}

#[tokio::test]
async fn the_built_in_ai_says_it_otherwise_the_second_time() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("Give me three ideas for a rainy day");
    let first = ann.sees_one("an answer", |bubble| !bubble.buttons().is_empty()).await;
    app.finish_jobs().await;
    ann.taps("🔄 Again").await;
    let second = ann.sees_one("another", |bubble| bubble.id != first.id).await;
    assert_ne!(first.text, second.text);
    app.finish().await;
}

#[tokio::test]
async fn an_answer_that_reached_its_length_goes_on_where_it_was_cut() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::events().word("Once upon a").ends("length")).next(Script::says("time."));
    ann.sends("Tell a story");
    let cut = ann.sees("Once upon a").await;
    assert!(cut.text.contains("The answer reached its greatest length."), "{}", cut.text);
    ann.taps("▶ Continue").await;
    ann.sees("time.").await;
    let asked = app.provider().questions().pop().unwrap().body;
    let last = asked["messages"].as_array().unwrap().last().unwrap().clone();
    assert!(last.to_string().contains("Once upon a"), "{asked}");
    app.finish().await;
}

#[tokio::test]
async fn more_offers_the_answer_as_a_file() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::says("**Bold** words."));
    ann.sends("Say it");
    ann.sees("Bold words.").await;
    app.finish_jobs().await;
    ann.taps("⋯ More").await;
    ann.taps("📎 As a file").await;
    let file = ann.sees_one("a document", |bubble| bubble.file_id().is_some()).await;
    let bytes = app.sandbox.file(&file.file_id().unwrap()).unwrap();
    assert_eq!(bytes, "**Bold** words.");
    app.finish_jobs().await;
    let answer = ann.messages()[0].clone();
    assert!(answer.labels().contains(&"‹ Less".to_owned()));
    ann.taps_on(answer.id, "‹ Less").await;
    ann.sees_one("the first row", |bubble| bubble.labels().contains(&"🔄 Again".to_owned())).await;
    app.finish().await;
}

#[tokio::test]
async fn an_empty_answer_is_told_and_can_be_asked_again() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::events().ends("stop"));
    ann.sends("Hello?");
    ann.sees("The model sent an empty answer. Nothing was counted.").await;
    ann.taps("🔄 Try again").await;
    ann.sees("Yes.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_text_file_with_words_is_a_question_about_it() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends_file(MediaKind::Document, "list.txt", "milk, bread", "What shall I buy?");
    ann.sees("Yes.").await;
    let asked = app.provider().questions()[0].body.to_string();
    assert!(asked.contains("milk, bread") && asked.contains("What shall I buy?"), "{asked}");
    app.finish().await;
}
