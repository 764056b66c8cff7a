//! How answers come: as a draft, by edits, whole; and how they are stopped.

use std::time::Duration;

use atelier_tests::{Act, Script, TestApp};

/// Words that come, and then nothing more.
fn endless() -> Script {
    Script::events()
        .word("It was a dark ")
        .act(Act::Pause(Duration::from_millis(50)))
        .word("night")
        .act(Act::Stall)
}

#[tokio::test]
async fn an_answer_streams_as_a_draft_and_becomes_a_message() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let slow = Script::events().word("Slowly ").act(Act::Pause(Duration::from_millis(1200))).word("but ");
    app.provider().next(slow.act(Act::Pause(Duration::from_millis(1200))).word("surely.").ends("stop"));
    ann.sends("How does it come?");
    ann.sees_draft("Slowly").await;
    ann.sees_draft("Slowly but").await;
    assert!(ann.messages().is_empty(), "{}", ann.transcript());
    ann.sees("Slowly but surely.").await;
    assert_eq!(ann.draft(), None);
    app.finish().await;
}

#[tokio::test]
async fn half_a_marker_is_never_seen_in_a_draft() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let half = Script::events().word("This is **bo").act(Act::Pause(Duration::from_millis(300)));
    app.provider().next(half.word("ld**.").ends("stop"));
    ann.sends("Be bold");
    ann.sees_draft("This is bo").await;
    let answer = ann.sees("This is bold.").await;
    assert_eq!(answer.pieces("bold"), ["bold"]);
    app.finish().await;
}

#[tokio::test]
async fn by_edits_a_message_grows() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("/settings");
    ann.taps("💬 Chat: streaming").await;
    ann.taps("○ Edits").await;
    assert_eq!(ann.toast(), "Kept");
    let slow = Script::events().word("Slowly ").act(Act::Pause(Duration::from_millis(800)));
    app.provider().next(slow.word("but surely.").ends("stop"));
    ann.sends("How does it come?");
    let growing = ann.sees("Slowly ▍").await;
    assert_eq!(growing.labels(), ["⏹ Stop"]);
    let whole = ann.sees("Slowly but surely.").await;
    assert_eq!(whole.id, growing.id);
    assert_eq!(whole.labels(), ["🔄 Again", "⋯ More"]);
    app.finish().await;
}

#[tokio::test]
async fn whole_comes_when_it_is_finished() {
    let app = TestApp::with_provider().await;
    let boris = app.boris();
    boris.sends("/settings");
    boris.taps("💬 Чат").await;
    boris.taps("○ Целиком").await;
    assert_eq!(boris.toast(), "Запомнено");
    let slow = Script::events().word("Тише ").act(Act::Pause(Duration::from_millis(400)));
    app.provider().next(slow.word("едешь.").ends("stop"));
    boris.sends("Как оно приходит?");
    boris.sees("Тише едешь.").await;
    let drafts = app.sandbox.calls().into_iter().filter(|call| call.method == "sendMessageDraft").count();
    assert_eq!(drafts, 0);
    app.finish().await;
}

#[tokio::test]
async fn the_drafts_own_stop_ends_it_and_it_can_go_on() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(endless());
    ann.sends("Tell a story");
    ann.stops().await;
    let stopped = ann.sees("⏹ Stopped here.").await;
    assert!(stopped.text.starts_with("It was a dark"), "{}", stopped.text);
    assert!(app.provider().sees_hang_ups(1).await, "the provider goes on writing for nobody");
    app.provider().next(Script::says("and stormy."));
    ann.taps("▶ Continue").await;
    ann.sees("and stormy.").await;
    app.finish().await;
}

#[tokio::test]
async fn the_command_stops_too() {
    let app = TestApp::with_provider().await;
    let boris = app.boris();
    app.provider().next(endless());
    boris.sends("Расскажи");
    boris.sees_draft("dark").await;
    boris.sends("/stop");
    boris.sees("⏹ Остановлено здесь.").await;
    app.finish_jobs().await;
    boris.sends("/stop");
    boris.sees("Сейчас ничего не пишется.").await;
    app.finish().await;
}

#[tokio::test]
async fn the_button_stops_where_a_message_grows() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("/settings");
    ann.taps("💬 Chat").await;
    ann.taps("○ Edits").await;
    app.provider().next(endless());
    ann.sends("Tell a story");
    ann.sees("It was a dark").await;
    ann.taps("⏹ Stop").await;
    assert_eq!(ann.toast(), "Stopped");
    ann.sees("⏹ Stopped here.").await;
    app.finish_jobs().await;
    assert_eq!(ann.counts("It was a dark"), 1);
    app.finish().await;
}

#[tokio::test]
async fn stopping_before_the_first_word_says_so() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::events().act(Act::Stall));
    ann.sends("Tell a story");
    ann.sees_draft("").await;
    ann.sends("/stop");
    ann.sees("⏹ Stopped before the first word.").await;
    ann.taps("🔄 Try again").await;
    ann.sees("Yes.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_stop_leaves_those_in_line_to_be_answered() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(endless());
    ann.sends("One");
    ann.sees_draft("dark").await;
    ann.sends("Two");
    ann.sends("/stop");
    ann.sees("⏹ Stopped here.").await;
    ann.sees("Yes.").await;
    app.finish().await;
}

#[tokio::test]
async fn typing_is_shown_until_the_first_word() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::says("At last.").after(Duration::from_millis(400)));
    ann.sends("Think about it");
    ann.sees("At last.").await;
    let actions = app.sandbox.calls().into_iter().filter(|call| call.method == "sendChatAction").count();
    assert!(actions >= 1);
    app.finish().await;
}

#[tokio::test]
async fn those_who_wait_are_counted_in_the_stream() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let slow = Script::events().word("One ").act(Act::Pause(Duration::from_millis(900)));
    let slow = slow.word("two ").act(Act::Pause(Duration::from_millis(1500))).word("three.");
    app.provider().next(slow.ends("stop"));
    ann.sends("Count");
    ann.sees_draft("One").await;
    ann.sends("And backwards?");
    ann.sees_draft("⏳ 1 message in line").await;
    ann.sees("Yes.").await;
    app.finish().await;
}
