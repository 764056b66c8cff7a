//! Lines as they come out: with their story, without secrets, and no more of libraries than they may say.

use std::{
    io,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tracing::Dispatch;
use tracing_subscriber::{Registry, layer::SubscriberExt as _};

use super::{
    filter,
    layer::{Output, Telling},
    most,
    scrub::Scrubber,
};
use crate::{
    config::LogFormat,
    domain::{BotId, Cause},
    ops::{
        metrics,
        trace::{Trace, step},
    },
};

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Kept {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn log(format: LogFormat, wanted: &str) -> (Dispatch, Kept) {
    let kept = Kept::default();
    let to: Box<dyn io::Write + Send> = Box::new(kept.clone());
    let telling = Telling {
        scrubber: Scrubber::new(["sesame".to_owned()]),
        output: Output { format, colours: false, to: Mutex::new(to) },
        reporter: None,
        spans: None,
    };
    (Dispatch::new(Registry::default().with(filter(wanted)).with(most()).with(telling)), kept)
}

/// The lines of something that is said as a step of a story.
fn said(format: LogFormat, wanted: &str, say: impl FnOnce()) -> String {
    let (dispatch, kept) = log(format, wanted);
    tracing::dispatcher::with_default(&dispatch, || {
        let trace = Trace::of(&Cause::update(BotId(1), 2));
        step!(trace, "update", kind = "text").in_scope(say);
    });
    kept.text()
}

#[test]
fn a_line_says_its_story_whatever_the_level() {
    let trace = Trace::of(&Cause::update(BotId(1), 2)).to_string();
    for wanted in ["warn", "trace", "atelier::ops=warn"] {
        let line =
            said(LogFormat::Text, wanted, || tracing::warn!(job = 7, open = %"sesame seeds", "it happened"));
        assert!(
            line.ends_with(&format!("it happened job=7 open=\"[secret] seeds\" kind=text trace={trace}\n")),
            "{line}"
        );
        assert!(line.contains("  WARN atelier::ops::telemetry::tests: "), "{line}");
    }
    assert_eq!(said(LogFormat::Text, "error", || tracing::warn!("not this")), "");
}

#[test]
fn json_has_the_same() {
    let line = said(LogFormat::Json, "info", || {
        let inner = tracing::info_span!("job", id = 3, kind = "mine");
        inner.in_scope(|| tracing::info!(ok = true, share = 0.5, less = -1, "done"));
    });
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["level"], "info");
    assert_eq!(line["message"], "done");
    assert_eq!(line["spans"], serde_json::json!(["update", "job"]));
    assert_eq!(line["trace"], Trace::of(&Cause::update(BotId(1), 2)).to_string());
    let fields = serde_json::json!({ "ok": true, "share": 0.5, "less": -1, "id": 3, "kind": "mine" });
    assert_eq!(line["fields"], fields, "what an inner span says of a field holds");
}

#[test]
fn libraries_are_heard_from_warnings_on() {
    let text = said(LogFormat::Text, "trace,hyper=trace,sqlx=trace,teloxide=trace", || {
        tracing::debug!(target: "hyper::client", "a request to somewhere");
        tracing::info!(target: "sqlx::query", "a statement");
        tracing::error!(target: "teloxide::dispatching", "an update");
        tracing::warn!(target: "rustls::conn", "a warning");
        tracing::trace!("one of ours");
    });
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("a warning") && text.contains("one of ours"), "{text}");
}

#[test]
fn a_slow_statement_is_told_by_its_fingerprint() {
    let before = metrics::STORAGE_SLOW.value([]);
    let text = said(LogFormat::Json, "info", || {
        tracing::warn!(
            target: "sqlx::query",
            summary = "SELECT a FROM b …",
            db.statement = "\n\nSELECT a FROM b WHERE c = 'my dog' AND d IN ($1, $2)\n",
            rows_affected = 0_u64,
            rows_returned = 3_u64,
            elapsed = ?Duration::from_millis(1234),
            elapsed_secs = 1.2345,
            slow_threshold = ?Duration::from_secs(1),
            "slow statement: execution time exceeded alert threshold"
        );
    });
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(line["message"], "a statement was slow");
    assert_eq!(line["fields"]["statement"], "SELECT a FROM b WHERE c = ? AND d IN (?)");
    assert_eq!(line["fields"]["seconds"], 1.235);
    assert_eq!(line["fields"]["rows"], 3);
    assert!(!text.contains("dog"), "{text}");
    assert_eq!(metrics::STORAGE_SLOW.value([]), before + 1);
}

#[test]
fn a_panic_is_logged_without_what_it_formats() {
    let words = String::from("my dog");
    super::panics::log();
    let text = said(LogFormat::Json, "error", || {
        let _ = std::panic::catch_unwind(|| panic!("it fell over {words}"));
        let _ = std::panic::catch_unwind(|| panic!("as it stands in the source"));
    });
    drop(std::panic::take_hook());
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("as it stands in the source") && text.contains("telemetry/tests.rs:"), "{text}");
    assert!(!text.contains("dog") && !text.contains("fell over"), "{text}");
}

/// Not a test of speed, which depends on the machine: it shows what a step of a story costs, with
/// `cargo nextest run -p atelier --release --run-ignored all costs_little --no-capture`.
#[tokio::test]
#[ignore = "a measurement"]
async fn a_step_costs_little() {
    const TIMES: u32 = 100_000;
    let (dispatch, _) = log(LogFormat::Text, "info");
    let _default = tracing::dispatcher::set_default(&dispatch);
    let begun = Instant::now();
    for n in 0..TIMES {
        let trace = Trace::of(&Cause::update(BotId(1), n.into()));
        let span = step!(trace, "update", update = u64::from(n), input = "text");
        trace.scope(span, async { std::hint::black_box(Trace::current()) }).await;
    }
    println!("a step of a story: {:?}", begun.elapsed() / TIMES);
    let begun = Instant::now();
    for _ in 0..TIMES {
        metrics::HANDLER_SECONDS.took(["text"], Duration::from_millis(3));
    }
    println!("an observation of a histogram: {:?}", begun.elapsed() / TIMES);
}
