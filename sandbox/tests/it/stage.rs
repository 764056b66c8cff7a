//! A sandbox with a client for its three APIs.
//! Panics on whatever a test did not expect.

use std::path::Path;

use atelier_sandbox::{Options, Said, Sandbox};
use reqwest::multipart::Form;
use serde_json::{Value, json};

pub const ANN: i64 = 101;
pub const BORIS: i64 = 102;

pub struct Stage {
    pub sandbox: Sandbox,
    pub http: reqwest::Client,
}

impl Stage {
    pub async fn empty() -> Self {
        Self::with(None).await
    }

    /// A stage where Ann has started the bot and her update was taken.
    pub async fn new() -> Self {
        let stage = Self::empty().await;
        stage.say("/start");
        stage.take().await;
        stage
    }

    #[expect(clippy::disallowed_methods, reason = "a test client needs no providers")]
    pub async fn with(data: Option<&Path>) -> Self {
        let options = Options { data: data.map(Path::to_owned), ..Options::default() };
        Self {
            sandbox: Sandbox::start(options).await.unwrap(),
            http: reqwest::Client::builder().build().unwrap(),
        }
    }

    pub fn method_url(&self, method: &str) -> String {
        format!("{}bot{}/{method}", self.sandbox.api_url(), self.sandbox.token())
    }

    pub async fn call(&self, method: &str, params: Value) -> Value {
        self.http.post(self.method_url(method)).json(&params).send().await.unwrap().json().await.unwrap()
    }

    pub async fn ok(&self, method: &str, params: Value) -> Value {
        let answer = self.call(method, params).await;
        assert_eq!(answer["ok"], json!(true), "{method}: {answer}");
        answer["result"].clone()
    }

    pub async fn refused(&self, method: &str, params: Value) -> String {
        let answer = self.call(method, params).await;
        assert_eq!(answer["ok"], json!(false), "{method}: {answer}");
        format!("{} {}", answer["error_code"], answer["description"].as_str().unwrap())
    }

    pub async fn form(&self, method: &str, form: Form) -> Value {
        let answer = self.http.post(self.method_url(method)).multipart(form).send().await.unwrap();
        answer.json().await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Value {
        let url = self.sandbox.page_url().join(path).unwrap();
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let url = self.sandbox.page_url().join(path).unwrap();
        self.http.post(url).json(&body).send().await.unwrap().json().await.unwrap()
    }

    /// Ann writes.
    pub fn say(&self, text: &str) -> Value {
        let said = Said { text: text.to_owned(), ..Said::default() };
        self.sandbox.send(ANN, said).unwrap().pop().unwrap()
    }

    /// The bot says something to Ann.
    pub async fn tell(&self, text: &str) -> i64 {
        let message = self.ok("sendMessage", json!({ "chat_id": ANN, "text": text })).await;
        message["message_id"].as_i64().unwrap()
    }

    /// A message with one button.
    pub async fn offer(&self, data: &str) -> i64 {
        let keyboard = json!({ "inline_keyboard": [[{ "text": "Press", "callback_data": data }]] });
        let params = json!({ "chat_id": ANN, "text": "Choose", "reply_markup": keyboard });
        self.ok("sendMessage", params).await["message_id"].as_i64().unwrap()
    }

    /// Takes and confirms everything that waits.
    pub async fn take(&self) -> Vec<Value> {
        let updates = self.ok("getUpdates", json!({})).await.as_array().unwrap().clone();
        if let Some(last) = updates.last() {
            let offset = last["update_id"].as_i64().unwrap() + 1;
            self.ok("getUpdates", json!({ "offset": offset, "limit": 1 })).await;
        }
        updates
    }

    pub fn rules_broken(&self) -> usize {
        self.sandbox.violations().len()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let own: Vec<_> = self.sandbox.violations().into_iter().filter(|v| v.blame.is_none()).collect();
            assert!(own.is_empty(), "the sandbox broke the schema: {own:?}");
        }
    }
}

/// A small PNG of the given size; only its header is true.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0]);
    bytes
}
