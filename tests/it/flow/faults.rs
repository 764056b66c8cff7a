//! What Atelier stands on is taken away and given back: people are told once, nothing is lost, and it goes on by itself.

use std::time::Duration;

use atelier_tests::{FakeProvider, Fault, FaultKind, Line, Look, Script, Setup, Stand, TestApp, until};

const ANN: i64 = 101;
const REPAIRED_EN: &str = "Atelier is being repaired.";
const REPAIRED_RU: &str = "Ателье чинят.";

/// A bot whose database, Redis or provider stands behind a line.
async fn behind_a_line(variable: &'static str) -> Option<(TestApp, Line)> {
    let stand = Stand::new().await;
    let url = stand.env_value(variable)?;
    let (line, near) = Line::before(&url).await;
    let app = TestApp::on(stand, |env| env.with(variable, near)).await;
    Some((app, line))
}

/// Ann and Boris write while the database is away; each is told once in their language, and all is answered.
async fn people_write_meanwhile(app: &TestApp, mend: impl AsyncFnOnce()) {
    let (ann, boris) = (app.ann(), app.boris());
    for (person, number) in [(&ann, 1), (&boris, 2), (&ann, 3), (&boris, 4)] {
        person.sends(&format!("{number}+50="));
    }
    let told = until(|| async { (ann.counts(REPAIRED_EN) + boris.counts(REPAIRED_RU) >= 2).then_some(()) });
    assert!(told.await.is_some(), "nobody is told\n{}\n{}", ann.transcript(), boris.transcript());
    mend().await;
    app.finish_jobs().await;
    for (person, expected) in
        [(&ann, ["1 + 50 = 51", "3 + 50 = 53"]), (&boris, ["2 + 50 = 52", "4 + 50 = 54"])]
    {
        let texts: Vec<String> = person.messages().into_iter().map(|bubble| bubble.text).collect();
        let answers: Vec<&String> = texts.iter().filter(|text| text.contains(" = ")).collect();
        assert_eq!(answers, expected, "{}", person.transcript());
    }
    assert_eq!((ann.counts(REPAIRED_EN), boris.counts(REPAIRED_RU)), (1, 1), "once each");
    app.errors.forgive("updates could not be written down");
    app.errors.forgive("an update could not be answered and is taken up again");
}

#[tokio::test]
async fn a_database_that_refuses_is_told_once_and_nothing_is_lost() {
    match Setup::of_environment() {
        Setup::Postgres => {
            let (app, line) = behind_a_line("DATABASE_URL").await.expect("a database");
            app.greets_everybody().await;
            line.cut();
            people_write_meanwhile(&app, async || line.mend()).await;
            app.finish().await;
        }
        Setup::Sqlite => {
            let app = TestApp::start().await;
            app.greets_everybody().await;
            let locked = Look::that_locks(app.stand().database_url()).await;
            people_write_meanwhile(&app, async || locked.close().await).await;
            app.finish().await;
        }
    }
}

#[tokio::test]
async fn a_database_that_falls_silent_is_told_once_and_nothing_is_lost() {
    if Setup::of_environment() == Setup::Sqlite {
        return; // A file does not fall silent.
    }
    let (app, line) = behind_a_line("DATABASE_URL").await.expect("a database");
    app.greets_everybody().await;
    line.silence();
    people_write_meanwhile(&app, async || line.mend()).await;
    app.finish().await;
}

#[tokio::test]
async fn a_message_sent_just_before_the_database_went_is_not_sent_again() {
    if Setup::of_environment() == Setup::Sqlite {
        return; // What is on its way there cannot be caught.
    }
    let (app, line) = behind_a_line("DATABASE_URL").await.expect("a database");
    let ann = app.ann();
    app.greets_everybody().await;
    // The answer of Telegram comes late, and the database is away by then, for longer than a slot is leased.
    app.sandbox
        .add_fault(Fault::new(FaultKind::SlowAnswer).on("sendMessage").in_chat(ANN).lasting(1.0).times(1));
    ann.sends("/help");
    ann.sees("❓ Write, and I answer.").await;
    line.cut();
    tokio::time::sleep(Duration::from_secs(2)).await;
    line.mend();
    app.finish_jobs().await;
    assert_eq!(ann.counts("❓ Write, and I answer."), 1, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn without_redis_it_goes_on_in_the_process_and_hands_over_later() {
    let Some((app, line)) = behind_a_line("REDIS_URL").await else { return };
    let ann = app.ann();
    ann.sends("/settings");
    ann.taps("⏰ Time").await;
    line.silence();
    ann.sends("Lisbon");
    ann.sees("⏰ Lisbon: it is").await;
    for number in 1..=4 {
        ann.sends(&format!("{number}+60="));
    }
    app.finish_jobs().await;
    line.mend();
    ann.sends("5+60=");
    ann.sees("5 + 60 = 65").await;
    for number in 1..=5 {
        assert_eq!(ann.counts(&format!("{number} + 60 = ")), 1, "{}", ann.transcript());
    }
    app.finish().await;
}

#[tokio::test]
async fn a_provider_that_is_away_is_told_with_a_way_out_and_used_again() {
    let stand = Stand::new().await;
    let provider = FakeProvider::start().await.expect("a provider");
    provider.always(Script::says("Here I am."));
    let (line, near) = Line::before(provider.base_url().expect("its address").as_str()).await;
    let app = TestApp::on(stand, |env| {
        env.with("OPENAI_BASE_URL", near).with("OPENAI_API_KEY", "sk-test").with("CHAT_MODELS", "one,two")
    })
    .await;
    let ann = app.ann();
    line.cut();
    ann.sends("Hello?");
    let told = ann.sees("⚠️").await;
    assert!(told.text.contains("Your message is kept."), "{}", told.text);
    line.mend();
    ann.taps("🔄 Try again").await;
    ann.sees("Here I am.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_chat_that_was_deleted_is_left_alone_and_others_are_not() {
    let app = TestApp::start().await;
    let (ann, boris) = (app.ann(), app.boris());
    let gone = Fault::new(FaultKind::Refused).saying("chat not found").in_chat(ANN);
    app.sandbox.add_fault(gone);
    ann.sends("1+70=");
    ann.sends("2+70=");
    boris.sends("3+70=");
    boris.sees("3 + 70 = 73").await;
    app.finish_jobs().await;
    let refused = app.sandbox.calls().into_iter().filter(|call| call.error_code == Some(400)).count();
    assert!(refused <= 8, "{refused} calls to a chat that is not there");
    app.sandbox.clear_faults();
    ann.sends("/start");
    ann.sees(", Ann.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_clock_that_is_set_moves_nothing() {
    let app = TestApp::start().await;
    let ann = app.ann();
    for (n, seconds) in [3600, -3600, 0].into_iter().enumerate() {
        app.sandbox.add_fault(Fault::new(FaultKind::ServerError).on("sendMessage").times(2));
        ann.sends(&format!("{n}+80="));
        app.clock().ahead(seconds);
        ann.sees(&format!("{n} + 80 = ")).await;
        ann.sends("/settings");
        ann.taps("🖌 Look").await;
        ann.sees("🖌 What I draw").await;
    }
    app.finish_jobs().await;
    let periods = "SELECT COUNT(*) AS n FROM jobs_queue WHERE cause LIKE 's%' AND attempts > 1";
    assert_eq!(app.look().count(periods).await, 0, "a schedule has run twice");
    for n in 0..3 {
        assert_eq!(ann.counts(&format!("{n} + 80 = ")), 1, "{}", ann.transcript());
    }
    app.finish().await;
}

#[tokio::test]
async fn what_was_begun_by_a_clock_that_ran_ahead_goes_on_after_it_is_set_back() {
    let mut app = TestApp::start().await;
    let ann = app.ann();
    app.stop().await;
    app.clock().ahead(3600);
    app.go_on().await;
    app.sandbox.add_fault(Fault::new(FaultKind::ServerError).on("sendMessage"));
    ann.sends("1+90=");
    ann.sends("2+90=");
    let tried =
        || async { app.sandbox.calls().iter().any(|call| call.method == "sendMessage").then_some(()) };
    assert!(until(tried).await.is_some());
    app.crash().await;
    app.clock().ahead(0);
    app.sandbox.clear_faults();
    app.go_on().await;
    app.finish_jobs().await;
    let texts: Vec<String> = ann.messages().into_iter().map(|bubble| bubble.text).collect();
    assert_eq!(texts, ["1 + 90 = 91", "2 + 90 = 92"]);
    app.finish().await;
}
