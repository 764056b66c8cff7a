//! A Telegram of a few lines for tests of the way in and out: it answers as scripted and remembers what it was asked.
//! It checks nothing; the sandbox does.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::post,
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::telegram::raw::{Api, BotToken};

/// Answers by method, in order; where none is left, a poll waits and anything else is `true`.
#[derive(Default)]
struct Script {
    answers: VecDeque<(&'static str, u16, Value)>,
    asked: Vec<(String, Value)>,
}

impl Script {
    /// Remembers a call, by its number.
    fn hear(&mut self, method: &str, params: Value) -> usize {
        self.asked.push((method.to_owned(), params));
        self.asked.len() - 1
    }

    /// The next answer, for the newest call of a method: nobody waits for those before it any more.
    fn answer(&mut self, method: &str, call: usize) -> Option<(&'static str, u16, Value)> {
        if self.asked.iter().rposition(|(of, _)| of == method) != Some(call) {
            return None;
        }
        let at = self.answers.iter().position(|(of, _, _)| *of == method)?;
        self.answers.remove(at)
    }
}

/// A server that lives as long as this.
pub(in crate::telegram) struct Standin {
    script: Arc<Mutex<Script>>,
    address: String,
    _server: JoinSet<()>,
}

impl Standin {
    pub(in crate::telegram) async fn start() -> Self {
        let script = Arc::new(Mutex::new(Script::default()));
        let router = Router::new().route("/{bot}/{method}", post(answer)).with_state(Arc::clone(&script));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { script, address, _server: server }
    }

    #[expect(clippy::disallowed_methods, reason = "a test has no configured client")]
    pub(in crate::telegram) fn api(&self) -> Api {
        let token = BotToken::parse("1:test").unwrap();
        Api::new(reqwest::Client::new(), self.address.parse().unwrap(), token)
    }

    pub(in crate::telegram) fn answers(&self, method: &'static str, result: &Value) {
        self.says(method, 200, json!({"ok": true, "result": result}));
    }

    pub(in crate::telegram) fn refuses(&self, method: &'static str, code: u16, description: &str) {
        let mut body = json!({"ok": false, "error_code": code, "description": description});
        if code == 429 {
            body["parameters"] = json!({"retry_after": 1});
        }
        self.says(method, code, body);
    }

    fn says(&self, method: &'static str, code: u16, body: Value) {
        self.script.lock().unwrap().answers.push_back((method, code, body));
    }

    /// The parameters of all calls of a method so far.
    pub(in crate::telegram) fn asked(&self, method: &str) -> Vec<Value> {
        let script = self.script.lock().unwrap();
        script.asked.iter().filter(|(of, _)| of == method).map(|(_, params)| params.clone()).collect()
    }

    /// Waits until a method was called so often.
    pub(in crate::telegram) async fn heard(&self, method: &str, times: usize) -> Vec<Value> {
        for _ in 0..500 {
            let asked = self.asked(method);
            if asked.len() >= times {
                return asked;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{method} was called {} times", self.asked(method).len());
    }
}

async fn answer(
    State(script): State<Arc<Mutex<Script>>>,
    Path((_, method)): Path<(String, String)>,
    Json(params): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let wait = Duration::from_secs(params["timeout"].as_u64().unwrap_or_default());
    let call = script.lock().unwrap().hear(&method, params);
    let begun = Instant::now();
    loop {
        let scripted = script.lock().unwrap().answer(&method, call);
        if let Some((_, code, body)) = scripted {
            return (StatusCode::from_u16(code).unwrap(), Json(body));
        }
        if method != "getUpdates" || begun.elapsed() >= wait {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let result = match method.as_str() {
        "getUpdates" => json!([]),
        "getWebhookInfo" => json!({"url": "", "has_custom_certificate": false, "pending_update_count": 0}),
        _ => json!(true),
    };
    (StatusCode::OK, Json(json!({"ok": true, "result": result})))
}
