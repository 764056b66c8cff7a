//! Buttons that are old, foreign or made up: answered every time, and never with what is another's.

use atelier_tests::{Person, TestApp};

/// Presses that no button makes: of nobody's conversation, of nothing, of noise, of the longest kind.
async fn presses_nonsense(person: &Person, message: i64) {
    let noise: String = "\u{fffd}".repeat(21);
    let long = "x".repeat(64);
    for data in [
        "ch:c:999999",
        "ch:a:999999",
        "ch:zz",
        "zz:top",
        "",
        " ",
        "ch:",
        ":::::",
        "ho:r:7:ask",
        &noise,
        &long,
    ] {
        person.forges(message, data).await;
    }
}

#[tokio::test]
async fn noise_gets_a_note_and_a_fresh_screen() {
    let app = TestApp::start().await;
    let (ann, boris) = (app.ann(), app.boris());
    ann.sends("/start");
    let welcome = ann.sees("I am Atelier").await;
    ann.forges(welcome.id, "zz:top:1").await;
    assert_eq!(ann.toast(), "That button is old; here is a fresh screen");
    ann.sees(", Ann.").await;
    boris.sends("/start");
    let welcome = boris.sees("Это Ателье").await;
    boris.forges(welcome.id, &"й".repeat(32)).await;
    assert!(boris.toast().contains("кнопка") || boris.toast().contains("Кнопка"), "{}", boris.toast());
    app.finish().await;
}

#[tokio::test]
async fn whatever_is_pressed_is_answered() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start");
    let welcome = ann.sees("I am Atelier").await;
    presses_nonsense(&ann, welcome.id).await;
    app.finish().await;
}

#[tokio::test]
async fn a_button_under_a_message_that_is_gone_opens_its_screen_anew() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start");
    let welcome = ann.sees("I am Atelier").await;
    app.finish_jobs().await;
    ann.deletes(welcome.id);
    ann.forges(welcome.id, "ho:s").await;
    ann.sees("⚙️ Settings").await;
    app.finish().await;
}

#[tokio::test]
async fn nobody_reads_names_or_deletes_anothers_conversation() {
    let app = TestApp::with_provider().await;
    let (ann, boris) = (app.ann(), app.boris());
    ann.sends("The secret of the fox");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    ann.sends("/chats");
    let list = ann.sees("1 conversation").await;
    let (_, open) = list.buttons().into_iter().find(|(label, _)| label.starts_with('●')).unwrap();
    let conversation = open.split(':').nth(2).unwrap().to_owned();
    let answer = ann.messages()[0].data_of("🔄 Again").unwrap();

    boris.sends("/start");
    let welcome = boris.sees("Это Ателье").await;
    for room in ["c", "g", "t", "x", "u", "e"] {
        boris.forges(welcome.id, &format!("ch:{room}:{conversation}")).await;
    }
    boris.forges(welcome.id, &answer).await;
    for room in ["s", "k", "o", "O", "d"] {
        boris.forges(welcome.id, &answer.replace("ch:a:", &format!("ch:{room}:"))).await;
    }
    boris.sends("Новое название");
    app.finish_jobs().await;
    let said = boris.transcript();
    assert!(!said.contains("secret") && !said.contains("fox"), "{said}");
    ann.sends("/chats");
    let list = ann.sees("1 conversation").await;
    assert!(!list.labels().iter().any(|label| label.contains("Новое")), "{:?}", list.labels());
    app.finish().await;
}

#[tokio::test]
async fn pressing_twice_does_nothing_twice() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("Hello");
    let answer = ann.sees("Yes.").await;
    app.finish_jobs().await;
    ann.sends("/chats");
    let list = ann.sees("1 conversation").await;
    let open = list.buttons()[0].1.clone();
    for _ in 0..3 {
        ann.press(list.id, &open);
    }
    ann.sees("the current one").await;
    let card = ann.last();
    let delete = card.data_of("🗑 Delete").unwrap();
    for _ in 0..3 {
        ann.press(card.id, &delete);
    }
    ann.sees("is deleted. For 24 h it can be brought back.").await;
    app.finish_jobs().await;
    assert_eq!(app.look().count("SELECT COUNT(*) AS n FROM chat_conversations").await, 1);
    assert!(ann.bubble(answer.id).is_some());
    app.finish().await;
}

#[tokio::test]
async fn again_pressed_twice_asks_no_more_than_twice_and_in_order() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("Hello");
    let answer = ann.sees("Yes.").await;
    app.finish_jobs().await;
    let again = answer.data_of("🔄 Again").unwrap();
    ann.press(answer.id, &again);
    ann.press(answer.id, &again);
    app.finish_jobs().await;
    assert!(ann.counts("Yes.") <= 3, "{}", ann.transcript());
    app.finish().await;
}
