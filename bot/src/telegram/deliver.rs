//! Carries out what a handler gave back: one transaction for slots, step and inbox row, then the passing signs.
//! The one place that answers taps, and the one that turns a failure into a screen.

use std::sync::Arc;

use super::{
    failure::{Apology, Failure, FailureKind, Handled},
    intake::{Intake, Ticket},
    outbox::{Outbox, Role, Tap},
    reply::Reply,
    screen::Screen,
    steps::{StepKey, StepRecord, Steps},
    visit::{Input, Visit},
};
use crate::{
    domain::MessageId,
    ops::{lifecycle::Lifecycle, metrics},
    storage::{Db, StorageError, Tx},
};

/// A tap older than this gets no note: Telegram would not show it (deadline undocumented; measured: minutes).
const TAP_LIFE: chrono::TimeDelta = chrono::TimeDelta::minutes(5);

/// The way from a reply to the outbox.
#[derive(Clone)]
pub struct Delivery {
    pub db: Db,
    pub outbox: Outbox,
    pub steps: Steps,
    pub intake: Intake,
    pub lifecycle: Lifecycle,
    pub apology: Arc<dyn Apology>,
}

/// What is shown beside messages, once the transaction stands.
#[derive(Default)]
struct Passing {
    note: Option<(String, bool)>,
    reactions: Vec<(MessageId, &'static str)>,
}

impl Delivery {
    /// Carries out the outcome of a handler. When this returns an error nothing has been written, and the update
    /// is to be taken up again. `waited_for`: whether a step may stand, which a new screen would end.
    pub async fn deliver(
        &self,
        visit: &Visit,
        ticket: &Ticket,
        outcome: Handled,
        waited_for: bool,
    ) -> Result<(), StorageError> {
        let reply = outcome.unwrap_or_else(|failure| self.explain(visit, ticket, &failure));
        let replies = reply.into_list();
        if replies.iter().any(|reply| changes_step(reply, waited_for)) {
            self.steps.announce(self.step_of(visit)).await;
        }
        let mut tx = self.db.begin().await?;
        let passing = self.write(&mut tx, visit, replies, waited_for).await?;
        let tap = tap_of(visit, passing.note);
        if let Some(tap) = &tap {
            self.outbox.expect_tap(&mut tx, tap).await?;
        }
        if !self.intake.done_in(&mut tx, ticket).await? {
            tracing::warn!(seq = ticket.seq, "an update passed into other hands while it was handled");
            return Ok(());
        }
        tx.commit().await?;
        self.show_passing(visit, tap, passing.reactions);
        Ok(())
    }

    /// Writes what a runner has to say as if a handler had said it; nothing passing goes with it.
    pub async fn say(&self, tx: &mut Tx, visit: &Visit, reply: Reply) -> Result<(), StorageError> {
        self.write(tx, visit, reply.into_list(), true).await.map(|_| ())
    }

    async fn write(
        &self,
        tx: &mut Tx,
        visit: &Visit,
        replies: Vec<Reply>,
        waited_for: bool,
    ) -> Result<Passing, StorageError> {
        let mut passing = Passing::default();
        // A new screen ends what was waited for, unless it waits for something itself.
        let mut step: Option<Option<StepRecord>> = None;
        for (n, reply) in replies.into_iter().enumerate() {
            match reply {
                Reply::Nothing | Reply::Many(_) => {}
                Reply::Toast(note) => passing.note = Some((note, false)),
                Reply::Alert(note) => passing.note = Some((note, true)),
                Reply::React { message, emoji } => passing.reactions.push((message, emoji)),
                Reply::Await(record) => step = Some(Some(record)),
                Reply::Settle => {
                    self.outbox.collapse(tx, visit.peer).await?;
                    step = step.or(Some(None));
                }
                Reply::Show(screen) => {
                    self.show(tx, visit, n, &screen).await?;
                    step = step.or(Some(None));
                }
                Reply::Rekey(keyboard) => {
                    if let Some(message) = visit.message {
                        self.outbox.rekey_at(tx, visit.peer, message, &keyboard).await?;
                    }
                }
                Reply::Send(screen) => {
                    let cause = visit.cause.part(n);
                    let screen = in_answer(visit, screen);
                    self.outbox.post(tx, visit.peer, &cause, Role::Message, &screen).await?;
                }
            }
        }
        if let Some(step) = step.filter(|step| waited_for || step.is_some()) {
            self.steps.set(tx, self.step_of(visit), step, visit.now).await?;
        }
        Ok(passing)
    }

    const fn step_of(&self, visit: &Visit) -> StepKey {
        StepKey { bot: self.steps.bot(), peer: visit.peer, person: visit.person.id }
    }

    /// A tap on a screen turns it into the next one; anything else gets a new screen.
    async fn show(&self, tx: &mut Tx, visit: &Visit, n: usize, screen: &Screen) -> Result<(), StorageError> {
        if let (Input::Tap { .. }, Some(message)) = (&visit.input, visit.message)
            && self.outbox.show_at(tx, visit.peer, message, screen).await?
        {
            return Ok(());
        }
        let cause = visit.cause.part(n);
        let screen = in_answer(visit, screen.clone());
        self.outbox.post(tx, visit.peer, &cause, Role::Screen, &screen).await.map(|_| ())
    }

    /// Past the governor and outside the lane: a spinner must not wait for anything.
    fn show_passing(&self, visit: &Visit, tap: Option<Tap>, reactions: Vec<(MessageId, &'static str)>) {
        if let Some(tap) = tap {
            self.answer_aside(tap);
        }
        for (message, emoji) in reactions {
            let (outbox, chat) = (self.outbox.clone(), visit.peer.chat);
            self.lifecycle.spawn(async move {
                outbox.react(chat, message, Some(emoji)).await;
            });
        }
    }

    /// Answers a tap while everything goes on.
    pub fn answer_aside(&self, tap: Tap) {
        let outbox = self.outbox.clone();
        self.lifecycle.spawn(async move { outbox.answer_tap(&tap).await });
    }

    /// A failure as a reply; bugs are logged once, with the code that the person sees.
    fn explain(&self, visit: &Visit, ticket: &Ticket, failure: &Failure) -> Reply {
        let code = code_of(ticket);
        let kind = failure.kind();
        let error = failure.chain();
        metrics::HANDLER_FAILURES.one([kind.name()]);
        match kind {
            FailureKind::Refusal => tracing::debug!(%error, "refused"),
            FailureKind::Gone => tracing::info!(%error, "gone"),
            FailureKind::Busy | FailureKind::Away => tracing::warn!(%error, code, "busy"),
            FailureKind::Bug => tracing::error!(%error, code, cause = %ticket.cause, "a handler failed"),
        }
        let own = failure.screen(visit.lang);
        let screen = own.unwrap_or_else(|| self.apology.wrong(visit.lang, kind, &code));
        match (&visit.input, kind) {
            // What a step was about is not there any more: nobody is to be held in it.
            (Input::Text(_), FailureKind::Gone) => Reply::Show(screen),
            // Otherwise the screen stays, and what was waited for too: the words are a message of their own.
            _ => Reply::Send(screen),
        }
    }
}

/// Among several people what is said answers the message that it is said to.
fn in_answer(visit: &Visit, screen: Screen) -> Screen {
    if visit.is_private() || visit.is_tap() || screen.reply_to.is_some() {
        return screen;
    }
    Screen { reply_to: visit.message, ..screen }
}

/// Whether what is waited for is another thing afterwards, or nothing any more.
const fn changes_step(reply: &Reply, waited_for: bool) -> bool {
    matches!(reply, Reply::Await(_)) || (waited_for && matches!(reply, Reply::Settle | Reply::Show(_)))
}

/// The answer that a tap gets, with the note unless it comes too late for one.
fn tap_of(visit: &Visit, note: Option<(String, bool)>) -> Option<Tap> {
    let Input::Tap { query, .. } = &visit.input else { return None };
    let (note, alert) =
        note.filter(|_| visit.waited < TAP_LIFE).map_or((None, false), |(note, alert)| (Some(note), alert));
    Some(Tap { query: query.clone(), note, alert })
}

/// A code of four signs that people can read out and operators can look up.
pub fn code_of(ticket: &Ticket) -> String {
    const SIGNS: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut rest = ticket.seq.unsigned_abs().wrapping_mul(2_654_435_761) % 1_048_576;
    let mut code = String::new();
    for _ in 0..4 {
        let sign = SIGNS.get(usize::try_from(rest % 32).unwrap_or_default()).copied().unwrap_or(b'X');
        code.push(char::from(sign));
        rest /= 32;
    }
    code
}
