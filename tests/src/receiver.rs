//! An HTTP server that takes whatever is posted to it and keeps it: a Sentry, a collector of spans.
//! It answers 200 to everything and understands nothing.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Uri},
};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::wait::until;

/// Something that was posted.
#[derive(Clone, Debug)]
pub struct Posted {
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

type Kept = Arc<Mutex<Vec<Posted>>>;

/// Listens until it is dropped.
pub struct Receiver {
    kept: Kept,
    port: u16,
    server: JoinHandle<()>,
}

impl Receiver {
    #[expect(clippy::disallowed_methods, reason = "a test's own server ends with the test")]
    pub async fn start() -> Self {
        let kept = Kept::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its number").port();
        let router = Router::new().fallback(keep).with_state(Arc::clone(&kept));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { kept, port, server }
    }

    /// `127.0.0.1:port`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn posted(&self) -> Vec<Posted> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until what was posted is enough.
    pub async fn receives<T>(&self, what: &str, enough: impl Fn(&[Posted]) -> Option<T>) -> T {
        let found = until(|| async { enough(&self.posted()) }).await;
        found.unwrap_or_else(|| panic!("{what} did not come: {:#?}", self.posted()))
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn keep(State(kept): State<Kept>, uri: Uri, headers: HeaderMap, body: Bytes) -> &'static str {
    let body = String::from_utf8_lossy(&body).into_owned();
    let posted = Posted { path: uri.path().to_owned(), headers, body };
    kept.lock().unwrap_or_else(PoisonError::into_inner).push(posted);
    "{}"
}
