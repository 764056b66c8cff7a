//! How answers come: as a draft, by edits, whole; and how they are stopped.

use std::time::Duration;

use atelier_tests::{Act, Fault, FaultKind, Person, Script, TestApp};

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
    ann.sends("/settings");
    ann.taps("💬 Chat: streaming").await;
    ann.taps("○ Whole").await;
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

/// Calls of a method so far.
fn calls(app: &TestApp, method: &str) -> usize {
    app.sandbox.calls().into_iter().filter(|call| call.method == method).count()
}

/// A sentence of so many words, one every hundred milliseconds.
fn slowly(words: usize) -> Script {
    let word =
        |script: Script, n| script.word(&format!("word{n} ")).act(Act::Pause(Duration::from_millis(100)));
    (1..=words).fold(Script::events(), word).word("end.").ends("stop")
}

async fn by_edits(ann: &Person) {
    ann.sends("/settings");
    ann.taps("💬 Chat: streaming").await;
    ann.taps("○ Edits").await;
}

fn refuses_drafts() -> Fault {
    let mut fault = Fault::new(FaultKind::Refused).on("sendMessageDraft");
    fault.description = Some("TEXTDRAFT_PEER_INVALID".to_owned());
    fault
}

#[tokio::test]
async fn a_quick_answer_is_one_call() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider()
        .always(Script::events().act(Act::Pause(Duration::from_millis(150))).word("Quick.").ends("stop"));
    ann.sends("Quick?");
    ann.sees("Quick.").await;
    app.finish_jobs().await;
    assert_eq!(calls(&app, "sendMessage"), 1);
    assert_eq!(calls(&app, "sendChatAction") + calls(&app, "editMessageText"), 0);
    assert!(calls(&app, "sendMessageDraft") <= 1);
    app.finish().await;
}

#[tokio::test]
async fn a_chat_that_takes_no_drafts_gets_a_message_that_grows_also_after_a_restart() {
    let mut app = TestApp::with_provider().await;
    let ann = app.ann();
    app.sandbox.add_fault(refuses_drafts());
    app.provider().next(slowly(8));
    ann.sends("One");
    ann.sees("word1").await;
    ann.sees("end.").await;
    app.finish_jobs().await;
    assert_eq!(calls(&app, "sendMessageDraft"), 1);
    app.restart().await;
    app.provider().next(slowly(8));
    ann.sends("Two");
    let grown = ann.sees("end.").await;
    app.finish_jobs().await;
    assert_eq!(calls(&app, "sendMessageDraft"), 1, "it was tried again at once");
    assert_eq!(ann.messages().len(), 2, "{}", ann.transcript());
    assert!(grown.labels().contains(&"🔄 Again".to_owned()));
    app.finish().await;
}

#[tokio::test]
async fn drafts_that_do_not_come_through_rest_after_three() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.sandbox.add_fault(Fault::new(FaultKind::ServerError).on("sendMessageDraft"));
    app.provider().next(slowly(50));
    ann.sends("One");
    ann.sees("word").await;
    ann.sees("end.").await;
    app.finish_jobs().await;
    assert_eq!(calls(&app, "sendMessageDraft"), 3);
    assert_eq!(ann.messages().len(), 1, "{}", ann.transcript());
    // It was the weather and not the chat: the next answer tries again.
    app.sandbox.clear_faults();
    app.provider().next(slowly(4));
    ann.sends("Two");
    ann.sees_draft("word").await;
    ann.sees("end.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_pause_that_telegram_asks_for_slows_the_drafts_of_that_chat_alone() {
    let app = TestApp::with_provider().await;
    let (ann, boris) = (app.ann(), app.boris());
    let mut pause = Fault::new(FaultKind::TooManyRequests).on("sendMessageDraft").in_chat(ann.id).times(1);
    pause.retry_after = Some(1);
    app.sandbox.add_fault(pause);
    app.provider().next(slowly(45)).next(slowly(45));
    ann.sends("One");
    boris.sends("Two");
    ann.sees("end.").await;
    boris.sees("end.").await;
    app.finish_jobs().await;
    let of = |chat: i64| {
        let drafts = app.sandbox.calls().into_iter().filter(|call| call.method == "sendMessageDraft");
        drafts.filter(|call| call.params["chat_id"] == chat).count()
    };
    assert!((2..=4).contains(&of(ann.id)), "{} drafts after a pause", of(ann.id));
    assert!(of(boris.id) >= 4, "{} drafts without one", of(boris.id));
    app.finish().await;
}

#[tokio::test]
async fn a_pause_in_the_middle_of_edits_still_brings_the_whole_text() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    by_edits(&ann).await;
    let mut pause = Fault::new(FaultKind::TooManyRequests).on("editMessageText").in_chat(ann.id).times(2);
    pause.retry_after = Some(1);
    app.provider().next(slowly(30));
    ann.sends("One");
    ann.sees("Thinking…").await;
    app.sandbox.add_fault(pause);
    let whole = ann.sees("end.").await;
    assert!(whole.text.starts_with("word1 ") && whole.text.contains("word30"), "{}", whole.text);
    app.finish_jobs().await;
    assert_eq!(ann.counts("word1 "), 1, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn a_draft_that_a_message_has_ended_is_shown_again() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let script = Script::events().word("It was ").act(Act::Pause(Duration::from_millis(2500))).word("dark.");
    app.provider().next(script.ends("stop"));
    ann.sends("Tell a story");
    ann.sees_draft("It was").await;
    ann.sends("/help");
    ann.sees("Write, and I answer.").await;
    ann.sees_draft("It was").await;
    assert!(ann.draft().is_some(), "{}", ann.transcript());
    ann.sees("It was dark.").await;
    assert_eq!(ann.draft(), None);
    app.finish().await;
}

#[tokio::test]
async fn killed_in_mid_stream_the_text_comes_by_drafts_and_by_edits() {
    for edits in [false, true] {
        let mut app = TestApp::with_provider().await;
        let ann = app.ann();
        if edits {
            by_edits(&ann).await;
        }
        let script = Script::events().word("It was a ").act(Act::Pause(Duration::from_millis(2300)));
        app.provider().next(script.word("dark ").act(Act::Stall));
        ann.sends("Tell a story");
        if edits {
            ann.sees("dark").await;
        } else {
            ann.sees_draft("dark").await;
        }
        app.crash().await;
        app.go_on().await;
        let ended = ann.sees("I was interrupted; this is what came.").await;
        assert!(ended.text.contains("It was a"), "{}", ended.text);
        app.finish_jobs().await;
        assert_eq!(ann.counts("It was a"), 1, "{}", ann.transcript());
        assert_eq!(ann.draft(), None);
        app.finish().await;
    }
}

#[tokio::test]
async fn a_stop_after_the_end_stops_nothing() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    by_edits(&ann).await;
    app.provider().next(slowly(3));
    ann.sends("One");
    let growing = ann.sees_one("a button to stop", |bubble| bubble.data_of("⏹").is_some()).await;
    let stop = growing.data_of("⏹").unwrap();
    ann.sees("end.").await;
    app.finish_jobs().await;
    ann.forges(growing.id, &stop).await;
    assert_eq!(ann.toast(), "Nothing is being answered just now.");
    ann.sends("/stop");
    ann.sees("Nothing is being answered just now.").await;
    let update = serde_json::json!({ "chat": { "id": ann.id, "type": "private", "first_name": "Ann" }, "draft_id": 1 });
    app.sandbox.inject(vec![serde_json::json!({ "stopped_message_generation": update })]);
    app.finish_jobs().await;
    assert_eq!(ann.counts("end."), 1);
    app.finish().await;
}
