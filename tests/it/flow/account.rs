//! The person's own: language, clock, look, notices, privacy.

use atelier_tests::TestApp;

#[tokio::test]
async fn language_is_switched_on_the_welcome_screen_and_back() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start");
    ann.taps("🌐 По-русски").await;
    ann.sees("Ann").await;
    ann.taps("Настройки").await;
    ann.taps("🌐 Язык").await;
    ann.taps("English").await;
    assert_eq!(ann.toast(), "Now in English");
    ann.sees("Buttons and menu change at once").await;
    app.finish().await;
}
