//! Calls to the Bot API, as JSON or multipart, with an answer that says what to do next.
//! It retries nothing and paces nothing: that is the business of those who call.

mod fault;

use std::{
    fmt,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};
use url::Url;

use crate::{domain::BotId, ops::metrics};

pub use fault::{Fault, FaultKind};

/// How long an ordinary call may take; Telegram answers within a second when it is well.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a call with files may take: 50 MB over a slow line.
const UPLOAD_TIMEOUT: Duration = Duration::from_mins(5);

/// The bot's token. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct BotToken(String);

impl BotToken {
    /// Takes `digits:secret`; anything else is no token.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.trim().split_once(':')?;
        let well_formed = id.parse::<i64>().is_ok()
            && !secret.is_empty()
            && secret.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        well_formed.then(|| Self(text.trim().to_owned()))
    }

    /// The bot's user id: what stands before the colon.
    pub fn bot(&self) -> BotId {
        BotId(self.0.split(':').next().and_then(|id| id.parse().ok()).unwrap_or_default())
    }

    /// The token itself, for the address of a call.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BotToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BotToken({}:…)", self.bot())
    }
}

/// A file to be sent along with a call; fields refer to it as `attach://{name}`.
#[derive(Clone, Debug)]
pub struct Upload {
    pub name: String,
    pub file_name: String,
    pub mime: String,
    pub bytes: Bytes,
}

/// The Bot API of one bot.
#[derive(Clone)]
pub struct Api {
    client: reqwest::Client,
    base: Url,
    token: BotToken,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api")
            .field("base", &self.base.as_str())
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Envelope<'a> {
    ok: bool,
    /// Read as what is asked for, straight from the text: raw JSON stays what it was.
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error_code: Option<u16>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

#[derive(Deserialize)]
struct TelegramFile {
    file_path: Option<String>,
}

impl Api {
    /// `base` is the server's address, `https://api.telegram.org/` unless the operator says otherwise.
    pub fn new(client: reqwest::Client, base: Url, token: BotToken) -> Self {
        Self { client, base, token }
    }

    pub fn bot(&self) -> BotId {
        self.token.bot()
    }

    pub const fn token(&self) -> &BotToken {
        &self.token
    }

    pub const fn base(&self) -> &Url {
        &self.base
    }

    /// One call with JSON parameters.
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: &'static str,
        params: &(impl Serialize + Sync + ?Sized),
    ) -> Result<T, Fault> {
        self.call_within(method, params, CALL_TIMEOUT).await
    }

    /// One call that may take as long as `timeout`, for long polls.
    pub async fn call_within<T: DeserializeOwned>(
        &self,
        method: &'static str,
        params: &(impl Serialize + Sync + ?Sized),
        timeout: Duration,
    ) -> Result<T, Fault> {
        let request = self.client.post(self.address(method)?).json(params).timeout(timeout);
        Self::make(method, request).await
    }

    /// One call with files. `params` is an object; whatever in it is not a string goes as JSON.
    pub async fn upload<T: DeserializeOwned>(
        &self,
        method: &'static str,
        params: &Value,
        uploads: Vec<Upload>,
    ) -> Result<T, Fault> {
        let mut form = reqwest::multipart::Form::new();
        for (key, value) in params.as_object().into_iter().flatten() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            form = form.text(key.clone(), text);
        }
        for upload in uploads {
            let part = reqwest::multipart::Part::stream(upload.bytes)
                .file_name(upload.file_name)
                .mime_str(&upload.mime)
                .map_err(|_| Fault::malformed("a file's type is not a MIME type"))?;
            form = form.part(upload.name, part);
        }
        let request = self.client.post(self.address(method)?).multipart(form).timeout(UPLOAD_TIMEOUT);
        Self::make(method, request).await
    }

    /// The bytes of a file that a person sent, at most [`crate::domain::DOWNLOAD_LIMIT`]; a fault where there are more
    /// than `limit`.
    pub async fn download(&self, file_id: &str, limit: u64) -> Result<Bytes, Fault> {
        let file: TelegramFile = self.call("getFile", &serde_json::json!({ "file_id": file_id })).await?;
        let path = file.file_path.ok_or_else(|| Fault::malformed("getFile gave no path"))?;
        // A Bot API server on the same machine answers with a path on its disk.
        if path.starts_with('/') {
            return read_within(&path, limit).await;
        }
        let address = format!("file/bot{}/{path}", self.token.reveal());
        let address = self.base.join(&address).map_err(|_| Fault::malformed("bad file path"))?;
        let mut response = self
            .client
            .get(address)
            .timeout(UPLOAD_TIMEOUT)
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .map_err(Fault::of_transport)?;
        let mut bytes = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(Fault::of_transport)? {
            if (bytes.len() + chunk.len()) as u64 > limit {
                return Err(too_big());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }

    fn address(&self, method: &str) -> Result<Url, Fault> {
        // `./` keeps the colon of the token from being read as a scheme.
        self.base
            .join(&format!("./bot{}/{method}", self.token.reveal()))
            .map_err(|_| Fault::malformed("TELEGRAM_API_URL is no base address"))
    }

    async fn make<T: DeserializeOwned>(
        method: &'static str,
        request: reqwest::RequestBuilder,
    ) -> Result<T, Fault> {
        let begun = Instant::now();
        let answer = Self::read(request.send().await).await;
        let outcome = answer.as_ref().map_or_else(|fault| fault.kind.outcome(), |_| "ok");
        metrics::TELEGRAM_CALLS.one([method, outcome]);
        // How long a poll takes says nothing: it waits for something to come.
        if method != "getUpdates" {
            metrics::TELEGRAM_SECONDS.took([method], begun.elapsed());
        }
        answer
    }

    async fn read<T: DeserializeOwned>(sent: reqwest::Result<reqwest::Response>) -> Result<T, Fault> {
        let response = sent.map_err(Fault::of_transport)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(Fault::of_transport)?;
        let body = String::from_utf8_lossy(&body);
        let Ok(envelope) = serde_json::from_str::<Envelope<'_>>(&body) else {
            return Err(Fault::of_status(status));
        };
        if envelope.ok {
            let result = envelope.result.map_or("null", RawValue::get);
            return serde_json::from_str(result).map_err(|_| Fault::malformed("an answer of another shape"));
        }
        let parameters = envelope.parameters.unwrap_or_default();
        Err(Fault::refused(
            envelope.error_code.unwrap_or(status),
            envelope.description.unwrap_or_default(),
            parameters.retry_after,
            parameters.migrate_to_chat_id,
        ))
    }
}

async fn read_within(path: &str, limit: u64) -> Result<Bytes, Fault> {
    let unreadable = |_| Fault::malformed("file unreadable");
    if tokio::fs::metadata(path).await.map_err(unreadable)?.len() > limit {
        return Err(too_big());
    }
    tokio::fs::read(path).await.map(Bytes::from).map_err(unreadable)
}

fn too_big() -> Fault {
    Fault::local("the file is larger than there is room for")
}
