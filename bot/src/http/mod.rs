//! The program's own small HTTP server: liveness, readiness, and the webhook where there is one.

use std::{net::SocketAddr, sync::Arc};

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::storage::Db;

struct Health {
    db: Db,
}

/// `/health` answers while the process lives; `/ready` only while its database does.
pub fn routes(db: Db) -> Router {
    Router::new()
        .route(
            "/health",
            get(|| async { Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })) }),
        )
        .route("/ready", get(ready))
        .with_state(Arc::new(Health { db }))
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
