//! What happens around every handler: the person is known, the gates are passed, the outcome is delivered, the
//! inbox row is done. It has no wording and no route.

use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use dptree::prelude::DependencyMap;
use futures::FutureExt as _;
use teloxide::types::{Update, UpdateKind};

use crate::{
    dialogue::Step,
    domain::{AccountId, Cause, ChatId, ChatKind, Lang, Peer, Person, Renewal, SharedClock},
    features::{
        account::{self, Account, AccountError, AccountTap, Accounts},
        billing::Billing,
        groups::Groups,
    },
    limits::Limits,
    ops::{
        metrics,
        trace::{Trace, step},
    },
    storage::{StorageError, no_answer},
    telegram::{
        deliver::Delivery,
        failure::{Failure, FailureKind, Handled, Mishap},
        input::{self, Facts},
        intake::{Addressee, Buried, ForeignUpdate, IntakeEvent, SubscriptionState, Ticket},
        outbox::{Role, Tap},
        reply::Reply,
        routes::{Routes, with_visit},
        steps::{StepKey, StepRecord},
        visit::{Input, Visit},
    },
};

/// How long a handler may take. It records and enqueues; it never waits for a model or a file.
const PATIENCE: Duration = Duration::from_secs(10);
/// How soon an update that could not be delivered is taken up again.
const AGAIN: Duration = Duration::from_secs(2);
/// How often an update is taken up while the database does not answer its handler, before the person is told.
const ABSENCES: u32 = 5;

/// What is answered however much somebody sends.
const ALWAYS: [&str; 4] = ["cancel", "privacy", "terms", "paysupport"];
/// What is answered to those who are shut out: their data, their money, and how to object.
const RIGHTS: [&str; 6] = ["paysupport", "terms", "privacy", "export", "erase", "cancel"];

/// What the guard is built from.
pub struct GuardParts {
    pub tree: Routes,
    /// Everything handlers ask for by type.
    pub services: DependencyMap,
    pub accounts: Arc<Accounts>,
    pub billing: Arc<Billing>,
    pub groups: Arc<Groups>,
    pub delivery: Delivery,
    pub limits: Limits,
    pub clock: SharedClock,
    /// The bot's user name: commands for others are none of ours.
    pub username: String,
}

pub struct Guard {
    pub(super) parts: GuardParts,
}

impl Guard {
    pub fn new(parts: GuardParts) -> Arc<Self> {
        Arc::new(Self { parts })
    }

    /// Handles an update that the dispatcher hands over, and says when it is done.
    pub async fn handle(&self, update: &Update) {
        let Some(ticket) = self.parts.delivery.intake.ticket(update.id.0) else {
            tracing::warn!(update = update.id.0, "an update was handed over too late");
            return;
        };
        if let UpdateKind::PreCheckoutQuery(query) = &update.kind {
            return self.check_out(query, &ticket).await;
        }
        if let Some(facts) = input::read(update, &self.parts.username) {
            self.answer(facts, &ticket).await;
        } else {
            self.let_go(update);
            self.parts.delivery.intake.done(ticket);
        }
    }

    /// An update that concerns nobody. A tap among them, such as one without a message, still ends its waiting sign.
    fn let_go(&self, update: &Update) {
        if let UpdateKind::CallbackQuery(query) = &update.kind {
            let tap = Tap { query: query.id.0.clone(), note: None, alert: false };
            self.parts.delivery.answer_aside(tap);
        }
    }

    /// Handles what comes beside the dispatcher.
    pub async fn handle_event(&self, event: IntakeEvent) {
        match event {
            IntakeEvent::Foreign { update, ticket } => self.answer_foreign(update, ticket).await,
            IntakeEvent::Buried(buried) => {
                let trace = Trace::of(&buried.cause).next();
                trace.scope(step!(trace, "burial", kind = buried.kind), self.apologise(&buried)).await;
            }
            IntakeEvent::Unrecorded(who) => self.console(who).await,
        }
    }

    async fn answer_foreign(&self, update: ForeignUpdate, ticket: Ticket) {
        match update {
            ForeignUpdate::StoppedGeneration { chat, thread, draft_id } if chat.0 > 0 => {
                let input = Input::StopDraft { draft: draft_id };
                self.answer(of_private(AccountId(chat.0), Peer { chat, thread }, input), &ticket).await;
            }
            ForeignUpdate::Subscription { user, payload, state } => match renewal_of(&state) {
                Some(renewal) => {
                    let peer = Peer::chat(ChatId(user.0));
                    let input = Input::Renewal { payload, renewal };
                    self.answer(of_private(user, peer, input), &ticket).await;
                }
                None => self.parts.delivery.intake.done(ticket),
            },
            // Nothing acts on these yet; they are known, recorded and let go.
            _ => self.parts.delivery.intake.done(ticket),
        }
    }

    async fn answer(&self, facts: Facts, ticket: &Ticket) {
        let trace = ticket.trace();
        let span = step!(trace, "update", update_id = ticket.update_id, input = facts.input.name());
        Box::pin(trace.scope(span, self.answer_within(facts, ticket))).await;
    }

    async fn answer_within(&self, facts: Facts, ticket: &Ticket) {
        let (input, begun) = (facts.input.name(), Instant::now());
        let waited = self.waited(ticket);
        metrics::INTAKE_WAIT.took([], waited.to_std().unwrap_or_default());
        let delivered = match self.visit(facts, ticket).await {
            Ok(Some(visit)) => {
                let mut waited_for = true;
                match self.outcome(&visit, &mut waited_for).await {
                    Err(failure) if failure.kind() == FailureKind::Away && ticket.attempt < ABSENCES => {
                        Err(no_answer())
                    }
                    outcome => {
                        self.parts.delivery.deliver(&visit, ticket, outcome, waited_for).await.map(|()| true)
                    }
                }
            }
            Ok(None) => Ok(false),
            Err(error) => Err(error),
        };
        metrics::HANDLER_SECONDS.took([input], begun.elapsed());
        match delivered {
            Ok(ended) => {
                tracing::debug!(waited_ms = waited.num_milliseconds(), "an update is answered");
                if ended {
                    self.parts.delivery.intake.ended(ticket);
                } else {
                    self.parts.delivery.intake.done(ticket.clone());
                }
            }
            Err(error) => {
                metrics::HANDLER_FAILURES.one(["undelivered"]);
                tracing::error!(%error, cause = %ticket.cause, "an update could not be answered and is taken up again");
                if let Err(error) = self.parts.delivery.intake.give_back(ticket, AGAIN).await {
                    tracing::warn!(%error, "an update was not given back; its lease runs out");
                }
            }
        }
    }

    /// The visit behind the facts; `None` when there is nobody to answer.
    async fn visit(&self, facts: Facts, ticket: &Ticket) -> Result<Option<Visit>, StorageError> {
        if facts.chat_kind != ChatKind::Private {
            return self.group_visit(facts, ticket).await;
        }
        let accounts = &self.parts.accounts;
        let payload = match &facts.input {
            Input::Command { name, arguments } if name == "start" && !arguments.is_empty() => {
                Some(arguments.as_str())
            }
            _ => None,
        };
        if let Input::Membership { reachable } = facts.input {
            accounts.set_reachable(facts.person.id, reachable).await?;
            return Ok(None);
        }
        let found = match facts.input {
            // The person is known by id alone.
            Input::StopDraft { .. } | Input::Renewal { .. } | Input::Refunded(_) => {
                accounts.find(facts.person.id).await.map(|account| (account, false))
            }
            _ => accounts.identify(&facts.person, payload, &ticket.cause).await,
        };
        let (account, first_contact) = match found {
            Ok(found) => found,
            Err(AccountError::Unknown(_)) => return Ok(None),
            Err(AccountError::Storage(error)) => return Err(error),
        };
        Ok(Some(self.visit_of(facts, ticket, &account, first_contact)))
    }

    /// A visit whose things are this account's. In private everything is meant for the bot.
    pub(super) fn visit_of(
        &self,
        facts: Facts,
        ticket: &Ticket,
        account: &Account,
        first_contact: bool,
    ) -> Visit {
        Visit {
            cause: ticket.cause.clone(),
            account: account.id,
            lang: account.lang(),
            zone: account.zone(),
            person: facts.person,
            peer: facts.peer,
            chat_kind: facts.chat_kind,
            message: facts.message,
            replies_to: facts.replies_to,
            origin: facts.origin,
            forwarded_from: facts.forwarded_from,
            replied: facts.replied,
            addressed: true,
            first_contact,
            waited: self.waited(ticket),
            now: self.parts.clock.now(),
            input: facts.input,
        }
    }

    /// By the clock that rows are dated by.
    pub(super) fn waited(&self, ticket: &Ticket) -> TimeDelta {
        self.parts.delivery.db.clock().now() - ticket.received_at
    }

    /// What the handler gives back. Whether anything is waited for is known when the step was read.
    async fn outcome(&self, visit: &Visit, waited_for: &mut bool) -> Handled {
        let stopped =
            if visit.is_private() { self.gates(visit).await } else { self.group_gates(visit).await? };
        if let Some(reply) = stopped {
            return Ok(reply);
        }
        let step = self.step(visit).await?;
        *waited_for = step.is_some();
        let (step, lost) = match step {
            Some(record) if Step::read(&record).is_none() => (None, true),
            other => (other, false),
        };
        let handled = self.dispatch(visit, step).await?;
        if !lost {
            return Ok(handled);
        }
        // What was waited for cannot be read any more: a note, and the message goes its ordinary way.
        let note = Reply::Show(self.parts.delivery.apology.step_lost(visit.lang));
        Ok(note.and(handled))
    }

    /// What stops an update before any room sees it.
    async fn gates(&self, visit: &Visit) -> Option<Reply> {
        // Nothing stops what was paid.
        if matches!(visit.input, Input::Paid(_) | Input::Refunded(_) | Input::Renewal { .. }) {
            return None;
        }
        if let Some(reply) = self.shut_out(visit).await {
            return Some(reply);
        }
        if is_command(&visit.input, &ALWAYS) {
            return None;
        }
        if let Err(wait) = self.parts.limits.act(visit.account).await {
            if wait.told {
                return Some(Reply::Nothing);
            }
            return Some(Reply::Send(self.parts.delivery.apology.too_fast(visit.lang, wait.rest)));
        }
        None
    }

    /// The operator has shut somebody out. They are told so now and then, and what is theirs stays open to them.
    async fn shut_out(&self, visit: &Visit) -> Option<Reply> {
        let account = self.parts.accounts.find(visit.account).await.ok()?;
        let ban = account.banned(visit.now)?;
        let own = matches!(&visit.input, Input::Tap { data, .. } if AccountTap::is_about_own_data(data));
        if own || is_command(&visit.input, &RIGHTS) {
            return None;
        }
        if !self.parts.limits.tells_shut_out(account.id, ban.since).await {
            return Some(Reply::Nothing);
        }
        Some(Reply::Send(account::shut_out(&account, ban, visit.now)))
    }

    async fn step(&self, visit: &Visit) -> Result<Option<StepRecord>, Failure> {
        let steps = &self.parts.delivery.steps;
        let key = StepKey { bot: steps.bot(), peer: visit.peer, person: visit.person.id };
        match steps.find(key).await {
            Err(StorageError::Unreadable { .. }) => {
                Ok(Some(StepRecord { feature: String::new(), version: 0, state: serde_json::Value::Null }))
            }
            found => Ok(found?),
        }
    }

    async fn dispatch(&self, visit: &Visit, step: Option<StepRecord>) -> Handled {
        let deps = with_visit(self.parts.services.clone(), visit.clone(), step);
        let running = AssertUnwindSafe(self.parts.tree.dispatch(deps)).catch_unwind();
        match tokio::time::timeout(PATIENCE, running).await {
            Ok(Ok(std::ops::ControlFlow::Break(handled))) => handled,
            Ok(Ok(std::ops::ControlFlow::Continue(_))) => Ok(Reply::Nothing),
            Ok(Err(_)) => Err(Mishap::Panic.into()),
            // It was not the handler that took so long.
            Err(_) if self.parts.delivery.db.was_silent(PATIENCE) => Err(no_answer().into()),
            Err(_) => Err(Mishap::Timeout.into()),
        }
    }

    /// An update was given up after its last attempt: the person is told once.
    async fn apologise(&self, buried: &Buried) {
        tracing::error!(cause = %buried.cause, kind = buried.kind, attempts = buried.attempts, "an update was given up");
        let Some(peer) = buried.who.peer else { return };
        let delivery = &self.parts.delivery;
        let lang = self.lang_of(&buried.who).await;
        let screen = delivery.apology.wrong(lang, FailureKind::Bug, &code(&buried.cause));
        let told = async {
            let mut tx = delivery.db.begin().await?;
            let cause = buried.cause.part("dead");
            delivery.outbox.post(&mut tx, peer, &cause, Role::Message, &screen).await?;
            tx.commit().await
        };
        if let Err(error) = told.await {
            tracing::warn!(%error, "nobody was told of an update that was given up");
        }
    }

    /// The database is away: each chat is told once, past the outbox, which needs the database too.
    async fn console(&self, who: Vec<Addressee>) {
        for addressee in who {
            let Some(peer) = addressee.peer else { continue };
            if self.parts.limits.first_in_outage(peer.chat).await {
                let lang = Lang::of_tag(addressee.language.as_deref());
                let screen = self.parts.delivery.apology.unavailable(lang);
                self.parts.delivery.outbox.say_now(peer, &screen).await;
            }
        }
    }

    async fn lang_of(&self, who: &Addressee) -> Lang {
        let by_client = Lang::of_tag(who.language.as_deref());
        match who.person {
            Some(person) => {
                self.parts.accounts.find(person).await.map_or(by_client, |account| account.lang())
            }
            None => by_client,
        }
    }
}

fn is_command(input: &Input, names: &[&str]) -> bool {
    matches!(input, Input::Command { name, .. } if names.contains(&name.as_str()))
}

/// What is known of somebody by their number alone.
const fn of_private(person: AccountId, peer: Peer, input: Input) -> Facts {
    Facts {
        person: Person::known_by_id(person),
        peer,
        chat_kind: ChatKind::Private,
        message: None,
        replies_to: None,
        origin: None,
        forwarded_from: None,
        replied: None,
        group: None,
        input,
    }
}

/// A state that this version does not know changes nothing.
const fn renewal_of(state: &SubscriptionState) -> Option<Renewal> {
    match state {
        SubscriptionState::Active => Some(Renewal::On),
        SubscriptionState::Canceled => Some(Renewal::Off),
        SubscriptionState::Failed => Some(Renewal::Failed),
        SubscriptionState::Other(_) => None,
    }
}

fn code(cause: &Cause) -> String {
    let number: u64 =
        cause.as_str().bytes().fold(0, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    format!("U{:04}", number % 10_000)
}
