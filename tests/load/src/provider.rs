//! A fake provider in OpenAI's manner that speaks at a set pace, and remembers when it said its first word to whom.
//! It reads nothing of a request but the number in it.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    task::JoinSet,
    time::{Instant as Moment, sleep_until},
};
use url::Url;

/// How an answer comes.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pub until_first: Duration,
    pub between: Duration,
    pub words: u32,
}

pub struct Provider {
    pub address: Url,
    state: Arc<Shared>,
    _serving: JoinSet<()>,
}

struct Shared {
    pace: Pace,
    first_words: Mutex<HashMap<i64, Instant>>,
}

/// What a question is marked with, so that its answer can be told from the others.
pub fn mark(person: i64) -> String {
    format!("«{person}»")
}

impl Provider {
    pub async fn start(pace: Pace) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = Url::parse(&format!("http://{}/v1", listener.local_addr()?))?;
        let state = Arc::new(Shared { pace, first_words: Mutex::default() });
        let routes = Router::new()
            .route("/v1/models", get(|| async { Json(json!({ "data": [{ "id": "steady" }] })) }))
            .route("/v1/chat/completions", post(complete))
            .with_state(Arc::clone(&state));
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            // It ends with the measurement.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { address, state, _serving: serving })
    }

    /// When the first word was said to somebody.
    pub fn first_words(&self) -> HashMap<i64, Instant> {
        self.state.first_words.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn complete(State(state): State<Arc<Shared>>, body: Bytes) -> Response {
    let text = String::from_utf8_lossy(&body);
    // The last mark: those before it are of questions already answered.
    let person = text.rsplit_once('«').and_then(|(_, rest)| rest.split('»').next()?.parse::<i64>().ok());
    if !text.contains("\"stream\":true") {
        let message = json!({ "role": "assistant", "content": "Steady" });
        return Json(json!({ "choices": [{ "index": 0, "message": message, "finish_reason": "stop" }] }))
            .into_response();
    }
    ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(speak(state, person))).into_response()
}

fn speak(state: Arc<Shared>, person: Option<i64>) -> impl futures::Stream<Item = Result<Bytes, Infallible>> {
    let pace = state.pace;
    let begun = Moment::now() + pace.until_first;
    let words = stream::iter(0..pace.words).then(move |n| {
        let state = Arc::clone(&state);
        async move {
            sleep_until(begun + pace.between * n).await;
            if let Some(person) = person.filter(|_| n == 0) {
                let mut first = state.first_words.lock().unwrap_or_else(PoisonError::into_inner);
                first.insert(person, Instant::now());
            }
            event(&json!({ "choices": [{ "index": 0, "delta": { "content": word(n) } }] }))
        }
    });
    let end = event(&json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] }));
    let usage = json!({ "choices": [], "usage": { "prompt_tokens": 50, "completion_tokens": pace.words } });
    let last = [end, event(&usage), Bytes::from_static(b"data: [DONE]\n\n")];
    words.chain(stream::iter(last)).map(Ok)
}

/// Words as a model writes them, with some Markdown among them.
fn word(n: u32) -> String {
    match n % 20 {
        5 => format!("**word {n}** "),
        9 => "`code` ".to_owned(),
        14 => "sentence.\n\n".to_owned(),
        17 => "- item ".to_owned(),
        _ => format!("word{n} "),
    }
}

fn event(content: &Value) -> Bytes {
    Bytes::from(format!("data: {content}\n\n"))
}
