//! Answers to taps: at once and past the governor, and once more after a death that came between.
//! A spinner that never ends is worse than a late answer.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::{sync::Notify, time::Instant};
use tokio_util::sync::CancellationToken;

use super::Outbox;
use crate::{
    storage::{Backend, StorageError, Tx},
    telegram::raw::FaultKind,
};

/// Longest note over the chat (Bot API, `answerCallbackQuery`).
const NOTE_LIMIT: usize = 200;
/// For how long an answer is tried.
const PATIENCE: Duration = Duration::from_mins(1);
/// The waits between tries where Telegram names none, in milliseconds; the last one goes on.
const PAUSES: [u64; 5] = [300, 1000, 2000, 4000, 8000];
/// How long what was answered may stay recorded as open, so that several go in one statement.
const GATHER: Duration = Duration::from_millis(300);
/// How old an open tap must be before another process answers it, and how often that is looked for.
const ABANDONED: TimeDelta = TimeDelta::seconds(10);
const LOOK: Duration = Duration::from_secs(5);
/// The same just after a process has died: what is younger may be under way in one that lives.
const JUST_LEFT: TimeDelta = TimeDelta::seconds(1);
/// Telegram takes no answer to a tap as old as this.
const TOO_OLD: TimeDelta = TimeDelta::minutes(15);

/// The answer to a tap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tap {
    /// Telegram's id of the callback query.
    pub query: String,
    /// Shown over the chat.
    pub note: Option<String>,
    /// In a window of its own.
    pub alert: bool,
}

/// Taps that were answered and are still recorded as open.
#[derive(Debug, Default)]
pub(super) struct Answered {
    queries: Mutex<Vec<String>>,
    /// A process has died and may have left some open.
    left: Notify,
}

impl Answered {
    /// Adds one; whoever adds the first sees to it that they are taken.
    fn add(&self, query: &str) -> bool {
        let mut all = self.queries.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(query.to_owned());
        all.len() == 1
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.queries.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Outbox {
    /// Records that a tap is to be answered, with the effects it had.
    pub async fn expect_tap(&self, tx: &mut Tx, tap: &Tap) -> Result<(), StorageError> {
        self.store().insert_tap(tx, tap, self.now()).await
    }

    /// Ends the waiting sign on a button, with a note or without.
    pub async fn answer_tap(&self, tap: &Tap) {
        self.try_tap(tap).await;
        if self.inner.answered.add(&tap.query) {
            tokio::time::sleep(GATHER).await;
            if let Err(error) = self.store().delete_taps(&self.inner.answered.take()).await {
                tracing::warn!(%error, "answered taps stay recorded as open");
            }
        }
    }

    /// Says whether somebody may pay, and why not, past the pace; as long as Telegram waits for it.
    pub async fn answer_checkout(&self, query: &str, refusal: Option<&str>) {
        let mut params = json!({ "pre_checkout_query_id": query, "ok": refusal.is_none() });
        if let Some(reason) = refusal {
            params["error_message"] = reason.into();
        }
        self.insist("answerPreCheckoutQuery", &params).await;
    }

    async fn try_tap(&self, tap: &Tap) {
        let mut params = json!({ "callback_query_id": tap.query });
        if let Some(note) = &tap.note {
            params["text"] = crate::domain::shorten(note, NOTE_LIMIT).into();
            params["show_alert"] = tap.alert.into();
        }
        self.insist("answerCallbackQuery", &params).await;
    }

    /// Makes a call that somebody waits for, again and again for as long as they do.
    async fn insist(&self, method: &'static str, params: &Value) {
        let begun = Instant::now();
        let mut pauses = PAUSES.into_iter().map(Duration::from_millis);
        let mut pause = Duration::ZERO;
        while begun.elapsed() < PATIENCE {
            let Err(fault) = self.api().call::<Value>(method, params).await else { return };
            pause = match fault.kind {
                FaultKind::Throttled(wait) => wait,
                _ if fault.is_transient() => pauses.next().unwrap_or(pause),
                kind => return tracing::debug!(?kind, method, "a call that somebody waits for was refused"),
            };
            tokio::time::sleep(pause.min(PATIENCE)).await;
        }
        tracing::warn!(method, "somebody waited in vain");
    }

    /// Answers what a process left open that is gone: at the start, and from time to time where there are others.
    pub(super) async fn keep_taps(&self, stop: CancellationToken) {
        // On SQLite nobody else can have left anything, and nothing is left later.
        let alone = (self.db().backend() == Backend::Sqlite).then(|| self.now());
        let work = async {
            let mut age = ABANDONED;
            loop {
                match self.answer_left(alone.unwrap_or_else(|| self.now() - age)).await {
                    Ok(()) if alone.is_some() => return,
                    Ok(()) => {}
                    Err(error) => tracing::warn!(%error, "taps that were left open cannot be answered"),
                }
                let told = tokio::time::timeout(LOOK, self.inner.answered.left.notified()).await;
                age = if told.is_ok() { JUST_LEFT } else { ABANDONED };
            }
        };
        stop.run_until_cancelled(work).await;
    }

    /// A process has died: what it left open is answered now, once more in vain at worst.
    pub(super) fn answer_left_soon(&self) {
        self.inner.answered.left.notify_one();
    }

    async fn answer_left(&self, before: DateTime<Utc>) -> Result<(), StorageError> {
        let left = self.store().list_taps(before).await?;
        let queries: Vec<String> = left.iter().map(|(tap, _)| tap.query.clone()).collect();
        let recent = left.iter().filter(|(_, at)| self.now() - *at < TOO_OLD);
        futures::future::join_all(recent.map(|(tap, _)| self.try_tap(tap))).await;
        if queries.is_empty() { Ok(()) } else { self.store().delete_taps(&queries).await }
    }
}
