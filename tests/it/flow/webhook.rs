//! Updates that Telegram brings: with the secret, from nobody else, and through a restart.

use std::{net::TcpListener, time::Duration};

use atelier_tests::TestApp;
use serde_json::json;

/// A bot behind a webhook, and the address of it.
async fn behind_a_webhook() -> (TestApp, String) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/telegram");
    let app = TestApp::with(|env| {
        env.with("TELEGRAM_MODE", "webhook")
            .with("TELEGRAM_WEBHOOK_URL", &url)
            .with("TELEGRAM_WEBHOOK_SECRET", "sesame_open-1")
            .with("HTTP_ADDR", format!("127.0.0.1:{port}"))
    })
    .await;
    (app, url)
}

#[tokio::test]
async fn everything_works_behind_a_webhook_and_over_a_restart() {
    let (mut app, _) = behind_a_webhook().await;
    let ann = app.ann();
    ann.sends("/start");
    ann.taps("⚙️ Settings").await;
    ann.sees("⚙️ Settings").await;
    app.stop().await;
    ann.sends("2+3=");
    app.go_on().await;
    ann.sees("2 + 3 = 5").await;
    let polled = app.sandbox.calls().into_iter().any(|call| call.method == "getUpdates");
    assert!(!polled, "who has a webhook does not poll");
    app.finish().await;
}

#[tokio::test]
async fn nobody_comes_in_without_the_secret() {
    let (app, url) = behind_a_webhook().await;
    let ann = app.ann();
    ann.sends("/start");
    ann.sees("I am Atelier").await;
    let http = atelier::providers::http_client(Duration::from_secs(5)).unwrap();
    let forged = json!({ "update_id": 999_999, "message": {
        "message_id": 99, "date": 1, "text": "/help",
        "chat": { "id": 101, "type": "private", "first_name": "Ann" },
        "from": { "id": 101, "is_bot": false, "first_name": "Ann" },
    } });
    for secret in [None, Some("sesame"), Some("sesame_open-2")] {
        let mut request = http.post(&url).json(&forged);
        if let Some(secret) = secret {
            request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        assert_eq!(request.send().await.unwrap().status().as_u16(), 403, "{secret:?}");
    }
    app.finish_jobs().await;
    assert_eq!(ann.messages().len(), 1, "{}", ann.transcript());
    app.finish().await;
}
