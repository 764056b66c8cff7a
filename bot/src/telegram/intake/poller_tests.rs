//! The poller against a stand-in for Telegram.

use std::{sync::Arc, time::Instant};

use rand::SeedableRng as _;

use super::*;
use crate::{
    domain::{BotId, SystemClock},
    storage::testing::TestDb,
    telegram::intake::{IntakeEvent, IntakeOptions, standin::Standin},
};

fn update(id: i64, chat: i64) -> serde_json::Value {
    json!({"update_id": id, "message": {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "hi"}})
}

struct Case {
    telegram: Standin,
    intake: Intake,
    stop: CancellationToken,
    db: TestDb,
}

impl Case {
    async fn new() -> Self {
        let db = TestDb::sqlite().await;
        let intake = Intake::new(db.clone(), BotId(1), Arc::new(SystemClock), IntakeOptions::default());
        Self { telegram: Standin::start().await, intake, stop: CancellationToken::new(), db }
    }

    fn poller(&self) -> Poller {
        let options = PollerOptions {
            backoff: (Duration::from_millis(10), Duration::from_millis(40)),
            lease: Duration::from_millis(600),
            ..PollerOptions::default()
        };
        let leases = Leases::new(self.db.clone(), Arc::new(SystemClock));
        Poller::new(self.telegram.api(), self.intake.clone(), leases, options, StdRng::seed_from_u64(1))
    }

    /// Polls beside a test, and stops afterwards.
    async fn beside(&self, test: impl Future<Output = ()>) -> Result<(), PollerError> {
        let test = async {
            test.await;
            self.stop.cancel();
        };
        tokio::join!(self.poller().run(self.stop.clone()), test).0
    }
}

#[tokio::test]
async fn an_update_is_acknowledged_after_it_is_written_down() {
    let case = Case::new().await;
    case.telegram.answers("getUpdates", &json!([update(7, 5), update(8, 5), {"odd": true}]));
    case.telegram.answers("getUpdates", &json!([update(9, 6)]));
    let outcome = case.beside(async {
        let asked = case.telegram.heard("getUpdates", 3).await;
        assert_eq!(asked[0].get("offset"), None);
        assert_eq!((&asked[0]["limit"], &asked[0]["timeout"]), (&json!(100), &json!(30)));
        assert_eq!(asked[0]["allowed_updates"], json!(ALLOWED_UPDATES));
        assert_eq!((&asked[1]["offset"], &asked[2]["offset"]), (&json!(9), &json!(10)));
        assert_eq!(case.intake.stats().await.unwrap().open, 3);
    });
    outcome.await.unwrap();
    let last = case.telegram.asked("getUpdates").pop().unwrap();
    assert_eq!((&last["offset"], &last["limit"], &last["timeout"]), (&json!(10), &json!(1), &json!(0)));
}

#[tokio::test]
async fn the_offset_stays_while_the_database_is_away() {
    use crate::storage::sql::Executor as _;
    let case = Case::new().await;
    case.db.execute("ALTER TABLE intake_inbox RENAME TO elsewhere", []).await.unwrap();
    for _ in 0..3 {
        case.telegram.answers("getUpdates", &json!([update(7, 5)]));
    }
    case.beside(async {
        let Some(IntakeEvent::Unrecorded(who)) = case.intake.next_event().await else { panic!() };
        assert_eq!(who[0].peer.unwrap().chat.0, 5);
        let asked = case.telegram.heard("getUpdates", 2).await;
        assert!(asked.iter().all(|asked| asked.get("offset").is_none()), "{asked:?}");
        case.db.execute("ALTER TABLE elsewhere RENAME TO intake_inbox", []).await.unwrap();
        let asked = case.telegram.heard("getUpdates", 4).await;
        assert_eq!(asked.last().unwrap()["offset"], json!(8));
    })
    .await
    .unwrap();
    assert_eq!(case.intake.stats().await.unwrap().open, 1);
}

#[tokio::test]
async fn a_webhook_is_removed_before_the_first_poll_and_what_waits_is_kept() {
    let case = Case::new().await;
    case.telegram.answers("getWebhookInfo", &json!({"url": "https://old.example/hook"}));
    case.beside(async {
        case.telegram.heard("getUpdates", 1).await;
        assert_eq!(case.telegram.asked("deleteWebhook"), [json!({"drop_pending_updates": false})]);
    })
    .await
    .unwrap();

    let without = Case::new().await;
    without.beside(async { drop(without.telegram.heard("getUpdates", 1).await) }).await.unwrap();
    assert_eq!(without.telegram.asked("getWebhookInfo").len(), 1);
    assert!(without.telegram.asked("deleteWebhook").is_empty());
}

#[tokio::test]
async fn trouble_is_waited_out() {
    let case = Case::new().await;
    case.telegram.refuses("getWebhookInfo", 502, "Bad Gateway");
    for code in [500, 409, 409, 502] {
        case.telegram.refuses("getUpdates", code, "trouble");
    }
    case.telegram.refuses("getUpdates", 429, "Too Many Requests: retry after 1");
    case.telegram.answers("getUpdates", &json!([update(1, 5)]));
    let begun = Instant::now();
    case.beside(async {
        case.telegram.heard("getUpdates", 7).await;
        assert!(begun.elapsed() >= Duration::from_secs(1), "as long as Telegram says");
        assert_eq!(case.telegram.asked("getWebhookInfo").len(), 4, "again after each conflict");
        assert_eq!(case.intake.stats().await.unwrap().open, 1);
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_batch_that_comes_shuffled_is_taken_in_its_order() {
    use crate::storage::sql::Executor as _;
    let case = Case::new().await;
    case.telegram.answers("getUpdates", &json!([update(9, 5), update(7, 5), update(8, 5)]));
    case.beside(async {
        assert_eq!(case.telegram.heard("getUpdates", 2).await[1]["offset"], json!(10));
    })
    .await
    .unwrap();
    let rows = case.db.rows("SELECT update_id FROM intake_inbox ORDER BY seq", []).await.unwrap();
    let ids: Vec<i64> = rows.iter().map(|row| row.try_get("", "update_id").unwrap()).collect();
    assert_eq!(ids, [7, 8, 9]);
}

#[tokio::test]
async fn another_who_fetches_is_reported_until_they_stop() {
    let case = Case::new().await;
    for _ in 0..4 {
        case.telegram.refuses("getUpdates", 409, "Conflict: terminated by other getUpdates request");
    }
    case.beside(async {
        case.telegram.heard("getUpdates", 4).await;
        assert_eq!(case.db.trouble(), Some(CONFLICT));
        case.telegram.answers("getUpdates", &json!([update(1, 5)]));
        case.telegram.heard("getUpdates", 6).await;
        assert_eq!(case.db.trouble(), None);
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn who_loses_the_lease_with_the_database_goes_on_telling_people() {
    use crate::storage::sql::Executor as _;
    let case = Case::new().await;
    case.beside(async {
        case.telegram.heard("getUpdates", 1).await;
        case.db.execute("ALTER TABLE storage_leases RENAME TO elsewhere", []).await.unwrap();
        // Whoever has lost the lease drops the poll and looks on by another.
        case.telegram.heard("getUpdates", 2).await;
        case.telegram.answers("getUpdates", &json!([update(7, 5)]));
        let Some(IntakeEvent::Unrecorded(who)) = case.intake.next_event().await else { panic!() };
        assert_eq!(who[0].peer.unwrap().chat.0, 5);
        assert_eq!(case.intake.stats().await.unwrap().open, 0, "who has no lease takes nothing");
        case.db.execute("ALTER TABLE elsewhere RENAME TO storage_leases", []).await.unwrap();
        while case.intake.stats().await.unwrap().open == 0 {
            // What was not acknowledged comes again and again.
            case.telegram.answers("getUpdates", &json!([update(7, 5)]));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(case.telegram.asked("getUpdates").iter().all(|asked| asked["offset"] != json!(7)));
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_wrong_token_ends_it() {
    let case = Case::new().await;
    case.telegram.refuses("getWebhookInfo", 401, "Unauthorized");
    let error = case.poller().run(case.stop.clone()).await.unwrap_err();
    assert!(error.to_string().contains("TELEGRAM_BOT_TOKEN"), "{error}");
    assert!(!format!("{error:?}").contains("test"), "the token is not shown");
}

#[tokio::test]
async fn a_stop_drops_the_running_poll() {
    let case = Case::new().await;
    let begun = Instant::now();
    case.beside(async { drop(case.telegram.heard("getUpdates", 1).await) }).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(case.telegram.asked("getUpdates").len(), 1, "nothing to acknowledge");
}

#[tokio::test]
async fn one_process_polls_at_a_time() {
    let case = Case::new().await;
    let second = Case { stop: CancellationToken::new(), ..Case::new().await };
    let waiting = Poller { leases: Leases::new(case.db.clone(), Arc::new(SystemClock)), ..second.poller() };
    let test = async {
        case.telegram.heard("getUpdates", 1).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(second.telegram.asked("getUpdates").is_empty(), "the lease is renewed");
        case.stop.cancel();
        second.telegram.heard("getUpdates", 1).await;
        second.stop.cancel();
    };
    let (first, other, ()) =
        tokio::join!(case.poller().run(case.stop.clone()), waiting.run(second.stop.clone()), test);
    first.unwrap();
    other.unwrap();
}
