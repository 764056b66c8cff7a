//! Steps of stories for an OpenTelemetry collector: OTLP over HTTP, in its JSON encoding (OTLP 1.x, `/v1/traces`).
//! What cannot be sent is dropped: a collector that is away costs memory for some seconds and nothing else.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::{Value as Json, json};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::record::Value;

/// Spans that wait to be sent; more are dropped.
const WAITING: usize = 4096;
/// Spans in one request.
const BATCH: usize = 512;
/// How long the first of a batch waits for others.
const GATHER: Duration = Duration::from_secs(2);
/// How long the collector may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a collector that does not answer is complained about.
const COMPLAINT: Duration = Duration::from_mins(1);
/// `SpanKind::SPAN_KIND_INTERNAL` and `StatusCode::STATUS_CODE_ERROR` of OTLP.
const INTERNAL: u8 = 1;
const ERROR: u8 = 2;

/// A step that is over.
#[derive(Clone, Debug)]
pub struct Span {
    pub name: &'static str,
    pub trace: u128,
    pub step: u64,
    pub parent: u64,
    pub begun: DateTime<Utc>,
    pub ended: DateTime<Utc>,
    pub failed: bool,
    pub fields: Vec<(&'static str, Value)>,
}

/// Where steps go that are over. Never waits.
#[derive(Clone, Debug)]
pub struct Spans(mpsc::Sender<Span>);

/// Sends what comes.
pub struct Exporter {
    coming: mpsc::Receiver<Span>,
    http: reqwest::Client,
    address: Url,
    headers: HeaderMap,
    complained: Option<Instant>,
}

impl Spans {
    pub fn send(&self, span: Span) {
        // Full: the collector is slower than we are, and the log has everything anyway.
        let _ = self.0.try_send(span);
    }
}

/// `address` is where traces are posted.
pub fn exporter(http: reqwest::Client, address: Url, headers: HeaderMap) -> (Spans, Exporter) {
    let (sender, coming) = mpsc::channel(WAITING);
    (Spans(sender), Exporter { coming, http, address, headers, complained: None })
}

impl Exporter {
    /// Sends until told to stop, and then what is left.
    pub async fn run(mut self, stop: CancellationToken) {
        while let Some(Some(first)) = stop.run_until_cancelled(self.coming.recv()).await {
            let mut batch: Vec<Span> = vec![first];
            let gather =
                async { while self.coming.recv_many(&mut batch, BATCH).await > 0 && batch.len() < BATCH {} };
            let _ = stop.run_until_cancelled(timeout(GATHER, gather)).await;
            self.post(&batch).await;
        }
        self.coming.close();
        let mut rest = Vec::new();
        while let Ok(span) = self.coming.try_recv() {
            rest.push(span);
        }
        if !rest.is_empty() {
            self.post(&rest).await;
        }
    }

    async fn post(&mut self, batch: &[Span]) {
        let request = self.http.post(self.address.clone()).headers(self.headers.clone());
        let request = request.header(CONTENT_TYPE, "application/json").body(body(batch).to_string());
        let sent = request.timeout(PATIENCE).send().await.and_then(reqwest::Response::error_for_status);
        let Err(error) = sent else { return };
        if self.complained.is_none_or(|at| at.elapsed() >= COMPLAINT) {
            tracing::warn!(error = %error.without_url(), spans = batch.len(), "spans could not be sent");
            self.complained = Some(Instant::now());
        }
    }
}

fn body(batch: &[Span]) -> Json {
    let version = env!("CARGO_PKG_VERSION");
    json!({ "resourceSpans": [{
        "resource": { "attributes": [attribute("service.name", &json!({ "stringValue": "atelier" })),
            attribute("service.version", &json!({ "stringValue": version }))] },
        "scopeSpans": [{ "scope": { "name": "atelier", "version": version },
            "spans": batch.iter().map(span).collect::<Vec<_>>() }],
    }] })
}

fn span(over: &Span) -> Json {
    let attributes = over.fields.iter().map(|(name, value)| attribute(name, &wire(value)));
    let mut span = json!({
        "traceId": format!("{:032x}", over.trace),
        "spanId": format!("{:016x}", over.step),
        "name": over.name,
        "kind": INTERNAL,
        "startTimeUnixNano": nanos(over.begun),
        "endTimeUnixNano": nanos(over.ended),
        "attributes": attributes.collect::<Vec<_>>(),
    });
    if over.parent != 0 {
        span["parentSpanId"] = format!("{:016x}", over.parent).into();
    }
    if over.failed {
        span["status"] = json!({ "code": ERROR });
    }
    span
}

fn attribute(name: &str, value: &Json) -> Json {
    json!({ "key": name, "value": value })
}

/// 64-bit numbers are strings in the JSON of protobuf.
fn wire(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!({ "stringValue": text }),
        Value::Signed(number) => json!({ "intValue": number.to_string() }),
        Value::Whole(number) => json!({ "intValue": number.to_string() }),
        Value::Number(number) => json!({ "doubleValue": number }),
        Value::Truth(truth) => json!({ "boolValue": truth }),
    }
}

fn nanos(at: DateTime<Utc>) -> String {
    at.timestamp_nanos_opt().unwrap_or_default().to_string()
}
