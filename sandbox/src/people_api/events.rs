//! Tells a person's app what happens, from where it left off, as server-sent events.
//! Forgets nothing that is still known; says `reset` when the app has been away for too long.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::extract::{Path, Query};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::{App, Failure};
use crate::hub::Hub;
use crate::refusal::Refusal;

#[derive(Deserialize)]
pub struct Since {
    since: Option<i64>,
}

/// A person's app that listens.
struct Ear {
    hub: Arc<Hub>,
    person: i64,
    cursor: i64,
    news: watch::Receiver<i64>,
    ready: VecDeque<Value>,
}

pub async fn listen(
    State(hub): App,
    Path(id): Path<i64>,
    Query(since): Query<Since>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Failure> {
    let cursor = hub.with(|world| {
        world.known_chat(id)?;
        world.history.welcome(id);
        Ok::<_, Refusal>(since.since.unwrap_or_else(|| world.history.cursor()))
    })?;
    let news = hub.events.subscribe();
    let ear = Ear { hub, person: id, cursor, news, ready: VecDeque::new() };
    let stream = futures::stream::unfold(ear, |mut ear| async move {
        let event = ear.next().await?;
        let id = event["cursor"].to_string();
        Some((Ok(Event::default().id(id).data(event.to_string())), ear))
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::default()))
}

impl Ear {
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.cursor = event["cursor"].as_i64().unwrap_or(self.cursor);
                return Some(event);
            }
            self.news.mark_unchanged();
            self.fetch();
            if self.ready.is_empty() {
                tokio::select! {
                    changed = self.news.changed() => changed.ok()?,
                    () = self.hub.stop.cancelled() => return None,
                }
            }
        }
    }

    fn fetch(&mut self) {
        let (missed, now) =
            self.hub.with(|world| (world.history.since(self.person, self.cursor), world.history.cursor()));
        match missed {
            Some(events) => self.ready.extend(events.into_iter().map(|(_, event)| event)),
            None => self.ready.push_back(json!({ "cursor": now, "kind": "reset" })),
        }
    }
}
