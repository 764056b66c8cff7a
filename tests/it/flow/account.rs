//! The person's own: language, clock, look, notices, privacy.

use atelier_tests::{Person, TestApp};
use serde_json::json;

#[tokio::test]
async fn every_line_of_settings_opens_and_leads_back() {
    let app = TestApp::start().await;
    let (ann, boris) = (app.ann(), app.boris());
    visits_every_setting(&ann, "⚙️ Settings", "‹ Back").await;
    visits_every_setting(&boris, "⚙️ Настройки", "‹ Назад").await;
    app.finish().await;
}

async fn visits_every_setting(person: &Person, title: &str, back: &str) {
    person.sends("/settings");
    let mut labels = person.sees(title).await.labels();
    labels.pop();
    assert!(labels.len() >= 6, "{labels:?}");
    for label in labels {
        person.taps(&label).await;
        let screen = person.sees_one("another screen", |bubble| !bubble.text.starts_with(title)).await;
        assert!(
            screen.labels().contains(&"🏠 Home".to_owned())
                || screen.labels().iter().any(|l| l.contains("🏠"))
        );
        person.taps(back).await;
        person.sees(title).await;
    }
}

#[tokio::test]
async fn language_is_switched_and_holds() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start");
    ann.taps("🌐 По-русски").await;
    ann.sees("Здравствуйте, Ann.").await;
    ann.sends("/help");
    ann.sees("❓ Напишите — отвечу.").await;
    ann.sends("/language");
    ann.taps("English").await;
    assert_eq!(ann.toast(), "Now in English");
    let screen = ann.sees("Buttons and menu change at once").await;
    assert!(screen.labels().contains(&"● English".to_owned()));
    app.finish().await;
}

async fn opens_the_clock(ann: &Person) {
    ann.sends("/settings");
    ann.taps("⏰ Time").await;
    ann.sees("What time is it where you are?").await;
}

#[tokio::test]
async fn the_clock_is_set_by_city_offset_and_button() {
    let app = TestApp::start().await;
    let ann = app.ann();
    for (said, place) in
        [("Lisbon", "⏰ Lisbon: it is"), ("питер", "⏰ Moscow: it is"), ("utc+3", "⏰ UTC+3: it is")]
    {
        opens_the_clock(&ann).await;
        ann.sends(said);
        ann.sees(place).await;
    }
    opens_the_clock(&ann).await;
    let screen = ann.sees("Now it is").await;
    let button = screen.labels()[0].clone();
    ann.taps(&button).await;
    assert!(ann.toast().ends_with(" now"), "{}", ann.toast());
    ann.sees("with you now").await;
    ann.taps("‹ Back").await;
    let place = button.split(" · ").last().unwrap().to_owned();
    let settings = ann.sees("⚙️ Settings").await;
    assert!(settings.labels().iter().any(|label| label.starts_with("⏰") && label.contains(&place)));
    app.finish().await;
}

#[tokio::test]
async fn the_clock_is_set_by_a_location_that_was_asked_for() {
    let app = TestApp::start().await;
    let ann = app.ann();
    opens_the_clock(&ann).await;
    ann.hands_over("location", json!({ "latitude": 59.93, "longitude": 30.31 }));
    ann.sees("⏰ Moscow: it is").await;
    app.finish().await;
}

#[tokio::test]
async fn a_location_that_nobody_asked_for_is_an_offer() {
    let app = TestApp::start().await;
    let ann = app.ann();
    let tokyo = json!({ "latitude": 35.68, "longitude": 139.69 });
    ann.hands_over("location", tokyo.clone());
    ann.sees("You sent a location: it is").await;
    ann.taps("Leave my clock as it is").await;
    ann.sees("UTC").await;
    ann.hands_over("location", tokyo);
    ann.taps("⏰ Use this time").await;
    ann.sees("⏰ Tokyo: it is").await;
    app.finish().await;
}

#[tokio::test]
async fn an_unknown_place_keeps_the_question_open_and_one_of_several_is_chosen() {
    let app = TestApp::start().await;
    let ann = app.ann();
    opens_the_clock(&ann).await;
    ann.sends("Nowhereville");
    ann.sees("I do not know “Nowhereville”.").await;
    ann.sends("san");
    let several = ann.sees("There is more than one. Which?").await;
    assert!(several.labels().len() > 3, "{:?}", several.labels());
    ann.taps(&several.labels()[0]).await;
    ann.sees("with you now").await;
    app.finish().await;
}

#[tokio::test]
async fn look_and_notices_are_kept() {
    let mut app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/settings");
    ann.taps("🖌 Look: auto").await;
    ann.taps("○ Dark").await;
    ann.sees_one("the mark", |bubble| bubble.labels().contains(&"● Dark".to_owned())).await;
    ann.taps("‹ Back").await;
    ann.taps("🔔 Notices: 2 of 2 on").await;
    ann.taps("☑ Quiet from 23 to 8").await;
    ann.sees_one("the box", |bubble| bubble.labels().contains(&"☐ Quiet from 23 to 8".to_owned())).await;
    app.restart().await;
    ann.sends("/settings");
    let settings = ann.sees("⚙️ Settings").await;
    assert!(settings.labels().contains(&"🖌 Look: dark".to_owned()), "{:?}", settings.labels());
    assert!(settings.labels().contains(&"🔔 Notices: 1 of 2 on".to_owned()), "{:?}", settings.labels());
    app.finish().await;
}

#[tokio::test]
async fn privacy_counts_what_is_kept_and_names_who_reads() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("Hello there");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    ann.sends("/privacy");
    ann.sees("2 messages in 1 conversation").await;
    ann.taps("Who the models are").await;
    ann.sees("fake-large, fake-small at 127.0.0.1").await;
    app.finish().await;
}

#[tokio::test]
async fn the_demo_says_that_nobody_outside_reads() {
    let app = TestApp::start().await;
    let boris = app.boris();
    boris.sends("/privacy");
    boris.taps("Что за модели").await;
    boris.sees_one("who reads", |bubble| !bubble.text.contains("Что хранится")).await;
    boris.does_not_see("127.0.0.1");
    app.finish().await;
}
