//! Stopping, dying and going on: nothing is lost, nothing comes twice, steps are where they were.

use atelier_tests::{Act, Script, TestApp};

#[tokio::test]
async fn what_was_sent_meanwhile_is_answered_in_order() {
    let mut app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start");
    ann.sees("I am Atelier").await;
    app.stop().await;
    for number in 1..=5 {
        ann.sends(&format!("{number}+40="));
    }
    app.go_on().await;
    app.finish_jobs().await;
    let answers: Vec<String> = ann.messages().into_iter().skip(1).map(|bubble| bubble.text).collect();
    assert_eq!(answers, ["1 + 40 = 41", "2 + 40 = 42", "3 + 40 = 43", "4 + 40 = 44", "5 + 40 = 45"]);
    app.finish().await;
}

#[tokio::test]
async fn a_stop_in_mid_answer_ends_it_with_what_came_and_continue() {
    let mut app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::events().word("It was a dark ").act(Act::Stall));
    ann.sends("Tell a story");
    ann.sees_draft("It was a dark").await;
    app.restart().await;
    let ended = ann.sees("It was a dark").await;
    assert!(ended.text.contains("I was interrupted; this is what came."), "{}", ended.text);
    app.finish_jobs().await;
    assert_eq!(ann.counts("It was a dark"), 1, "{}", ann.transcript());
    app.provider().next(Script::says("and stormy night."));
    ann.taps("▶ Continue").await;
    ann.sees("and stormy night.").await;
    app.finish().await;
}

#[tokio::test]
async fn an_answer_that_is_nearly_there_is_finished_before_the_stop() {
    let mut app = TestApp::with_provider().await;
    let ann = app.ann();
    let slow = Script::events().word("Nearly ").act(Act::Pause(std::time::Duration::from_millis(700)));
    app.provider().next(slow.word("there.").ends("stop"));
    ann.sends("Are we there?");
    ann.sees_draft("Nearly").await;
    app.restart().await;
    ann.sees("Nearly there.").await;
    app.finish_jobs().await;
    assert_eq!(ann.counts("Nearly"), 1, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn a_question_that_was_open_is_open_after_the_restart() {
    let mut app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("Something");
    app.finish_jobs().await;
    ann.sends("/chats");
    ann.taps("● Yes").await;
    ann.taps("✏️ Rename").await;
    ann.sees("✏️ Waiting for: the new title").await;
    app.restart().await;
    ann.sends("The winter garden");
    ann.sees("✏️ Now it is called “The winter garden”.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_death_before_the_first_word_asks_once_more() {
    let mut app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::events().act(Act::Stall));
    ann.sends("Hello?");
    ann.sees_draft("").await;
    app.crash().await;
    app.go_on().await;
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    assert_eq!(ann.counts("Yes."), 1, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn a_death_in_mid_answer_keeps_what_was_written_down() {
    let mut app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::events().word("It was a dark ").act(Act::Stall));
    ann.sends("Tell a story");
    let kept = "SELECT COUNT(*) AS n FROM chat_answers WHERE text <> ''";
    let written = atelier_tests::until(|| async { (app.look().count(kept).await == 1).then_some(()) });
    assert!(written.await.is_some(), "nothing was written down");
    app.crash().await;
    app.go_on().await;
    ann.sees("I was interrupted; this is what came.").await;
    app.finish_jobs().await;
    assert_eq!(ann.counts("It was a dark"), 1, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn dying_again_and_again_loses_no_question_and_repeats_at_most_one_message_a_death() {
    let mut app = TestApp::start().await;
    let ann = app.ann();
    let mut deaths = 0;
    for number in 1..=12 {
        ann.sends(&format!("{number}+70="));
        if number % 3 == 0 {
            app.crash().await;
            app.go_on().await;
            deaths += 1;
        }
    }
    app.finish_jobs().await;
    let mut answers: Vec<String> = ann.messages().into_iter().map(|bubble| bubble.text).collect();
    let total = answers.len();
    answers.dedup();
    let expected: Vec<String> = (1..=12).map(|number| format!("{number} + 70 = {}", number + 70)).collect();
    assert_eq!(answers, expected, "{}", ann.transcript());
    assert!(total - 12 <= deaths, "{} repeated in {deaths} deaths", total - 12);
    app.finish().await;
}

#[tokio::test]
async fn a_redis_that_is_away_is_no_reason_to_be_silent() {
    let app = TestApp::with(|env| env.with("REDIS_URL", "redis://127.0.0.1:1")).await;
    let ann = app.ann();
    ann.sends("/settings");
    ann.taps("⏰ Time").await;
    ann.sends("Lisbon");
    ann.sees("⏰ Lisbon: it is").await;
    ann.sends("2+2=");
    ann.sees("2 + 2 = 4").await;
    app.finish().await;
}
