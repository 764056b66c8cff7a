//! Rich messages: which answers come as one, and what happens where they are not taken.

use std::time::Duration;

use atelier_tests::{Act, Bubble, Fault, FaultKind, Script, TestApp};

const ANN: i64 = 101;
const TABLE: &str = "## Rivers\n\n| River | Length |\n|---|--:|\n| Volga | 3530 km |\n| Rhine | 1233 km |\n";

fn table() -> Script {
    Script::says(TABLE)
}

fn blocks(bubble: &Bubble) -> Vec<String> {
    let blocks = bubble.raw["rich_message"]["blocks"].as_array().into_iter().flatten();
    blocks.map(|block| block["type"].as_str().unwrap_or_default().to_owned()).collect()
}

fn called(app: &TestApp, method: &str) -> usize {
    app.sandbox.calls().iter().filter(|call| call.method == method).count()
}

#[tokio::test]
async fn a_table_comes_as_one_and_keeps_it_when_its_buttons_change() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let begun = Script::events().word(TABLE).act(Act::Pause(Duration::from_millis(500)));
    app.provider().next(begun.word("\nThat is all.").ends("stop"));
    ann.sends("Which river is longer?");
    ann.sees_draft("Volga").await;
    let answer = ann.sees("That is all.").await;
    assert_eq!(blocks(&answer), ["heading", "table", "paragraph"]);
    assert_eq!(answer.labels(), ["🔄 Again", "⋯ More"]);
    ann.taps_on(answer.id, "⋯ More").await;
    let more = ann.sees("That is all.").await;
    assert_eq!((blocks(&more), more.labels().len()), (blocks(&answer), 3));
    ann.taps_on(answer.id, "‹ Less").await;
    assert_eq!(ann.sees("That is all.").await.labels(), ["🔄 Again", "⋯ More"]);
    assert_eq!((called(&app, "sendMessage"), called(&app, "editMessageText")), (0, 0));
    app.finish().await;
}

#[tokio::test]
async fn plain_words_stay_text() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::says("**Yes**, and `no`.\n\n- a\n- b"));
    ann.sends("Plain?");
    let answer = ann.sees("Yes, and no.").await;
    assert_eq!((blocks(&answer).len(), answer.pieces("bold")), (0, vec!["Yes".to_owned()]));
    assert_eq!(called(&app, "sendRichMessage"), 0);
    app.finish().await;
}

#[tokio::test]
async fn a_long_answer_is_one_message_and_several_where_it_is_refused() {
    let app = TestApp::with_provider().await;
    let (ann, boris) = (app.ann(), app.boris());
    let refused = Fault::new(FaultKind::Refused).on("rich_message").in_chat(ANN);
    app.sandbox.add_fault(refused.saying("RICH_MESSAGE_PEER_INVALID"));
    let long = format!("{}The end.", "A paragraph of some length that goes on.\n\n".repeat(200));
    app.provider().always(Script::says(&long));
    boris.sends("Долго?");
    assert!(blocks(&boris.sees("The end.").await).len() > 100);
    ann.sends("Long?");
    let last = ann.sees("The end.").await;
    let parts = ann.messages();
    assert!(parts.len() > 1 && parts.iter().all(|part| blocks(part).is_empty()), "{}", ann.transcript());
    assert_eq!(
        (last.labels(), parts[0].labels().len()),
        (vec!["🔄 Again".to_owned(), "⋯ More".to_owned()], 0)
    );
    let words: usize = parts.iter().map(|part| part.text.matches("goes on.").count()).sum();
    assert_eq!(words, 200, "nothing is lost");
    app.finish().await;
}

#[tokio::test]
async fn a_chat_that_refused_one_is_spared_the_next_even_after_a_restart() {
    let mut app = TestApp::with_provider().await;
    let ann = app.ann();
    let refused = Fault::new(FaultKind::Refused).on("rich_message");
    app.sandbox.add_fault(refused.saying("rich message must be non-empty").times(1));
    app.provider().always(table());
    ann.sends("Once");
    ann.sees("Volga").await;
    app.finish_jobs().await;
    app.restart().await;
    let before = app.sandbox.calls().iter().filter(|call| call.method.contains("Rich")).count();
    ann.sends("Twice");
    ann.sees_one("Volga", |answer| answer.id > ann.messages()[0].id).await;
    let after = app.sandbox.calls().iter().filter(|call| call.method.contains("Rich")).count();
    assert_eq!(after, before, "{}", ann.transcript());
    assert!(ann.messages().iter().all(|message| blocks(message).is_empty()));
    app.finish().await;
}

#[tokio::test]
async fn who_switches_it_off_gets_text() {
    let app = TestApp::with_provider().await;
    let boris = app.boris();
    boris.sends("/settings");
    boris.taps("💬 Чат").await;
    boris.taps("☑ Богатое оформление").await;
    boris
        .sees_one("⚙️ Как приходит ответ", |screen| {
            screen.data_of("☐ Богатое оформление").is_some()
        })
        .await;
    app.provider().next(table());
    boris.sends("Реки?");
    assert!(blocks(&boris.sees("Volga").await).is_empty());
    app.finish().await;
}

#[tokio::test]
async fn the_operator_may_switch_it_off_for_everybody() {
    let app = TestApp::with_provider_and(|env| env.with("RICH_MESSAGES", "off")).await;
    let ann = app.ann();
    app.provider().next(table());
    ann.sends("Rivers?");
    assert!(blocks(&ann.sees("Volga").await).is_empty());
    ann.sends("/settings");
    ann.taps("💬 Chat: streaming").await;
    let screen = ann.sees("⚙️ How answers come").await;
    assert!(screen.data_of("Rich formatting").is_none(), "{:?}", screen.labels());
    app.finish().await;
}
