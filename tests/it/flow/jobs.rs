//! Work that waits: in line, taken back, kept over a restart, never without end.

use atelier_tests::{Act, Script, TestApp};

#[tokio::test]
async fn those_in_line_keep_their_order_over_a_restart() {
    let mut app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::events().word("First.").act(Act::Stall));
    ann.sends("One");
    ann.sees_draft("First.").await;
    app.provider().next(Script::says("Second.")).next(Script::says("Third."));
    ann.sends("Two");
    let third = ann.sends("Three");
    ann.sees_reaction(third, "👀").await;
    app.restart().await;
    app.finish_jobs().await;
    let words: Vec<String> = ann.messages().into_iter().map(|bubble| bubble.text).collect();
    assert!(words[0].starts_with("First."), "{words:?}");
    assert_eq!(words[1..], ["Second.", "Third."]);
    app.finish().await;
}

#[tokio::test]
async fn the_line_has_an_end_and_says_so() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::events().word("Wait.").act(Act::Stall));
    ann.sends("0");
    ann.sees_draft("Wait.").await;
    for number in 1..=50 {
        ann.sends(&number.to_string());
    }
    ann.sees("⏳ 50 messages are in line already.").await;
    ann.sends("/stop");
    app.finish_jobs().await;
    assert_eq!(ann.counts("Yes."), 49);
    app.finish().await;
}

#[tokio::test]
async fn two_people_are_answered_side_by_side() {
    let app = TestApp::with_provider().await;
    let (ann, boris) = (app.ann(), app.boris());
    app.provider().next(Script::events().word("Long.").act(Act::Stall));
    ann.sends("A long one");
    ann.sees_draft("Long.").await;
    boris.sends("Короткий");
    boris.sees("Yes.").await;
    ann.sends("/stop");
    ann.sees("⏹ Stopped here.").await;
    app.finish().await;
}
