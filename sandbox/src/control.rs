//! For tests: updates out of nowhere, repeats, faults, chargebacks, other times, and a look behind the curtain.
//! Bends what arrives and how; never touches what people have written.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::faults::Fault;
use crate::hub::Hub;
use crate::people_api::{Body, Failure};
use crate::world::World;
use crate::world::mishaps::Mishap;

type App = State<Arc<Hub>>;

pub fn routes() -> Router<Arc<Hub>> {
    Router::new()
        .route("/control/updates", post(inject))
        .route("/control/redeliver", post(redeliver))
        .route("/control/faults", post(add_fault).get(list_faults).delete(clear_faults))
        .route("/control/mishaps", post(add_mishap).delete(clear_mishaps))
        .route("/control/clock", get(clock).post(move_clock))
        .route("/control/chargeback", post(charge_back))
        .route("/control/calls", get(calls))
        .route("/control/violations", get(violations))
        .route("/control/state", get(state))
}

/// One update or several, as they are.
async fn inject(State(hub): App, Body(given): Body<Value>) -> Result<Json<Value>, Failure> {
    let updates = match given {
        Value::Array(updates) => updates,
        update => vec![update],
    };
    if !updates.iter().all(Value::is_object) {
        return Err(Failure(StatusCode::BAD_REQUEST, "an update is an object".to_owned()));
    }
    Ok(Json(json!({ "update_ids": hub.with(|world| world.inject(updates)) })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Redeliver {
    count: Option<usize>,
    #[serde(default)]
    all: bool,
    #[serde(default)]
    shuffled: bool,
}

async fn redeliver(State(hub): App, Body(wish): Body<Redeliver>) -> Json<Value> {
    let count = if wish.all { None } else { Some(wish.count.unwrap_or(1)) };
    Json(json!({ "update_ids": hub.with(|world| world.redeliver(count, wish.shuffled)) }))
}

async fn add_fault(State(hub): App, Body(fault): Body<Fault>) -> Json<Value> {
    hub.faults(|faults| faults.add(fault));
    list_faults(State(hub)).await
}

async fn list_faults(State(hub): App) -> Json<Value> {
    Json(json!({ "faults": hub.faults(|faults| faults.list().to_vec()) }))
}

async fn clear_faults(State(hub): App) -> Json<Value> {
    hub.faults(crate::faults::Faults::clear);
    list_faults(State(hub)).await
}

async fn add_mishap(State(hub): App, Body(mishap): Body<Mishap>) -> Json<Value> {
    hub.with(|world| world.add_mishap(mishap));
    Json(json!({}))
}

async fn clear_mishaps(State(hub): App) -> Json<Value> {
    hub.with(World::clear_mishaps);
    Json(json!({}))
}

async fn clock(State(hub): App) -> Json<Value> {
    Json(json!({ "now": hub.clock.unix(), "ahead": hub.clock.ahead() }))
}

/// How far, in seconds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance: u32,
}

async fn move_clock(State(hub): App, Body(wish): Body<Advance>) -> Json<Value> {
    hub.with(|world| world.advance(i64::from(wish.advance)));
    clock(State(hub)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChargeBack {
    charge_id: String,
}

async fn charge_back(State(hub): App, Body(wish): Body<ChargeBack>) -> Result<Json<Value>, Failure> {
    hub.with(|world| world.charge_back(&wish.charge_id))?;
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    since: u64,
}

async fn calls(State(hub): App, Query(since): Query<Since>) -> Json<Value> {
    Json(json!({ "calls": hub.log(|log| log.calls_since(since.since)) }))
}

async fn violations(State(hub): App) -> Json<Value> {
    Json(json!({ "violations": hub.log(|log| log.violations()) }))
}

async fn state(State(hub): App) -> Json<Value> {
    Json(hub.with(|world| {
        json!({
            "pending_updates": world.queue.all().map(|update| &update.body).collect::<Vec<_>>(),
            "unanswered_callbacks": world.unanswered().collect::<Vec<_>>(),
            "webhook": world.delivery.webhook,
            "allowed_updates": world.delivery.allowed,
            "bot_stars": world.bot_stars(),
        })
    }))
}
