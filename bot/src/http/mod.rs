//! The program's own small HTTP server: liveness, readiness, metrics, and the webhook where there is one.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderName, StatusCode, header::CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::ops::{
    health::{Readiness, SharedHealth},
    metrics::Watch,
};

/// How Prometheus wants its page named.
const PAGE: [(HeaderName, &str); 1] = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];

/// `/health` answers while the process lives; `/ready` says whether it can work, and why not with a 503; `/metrics`
/// is for Prometheus.
pub fn routes(health: SharedHealth, watch: Arc<Watch>) -> Router {
    Router::new()
        .route("/health", get(alive))
        .route("/ready", get(ready).with_state(health))
        .route("/metrics", get(metrics).with_state(watch))
}

async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

async fn ready(State(health): State<SharedHealth>) -> (StatusCode, Json<Readiness>) {
    let ready = health.ready().await;
    let status = if ready.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(ready))
}

async fn metrics(State(watch): State<Arc<Watch>>) -> impl IntoResponse {
    (PAGE, watch.page().await)
}

/// Takes the address; what fails here fails at the start.
pub async fn bind(addr: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(addr).await
}

/// Serves until told to stop.
pub async fn serve(listener: TcpListener, routes: Router, stop: CancellationToken) -> std::io::Result<()> {
    axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned()).await
}
