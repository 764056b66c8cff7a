//! The Stars of a person: what there is, the sheet before a payment, paying, subscriptions.
//! Decides nothing; the world says what may be paid.

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, App, Body};
use crate::refusal::Refusal;
use crate::world::seat::Seat;
use crate::world::stars::{Renewal, Wanted};

pub async fn purse(State(hub): App, Path(id): Path<i64>) -> Answer {
    Ok(Json(hub.with(|world| world.known_chat(id).map(|_| world.stars_view(id)))?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopUp {
    top_up: i64,
}

pub async fn top_up(State(hub): App, Path(id): Path<i64>, Body(wish): Body<TopUp>) -> Answer {
    Ok(Json(json!({ "balance": hub.with(|world| world.top_up(id, wish.top_up))? })))
}

/// `?message_id=` or `?url=`, besides where the person is.
#[derive(Deserialize)]
pub struct Shown {
    message_id: Option<i64>,
    url: Option<String>,
}

pub async fn sheet(State(hub): App, seat: Seat, Query(shown): Query<Shown>) -> Answer {
    let wanted = Wanted { message_id: shown.message_id, url: shown.url };
    Ok(Json(hub.with(|world| world.pay_sheet(seat, &wanted))?))
}

pub async fn pay(State(hub): App, seat: Seat, Body(wanted): Body<Wanted>) -> Answer {
    Ok(Json(json!({ "checkout_id": hub.with(|world| world.pay(seat, &wanted))? })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edited {
    id: String,
    act: Renewal,
}

pub async fn edit_subscription(State(hub): App, Path(id): Path<i64>, Body(edited): Body<Edited>) -> Answer {
    let view = hub.with(|world| {
        world.edit_subscription(id, &edited.id, edited.act)?;
        Ok::<_, Refusal>(world.stars_view(id))
    })?;
    Ok(Json(view))
}

/// Where a message is passed on to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forwarded {
    message_id: i64,
    to: i64,
    topic: Option<i64>,
}

pub async fn forward(State(hub): App, seat: Seat, Body(forwarded): Body<Forwarded>) -> Answer {
    let to = Seat { person: seat.person, chat: forwarded.to, thread: forwarded.topic };
    Ok(Json(hub.with(|world| world.forward_own(seat, forwarded.message_id, to))?))
}
