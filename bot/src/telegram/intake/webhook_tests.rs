//! The webhook answers as Telegram expects.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Method, Request, Response},
};
use tower::ServiceExt as _;

use super::*;
use crate::{
    domain::{BotId, SystemClock},
    storage::{sql::Executor as _, testing::TestDb},
    telegram::intake::{ALLOWED_UPDATES, IntakeEvent, IntakeOptions, standin::Standin},
};

const UPDATE: &str =
    r#"{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"text":"hi"}}"#;

fn intake(db: &TestDb) -> Intake {
    let options = IntakeOptions { alone: false, ..IntakeOptions::default() };
    Intake::new((**db).clone(), BotId(1), Arc::new(SystemClock), options)
}

async fn post_as(intake: &Intake, secret: Option<&str>, body: impl Into<Body>) -> StatusCode {
    let routes = routes(intake.clone(), "/hook/telegram", WebhookSecret::parse("s3cret_-").unwrap());
    let mut request = Request::builder().method(Method::POST).uri("/hook/telegram");
    if let Some(secret) = secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    let response: Response<_> = routes.oneshot(request.body(body.into()).unwrap()).await.unwrap();
    response.status()
}

#[tokio::test]
async fn an_update_is_taken_once_and_only_with_the_secret() {
    for db in TestDb::each().await {
        let intake = intake(&db);
        for secret in [None, Some(""), Some("s3cret_"), Some("s3cret_-x")] {
            assert_eq!(post_as(&intake, secret, UPDATE).await, StatusCode::FORBIDDEN, "{secret:?}");
        }
        assert_eq!(intake.stats().await.unwrap().open, 0);
        for _ in 0..2 {
            assert_eq!(post_as(&intake, Some("s3cret_-"), UPDATE).await, StatusCode::OK, "{db:?}");
        }
        assert_eq!(intake.stats().await.unwrap().open, 1);
    }
}

#[tokio::test]
async fn what_is_no_update_is_refused() {
    let db = TestDb::sqlite().await;
    let intake = intake(&db);
    for body in ["", "[]", "{}", "\u{0}"] {
        assert_eq!(post_as(&intake, Some("s3cret_-"), body).await, StatusCode::BAD_REQUEST, "{body:?}");
    }
    assert_eq!(post_as(&intake, Some("s3cret_-"), vec![0xff; 9]).await, StatusCode::BAD_REQUEST);
    let huge = UPDATE.replace("hi", &"x".repeat(BODY_LIMIT));
    assert_eq!(post_as(&intake, Some("s3cret_-"), huge).await, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn without_a_database_telegram_is_asked_to_come_again() {
    let db = TestDb::sqlite().await;
    let intake = intake(&db);
    db.execute("ALTER TABLE intake_inbox RENAME TO elsewhere", []).await.unwrap();
    assert_eq!(post_as(&intake, Some("s3cret_-"), UPDATE).await, StatusCode::SERVICE_UNAVAILABLE);
    assert!(matches!(intake.next_event().await, Some(IntakeEvent::Unrecorded(_))));
    db.execute("ALTER TABLE elsewhere RENAME TO intake_inbox", []).await.unwrap();
    assert_eq!(post_as(&intake, Some("s3cret_-"), UPDATE).await, StatusCode::OK);
}

#[tokio::test]
async fn registering_names_the_kinds_and_drops_nothing() {
    let telegram = Standin::start().await;
    let secret = WebhookSecret::parse("s3cret_-").unwrap();
    let url = "https://bot.example/hook/telegram".parse().unwrap();
    register(&telegram.api(), &url, &secret, 40, &ALLOWED_UPDATES).await.unwrap();
    let asked = json!({
        "url": "https://bot.example/hook/telegram", "secret_token": "s3cret_-", "max_connections": 40,
        "allowed_updates": ALLOWED_UPDATES, "drop_pending_updates": false,
    });
    assert_eq!(telegram.asked("setWebhook"), [asked]);
}

#[test]
fn a_secret_has_the_shape_that_telegram_asks_for() {
    assert!(WebhookSecret::parse(&"a".repeat(256)).is_some());
    for text in ["", "a b", "ж", &"a".repeat(257)] {
        assert!(WebhookSecret::parse(text).is_none(), "{text}");
    }
    assert_eq!(format!("{:?}", WebhookSecret::parse("abc")), "Some(WebhookSecret(…))");
}
