//! Pushes updates to the bot's webhook: in order within a chat, chats side by side, again until taken.
//! Reads nothing from the answer but its status; a method call in the body is not carried out.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::hub::Hub;
use crate::world::World;
use crate::world::journal::Key;
use crate::world::queue::{Queued, Webhook};

const PATIENCE: Duration = Duration::from_mins(1);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
const IDLE: Duration = Duration::from_hours(1);

/// How an update was received.
struct Outcome {
    update: i64,
    lane: i64,
    result: Result<(), Failure>,
}

struct Failure {
    message: String,
    retry_after: Option<u64>,
}

/// A chat whose updates are on their way or have to wait.
#[derive(Default)]
struct Lane {
    busy: bool,
    failures: u32,
    until: Option<Instant>,
}

struct Courier {
    client: reqwest::Client,
    lanes: HashMap<i64, Lane>,
    underway: JoinSet<Outcome>,
}

/// Runs until the sandbox stops.
#[expect(clippy::disallowed_methods, reason = "the sandbox has no providers; this client has its timeout")]
pub async fn run(hub: Arc<Hub>) {
    let Ok(client) = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build() else {
        tracing::error!("the sandbox has no HTTP client and cannot serve webhooks");
        return;
    };
    let mut courier = Courier { client, lanes: HashMap::new(), underway: JoinSet::new() };
    let mut updates = hub.updates.subscribe();
    loop {
        updates.mark_unchanged();
        courier.dispatch(&hub);
        let wake = courier.next_try();
        tokio::select! {
            _ = updates.changed() => {}
            Some(Ok(outcome)) = courier.underway.join_next() => courier.settle(&hub, outcome),
            () = sleep_until(wake) => {}
            () = hub.stop.cancelled() => return,
        }
    }
}

impl Courier {
    /// Starts what may be on its way now.
    fn dispatch(&mut self, hub: &Hub) {
        let room = |hook: &Webhook| hook.max_connections.saturating_sub(self.underway.len());
        let work = hub.with(|world| {
            let hook = world.delivery.webhook.clone()?;
            Some((self.choose(world, room(&hook)), hook))
        });
        let Some((chosen, hook)) = work else { return };
        for update in chosen {
            let lane = update.lane();
            self.lanes.entry(lane).or_default().busy = true;
            self.underway.spawn(deliver(self.client.clone(), hook.clone(), update));
        }
    }

    /// The first update of each chat that is neither busy nor waiting.
    fn choose(&self, world: &World, room: usize) -> Vec<Queued> {
        let now = Instant::now();
        let mut seen = HashSet::new();
        let free = |lane: &Lane| !lane.busy && lane.until.is_none_or(|until| until <= now);
        world
            .queue
            .all()
            .filter(|update| seen.insert(update.lane()))
            .filter(|update| self.lanes.get(&update.lane()).is_none_or(free))
            .take(room)
            .cloned()
            .collect()
    }

    fn next_try(&self) -> Instant {
        let waiting = self.lanes.values().filter(|lane| !lane.busy).filter_map(|lane| lane.until);
        waiting.min().unwrap_or_else(|| Instant::now() + IDLE)
    }

    fn settle(&mut self, hub: &Hub, outcome: Outcome) {
        match outcome.result {
            Ok(()) => {
                self.lanes.remove(&outcome.lane);
                hub.with(|world| world.delivered(outcome.update));
            }
            Err(failure) => {
                let lane = self.lanes.entry(outcome.lane).or_default();
                lane.busy = false;
                lane.failures += 1;
                let grown = FIRST_PAUSE * 2_u32.pow((lane.failures - 1).min(7));
                let pause = failure.retry_after.map_or(grown, Duration::from_secs).min(LONGEST_PAUSE);
                lane.until = Some(Instant::now() + pause);
                hub.with(|world| world.webhook_failed(failure.message));
            }
        }
        let now = Instant::now();
        self.lanes
            .retain(|_, lane| lane.busy || lane.failures > 0 && lane.until.is_some_and(|u| u + IDLE > now));
    }
}

async fn deliver(client: reqwest::Client, hook: Webhook, update: Queued) -> Outcome {
    let mut request =
        client.post(&hook.url).header(CONTENT_TYPE, "application/json").body(update.body.to_string());
    if let Some(secret) = &hook.secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    let result = match request.send().await {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => {
            let header = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
            let retry_after = header.and_then(|text| text.parse().ok());
            Err(Failure {
                message: format!("Wrong response from the webhook: {}", answer.status()),
                retry_after,
            })
        }
        Err(error) => Err(Failure { message: describe(&error), retry_after: None }),
    };
    Outcome { update: update.id, lane: update.lane(), result }
}

fn describe(error: &reqwest::Error) -> String {
    let what = if error.is_timeout() { "Read timeout expired" } else { "Connection failed" };
    what.to_owned()
}

impl World {
    pub fn set_webhook(&mut self, hook: Option<Webhook>) {
        self.delivery.webhook = hook;
        self.touch(Key::Delivery);
    }

    fn webhook_failed(&mut self, message: String) {
        if let Some(hook) = self.delivery.webhook.as_mut() {
            hook.last_error = Some((self.clock.unix(), message));
            self.touch(Key::Delivery);
        }
    }
}
