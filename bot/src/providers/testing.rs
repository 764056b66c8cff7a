//! A fake chat provider for tests: plays scripted conversations over real HTTP, byte by byte if told to.
//! It is strict about nothing; what it was asked is kept for the test to look at.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request, Response, StatusCode};
use futures::stream;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::sleep;
use url::Url;

/// Something the provider does with an answer.
#[derive(Clone, Debug)]
pub enum Act {
    /// Sends these bytes as one chunk.
    Send(Bytes),
    /// Does nothing for a while.
    Pause(Duration),
    /// Does nothing, for ever.
    Stall,
    /// Breaks the connection without ending the answer.
    Abort,
}

/// One answer: a head, and what follows it.
#[derive(Clone, Debug)]
pub struct Script {
    status: u16,
    headers: Vec<(String, String)>,
    before: Duration,
    acts: Vec<Act>,
}

impl Script {
    /// A stream of events (`text/event-stream`) that is still empty.
    pub fn events() -> Self {
        let kind = ("content-type".to_owned(), "text/event-stream".to_owned());
        Self { status: 200, headers: vec![kind], before: Duration::ZERO, acts: Vec::new() }
    }

    /// A whole good answer, a word at a time, with usage.
    pub fn says(text: &str) -> Self {
        text.split_inclusive(' ').fold(Self::events(), Self::word).ends("stop")
    }

    /// An answer in one piece.
    pub fn json(status: u16, body: &Value) -> Self {
        let kind = ("content-type".to_owned(), "application/json".to_owned());
        Self { status, headers: vec![kind], before: Duration::ZERO, acts: Vec::new() }.bytes(body.to_string())
    }

    /// A refusal in OpenAI's envelope.
    pub fn refusal(status: u16, message: &str) -> Self {
        Self::json(status, &json!({ "error": { "message": message } }))
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Waits before even the head is sent.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.before = wait;
        self
    }

    #[must_use]
    pub fn act(mut self, act: Act) -> Self {
        self.acts.push(act);
        self
    }

    #[must_use]
    pub fn bytes(self, bytes: impl Into<Bytes>) -> Self {
        self.act(Act::Send(bytes.into()))
    }

    /// Each byte a chunk of its own.
    #[must_use]
    pub fn byte_by_byte(mut self) -> Self {
        let acts = std::mem::take(&mut self.acts);
        self.acts = acts.into_iter().flat_map(single_bytes).collect();
        self
    }

    /// An event with this data.
    #[must_use]
    pub fn data(self, data: &Value) -> Self {
        self.bytes(format!("data: {data}\n\n"))
    }

    /// A piece of text as OpenAI sends it.
    #[must_use]
    pub fn word(self, text: &str) -> Self {
        self.data(
            &json!({ "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }] }),
        )
    }

    /// The proper end: the reason, the usage (10 tokens in, 5 out), the mark.
    #[must_use]
    pub fn ends(self, reason: &str) -> Self {
        self.data(&json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] }))
            .data(&json!({ "choices": [], "usage": { "prompt_tokens": 10, "completion_tokens": 5 } }))
            .bytes("data: [DONE]\n\n")
    }
}

fn single_bytes(act: Act) -> Vec<Act> {
    match act {
        Act::Send(bytes) => bytes.iter().map(|byte| Act::Send(Bytes::copy_from_slice(&[*byte]))).collect(),
        other => vec![other],
    }
}

/// What the provider was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Path and query.
    pub path: String,
    pub headers: HeaderMap,
    /// `Null` where there was none.
    pub body: Value,
}

#[derive(Debug, Default)]
struct Stage {
    scripts: Mutex<VecDeque<Script>>,
    /// Played when no script is left.
    otherwise: Mutex<Option<Script>>,
    models: Mutex<Option<Script>>,
    asked: Mutex<Vec<Asked>>,
    open: AtomicUsize,
    hung_up: AtomicUsize,
}

/// A provider on a free port of this machine; it ends when dropped.
#[derive(Debug)]
pub struct FakeProvider {
    address: SocketAddr,
    stage: Arc<Stage>,
    _server: JoinSet<io::Result<()>>,
}

impl FakeProvider {
    /// Starts without a script: every question is answered with 500 until one is given.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let stage = Arc::new(Stage::default());
        let app = Router::new().fallback(play).with_state(Arc::clone(&stage));
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, app).await });
        Ok(Self { address, stage, _server: server })
    }

    /// The value for `OPENAI_BASE_URL`.
    pub fn base_url(&self) -> Result<Url, url::ParseError> {
        Url::parse(&format!("http://{}/v1", self.address))
    }

    /// Plays this after everything given before.
    pub fn next(&self, script: Script) -> &Self {
        locked(&self.stage.scripts).push_back(script);
        self
    }

    /// Plays this whenever no other script is left.
    pub fn always(&self, script: Script) -> &Self {
        *locked(&self.stage.otherwise) = Some(script);
        self
    }

    /// The answer to every request for a list of models.
    pub fn models(&self, list: &Value) -> &Self {
        *locked(&self.stage.models) = Some(Script::json(200, list));
        self
    }

    /// Another answer to every request for a list of models.
    pub fn refuses_models(&self, script: Script) -> &Self {
        *locked(&self.stage.models) = Some(script);
        self
    }

    /// Everything asked so far, lists of models included.
    pub fn asked(&self) -> Vec<Asked> {
        locked(&self.stage.asked).clone()
    }

    /// Questions for an answer so far.
    pub fn questions(&self) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.path.ends_with("/chat/completions")).collect()
    }

    /// Answers under way.
    pub fn open(&self) -> usize {
        self.stage.open.load(Ordering::SeqCst)
    }

    /// Answers during which the other side closed the connection.
    pub fn hung_up(&self) -> usize {
        self.stage.hung_up.load(Ordering::SeqCst)
    }

    /// Waits until that many answers were closed by the other side; `false` after 5 s.
    pub async fn sees_hang_ups(&self, count: usize) -> bool {
        for _ in 0..500 {
            if self.hung_up() >= count {
                return true;
            }
            sleep(Duration::from_millis(10)).await;
        }
        false
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn play(State(stage): State<Arc<Stage>>, request: Request<Body>) -> Response<Body> {
    let script = script_for(&stage, request).await;
    let performance = Performance::of(stage, script.acts);
    sleep(script.before).await;
    let mut response = Response::builder().status(script.status);
    for (name, value) in &script.headers {
        response = response.header(name, value);
    }
    response.body(performance.body()).unwrap_or_else(|_| Response::new(Body::empty()))
}

async fn script_for(stage: &Stage, request: Request<Body>) -> Script {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let path = head.uri.to_string();
    let is_list = path.ends_with("/models") || path.ends_with("/api/tags");
    let body = serde_json::from_slice(&body).unwrap_or_default();
    locked(&stage.asked).push(Asked { path, headers: head.headers, body });
    let script = if is_list {
        locked(&stage.models).clone()
    } else {
        let next = locked(&stage.scripts).pop_front();
        next.or_else(|| locked(&stage.otherwise).clone())
    };
    let status = if is_list { StatusCode::NOT_FOUND } else { StatusCode::INTERNAL_SERVER_ERROR };
    script.unwrap_or_else(|| Script::refusal(status.as_u16(), "no script"))
}

/// An answer being played; when it is dropped before its end, the other side has hung up.
struct Performance {
    stage: Arc<Stage>,
    acts: VecDeque<Act>,
    over: bool,
}

impl Performance {
    fn of(stage: Arc<Stage>, acts: Vec<Act>) -> Self {
        stage.open.fetch_add(1, Ordering::SeqCst);
        Self { stage, acts: acts.into(), over: false }
    }

    fn body(self) -> Body {
        Body::from_stream(stream::unfold(self, |mut performance| async move {
            let chunk = performance.next().await?;
            Some((chunk, performance))
        }))
    }

    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        loop {
            match self.acts.pop_front() {
                Some(Act::Send(bytes)) => {
                    // Without this, chunks that are ready at once would travel in one packet.
                    tokio::task::yield_now().await;
                    self.over = self.acts.is_empty();
                    return Some(Ok(bytes));
                }
                Some(Act::Pause(wait)) => sleep(wait).await,
                Some(Act::Stall) => std::future::pending::<()>().await,
                Some(Act::Abort) => {
                    self.over = true;
                    return Some(Err(io::Error::other("aborted by the script")));
                }
                None => {
                    self.over = true;
                    return None;
                }
            }
        }
    }
}

impl Drop for Performance {
    fn drop(&mut self) {
        self.stage.open.fetch_sub(1, Ordering::SeqCst);
        if !self.over {
            self.stage.hung_up.fetch_add(1, Ordering::SeqCst);
        }
    }
}
