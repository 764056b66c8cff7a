//! What an operator sees from outside: the page of metrics, and whether the bot is ready.

use std::{net::TcpListener, time::Duration};

use atelier_tests::{Script, TestApp, until};
use serde_json::{Value, json};

/// A bot whose own HTTP server listens, and the address of that.
async fn listening() -> (TestApp, String) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let app = TestApp::with_provider_and(|env| env.with("HTTP_ADDR", &address)).await;
    (app, format!("http://{address}"))
}

async fn get(url: &str) -> (u16, String) {
    let http = atelier::providers::http_client(Duration::from_secs(5)).unwrap();
    let response = http.get(url).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// The value of the one line that begins so.
fn value(page: &str, line: &str) -> Option<f64> {
    page.lines().find_map(|found| found.strip_prefix(line)?.trim().parse().ok())
}

#[tokio::test]
async fn what_happens_is_counted() {
    let (app, address) = listening().await;
    let ann = app.ann();
    ann.sends("/start");
    ann.sees("I am Atelier").await;
    app.provider().next(Script::says("It scatters."));
    ann.sends("Why is the sky blue?");
    ann.sees("It scatters.").await;
    ann.taps("⋯").await;
    app.finish_jobs().await;
    let counted = until(|| async {
        let (status, page) = get(&format!("{address}/metrics")).await;
        assert_eq!(status, 200);
        // The numbers of what is open are kept for some seconds.
        (value(&page, "intake_open") == Some(0.0) && value(&page, "outbox_pending") == Some(0.0))
            .then_some(page)
    });
    let page = counted.await.expect("a page on which nothing is open any more");
    for (line, least) in [
        ("intake_updates_total{kind=\"message\"}", 2.0),
        ("intake_updates_total{kind=\"callback_query\"}", 1.0),
        ("handler_seconds_count{input=\"command\"}", 1.0),
        ("handler_seconds_count{input=\"text\"}", 1.0),
        ("handler_seconds_count{input=\"tap\"}", 1.0),
        ("intake_wait_seconds_count", 3.0),
        ("jobs_ended_total{job=\"chat.answer\",outcome=\"done\"}", 1.0),
        ("jobs_seconds_count{job=\"chat.answer\"}", 1.0),
        ("provider_calls_total{model=\"fake-large\",outcome=\"answered\",provider=\"openai\"}", 1.0),
        ("provider_first_seconds_count{model=\"fake-large\",provider=\"openai\"}", 1.0),
        ("provider_tokens_total{direction=\"completion\",model=\"fake-large\",provider=\"openai\"}", 5.0),
        ("outbox_delivered_total{outcome=\"delivered\"}", 2.0),
        ("outbox_wait_seconds_count", 2.0),
        ("telegram_calls_total{method=\"sendMessage\",outcome=\"ok\"}", 1.0),
        ("telegram_seconds_count{method=\"sendMessage\"}", 1.0),
        ("leases_held{lease=\"intake.poller\"}", 1.0),
        ("storage_up", 1.0),
    ] {
        assert!(value(&page, line).is_some_and(|value| value >= least), "{line}: {page}");
    }
    for line in
        ["outbox_uncertain_total", "storage_redis_away", "intake_lag_seconds", "outbox_oldest_seconds"]
    {
        assert_eq!(value(&page, line), Some(0.0), "{line}: {page}");
    }
    assert!(page.contains("build_info{"), "{page}");
    assert!(page.contains("storage_pool_connections{"), "{page}");
    for id in ["101", "Ann", "sky"] {
        assert!(!page.contains(&format!("\"{id}\"")), "nobody is a label: {page}");
    }
    app.finish().await;
}

#[tokio::test]
async fn it_is_alive_and_ready() {
    let (app, address) = listening().await;
    let (status, told) = get(&format!("{address}/ready")).await;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((status, &told["status"], &told["reasons"]), (200, &json!("ready"), &json!([])));
    assert_eq!(get(&format!("{address}/health")).await.0, 200);
    app.finish().await;
}

#[tokio::test]
async fn a_redis_that_is_away_is_a_note() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let app =
        TestApp::with(|env| env.with("HTTP_ADDR", &address).with("REDIS_URL", "redis://127.0.0.1:9/0")).await;
    let (status, told) = get(&format!("http://{address}/ready")).await;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((status, &told["notes"]), (200, &json!(["redis"])), "{told}");
    app.finish().await;
}
