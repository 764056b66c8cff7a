//! Subscriptions: they go on by themselves, until somebody ends them or there are too few Stars.
//! The person decides whether one goes on; the bot can end one, and then only allow the person to go on with it.

use serde::Deserialize;
use serde_json::json;

use super::{Charge, State, Subscription};
use crate::refusal::Refusal;
use crate::world::World;
use crate::world::journal::Key;

/// What a person does with a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Renewal {
    /// What is paid stays, and nothing comes after it.
    Cancel,
    /// It goes on; what had failed or ended is paid at once.
    Resume,
}

impl World {
    pub(super) fn begin_subscription(&mut self, charge: &Charge, until: i64) {
        let subscription = Subscription {
            id: charge.id.clone(),
            person: charge.person,
            bill: charge.bill.clone(),
            until,
            state: State::Active,
            barred: false,
        };
        self.touch(Key::Subscription(charge.id.clone()));
        self.stars.subscriptions.insert(charge.id.clone(), subscription);
        self.emit_stars(charge.person);
    }

    /// The moment at which the next subscription has to be paid again or ends.
    pub fn next_renewal(&self) -> Option<i64> {
        let open = self.stars.subscriptions.values();
        open.filter(|one| matches!(one.state, State::Active | State::Canceled)).map(|one| one.until).min()
    }

    /// Renews and ends what has come to its time.
    pub fn renew_due(&mut self) {
        let now = self.clock.unix();
        let open = self.stars.subscriptions.values().filter(|one| one.until <= now);
        let mut due: Vec<_> = open.map(|one| (one.until, one.id.clone(), one.state)).collect();
        due.sort_by_key(|(until, ..)| *until);
        for (_, id, state) in due {
            match state {
                State::Active => self.renew(&id),
                State::Canceled => self.set_state(&id, State::Over),
                State::Failed | State::Over => {}
            }
        }
    }

    fn renew(&mut self, id: &str) {
        let Some(one) = self.stars.subscriptions.get(id).cloned() else { return };
        if self.stars_of(one.person) < one.bill.price {
            self.set_state(id, State::Failed);
            self.tell_bot_of(&one, "failed");
        } else {
            self.pay_again(&one, one.until);
        }
    }

    /// Another payment, for the period that begins then.
    fn pay_again(&mut self, one: &Subscription, from: i64) {
        let charge = Charge {
            id: self.new_charge_id(),
            person: one.person,
            chat: one.person,
            thread: None,
            provider_id: self.provider_id(one.person),
            bill: one.bill.clone(),
            subscription: Some(one.id.clone()),
            undone: false,
        };
        let until = from + one.bill.period.unwrap_or_default();
        self.change_subscription(&one.id, |one| (one.until, one.state) = (until, State::Active));
        self.take_stars(&charge);
        if let Err(refusal) = self.report(&charge, Some(until)) {
            tracing::error!(%refusal, "a renewal could not be told");
        }
    }

    /// A person ends a subscription or goes on with it.
    pub fn edit_subscription(&mut self, person: i64, id: &str, act: Renewal) -> Result<(), Refusal> {
        let found = self.stars.subscriptions.get(id).filter(|one| one.person == person).cloned();
        let one = found.ok_or_else(|| Refusal::state("SUBSCRIPTION_ID_INVALID"))?;
        match (act, one.state) {
            (Renewal::Cancel, State::Active) => {
                self.set_state(id, State::Canceled);
                self.tell_bot_of(&one, "canceled");
                Ok(())
            }
            // What has failed has ended already.
            (Renewal::Cancel, State::Failed) => {
                self.set_state(id, State::Over);
                Ok(())
            }
            (Renewal::Resume, State::Canceled) if !one.barred => {
                self.set_state(id, State::Active);
                self.tell_bot_of(&one, "active");
                Ok(())
            }
            (Renewal::Resume, State::Failed) if !one.barred => self.fulfil(&one),
            _ => Err(Refusal::state("SUBSCRIPTION_NOT_MODIFIED")),
        }
    }

    fn fulfil(&mut self, one: &Subscription) -> Result<(), Refusal> {
        if self.stars_of(one.person) < one.bill.price {
            return Err(Refusal::state("BALANCE_TOO_LOW"));
        }
        self.pay_again(one, self.clock.unix());
        Ok(())
    }

    /// The bot ends a subscription, or allows the person to go on with it: that is up to the person then.
    pub fn bar_subscription(&mut self, person: i64, charge: &str, barred: bool) -> Result<(), Refusal> {
        self.known_chat(person).map_err(|_| Refusal::rule("USER_ID_INVALID"))?;
        let found = self.stars.subscriptions.get(charge);
        let one = found.filter(|one| one.person == person && one.state != State::Over);
        let state = one.ok_or_else(|| Refusal::state("CHARGE_ID_INVALID"))?.state;
        self.change_subscription(charge, |one| one.barred = barred);
        if barred && state == State::Active {
            self.set_state(charge, State::Canceled);
        }
        self.emit_stars(person);
        Ok(())
    }

    pub(super) fn set_state(&mut self, id: &str, state: State) {
        self.change_subscription(id, |one| one.state = state);
        if let Some(person) = self.stars.subscriptions.get(id).map(|one| one.person) {
            self.emit_stars(person);
        }
    }

    fn change_subscription(&mut self, id: &str, change: impl FnOnce(&mut Subscription)) {
        if let Some(one) = self.stars.subscriptions.get_mut(id) {
            change(one);
            self.touch(Key::Subscription(id.to_owned()));
        }
    }

    fn tell_bot_of(&mut self, one: &Subscription, state: &str) {
        let Some(person) = self.person(one.person) else { return };
        let update = json!({ "user": person.user(), "invoice_payload": one.bill.payload, "state": state });
        self.push_update("subscription", update);
    }
}
