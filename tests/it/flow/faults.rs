//! What Atelier stands on is taken away and given back: people are told once, nothing is lost, and it goes on by itself.

use std::{sync::Arc, time::Duration};

use atelier_sandbox::Options;
use atelier_tests::{
    Act, Binary, Disk, FakeProvider, Fault, FaultKind, Line, Look, MediaKind, Person, Sandbox, Script, Setup,
    Stand, TestApp, png, until, write,
};

const ANN: i64 = 101;
const BORIS: i64 = 102;
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

/// Ann and Boris write while the database is away.
async fn meanwhile(app: &TestApp, mend: impl AsyncFnOnce()) {
    let mended = async || {
        mend().await;
        app.finish_jobs().await;
    };
    people_write_meanwhile(&app.ann(), &app.boris(), mended).await;
    app.errors.forgive("updates could not be written down");
    app.errors.forgive("an update could not be answered and is taken up again");
}

/// They write while nothing can be kept; each is told once in their language, and all is answered.
async fn people_write_meanwhile(ann: &Person, boris: &Person, mended: impl AsyncFnOnce()) {
    for (person, number) in [(ann, 1), (boris, 2), (ann, 3), (boris, 4)] {
        person.sends(&format!("{number}+50="));
    }
    let told = until(|| async { (ann.counts(REPAIRED_EN) + boris.counts(REPAIRED_RU) >= 2).then_some(()) });
    assert!(told.await.is_some(), "nobody is told\n{}\n{}", ann.transcript(), boris.transcript());
    mended().await;
    for (person, expected) in [(ann, ["1 + 50 = 51", "3 + 50 = 53"]), (boris, ["2 + 50 = 52", "4 + 50 = 54"])]
    {
        let texts: Vec<String> = person.messages().into_iter().map(|bubble| bubble.text).collect();
        let answers: Vec<&String> = texts.iter().filter(|text| text.contains(" = ")).collect();
        assert_eq!(answers, expected, "{}", person.transcript());
    }
    assert_eq!((ann.counts(REPAIRED_EN), boris.counts(REPAIRED_RU)), (1, 1), "once each");
}

#[tokio::test]
async fn a_database_that_refuses_is_told_once_and_nothing_is_lost() {
    match Setup::of_environment() {
        Setup::Postgres => {
            let (app, line) = behind_a_line("DATABASE_URL").await.expect("a database");
            app.greets_everybody().await;
            line.cut();
            meanwhile(&app, async || line.mend()).await;
            app.finish().await;
        }
        Setup::Sqlite => {
            let app = TestApp::start().await;
            app.greets_everybody().await;
            let locked = Look::that_locks(app.stand().database_url()).await;
            meanwhile(&app, async || locked.close().await).await;
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
    meanwhile(&app, async || line.mend()).await;
    app.finish().await;
}

/// On Postgres the disk is its server's, so the server says what it says then; the bot's own disk is that of its files.
async fn fill(disk: &Disk, stand: &Stand) {
    disk.fill();
    if stand.setup == Setup::Postgres {
        let sql = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
            END $$;
            DO $$ DECLARE t record; BEGIN
                FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                    EXECUTE format('CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON %I
                        FOR EACH ROW EXECUTE FUNCTION full_disk()', t.tablename);
                END LOOP;
            END $$";
        write(stand.database_url(), sql).await;
    }
}

async fn empty(disk: &Disk, stand: &Stand) {
    disk.empty();
    if stand.setup == Setup::Postgres {
        write(stand.database_url(), "DROP FUNCTION full_disk() CASCADE").await;
    }
}

#[tokio::test]
async fn a_full_disk_is_told_once_and_nothing_is_lost() {
    let stand = Stand::new().await;
    let Some(disk) = Disk::below(&stand) else { return };
    let sandbox = Arc::new(Sandbox::start(Options::default()).await.expect("a sandbox"));
    let bot = Binary::start_with(&stand, &sandbox, disk.settings(&stand));
    let [ann, boris] = [ANN, BORIS].map(|id| Person::new(id, Arc::clone(&sandbox)));
    for (person, words) in [(&ann, "I am Atelier"), (&boris, "Это Ателье")] {
        person.sends("/start");
        person.sees(words).await;
    }
    let look = Look::at(&disk.database_url(&stand)).await;
    let all_done = || async {
        let done = sandbox.pending_updates().is_empty() && look.open().await == [0; 3];
        done.then_some(())
    };
    assert!(until(all_done).await.is_some());
    fill(&disk, &stand).await;
    people_write_meanwhile(&ann, &boris, async || {
        let begun = Binary::log(&stand).lines().count();
        tokio::time::sleep(Duration::from_secs(5)).await;
        let lines = Binary::log(&stand).lines().count() - begun;
        assert!(lines < 100, "{lines} lines in five seconds:\n{}", Binary::log(&stand));
        empty(&disk, &stand).await;
        assert!(until(all_done).await.is_some(), "{}", Binary::log(&stand));
    })
    .await;
    bot.stop().await;
    let log = Binary::log(&stand);
    assert!(log.contains("updates could not be written down"), "the disk was not full:\n{log}");
    assert!(sandbox.violations().is_empty(), "{:#?}", sandbox.violations());
}

#[tokio::test]
async fn connections_that_are_lost_without_a_sign_are_not_waited_for() {
    if Setup::of_environment() == Setup::Sqlite {
        return; // A file has no line to it.
    }
    let (app, line) = behind_a_line("DATABASE_URL").await.expect("a database");
    app.greets_everybody().await;
    let (ann, boris) = (app.ann(), app.boris());
    // Busy connections and idle ones.
    for number in 0..10 {
        ann.sends(&format!("{number}+50="));
        boris.sends(&format!("{number}+60="));
    }
    ann.sees(" = 5").await;
    line.lose();
    app.finish_jobs().await;
    for (person, sum) in [(&ann, " + 50 = "), (&boris, " + 60 = ")] {
        assert_eq!(person.counts(sum), 10, "{}", person.transcript());
    }
    // The next one finds nothing of it left.
    line.lose();
    ann.sends("1+70=");
    ann.sees("1 + 70 = 71").await;
    app.errors.forgive("updates could not be written down");
    app.errors.forgive("an update could not be answered and is taken up again");
    app.finish().await;
}

#[tokio::test]
async fn an_answer_that_ends_while_the_database_is_away_arrives_whole_and_is_not_asked_again() {
    let stand = Stand::new().await;
    let provider = FakeProvider::start().await.expect("a provider");
    let pause = |seconds: u64| Act::Pause(Duration::from_secs(seconds));
    provider.always(
        Script::events().word("One ").act(pause(3)).word("two ").act(pause(2)).word("three.").ends("stop"),
    );
    let line = match stand.env_value("DATABASE_URL") {
        Some(url) if Setup::of_environment() == Setup::Postgres => Some(Line::before(&url).await),
        _ => None,
    };
    let app = TestApp::on(stand, |env| {
        let address = provider.base_url().expect("its address");
        let env = env.with("OPENAI_BASE_URL", address.as_str()).with("OPENAI_API_KEY", "sk-test");
        let env = env.with("CHAT_MODELS", "one");
        line.iter().fold(env, |env, (_, near)| env.with("DATABASE_URL", near.as_str()))
    })
    .await;
    let ann = app.ann();
    ann.sends("Count");
    ann.sees_draft("One").await;
    // Away until long after the end, and for longer than a job is leased.
    let away = Duration::from_secs(18);
    if let Some((line, _)) = &line {
        line.cut();
        tokio::time::sleep(away).await;
        line.mend();
    } else {
        let locked = Look::that_locks(app.stand().database_url()).await;
        tokio::time::sleep(away).await;
        locked.close().await;
    }
    let answer = ann.sees("One two three.").await;
    assert!(!answer.labels().iter().any(|label| label.contains("Continue")), "{}", ann.transcript());
    app.finish_jobs().await;
    assert_eq!(ann.counts("One two"), 1, "{}", ann.transcript());
    let asked = provider.questions().into_iter().filter(|question| question.body.get("max_tokens").is_none());
    assert_eq!(asked.count(), 1);
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
    // What waits for more waits by a clock that nobody sets.
    app.clock().ahead(3600);
    let photos = vec![("a.png", png(64, 64)), ("b.png", png(65, 64))];
    ann.sends_files(MediaKind::Photo, &photos, "");
    ann.sees("I cannot take any of these files.").await;
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
