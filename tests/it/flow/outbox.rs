//! Bad weather on the way out: everything arrives, in order, and nobody waits for somebody else's trouble.

use std::time::Duration;

use atelier_tests::{Act, Fault, FaultKind, Script, TestApp};

const ANN: i64 = 101;

#[tokio::test]
async fn a_throttled_chat_waits_alone() {
    let app = TestApp::with_provider().await;
    let (ann, boris) = (app.ann(), app.boris());
    let throttled = Fault::new(FaultKind::TooManyRequests).on("sendMessage").in_chat(ANN);
    app.sandbox.add_fault(throttled.retry_after(3).times(1));
    ann.sends("Hello");
    boris.sends("Привет");
    boris.sees("Yes.").await;
    ann.does_not_see("Yes.");
    ann.sees("Yes.").await;
    let early = app.sandbox.calls().into_iter().filter(|call| call.params["chat_id"] == ANN);
    let sent: Vec<_> = early.filter(|call| call.method == "sendMessage").collect();
    assert_eq!(sent.len(), 2, "one refused, one later");
    assert!(sent[1].at_ms - sent[0].at_ms >= 3000, "the wait that was asked for is obeyed");
    app.finish().await;
}

#[tokio::test]
async fn errors_of_the_server_delay_and_lose_nothing() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.sandbox.add_fault(Fault::new(FaultKind::ServerError).on("sendMessage").times(3));
    ann.sends("Hello");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    assert_eq!(ann.counts("Yes."), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_connection_lost_before_the_call_loses_nothing() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.sandbox.add_fault(Fault::new(FaultKind::DropBefore).on("sendMessage").times(2));
    ann.sends("Hello");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    assert_eq!(ann.counts("Yes."), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_connection_lost_after_the_call_repeats_it_once_at_most() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.sandbox.add_fault(Fault::new(FaultKind::DropAfter).on("sendMessage").times(1));
    ann.sends("Hello");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    assert!((1..=2).contains(&ann.counts("Yes.")), "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn the_buttons_of_a_message_that_we_do_not_know_to_be_there_work() {
    let app = TestApp::start().await;
    let ann = app.ann();
    app.sandbox.add_fault(Fault::new(FaultKind::DropAfter).on("sendMessage").times(1));
    ann.sends("/help");
    let unknown = ann.sees("❓ Write, and I answer.").await;
    ann.taps_on(unknown.id, "How talk works").await;
    ann.sees("The answer comes while it is written").await;
    ann.taps_on(unknown.id, "‹ Back").await;
    ann.sees("❓ Write, and I answer.").await;
    app.finish().await;
}

#[tokio::test]
async fn an_edit_whose_answer_was_lost_is_repeated_without_harm() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/settings");
    ann.sees("⚙️ Settings").await;
    app.sandbox.add_fault(Fault::new(FaultKind::DropAfter).on("editMessageText").times(1));
    ann.taps("🖌 Look").await;
    ann.sees("🖌 What I draw").await;
    app.finish().await;
}

#[tokio::test]
async fn through_a_storm_every_answer_arrives_in_its_order() {
    let app = TestApp::start().await;
    let ann = app.ann();
    let storm = [
        Fault::new(FaultKind::ServerError).sometimes(0.15),
        Fault::new(FaultKind::DropBefore).sometimes(0.15),
        Fault::new(FaultKind::TooManyRequests).retry_after(1).sometimes(0.1),
    ];
    for fault in storm {
        app.sandbox.add_fault(fault);
    }
    for number in 1..=8 {
        ann.sends(&format!("{number}+200="));
    }
    app.finish_jobs().await;
    app.sandbox.clear_faults();
    let answers: Vec<String> = ann.messages().into_iter().map(|bubble| bubble.text).collect();
    let expected: Vec<String> = (1..=8).map(|number| format!("{number} + 200 = {}", number + 200)).collect();
    assert_eq!(answers, expected, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn a_message_that_the_person_deleted_comes_anew() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("/settings");
    ann.taps("💬 Chat").await;
    ann.taps("○ Edits").await;
    let slow = Script::events().word("Slowly ").act(Act::Pause(Duration::from_millis(800)));
    app.provider().next(slow.word("but surely.").ends("stop"));
    ann.sends("How?");
    let growing = ann.sees("Slowly ▍").await;
    ann.deletes(growing.id);
    let whole = ann.sees("Slowly but surely.").await;
    assert_ne!(whole.id, growing.id);
    app.finish().await;
}

#[tokio::test]
async fn the_same_screen_again_asks_telegram_for_nothing_it_would_refuse() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/settings");
    ann.taps("💬 Chat").await;
    let screen = ann.sees("⚙️ How answers come.").await;
    for _ in 0..3 {
        ann.taps_on(screen.id, "● Draft").await;
        assert_eq!(ann.toast(), "Kept");
    }
    app.finish().await;
}

#[tokio::test]
async fn whoever_blocks_the_bot_is_left_alone_until_they_come_back() {
    let app = TestApp::with_provider().await;
    let (ann, boris) = (app.ann(), app.boris());
    let slow = Script::says("Too late.").after(Duration::from_millis(500));
    app.provider().next(slow);
    ann.sends("Hello");
    ann.sees_draft("").await;
    ann.blocks(true);
    app.finish_jobs().await;
    let refused = app.sandbox.calls().into_iter().filter(|call| call.error_code == Some(403)).count();
    assert!(refused <= 3, "{refused} calls to somebody who has blocked the bot");
    boris.sends("Привет");
    boris.sees("Yes.").await;
    ann.blocks(false);
    ann.sends("/start");
    ann.sees(", Ann.").await;
    ann.sends("Are you there?");
    ann.sees("Yes.").await;
    app.finish().await;
}

#[tokio::test]
async fn where_drafts_are_refused_a_message_grows() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let refused = Fault::new(FaultKind::Refused).saying("TEXTDRAFT_PEER_INVALID").on("sendMessageDraft");
    app.sandbox.add_fault(refused);
    let slow = Script::events().word("Slowly ").act(Act::Pause(Duration::from_millis(800)));
    app.provider().next(slow.word("but surely.").ends("stop"));
    ann.sends("How?");
    let growing = ann.sees("Slowly").await;
    assert_eq!(ann.sees("Slowly but surely.").await.id, growing.id);
    app.finish_jobs().await;
    ann.sends("Again?");
    ann.sees("Yes.").await;
    let tried = app.sandbox.calls().into_iter().filter(|call| call.method == "sendMessageDraft").count();
    assert_eq!(tried, 1, "a chat that refuses drafts is spared them");
    app.finish().await;
}

#[tokio::test]
async fn throttled_drafts_keep_no_answer_back() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let throttled = Fault::new(FaultKind::TooManyRequests).on("sendMessageDraft").retry_after(1);
    app.sandbox.add_fault(throttled);
    ann.sends("Hello");
    ann.sees("Yes.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_press_is_answered_although_the_first_try_fails() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/settings");
    app.sandbox.add_fault(Fault::new(FaultKind::ServerError).on("answerCallbackQuery").times(1));
    ann.taps("🖌 Look").await;
    ann.sees("🖌 What I draw").await;
    app.finish().await;
}
