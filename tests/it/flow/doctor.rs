//! `bot doctor` as an operator runs it: with everything well, and with one thing broken at a time.

use std::{sync::Arc, time::Duration};

use atelier::{providers::http_client, storage::testing::TestDb};
use atelier_sandbox::Options;
use atelier_tests::{Binary, FakeProvider, Receiver, Sandbox, Script, Setup, Stand, until};
use serde_json::{Value, json};

/// What a bot needs, and nothing that runs.
struct Clinic {
    sandbox: Arc<Sandbox>,
    stand: Stand,
    provider: FakeProvider,
}

impl Clinic {
    async fn open() -> Self {
        let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
        let provider = FakeProvider::start().await.unwrap();
        provider.models(&json!({ "data": [{ "id": "fake-large" }, { "id": "fake-small" }] }));
        Self { sandbox, stand: Stand::on(Setup::Sqlite).await, provider }
    }

    /// What it prints, and whether it says that the bot can run.
    async fn doctor(&self, settings: &[(&str, &str)], arguments: &[&str]) -> (String, bool) {
        let own = [
            ("OPENAI_BASE_URL", self.provider.base_url().unwrap().to_string()),
            ("OPENAI_API_KEY", "sk-orchidee-7731".to_owned()),
            ("CHAT_MODELS", "fake-large,fake-small".to_owned()),
        ];
        let given = settings.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Binary::says(&self.stand, &self.sandbox, own.into_iter().chain(given), arguments).await
    }

    /// The one check of a name, as it is told to programs.
    async fn check(&self, name: &str, settings: &[(&str, &str)]) -> (Value, bool) {
        let (told, well) = self.doctor(settings, &["doctor", "--json"]).await;
        let told: Value = serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}"));
        assert_eq!(told["ok"], well);
        let check = told["checks"].as_array().unwrap().iter().find(|check| check["name"] == name).cloned();
        (check.unwrap_or_else(|| panic!("no check is called {name}: {told:#}")), well)
    }

    async fn finds(&self, name: &str, status: &str, words: &str, settings: &[(&str, &str)]) {
        let (check, well) = self.check(name, settings).await;
        assert_eq!(check["status"], status, "{check:#}");
        assert!(check["found"].as_str().unwrap().contains(words), "{words}: {check:#}");
        assert!(!check["advice"].as_str().unwrap().is_empty(), "{check:#}");
        assert_eq!(well, status != "ill", "{check:#}");
    }
}

/// Another program that polls with the same token, for as long as it lives.
struct Rival(tokio::task::JoinHandle<()>);

impl Rival {
    #[expect(clippy::disallowed_methods, reason = "it ends with the test")]
    fn of(sandbox: &Sandbox) -> Self {
        let address = format!("{}bot{}/getUpdates?timeout=30&offset=1", sandbox.api_url(), sandbox.token());
        Self(tokio::spawn(async move {
            let http = http_client(Duration::from_secs(5)).unwrap();
            loop {
                let asked = http.get(&address).send().await;
                assert!(asked.is_ok(), "{asked:?}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }))
    }
}

impl Drop for Rival {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[tokio::test]
async fn everything_well_is_one_table_and_no_secret() {
    let clinic = Clinic::open().await;
    let (table, well) = clinic.doctor(&[], &["doctor"]).await;
    assert!(well, "{table}");
    let looks = [
        "settings",
        "token",
        "updates",
        "clock",
        "database",
        "processes",
        "redis",
        "files",
        "disk",
        "ai",
        "http",
        "traces",
        "sentry",
    ];
    for look in looks {
        assert!(table.lines().any(|line| line.starts_with(&format!("✓ {look} "))), "{look}: {table}");
    }
    assert!(table.ends_with("\nAll is well.\n"), "{table}");
    assert!(table.contains("127.0.0.1 answers, with 2 models"), "{table}");
    let secret = clinic.sandbox.token().split_once(':').unwrap().1;
    for secret in [secret, "sk-orchidee-7731"] {
        assert!(!table.contains(secret), "{table}");
    }
    assert!(clinic.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_running_bot_is_seen_and_not_disturbed() {
    let clinic = Clinic::open().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let bot = Binary::start_with(&clinic.stand, &clinic.sandbox, [("HTTP_ADDR", address.clone())]);
    let ann = atelier_tests::Person::new(101, Arc::clone(&clinic.sandbox));
    ann.sends("/start");
    ann.sees("I am Atelier").await;
    let (check, _) = clinic.check("http", &[("HTTP_ADDR", &address)]).await;
    assert_eq!(check["found"], "a bot is running and ready");
    let (check, _) = clinic.check("database", &[]).await;
    assert!(check["found"].as_str().unwrap().ends_with("its schema is up to date"), "{check:#}");
    ann.sends("/help");
    ann.sees("❓ Write, and I answer").await;
    bot.stop().await;
}

/// Both on SQLite, where the bot's own page tells, and on Postgres, where each process has a row.
#[tokio::test]
async fn another_program_that_fetches_the_updates_is_told() {
    for setup in [Setup::Sqlite, Setup::of_environment()] {
        let clinic = Clinic { stand: Stand::on(setup).await, ..Clinic::open().await };
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let bot = Binary::start_with(&clinic.stand, &clinic.sandbox, [("HTTP_ADDR", address.clone())]);
        let listening = [("HTTP_ADDR", address.as_str())];
        let ready = until(|| async {
            let (check, _) = clinic.check("http", &listening).await;
            (check["found"] == "a bot is running and ready").then_some(())
        });
        assert!(ready.await.is_some(), "{}", Binary::log(&clinic.stand));
        let rival = Rival::of(&clinic.sandbox);
        let look = if setup == Setup::Sqlite { "http" } else { "processes" };
        let told = until(|| async {
            let (check, _) = clinic.check(look, &listening).await;
            (check["status"] == "ill").then_some(check)
        });
        let check = told.await.unwrap_or_else(|| panic!("{}", Binary::log(&clinic.stand)));
        assert!(
            check["found"].as_str().unwrap().contains("another program fetches the updates of this bot"),
            "{check:#}"
        );
        assert!(check["advice"].as_str().unwrap().contains("a token of its own"), "{check:#}");
        drop(rival);
        let over = until(|| async {
            let (check, _) = clinic.check(look, &listening).await;
            (check["status"] == "well").then_some(())
        });
        assert!(over.await.is_some(), "{}", Binary::log(&clinic.stand));
        bot.stop().await;
    }
}

#[tokio::test]
async fn a_sentry_is_asked_and_keeps_nothing() {
    let clinic = Clinic::open().await;
    let sentry = Receiver::start().await;
    let dsn = format!("http://orchid3e@{}/7", sentry.address());
    let (check, _) = clinic.check("sentry", &[("SENTRY_DSN", &dsn)]).await;
    assert_eq!((&check["status"], &check["found"]), (&json!("well"), &json!("127.0.0.1 takes reports")));
    let posted = sentry.posted();
    assert_eq!(posted[0].path, "/api/7/envelope/");
    assert!(posted[0].body.contains("client_report") && !posted[0].body.contains("event_id"), "{posted:#?}");
    let away = [("SENTRY_DSN", "http://orchid3e@127.0.0.1:9/7")];
    clinic.finds("sentry", "doubtful", "cannot be reached", &away).await;
    clinic.finds("settings", "ill", "SENTRY_DSN", &[("SENTRY_DSN", "http://127.0.0.1/7")]).await;
}

#[tokio::test]
async fn a_wrong_token_is_told() {
    let clinic = Clinic::open().await;
    let wrong = [("TELEGRAM_BOT_TOKEN", "123456:nobody-knows-this")];
    clinic.finds("token", "ill", "Telegram does not know TELEGRAM_BOT_TOKEN", &wrong).await;
}

#[tokio::test]
async fn a_telegram_that_is_not_there_is_told() {
    let clinic = Clinic::open().await;
    let away = [("TELEGRAM_API_URL", "http://127.0.0.1:9/")];
    clinic.finds("token", "ill", "Telegram cannot be reached", &away).await;
    let (check, _) = clinic.check("clock", &away).await;
    assert_eq!(check["found"], "Telegram does not say what time it is");
}

#[tokio::test]
async fn a_webhook_that_contradicts_the_mode_is_told() {
    let clinic = Clinic::open().await;
    let webhook = [
        ("TELEGRAM_MODE", "webhook"),
        ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/hook"),
        ("HTTP_ADDR", "127.0.0.1:9"),
    ];
    clinic.finds("updates", "doubtful", "but to nothing", &webhook).await;
}

#[tokio::test]
async fn a_database_that_is_not_there_is_told_without_its_password() {
    let clinic = Clinic::open().await;
    let away = [("DATABASE_URL", "postgres://atelier:hibiscus-4410@127.0.0.1:9/atelier")];
    let (check, well) = clinic.check("database", &away).await;
    assert!(!well && check["status"] == "ill", "{check:#}");
    assert!(!check.to_string().contains("hibiscus"), "{check:#}");
}

#[tokio::test]
async fn a_redis_that_is_not_there_hinders_nobody() {
    let clinic = Clinic::open().await;
    clinic.finds("redis", "doubtful", "does not answer", &[("REDIS_URL", "redis://127.0.0.1:9/0")]).await;
}

#[tokio::test]
async fn files_that_cannot_be_kept_are_told() {
    let clinic = Clinic::open().await;
    let file = clinic.stand.folder.path().join("a file");
    std::fs::write(&file, "in the way").unwrap();
    let url = format!("file://{}/files", file.display());
    clinic.finds("files", "ill", "cannot be made", &[("BLOB_URL", &url)]).await;
}

#[tokio::test]
async fn a_provider_that_refuses_the_key_or_lacks_a_model_is_told() {
    let clinic = Clinic::open().await;
    let odd = [("CHAT_MODELS", "fake-large,no-such-model")];
    clinic.finds("ai", "doubtful", "but not no-such-model", &odd).await;
    clinic.provider.refuses_models(Script::refusal(401, "Incorrect API key provided: sk-orchidee-7731"));
    clinic.finds("ai", "ill", "not allowed", &[]).await;
}

#[tokio::test]
async fn settings_that_contradict_or_cannot_be_read_are_told() {
    let clinic = Clinic::open().await;
    let idle = [("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/hook")];
    clinic.finds("settings", "doubtful", "does nothing while TELEGRAM_MODE is polling", &idle).await;
    clinic.finds("settings", "ill", "TELEGRAM_MODE", &[("TELEGRAM_MODE", "pigeon")]).await;
}

#[tokio::test]
async fn each_database_is_looked_at() {
    let clinic = Clinic::open().await;
    let (check, well) = clinic.check("database", &[]).await;
    assert!(well, "{check:#}");
    assert_eq!(check["found"], "none yet; the bot makes one when it starts");
    // Where there is a Postgres to test with.
    let Some(db) = TestDb::postgres().await else { return };
    let (check, well) = clinic.check("database", &[("DATABASE_URL", &db.url())]).await;
    assert!(well, "{check:#}");
    let found = check["found"].as_str().unwrap();
    assert!(found.starts_with("PostgreSQL ") && found.ends_with("up to date"), "{found}");
}
