//! The groups of a person: what there is, making one, and what is done with one.
//! Decides nothing; the world says who may do what.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, App, Body};
use crate::refusal::Refusal;
use crate::world::gathering::{GroupAct, NewGroup};
use crate::world::seat::Seat;

pub async fn list(State(hub): App, Path(id): Path<i64>) -> Answer {
    let groups = hub.with(|world| {
        world.known_chat(id)?;
        Ok::<_, Refusal>(world.groups_of(id).into_iter().map(|group| group.view(id)).collect::<Vec<_>>())
    })?;
    Ok(Json(json!({ "groups": groups })))
}

pub async fn make(State(hub): App, Path(id): Path<i64>, Body(group): Body<NewGroup>) -> Answer {
    Ok(Json(json!({ "id": hub.with(|world| world.make_group(id, &group))? })))
}

pub async fn act(State(hub): App, seat: Seat, Body(act): Body<GroupAct>) -> Answer {
    Ok(Json(json!({ "id": hub.with(|world| world.act_on_group(seat, act))? })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    reads_all: bool,
}

/// Whether the bot hears everything in its groups: what BotFather calls privacy mode, turned off.
pub async fn privacy(State(hub): App) -> Json<Value> {
    Json(hub.with(|world| json!({ "reads_all": world.profile.reads_all })))
}

pub async fn set_privacy(State(hub): App, Body(privacy): Body<Privacy>) -> Json<Value> {
    hub.with(|world| world.change_profile(|profile| profile.reads_all = privacy.reads_all));
    self::privacy(State(hub)).await
}
