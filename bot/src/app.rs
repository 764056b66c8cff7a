//! The composition root: settings in, a running program out. The only file that knows everyone.

mod ai;
mod doctor;
mod keepers;
mod news;
mod parts;
mod ranks;
mod stars;
mod tempo;
mod vitals;

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use rand::{SeedableRng as _, rngs::StdRng};
use url::Url;
use uuid::Uuid;

pub use doctor::examine;
pub use parts::Parts;
pub use tempo::Tempo;

use crate::{
    config::{Config, TelegramMode},
    dispatcher::{self, Guard},
    domain::{Cause, SharedClock, SystemClock},
    http,
    jobs::{Options as WorkerOptions, Schedule, Scheduler, Workers},
    ops::lifecycle::Lifecycle,
    storage::processes::Presence,
    telegram::{
        intake::{
            ALLOWED_UPDATES, Poller, PollerOptions,
            webhook::{self, WebhookSecret},
        },
        raw::Api,
    },
};

/// Updates that Telegram brings at the same time in webhook mode (Bot API, `setWebhook`: 1 to 100).
const CONNECTIONS: u8 = 40;

/// How long closing the database may take; with what goes before, a stop takes less than ten seconds.
const CLOSING: Duration = Duration::from_secs(1);

/// A program that runs until it is told to stop.
pub struct App {
    pub parts: Parts,
    lifecycle: Lifecycle,
    /// Others take over soon after this is gone, so it goes last.
    presence: Presence,
}

impl App {
    /// Connects, brings the schema up to date, takes back what an earlier process left, and begins to work.
    pub async fn start(config: Config) -> anyhow::Result<Self> {
        Self::start_at(config, Tempo::default()).await
    }

    /// The same at another tempo than people are used to.
    pub async fn start_at(config: Config, tempo: Tempo) -> anyhow::Result<Self> {
        Self::start_by(config, tempo, Arc::new(SystemClock)).await
    }

    /// The same by another clock than the machine's.
    pub async fn start_by(config: Config, tempo: Tempo, clock: SharedClock) -> anyhow::Result<Self> {
        let lifecycle = Lifecycle::new();
        let parts = Parts::build(&config, tempo, clock, lifecycle.clone()).await?;
        parts.recover().await?;
        let presence = parts.presence(config.operation.role);
        let app = Self { parts, lifecycle, presence };
        app.begin(&config).await?;
        Ok(app)
    }

    /// Stops taking updates in, lets what is under way end, and says whether everything ended in time.
    pub async fn stop(self) -> bool {
        let ended = self.lifecycle.stop().await;
        if ended {
            self.presence.end().await;
        } else {
            // What did not end is for the others to take over.
            drop(self.presence);
        }
        // A connection that hangs in the middle of something must not keep the process.
        let closed = tokio::time::timeout(CLOSING, self.parts.db.close()).await;
        if !matches!(closed, Ok(Ok(()))) {
            tracing::warn!("the database was not closed");
        }
        ended
    }

    /// Resolves when the program cannot go on: Telegram does not know the token.
    pub async fn broken(&self) {
        self.parts.broken.cancelled().await;
    }

    async fn begin(&self, config: &Config) -> anyhow::Result<()> {
        let (parts, life) = (&self.parts, &self.lifecycle);
        let stop = life.stopping();
        let db = parts.db.clone();
        let listening = stop.clone();
        life.spawn(async move { db.listen(listening).await });
        let (accounts, heeding) = (parts.accounts.clone(), stop.clone());
        life.spawn(async move { accounts.heed_changes(heeding).await });
        let (accounts, noting) = (parts.accounts.clone(), stop.clone());
        life.spawn(async move { accounts.keep_seen(noting).await });
        let (accounts, over) = (parts.accounts.clone(), life.over());
        life.spawn_last(async move { accounts.keep_attendance(over).await });
        let (tallies, over) = (parts.tallies.clone(), life.over());
        life.spawn_last(async move { tallies.keep(over).await });
        let (billing, heeding) = (parts.billing.clone(), stop.clone());
        life.spawn(async move { billing.heed_prices(heeding).await });
        self.begin_http(config).await?;
        if config.telegram.mode == TelegramMode::Polling {
            Poller::expect();
        }
        if config.operation.role.runs_jobs() {
            self.begin_work()?;
        }
        if config.operation.role.takes_updates() {
            self.begin_intake(config);
        }
        tracing::info!(role = ?config.operation.role, mode = ?config.telegram.mode, "ready");
        Ok(())
    }

    async fn begin_http(&self, config: &Config) -> anyhow::Result<()> {
        let parts = &self.parts;
        let mut routes = http::routes(parts.health.clone(), parts.watch.clone());
        if let (TelegramMode::Webhook { url, secret }, true) =
            (&config.telegram.mode, config.operation.role.takes_updates())
        {
            let secret = WebhookSecret::parse(secret).context("TELEGRAM_WEBHOOK_SECRET is none")?;
            routes = routes.merge(webhook::routes(self.parts.intake.clone(), url.path(), secret));
        }
        let Some(addr) = config.http.addr else { return Ok(()) };
        let listener =
            http::bind(addr).await.with_context(|| format!("HTTP_ADDR: cannot listen on {addr}"))?;
        // Whoever asks during the stop hears that it is one.
        let over = self.lifecycle.over();
        self.lifecycle.spawn_last(async move {
            if let Err(error) = http::serve(listener, routes, over).await {
                tracing::error!(%error, "the HTTP server ended");
            }
        });
        Ok(())
    }

    fn begin_work(&self) -> anyhow::Result<()> {
        let (parts, life) = (&self.parts, &self.lifecycle);
        let workers = Workers::new(parts.queue.clone(), parts.registry(), WorkerOptions::default());
        life.spawn(workers.run(life.stopping()));
        let schedules: Vec<Schedule> = Parts::schedules()?;
        life.spawn(Scheduler::new(parts.queue.clone(), schedules).run(life.stopping()));
        let (outbox, stop) = (parts.outbox.clone(), life.stopping());
        life.spawn(async move { outbox.run(stop).await });
        Ok(())
    }

    fn begin_intake(&self, config: &Config) {
        let (parts, life) = (&self.parts, &self.lifecycle);
        let (intake, stop) = (parts.intake.clone(), life.stopping());
        life.spawn(async move { intake.run(stop).await });
        let (parts_of_answer, config_of_answer, life_of_answer) =
            (parts.clone(), config.clone(), life.clone());
        life.spawn(async move {
            if let Err(error) = answer(parts_of_answer, config_of_answer, life_of_answer).await {
                tracing::error!(error = format!("{error:#}"), "updates cannot be answered");
            }
        });
        if config.telegram.mode == TelegramMode::Polling {
            self.begin_polling();
        }
    }

    fn begin_polling(&self) {
        let (parts, life) = (&self.parts, &self.lifecycle);
        let rng = StdRng::from_os_rng();
        let options = PollerOptions::default();
        let poller = Poller::new(parts.api.clone(), parts.intake.clone(), parts.leases.clone(), options, rng);
        let (stop, broken) = (life.stopping(), parts.broken.clone());
        life.spawn(async move {
            if let Err(error) = poller.run(stop).await {
                tracing::error!(%error, "polling ended");
                broken.cancel();
            }
        });
    }
}

/// Learns who the bot is, however long that takes, and then answers updates until the intake ends.
async fn answer(parts: Parts, config: Config, life: Lifecycle) -> anyhow::Result<()> {
    let stop = life.stopping();
    let Some(username) = stop.run_until_cancelled(parts.who_am_i()).await.transpose()? else { return Ok(()) };
    let guard = Guard::new(parts.guard(username));
    let telling = dispatcher::events(parts.intake.clone(), Arc::clone(&guard));
    life.spawn(telling);
    let menu = parts.menu.clone();
    life.spawn(async move {
        if let Err(fault) = menu.register().await {
            tracing::warn!(kind = ?fault.kind, "the command menu was not registered");
        }
    });
    let desk = parts.desk.clone();
    life.spawn(async move {
        let cause = Cause::from(format!("menus:{}", Uuid::now_v7()));
        if let Err(error) = desk.show_menus(&cause).await {
            tracing::warn!(%error, "the owners were not shown their commands");
        }
    });
    if let TelegramMode::Webhook { url, secret } = config.telegram.mode {
        let secret = WebhookSecret::parse(&secret).context("TELEGRAM_WEBHOOK_SECRET is none")?;
        let (api, stop) = (parts.api.clone(), life.stopping());
        life.spawn(async move {
            stop.run_until_cancelled(register_webhook(&api, &url, &secret)).await;
        });
    }
    dispatcher::updates(parts.intake.clone(), guard).await;
    Ok(())
}

/// Tells Telegram where to bring updates, however long that takes.
async fn register_webhook(api: &Api, url: &Url, secret: &WebhookSecret) {
    while let Err(fault) = webhook::register(api, url, secret, CONNECTIONS, &ALLOWED_UPDATES).await {
        tracing::warn!(kind = ?fault.kind, "the webhook was not registered yet");
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}
