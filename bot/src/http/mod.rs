//! The program's own small HTTP server: liveness, readiness, and the webhook where there is one.

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

use crate::{ops::metrics::Watch, storage::Db};

struct Health {
    db: Db,
    watch: Arc<Watch>,
}

/// How Prometheus wants its page named.
const PAGE: [(HeaderName, &str); 1] = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];

/// `/health` answers while the process lives; `/ready` only while its database does; `/metrics` is for Prometheus.
pub fn routes(db: Db, watch: Arc<Watch>) -> Router {
    Router::new()
        .route(
            "/health",
            get(|| async { Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })) }),
        )
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
        .with_state(Arc::new(Health { db, watch }))
}

async fn metrics(State(health): State<Arc<Health>>) -> impl IntoResponse {
    (PAGE, health.watch.page().await)
}

async fn ready(State(health): State<Arc<Health>>) -> (StatusCode, Json<Value>) {
    match health.db.ping().await {
        Ok(()) => (StatusCode::OK, Json(json!({ "status": "ready" }))),
        Err(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "waiting", "reasons": ["database"] })))
        }
    }
}

/// Takes the address; what fails here fails at the start.
pub async fn bind(addr: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(addr).await
}

/// Serves until told to stop.
pub async fn serve(listener: TcpListener, routes: Router, stop: CancellationToken) -> std::io::Result<()> {
    axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned()).await
}
