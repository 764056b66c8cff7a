//! First contact, home, help, and the ways between them.

use atelier_tests::TestApp;

#[tokio::test]
async fn a_newcomer_is_welcomed_in_the_language_of_their_client() {
    let app = TestApp::start().await;
    let (ann, boris) = (app.ann(), app.boris());
    ann.sends("/start");
    let welcome = ann.sees("Hello, Ann. I am Atelier").await;
    assert_eq!(welcome.labels(), ["💬 Chat", "⚙️ Settings", "🌐 По-русски"]);
    boris.sends("/start");
    let welcome = boris.sees("Борис").await;
    assert_eq!(welcome.labels(), ["💬 Чат", "⚙️ Настройки", "🌐 In English"]);
    app.finish().await;
}

#[tokio::test]
async fn the_second_start_is_home_and_the_first_screen_shrinks_to_a_line() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start");
    let welcome = ann.sees("I am Atelier").await;
    ann.sends("/start");
    ann.sees("Ann.").await;
    app.finish_jobs().await;
    assert!(ann.bubble(welcome.id).unwrap().buttons().is_empty(), "{}", ann.transcript());
    assert!(ann.last().labels().contains(&"❓ Help".to_owned()));
    app.finish().await;
}

#[tokio::test]
async fn a_deep_link_is_a_start_like_any_other() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start from-a-friend");
    ann.sees("I am Atelier").await;
    assert_eq!(app.look().count("SELECT COUNT(*) AS n FROM account_accounts").await, 1);
    app.finish().await;
}
