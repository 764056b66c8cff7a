//! Starts and stops a sandbox, and lets a program in the same process play people and look inside.
//! Listens on loopback addresses only.

use std::fs::TryLockError;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use axum::{Router, middleware};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedSender;
use url::Url;

use crate::clock::Clock;
use crate::faults::{Fault, Faults};
use crate::hub::{Heard, Hub};
use crate::log::{Call, Violation};
use crate::refusal::Refusal;
use crate::schema::Schema;
use crate::wire::{Cutter, Wires};
use crate::world::World;
use crate::world::acts::{Said, Tapped};
use crate::world::chat::Callback;
use crate::world::files::{MediaKind, Upload};
use crate::world::gathering::{GroupAct, NewGroup};
use crate::world::mishaps::Mishap;
use crate::world::seat::Seat;
use crate::world::stars::{Renewal, Wanted};
use crate::{api, control, guard, page, people_api, webhook};

const TICK: Duration = Duration::from_millis(250);
const GOODBYE: Duration = Duration::from_secs(3);

/// How to start a sandbox.
#[derive(Debug, Clone)]
pub struct Options {
    /// A loopback address; port 0 takes a free one.
    pub addr: SocketAddr,
    /// Where everything is kept; `None` keeps it in memory.
    pub data: Option<PathBuf>,
    /// `None`: the one kept in `data`, or a new one.
    pub token: Option<String>,
    /// How many people there are besides the three, with ids from [`CROWD`] on.
    ///
    /// [`CROWD`]: crate::people::CROWD
    pub crowd: i64,
    /// Hears of every call as it comes, for who measures a bot. Then the sandbox itself is lean: it keeps no log and
    /// nothing for people's apps, and does not hold its own answers against the schema.
    pub heard: Option<UnboundedSender<Heard>>,
}

impl Default for Options {
    fn default() -> Self {
        Self { addr: SocketAddr::from(([127, 0, 0, 1], 0)), data: None, token: None, crowd: 0, heard: None }
    }
}

/// A running sandbox. Dropping it ends its tasks; `stop` also waits for them.
pub struct Sandbox {
    hub: Arc<Hub>,
    url: Url,
}

impl Sandbox {
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        anyhow::ensure!(options.addr.ip().is_loopback(), "the sandbox listens on loopback addresses only");
        let listener = TcpListener::bind(options.addr)
            .await
            .with_context(|| format!("cannot listen on {}", options.addr))?;
        let url = Url::parse(&format!("http://{}/", listener.local_addr()?))?;
        let schema = Arc::new(Schema::load()?);
        let mut world = open_world(&schema, &options).await?;
        world.crowd = options.crowd;
        world.lean = options.heard.is_some();
        let hub = Arc::new(Hub::new(world, options.heard));
        serve(&hub, listener);
        hub.tasks.spawn(webhook::run(Arc::clone(&hub)));
        hub.tasks.spawn(pass_time(Arc::clone(&hub)));
        hub.tasks.close();
        Ok(Self { hub, url })
    }

    /// Where the Bot API is: `{api_url}bot{token}/{method}`.
    pub fn api_url(&self) -> Url {
        self.url.clone()
    }

    pub fn token(&self) -> &str {
        &self.hub.token
    }

    /// Where a browser finds the chat.
    pub fn page_url(&self) -> Url {
        self.url.clone()
    }

    /// Ends polls and streams, answers what is being asked, and writes everything down.
    pub async fn stop(self) {
        self.hub.stop.cancel();
        if tokio::time::timeout(GOODBYE, self.hub.tasks.wait()).await.is_err() {
            tracing::warn!("a connection to the sandbox did not end in time");
        }
        if let Err(error) = self.hub.with(World::compact) {
            tracing::error!(%error, "the sandbox could not write its state");
        }
    }

    /// A person writes; long texts become several messages.
    pub fn send(&self, at: impl Into<Seat>, said: Said) -> Result<Vec<Value>, Refusal> {
        let seat = at.into();
        self.hub.with(|world| world.say(seat, said))
    }

    /// A person sends files.
    pub fn upload(
        &self,
        at: impl Into<Seat>,
        kind: MediaKind,
        files: &[Upload],
        caption: &str,
    ) -> Result<Vec<Value>, Refusal> {
        let seat = at.into();
        self.hub.with(|world| world.upload(seat, kind, files, caption))
    }

    /// A person's app sends one member of an album, the others before or later.
    pub fn upload_member(
        &self,
        at: impl Into<Seat>,
        kind: MediaKind,
        file: &Upload,
        caption: &str,
        album: &str,
    ) -> Result<Value, Refusal> {
        let seat = at.into();
        self.hub.with(|world| world.upload_member(seat, kind, file, caption, album))
    }

    /// A person presses a button; returns the callback query's id.
    pub fn tap(&self, at: impl Into<Seat>, tapped: &Tapped) -> Result<String, Refusal> {
        let seat = at.into();
        self.hub.with(|world| world.tap(seat, tapped))
    }

    /// A person presses Stop on a draft.
    pub fn stop_draft(&self, person: i64, draft_id: i64) -> Result<(), Refusal> {
        self.hub.with(|world| world.stop_generation(person, draft_id))
    }

    pub fn edit(&self, at: impl Into<Seat>, message_id: i64, text: &str) -> Result<Value, Refusal> {
        let seat = at.into();
        self.hub.with(|world| world.edit_own(seat, message_id, text))
    }

    /// A person deletes messages for both sides; the bot is not told.
    pub fn delete(&self, at: impl Into<Seat>, message_ids: &[i64]) -> usize {
        let seat = at.into();
        self.hub.with(|world| world.delete_own(seat, message_ids)).unwrap_or_default()
    }

    pub fn set_blocked(&self, person: i64, blocked: bool) -> Result<(), Refusal> {
        self.hub.with(|world| world.set_blocked(person, blocked))
    }

    pub fn set_language(&self, person: i64, code: &str) -> Result<(), Refusal> {
        self.hub.with(|world| world.set_language(person, code))
    }

    /// A place, a contact: any field of a message that needs no file.
    pub fn hand_over(&self, at: impl Into<Seat>, field: &str, content: Value) -> Result<Value, Refusal> {
        let seat = at.into();
        self.hub.with(|world| world.hand_over(seat, field, content))
    }

    pub fn send_poll(
        &self,
        at: impl Into<Seat>,
        question: &str,
        options: &[String],
    ) -> Result<Value, Refusal> {
        let seat = at.into();
        self.hub.with(|world| world.send_poll(seat, question, options))
    }

    pub fn send_sticker(&self, at: impl Into<Seat>, emoji: &str) -> Result<Value, Refusal> {
        let seat = at.into();
        self.hub.with(|world| world.send_sticker(seat, emoji))
    }

    pub fn react(&self, at: impl Into<Seat>, message_id: i64, emoji: &[&str]) -> Result<(), Refusal> {
        let seat = at.into();
        let emoji = emoji.iter().map(|emoji| (*emoji).to_owned()).collect();
        self.hub.with(|world| world.react_as(seat, message_id, emoji))
    }

    /// Makes a group of everybody; returns its number.
    pub fn make_group(&self, creator: i64, group: &NewGroup) -> Result<i64, Refusal> {
        self.hub.with(|world| world.make_group(creator, group))
    }

    /// Does something with a group; returns the number of the chat or topic that came of it.
    pub fn act_on_group(&self, at: impl Into<Seat>, act: GroupAct) -> Result<i64, Refusal> {
        let seat = at.into();
        self.hub.with(|world| world.act_on_group(seat, act))
    }

    /// Privacy mode as BotFather sets it: off, and the bot hears everything in its groups.
    pub fn set_reads_all(&self, on: bool) {
        self.hub.with(|world| world.change_profile(|profile| profile.reads_all = on));
    }

    /// What a person's app shows: the same as `GET /people/{id}/chat`.
    pub fn chat(&self, at: impl Into<Seat>) -> Result<Value, Refusal> {
        let seat = at.into();
        self.hub.with(|world| world.chat_view(seat, i64::MAX, usize::MAX))
    }

    /// The number of the last thing that people were told.
    pub fn cursor(&self) -> i64 {
        self.hub.with(|world| world.history.cursor())
    }

    /// What a person's app was told after a cursor (toasts and drafts too); `None` when that is forgotten.
    pub fn events(&self, person: i64, cursor: i64) -> Option<Vec<Value>> {
        let events = self.hub.with(|world| {
            world.history.welcome(person);
            world.history.since(person, cursor)
        })?;
        Some(events.into_iter().map(|(_, event)| event).collect())
    }

    /// Waits until people are told something after a cursor; `false` when the time is over first.
    pub async fn wait_past(&self, cursor: i64, within: Duration) -> bool {
        let mut events = self.hub.events.subscribe();
        tokio::time::timeout(within, events.wait_for(|now| *now > cursor))
            .await
            .is_ok_and(|seen| seen.is_ok())
    }

    /// The bytes of a file, by its `file_id` or `file_unique_id`.
    pub fn file(&self, id: &str) -> Option<bytes::Bytes> {
        self.hub.with(|world| {
            let record = world.find_file(id).or_else(|| world.file_by_unique_id(id))?;
            world.bytes.get(&record.unique_id)
        })
    }

    /// Queues updates exactly as given. A missing `update_id` is assigned, and a `message` without an id
    /// to a person's chat is put into that chat first.
    pub fn inject(&self, updates: Vec<Value>) -> Vec<i64> {
        self.hub.with(|world| world.inject(updates))
    }

    /// Hands the last confirmed updates (`None`: all) out once more.
    pub fn redeliver(&self, count: Option<usize>, shuffled: bool) -> Vec<i64> {
        self.hub.with(|world| world.redeliver(count, shuffled))
    }

    /// A person pays an invoice in their chat or a link: the bot is asked. Returns the id of its question.
    pub fn pay(&self, at: impl Into<Seat>, wanted: &Wanted) -> Result<String, Refusal> {
        let seat = at.into();
        self.hub.with(|world| world.pay(seat, wanted))
    }

    /// How many Stars a person has.
    pub fn stars(&self, person: i64) -> i64 {
        self.hub.with(|world| world.stars_of(person))
    }

    pub fn top_up(&self, person: i64, stars: i64) -> Result<i64, Refusal> {
        self.hub.with(|world| world.top_up(person, stars))
    }

    /// How many Stars the bot has.
    pub fn bot_stars(&self) -> i64 {
        self.hub.with(|world| world.bot_stars())
    }

    /// The bot's account, oldest first, as `getStarTransactions` tells it.
    pub fn star_transactions(&self) -> Vec<Value> {
        self.hub.with(|world| world.transactions(0, usize::MAX))
    }

    /// A person's subscriptions that are not over, by the end of what is paid.
    pub fn subscriptions(&self, person: i64) -> Vec<Value> {
        let view = self.hub.with(|world| world.stars_view(person));
        view["subscriptions"].as_array().cloned().unwrap_or_default()
    }

    /// A person ends a subscription or goes on with it.
    pub fn edit_subscription(&self, person: i64, id: &str, act: Renewal) -> Result<(), Refusal> {
        self.hub.with(|world| world.edit_subscription(person, id, act))
    }

    /// A buyer takes back the Stars of a payment behind the bot's back.
    pub fn charge_back(&self, charge: &str) -> Result<(), Refusal> {
        self.hub.with(|world| world.charge_back(charge))
    }

    /// A person forwards a message of a chat they see into another, or into the same.
    pub fn forward(&self, from: impl Into<Seat>, message_id: i64, to: Seat) -> Result<Value, Refusal> {
        let seat = from.into();
        self.hub.with(|world| world.forward_own(seat, message_id, to))
    }

    /// The clock of this Telegram.
    pub fn clock(&self) -> Arc<Clock> {
        Arc::clone(&self.hub.clock)
    }

    /// Moves the clock on. What comes about by then happens: renewals, deadlines.
    pub fn advance(&self, time: Duration) {
        let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        self.hub.with(|world| world.advance(seconds));
    }

    /// Something is to happen to updates on their way.
    pub fn add_mishap(&self, mishap: Mishap) {
        self.hub.with(|world| world.add_mishap(mishap));
    }

    /// Nothing happens to updates any more, and what was held back comes.
    pub fn clear_mishaps(&self) {
        self.hub.with(World::clear_mishaps);
    }

    pub fn add_fault(&self, fault: Fault) {
        self.hub.faults(|faults| faults.add(fault));
    }

    pub fn clear_faults(&self) {
        self.hub.faults(Faults::clear);
    }

    /// The log of Bot API calls, as far back as it is kept.
    pub fn calls(&self) -> Vec<Call> {
        self.calls_since(0)
    }

    pub fn calls_since(&self, n: u64) -> Vec<Call> {
        self.hub.log(|log| log.calls_since(n))
    }

    /// What the bot should have known to be wrong, and mistakes of the sandbox itself.
    pub fn violations(&self) -> Vec<Violation> {
        self.hub.log(|log| log.violations())
    }

    pub fn unanswered_callbacks(&self) -> Vec<Callback> {
        self.hub.with(|world| world.unanswered().cloned().collect())
    }

    pub fn pending_updates(&self) -> Vec<Value> {
        self.hub.with(|world| world.queue.all().map(|update| update.body.clone()).collect())
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.hub.stop.cancel();
    }
}

/// Opens the world; a folder that a sandbox is just leaving is waited for a moment.
async fn open_world(schema: &Arc<Schema>, options: &Options) -> anyhow::Result<World> {
    let deadline = Instant::now() + GOODBYE;
    loop {
        match World::open(Arc::clone(schema), options.data.as_deref(), options.token.clone()) {
            Err(error) if error.is::<TryLockError>() && Instant::now() < deadline => {
                tokio::time::sleep(TICK).await;
            }
            outcome => return outcome,
        }
    }
}

fn serve(hub: &Arc<Hub>, listener: TcpListener) {
    let guarded = Router::new()
        .merge(people_api::routes())
        .merge(control::routes())
        .with_state(Arc::clone(hub))
        .merge(page::routes())
        .layer(middleware::from_fn(guard::guard));
    let app = Router::new().merge(api::routes()).with_state(Arc::clone(hub)).merge(guarded);
    let service = app.into_make_service_with_connect_info::<Cutter>();
    let stop = hub.stop.clone();
    let server = axum::serve(Wires(listener), service).with_graceful_shutdown(stop.cancelled_owned());
    hub.tasks.spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "the sandbox stopped serving");
        }
    });
}

/// Ends drafts and "typing" when their time is over.
async fn pass_time(hub: Arc<Hub>) {
    let mut ticks = tokio::time::interval(TICK);
    loop {
        tokio::select! {
            _ = ticks.tick() => hub.with(|world| world.expire(Instant::now())),
            () = hub.stop.cancelled() => return,
        }
    }
}
