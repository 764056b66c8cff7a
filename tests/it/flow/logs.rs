//! What the program tells of itself while people use it: every line says its story, and none says a secret or a
//! word of anybody, whatever goes wrong. Its log, its Sentry and its spans are read as an operator would.

use std::{collections::BTreeSet, sync::Arc};

use atelier_sandbox::Options;
use atelier_tests::{
    Act, Binary, FakeProvider, Fault, FaultKind, Look, MediaKind, Person, Posted, Receiver, Sandbox, Script,
    Setup, Stand, until,
};
use serde_json::{Value, json};

/// Words that no line of a log has of itself.
const SAID: [&str; 8] = [
    "zebrafish",
    "quokkatale",
    "wombatsong",
    "axolotlnote",
    "pangolinfile",
    "narwhaltitle",
    "okapihint",
    "tapirlink",
];
const KEY: &str = "sk-orchidee-7731";
const REDIS: &str = "hibiscus-4410";
const BUCKET: &str = "magnolia-2093";

/// The program itself, with a provider, among people.
struct World {
    sandbox: Arc<Sandbox>,
    stand: Stand,
    provider: FakeProvider,
    ann: Person,
    look: Look,
    bot: Binary,
}

impl World {
    async fn with(settings: &[(&str, String)]) -> Self {
        let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
        let stand = Stand::on(Setup::Sqlite).await;
        let provider = FakeProvider::start().await.unwrap();
        provider.always(Script::says("Yes."));
        let own = [
            ("OPENAI_BASE_URL", provider.base_url().unwrap().to_string()),
            ("OPENAI_API_KEY", KEY.to_owned()),
            ("CHAT_MODELS", "fake-large".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", BUCKET.to_owned()),
        ];
        let all = own.into_iter().chain(settings.iter().cloned());
        let bot = Binary::start_with(&stand, &sandbox, all);
        let ann = Person::new(101, Arc::clone(&sandbox));
        ann.sends("/start");
        ann.sees("I am Atelier").await;
        let look = Look::at(stand.database_url()).await;
        Self { sandbox, stand, provider, ann, look, bot }
    }

    async fn is_done(&self) {
        let done = until(|| async {
            let idle = self.sandbox.pending_updates().is_empty() && self.look.open().await == [0; 3];
            idle.then_some(())
        });
        assert!(done.await.is_some(), "not everything was done\n{}", Binary::log(&self.stand));
    }

    /// Stops the bot and reads its whole log.
    async fn log(self) -> String {
        self.is_done().await;
        self.bot.stop().await;
        self.look.close().await;
        Binary::log(&self.stand)
    }
}

/// A day on which everything goes wrong that can, with words in it.
async fn everything_goes_wrong(world: &World) {
    let World { sandbox, provider, ann, .. } = world;
    ann.sends("zebrafish?");
    ann.sees("Yes.").await;
    // A provider that quotes the question, one that is not understood, one that breaks off, one that is down.
    for (word, script) in [
        ("quokkatale", Script::refusal(400, "I do not understand quokkatale, or \"quokkatale okapihint\"")),
        ("wombatsong", Script::events().bytes("data: {wombatsong nonsense\n\n")),
        ("axolotlnote", Script::events().word("Half of").act(Act::Abort)),
        ("okapihint", Script::json(500, &json!({ "error": { "message": "okapihint", "key": KEY } }))),
    ] {
        let troubles = || ann.counts("⚠️") + ann.counts("mid-answer");
        let before = troubles();
        provider.always(script);
        ann.sends(&format!("Tell me of {word}"));
        let told = until(|| async { (troubles() > before).then_some(()) }).await;
        assert!(told.is_some(), "{word}: {}", ann.transcript());
    }
    provider.always(Script::says("**narwhaltitle** it is, says tapirlink."));
    // A Telegram that refuses a message and quotes it, and one that breaks the line.
    let words = "can't parse: 'narwhaltitle it is' at tg://tapirlink".to_owned();
    let refused = Fault::new(FaultKind::Refused).on("sendMessage").times(1);
    sandbox.add_fault(Fault { description: Some(words), ..refused });
    ann.sends("Again, zebrafish");
    ann.sees("narwhaltitle").await;
    sandbox.add_fault(Fault::new(FaultKind::DropAfter).on("sendMessage").times(1));
    ann.sends("/search zebrafish \"quokkatale");
    ann.sends_file(
        MediaKind::Document,
        "pangolinfile.txt",
        b"pangolinfile wombatsong".to_vec(),
        "axolotlnote?",
    );
    ann.sends("/nonsense okapihint");
    world.is_done().await;
}

fn holds_nothing(log: &str, sandbox: &Sandbox) {
    let token = sandbox.token();
    let secret = token.split_once(':').unwrap().1;
    for secret in SAID.into_iter().chain([token, secret, KEY, REDIS, BUCKET, "/file/bot"]) {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} is in the log: {line:?}");
    }
}

async fn nobody_is_told_of(format: &str) {
    let settings = [
        (
            "RUST_LOG",
            "trace,sqlx=trace,hyper=trace,reqwest=trace,h2=trace,teloxide=trace,sea_orm=trace".to_owned(),
        ),
        ("LOG_FORMAT", format.to_owned()),
        // Nobody is there: what the client says of it holds the address.
        ("REDIS_URL", format!("redis://:{REDIS}@127.0.0.1:9/0")),
    ];
    let world = World::with(&settings).await;
    let sandbox = Arc::clone(&world.sandbox);
    everything_goes_wrong(&world).await;
    let log = world.log().await;
    for said in
        ["an answer failed", "a message goes out with less than it had", "provider call ended", "Redis"]
    {
        assert!(log.contains(said), "{said} is not in the log, so this test proves nothing:\n{log}");
    }
    if format == "json" {
        let broken = log.lines().find(|line| serde_json::from_str::<Value>(line).is_err());
        assert_eq!(broken, None);
    }
    holds_nothing(&log, &sandbox);
}

#[tokio::test]
async fn no_word_and_no_secret_is_logged_as_text() {
    nobody_is_told_of("text").await;
}

#[tokio::test]
async fn no_word_and_no_secret_is_logged_as_json() {
    nobody_is_told_of("json").await;
}

#[tokio::test]
async fn one_story_goes_from_the_update_to_the_answer() {
    let settings = [("RUST_LOG", "debug".to_owned()), ("LOG_FORMAT", "json".to_owned())];
    let world = World::with(&settings).await;
    world.is_done().await;
    world.ann.sends("zebrafish?");
    world.ann.sees("Yes.").await;
    let log = world.log().await;
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |line: &Value| line["trace"].as_str().map(str::to_owned);
    let call = lines.iter().find(|line| line["message"] == "provider call ended").unwrap();
    let story = of(call).unwrap();
    let said: Vec<&str> = lines
        .iter()
        .filter(|line| of(line).as_ref() == Some(&story))
        .filter_map(|line| line["message"].as_str())
        .collect();
    for step in [
        "an update is taken up",
        "an update is answered",
        "provider call ended",
        "a message was sent or edited",
        "a job was settled",
    ] {
        assert!(said.contains(&step), "{step} is not in the story: {said:#?}");
    }
    let stories: BTreeSet<_> =
        lines.iter().filter(|line| line["message"] == "an update is taken up").filter_map(of).collect();
    assert_eq!(stories.len(), 2, "each update has its own");
}

/// The items of Sentry's envelopes that are events; their level is left out where it is `error`.
fn events(posted: &[Posted]) -> Vec<Value> {
    let lines = posted.iter().flat_map(|posted| posted.body.lines());
    let items = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    items.filter(|item| item["message"].is_string()).collect()
}

#[tokio::test]
async fn sentry_hears_of_errors_and_of_nobody() {
    let receiver = Receiver::start().await;
    let world = World::with(&[("SENTRY_DSN", format!("http://lilac@{}/7", receiver.address()))]).await;
    everything_goes_wrong(&world).await;
    let found = receiver.receives("an error", |posted| {
        events(posted)
            .into_iter()
            .find(|event| event["message"] == "a message goes out with less than it had")
    });
    let event = found.await;
    assert!(event["logger"].as_str().unwrap().starts_with("atelier::telegram"), "{event:#}");
    assert_eq!(event["tags"]["trace"].as_str().map(str::len), Some(32), "{event:#}");
    assert_eq!(event["extra"]["lost"], "its formatting", "{event:#}");
    let sandbox = Arc::clone(&world.sandbox);
    world.log().await;
    let posted = receiver.posted();
    assert!(posted.iter().all(|posted| posted.path == "/api/7/envelope/"), "{posted:#?}");
    let all: String = posted.iter().map(|posted| posted.body.as_str()).collect::<Vec<_>>().join("\n");
    holds_nothing(&all, &sandbox);
}

/// Every span that was posted.
fn spans(posted: &[Posted]) -> Vec<Value> {
    let bodies = posted.iter().filter_map(|posted| serde_json::from_str::<Value>(&posted.body).ok());
    bodies
        .flat_map(|body| {
            body["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().cloned().unwrap_or_default()
        })
        .collect()
}

fn named<'a>(spans: &'a [Value], name: &str, story: &Value) -> Vec<&'a Value> {
    spans.iter().filter(|span| span["name"] == name && span["traceId"] == *story).collect()
}

#[tokio::test]
async fn a_collector_receives_the_steps_of_an_answer_linked_to_one_another() {
    let receiver = Receiver::start().await;
    let settings = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{}", receiver.address())),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-collector-key=jasmine".to_owned()),
        ("RUST_LOG", "error".to_owned()),
    ];
    let world = World::with(&settings).await;
    world.ann.sends("zebrafish?");
    world.ann.sees("Yes.").await;
    let sandbox = Arc::clone(&world.sandbox);
    world.log().await;
    let (all, posted) = receiver
        .receives("the story of an answer", |posted| {
            let all = spans(posted);
            let story = all.iter().find(|span| span["name"] == "provider")?["traceId"].clone();
            let complete = ["update", "job", "provider", "send"]
                .iter()
                .all(|name| !named(&all, name, &story).is_empty());
            complete.then(|| (all, posted.to_vec()))
        })
        .await;
    let story = all.iter().find(|span| span["name"] == "provider").unwrap()["traceId"].clone();
    let provider = named(&all, "provider", &story)[0];
    let update = named(&all, "update", &story)[0];
    let job =
        *named(&all, "job", &story).iter().find(|job| job["spanId"] == provider["parentSpanId"]).unwrap();
    assert_eq!(update.get("parentSpanId"), None, "it is the beginning");
    assert_eq!(job["parentSpanId"], update["spanId"]);
    for send in named(&all, "send", &story) {
        assert!([&job["spanId"], &update["spanId"]].contains(&&send["parentSpanId"]), "{send:#}");
    }
    for span in &all {
        let nanos = |name: &str| span[name].as_str().unwrap().parse::<u128>().unwrap();
        assert!(nanos("startTimeUnixNano") <= nanos("endTimeUnixNano"), "{span:#}");
        assert_eq!(
            (span["traceId"].as_str().unwrap().len(), span["spanId"].as_str().unwrap().len()),
            (32, 16)
        );
    }
    assert!(
        posted
            .iter()
            .all(|posted| posted.path == "/v1/traces" && posted.headers["x-collector-key"] == "jasmine")
    );
    let text: String = posted.iter().map(|posted| posted.body.as_str()).collect::<Vec<_>>().join("\n");
    holds_nothing(&text, &sandbox);
}
