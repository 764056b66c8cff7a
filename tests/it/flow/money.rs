//! Paying with Stars, spending coins, and what happens where something goes wrong in between.

use std::time::Duration;

use atelier_tests::{Bubble, Person, TestApp, write};
use tempfile::TempDir;

/// Two messages a day for nothing.
const FEW: &str = r#"
welcome = 5
invite = 50
[premium]
1 = 500
3 = 1350
[packs]
100 = 75
500 = 350
[actions]
message = 1
picture_fast = 3
picture_balanced = 5
picture_high = 8
picture_ultra = 12
vary = 5
edit = 5
upscale = 4
avatar = 150
transcript_minute = 10
photo = 1
book_picture = 5
map = 20
[allowances.free]
messages = { day = 2 }
[allowances.premium]
messages = "unlimited"
"#;

/// The list lies in a folder that has to outlive the app.
async fn app_with_few() -> (TestApp, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("prices.toml");
    std::fs::write(&list, FEW).unwrap();
    (TestApp::with(|env| env.with("BILLING_PRICES", list.to_str().unwrap())).await, folder)
}

/// Ann uses up what she has for nothing, and one message more is put off.
async fn reaches_the_limit(ann: &Person, app: &TestApp) {
    ann.sends("/start");
    ann.sees("I am Atelier").await;
    for words in ["count to 3", "count to 4"] {
        ann.sends(words);
        app.finish_jobs().await;
    }
    ann.sends("count to 5");
    ann.sees("2 of 2 messages today").await;
}

/// Where a button with these words leads.
fn link(bubble: &Bubble, label: &str) -> String {
    let rows = bubble.raw["reply_markup"]["inline_keyboard"].as_array().into_iter().flatten();
    let mut buttons = rows.flat_map(|row| row.as_array().into_iter().flatten());
    let found = buttons.find(|button| button["text"].as_str().is_some_and(|text| text.contains(label)));
    found.and_then(|button| button["url"].as_str()).expect("a button that leads somewhere").to_owned()
}

#[tokio::test]
async fn a_pack_is_bought_in_three_taps_and_is_there_at_once() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start");
    ann.sees("25 🪙 are yours").await;
    ann.taps("🪙 25").await;
    ann.sees("25 coins").await;
    ann.taps("Get coins").await;
    ann.sees("Coins do not expire").await;
    ann.taps("500 🪙").await;
    let invoice = ann.sees_invoice("500 coins").await;
    let before = ann.stars();
    let charge = ann.pays(invoice.id).await;
    ann.sees("+500 🪙, now 525").await;
    assert_eq!(ann.stars(), before - 350);
    app.finish_jobs().await;
    // The same invoice once more is another payment.
    let again = ann.pays(invoice.id).await;
    assert_ne!(charge, again);
    ann.sees("now 1,025").await;
    ann.sends("/balance");
    ann.sees("1,025 coins").await;
    app.finish().await;
}

#[tokio::test]
async fn nobody_pays_what_is_not_theirs_and_nothing_is_paid_while_the_price_is_another() {
    let mut app = TestApp::start().await;
    let (ann, boris) = (app.ann(), app.boris());
    for (person, words) in [(&ann, "I am Atelier"), (&boris, "Это Ателье")] {
        person.sends("/start");
        person.sees(words).await;
    }
    ann.sends("/premium");
    let link = link(&ann.sees("Premium:").await, "Monthly");
    let words = boris.pays_link_in_vain(&link).await;
    assert!(words.contains("чужой"), "{words}");
    ann.taps("3 months").await;
    let invoice = ann.sees_invoice("Premium, 3 months").await;
    // A day later it costs something else.
    app.finish_jobs().await;
    app.time_passes(Duration::from_hours(25));
    app.stop().await;
    let dearer = "INSERT INTO billing_prices (name, value, changed_at) \
                  VALUES ('premium.3', 1400, '2026-11-20T00:00:00+00:00')";
    write(app.stand().database_url(), dearer).await;
    app.go_on().await;
    let words = ann.pays_in_vain(invoice.id).await;
    assert!(words.contains("price has changed"), "{words}");
    let fresh = ann.sees_invoice("Premium, 3 months").await;
    assert_eq!(fresh.price(), Some(1400));
    ann.pays(fresh.id).await;
    ann.sees("Premium until").await;
    app.finish().await;
}

#[tokio::test]
async fn a_subscription_renews_is_turned_off_and_on_and_ends() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/premium");
    let link = link(&ann.sees("Premium:").await, "Monthly");
    ann.pays_link(&link).await;
    ann.sees("Premium until").await;
    let words = ann.pays_link_in_vain(&link).await;
    assert!(!words.is_empty());
    app.time_passes(Duration::from_hours(24 * 30 + 1));
    ann.sees("Premium until").await;
    app.finish_jobs().await;
    ann.sends("/premium");
    ann.sees("You have it until").await;
    ann.taps("Renewal").await;
    ann.sees("Next payment").await;
    ann.taps("Turn renewal off").await;
    ann.sees("Renewal is off").await;
    assert_eq!(ann.subscriptions()[0]["state"], "canceled");
    ann.taps("Turn it on again").await;
    ann.sees("It can be turned on again").await;
    ann.resumes_subscription();
    app.finish_updates().await;
    ann.sends("/premium");
    ann.sees("You have it until").await;
    ann.taps("Renewal").await;
    ann.sees("Next payment").await;
    // Ended in the settings of the app, it is known here too.
    ann.cancels_subscription();
    app.finish_updates().await;
    ann.sends("/premium");
    ann.sees("You have it until").await;
    ann.taps("Renewal").await;
    ann.sees("Renewal is off").await;
    app.finish().await;
}

#[tokio::test]
async fn what_goes_back_is_taken_and_said_whoever_gives_it_back() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/premium");
    ann.sees("Premium:").await;
    ann.taps("3 months").await;
    let invoice = ann.sees_invoice("3 months").await;
    let charge = ann.pays(invoice.id).await;
    ann.sees("Premium until").await;
    app.finish_jobs().await;
    // Not by us: by another program with the same token.
    let address = format!("{}bot{}/refundStarPayment", app.sandbox.api_url(), app.sandbox.token());
    let asked = format!("{address}?user_id={}&telegram_payment_charge_id={charge}", ann.id);
    let http = atelier::providers::http_client(Duration::from_secs(5)).unwrap();
    assert!(http.get(asked).send().await.unwrap().status().is_success());
    ann.sees("went back to you").await;
    ann.sends("/premium");
    ann.sees("Premium:").await;
    ann.does_not_see("You have it until");
    app.finish().await;
}

#[tokio::test]
async fn at_the_limit_what_was_written_is_kept_and_sent_for_a_coin() {
    let (app, _list) = app_with_few().await;
    let ann = app.ann();
    reaches_the_limit(&ann, &app).await;
    ann.taps("Send it").await;
    ann.sees("4 🪙 are left").await;
    ann.sees("“count to 5”").await;
    app.finish_jobs().await;
    ann.sends("/balance");
    ann.sees("4 coins").await;
    app.finish().await;
}

#[tokio::test]
async fn premium_lets_go_on_what_was_put_off() {
    let (app, _list) = app_with_few().await;
    let ann = app.ann();
    reaches_the_limit(&ann, &app).await;
    ann.taps("No limit").await;
    ann.sees("Premium:").await;
    ann.taps("3 months").await;
    let invoice = ann.sees_invoice("3 months").await;
    ann.pays(invoice.id).await;
    ann.sees("“count to 5”").await;
    app.finish_jobs().await;
    ann.sends("/balance");
    ann.sees("5 coins").await;
    app.finish().await;
}

#[tokio::test]
async fn what_waits_for_midnight_is_sent_then() {
    let (mut app, _list) = app_with_few().await;
    let ann = app.ann();
    reaches_the_limit(&ann, &app).await;
    ann.taps("after midnight").await;
    ann.sees("sent by itself").await;
    app.finish_updates().await;
    app.stop().await;
    app.time_passes(Duration::from_hours(24));
    // Jobs run by the clock of the database, which no test moves.
    let due = "UPDATE jobs_queue SET run_at = created_at WHERE name = 'chat.release_withheld'";
    write(app.stand().database_url(), due).await;
    app.go_on().await;
    ann.sees("“count to 5”").await;
    app.finish().await;
}

#[tokio::test]
async fn a_payment_survives_a_death_before_and_after_it_is_known() {
    let mut app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start");
    ann.sees("I am Atelier").await;
    ann.taps("🪙 25").await;
    ann.sees("25 coins").await;
    ann.taps("Get coins").await;
    ann.sees("Coins do not expire").await;
    ann.taps("100 🪙").await;
    let invoice = ann.sees_invoice("100 coins").await;
    ann.pays(invoice.id).await;
    app.crash().await;
    app.go_on().await;
    ann.sees("now 125").await;
    app.finish_jobs().await;
    app.crash().await;
    app.go_on().await;
    ann.sends("/balance");
    ann.sees("125 coins").await;
    assert_eq!(ann.counts("now 125"), 1);
    app.finish().await;
}
