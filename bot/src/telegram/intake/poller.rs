//! The long poll: asks Telegram for updates and acknowledges them once they are written down, never before.
//! One process polls at a time; the others wait for its lease.

use std::{convert::Infallible, time::Duration};

use rand::rngs::StdRng;
use serde::Deserialize;
use serde_json::{json, value::RawValue};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{backoff::Backoff, kinds::ALLOWED_UPDATES, peek::RawUpdate, pump::Intake};
use crate::{
    ops::metrics,
    storage::leases::{Held, Leases},
    telegram::raw::{Api, Fault, FaultKind},
};

/// The duty of the one who polls, in the names of leases and in the metrics.
const DUTY: &str = "intake.poller";
/// Updates per call (Bot API, `getUpdates`).
const BATCH: usize = 100;
/// How much longer than the poll itself its answer may take.
const GRACE: Duration = Duration::from_secs(10);
/// Conflicts in a row after which somebody else must be fetching, and not one of us who has just taken over.
const CONFLICTS: u32 = 3;
/// The word for operators when somebody else fetches.
const CONFLICT: &str = "conflict";
/// After a week without updates Telegram begins their ids anew, anywhere (Bot API, `Update`). The offset is
/// forgotten before: all that was written down has been acknowledged by then.
const IDLE: Duration = Duration::from_hours(6 * 24);
/// A server that answers an empty poll sooner than this is not asked again at once.
const HASTE: Duration = Duration::from_millis(100);
/// How long the last acknowledgement may keep a stop waiting.
const FAREWELL: Duration = Duration::from_secs(1);

/// How the poll behaves.
#[derive(Clone, Debug)]
pub struct PollerOptions {
    /// How long Telegram holds a call open while nothing comes; whole seconds.
    pub timeout: Duration,
    /// The wait after the first failure, and the longest.
    pub backoff: (Duration, Duration),
    /// How long a poller that died keeps the others waiting.
    pub lease: Duration,
}

impl Default for PollerOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            backoff: (Duration::from_secs(1), Duration::from_secs(30)),
            lease: Duration::from_secs(10),
        }
    }
}

/// Why polling ended for good.
#[derive(Debug, thiserror::Error)]
pub enum PollerError {
    #[error("Telegram does not know TELEGRAM_BOT_TOKEN (or TELEGRAM_API_URL is not a Bot API server): {0}")]
    Unauthorized(Fault),
}

/// What made a round of polling end.
enum End {
    Stopped,
    /// Another process may be polling by now.
    LeaseLost,
}

/// The long poll of one bot.
#[derive(Debug)]
pub struct Poller {
    api: Api,
    intake: Intake,
    leases: Leases,
    options: PollerOptions,
    backoff: Backoff,
    /// The first update not yet written down; with the next call it acknowledges those before it.
    offset: Option<i64>,
    /// The offset that Telegram has heard.
    acknowledged: Option<i64>,
    last_came: Instant,
    webhook_checked: bool,
    /// Conflicts in a row.
    conflicts: u32,
}

#[derive(Deserialize)]
struct WebhookInfo {
    #[serde(default)]
    url: String,
}

impl Poller {
    /// Shows in the metrics that somebody is to poll, be it another process: that nobody does can only be seen then.
    pub fn expect() {
        metrics::LEASES_HELD.add([DUTY], 0.0);
    }

    /// `rng` spreads the waits after failures.
    pub fn new(api: Api, intake: Intake, leases: Leases, options: PollerOptions, rng: StdRng) -> Self {
        let (first, most) = options.backoff;
        let backoff = Backoff::new(first, most, rng);
        Self {
            api,
            intake,
            leases,
            options,
            backoff,
            offset: None,
            acknowledged: None,
            last_came: Instant::now(),
            webhook_checked: false,
            conflicts: 0,
        }
    }

    /// Polls until `stop`. A poll that is under way is dropped; what it would have brought comes again.
    ///
    /// # Errors
    /// When Telegram does not know the token: nothing will ever come.
    pub async fn run(mut self, stop: CancellationToken) -> Result<(), PollerError> {
        let mut cut_off = false;
        while let Some(held) = self.hold(cut_off, &stop).await {
            self.webhook_checked = false;
            let end = self.poll_while(&held, &stop).await;
            if matches!(end, Ok(End::Stopped)) {
                self.farewell().await;
            }
            cut_off = matches!(end, Ok(End::LeaseLost)) && !held.passed_on();
            if let Err(error) = held.release().await {
                tracing::warn!(%error, "the poller's lease runs out by itself");
            }
            match end? {
                End::Stopped => break,
                End::LeaseLost => tracing::warn!("another process may poll now"),
            }
        }
        Ok(())
    }

    /// Waits for the lease. Who has lost it because the database is away goes on looking meanwhile: nobody else can
    /// take it, and people are to hear why nothing happens.
    async fn hold(&mut self, cut_off: bool, stop: &CancellationToken) -> Option<Held> {
        let (leases, name) = (self.leases.clone(), format!("{DUTY}.{}", self.api.bot()));
        let held = leases.hold(&name, self.options.lease, stop.clone());
        if !cut_off {
            return held.await;
        }
        tokio::select! {
            held = held => held,
            never = self.look_on() => match never {},
        }
    }

    /// Looks at what comes and takes nothing: what was not written down is not acknowledged.
    async fn look_on(&mut self) -> Infallible {
        loop {
            match self.get_updates(BATCH, self.options.timeout).await {
                Ok(batch) => {
                    let updates = read(&batch);
                    if updates.is_empty() {
                        self.backoff.reset();
                    } else {
                        self.intake.left_at_telegram(&updates);
                    }
                }
                // Somebody else can reach the database, and polls.
                Err(fault) if fault.kind == FaultKind::Conflict => return std::future::pending().await,
                Err(fault) => tracing::debug!(%fault, "updates cannot be looked at"),
            }
            sleep(self.backoff.next().max(HASTE)).await;
        }
    }

    async fn poll_while(&mut self, held: &Held, stop: &CancellationToken) -> Result<End, PollerError> {
        loop {
            let asked = Instant::now();
            let answer = match unless(held, stop, self.fetch()).await {
                Ok(answer) => answer,
                Err(end) => return Ok(end),
            };
            let pause = match answer {
                Ok(batch) => self.take(&batch, asked).await,
                Err(fault) => Some(self.pause_after(fault)?),
            };
            if let Some(pause) = pause
                && let Err(end) = unless(held, stop, sleep(pause)).await
            {
                return Ok(end);
            }
        }
    }

    async fn fetch(&mut self) -> Result<Vec<Box<RawValue>>, Fault> {
        if !self.webhook_checked {
            self.remove_webhook().await?;
            self.webhook_checked = true;
        }
        self.get_updates(BATCH, self.options.timeout).await
    }

    /// Writes a batch down and moves the offset; a wait where that failed, or where Telegram did not wait.
    async fn take(&mut self, batch: &[Box<RawValue>], asked: Instant) -> Option<Duration> {
        self.acknowledged = self.offset;
        self.settle_conflict();
        let updates = read(batch);
        let Some(last) = updates.iter().map(|update| update.update_id).max() else {
            return self.take_nothing(asked);
        };
        // What went wrong is logged and told by the intake.
        if self.intake.accept(&updates).await.is_err() {
            return Some(self.backoff.next());
        }
        self.backoff.reset();
        self.offset = Some(last.saturating_add(1));
        self.last_came = Instant::now();
        None
    }

    fn take_nothing(&mut self, asked: Instant) -> Option<Duration> {
        self.backoff.reset();
        if self.last_came.elapsed() >= IDLE {
            self.offset = None;
            self.acknowledged = None;
        }
        (asked.elapsed() < HASTE).then_some(HASTE)
    }

    fn pause_after(&mut self, fault: Fault) -> Result<Duration, PollerError> {
        match fault.kind {
            FaultKind::Unauthorized => return Err(PollerError::Unauthorized(fault)),
            FaultKind::Throttled(wait) => return Ok(wait),
            FaultKind::Conflict => {
                // It may be a webhook that somebody has set meanwhile.
                self.webhook_checked = false;
                self.note_conflict(&fault);
            }
            _ => tracing::warn!(%fault, "updates cannot be fetched"),
        }
        Ok(self.backoff.next())
    }

    /// Says once that there is another, and keeps saying so to whoever asks for what is wrong.
    fn note_conflict(&mut self, fault: &Fault) {
        self.conflicts += 1;
        if self.conflicts == CONFLICTS {
            tracing::error!(
                %fault,
                "another program fetches the updates of this bot: an instance with a database of its own, or another bot \
                 with the same token; each gets some of them, so stop one, or give it a token of its own"
            );
            self.intake.report_trouble(Some(CONFLICT));
        }
    }

    fn settle_conflict(&mut self) {
        if std::mem::take(&mut self.conflicts) >= CONFLICTS {
            tracing::info!("nobody else fetches the updates of this bot any more");
            self.intake.report_trouble(None);
        }
    }

    async fn get_updates(&self, limit: usize, wait: Duration) -> Result<Vec<Box<RawValue>>, Fault> {
        let mut params =
            json!({"limit": limit, "timeout": wait.as_secs(), "allowed_updates": ALLOWED_UPDATES});
        if let Some(offset) = self.offset {
            params["offset"] = offset.into();
        }
        self.api.call_within("getUpdates", &params, wait + GRACE).await
    }

    /// A bot has either a webhook or a poll. What waits at Telegram is kept.
    async fn remove_webhook(&self) -> Result<(), Fault> {
        let info: WebhookInfo = self.api.call("getWebhookInfo", &json!({})).await?;
        if !info.url.is_empty() {
            tracing::warn!("a webhook was set; it is removed, since this process polls");
            self.api.call::<bool>("deleteWebhook", &json!({"drop_pending_updates": false})).await?;
        }
        Ok(())
    }

    /// Acknowledges what was written down since the last call. An update that this call hands out is not
    /// acknowledged by it, so it comes again; without the call, repeated ones would fall out.
    async fn farewell(&self) {
        if self.offset != self.acknowledged {
            let call = self.get_updates(1, Duration::ZERO);
            if !matches!(timeout(FAREWELL, call).await, Ok(Ok(_))) {
                tracing::debug!("the last updates are not acknowledged");
            }
        }
    }
}

/// The updates of a batch in the order in which they happened: of one batch, ids are in order (Bot API, `Update`).
fn read(batch: &[Box<RawValue>]) -> Vec<RawUpdate> {
    let mut updates: Vec<RawUpdate> = batch.iter().filter_map(|raw| RawUpdate::read(raw.get())).collect();
    if updates.len() < batch.len() {
        tracing::error!(updates = batch.len() - updates.len(), "updates without an id are left out");
    }
    updates.sort_by_key(|update| update.update_id);
    updates
}

/// Work that is dropped as soon as polling must end.
async fn unless<T>(held: &Held, stop: &CancellationToken, work: impl Future<Output = T>) -> Result<T, End> {
    tokio::select! {
        biased;
        () = stop.cancelled() => Err(End::Stopped),
        () = held.lost().cancelled() => Err(End::LeaseLost),
        outcome = work => Ok(outcome),
    }
}

#[cfg(test)]
#[path = "poller_tests.rs"]
mod tests;
