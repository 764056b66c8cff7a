//! What a person does with Stars: pays invoices and links, buys more, ends subscriptions and goes on with them.
//! A payment waits for the bot's word; what the bot then says is looked for like anything else.

use std::{future::Future, panic::Location};

use atelier_sandbox::{Renewal, Seat, Wanted};
use serde_json::Value;

use super::Person;
use crate::bubble::Bubble;

impl Person {
    /// Pays an invoice in the open chat; returns the charge.
    #[track_caller]
    pub fn pays(&self, invoice: i64) -> impl Future<Output = String> + '_ {
        self.paying(Wanted::message(invoice), Location::caller())
    }

    /// Pays by a link; returns the charge.
    #[track_caller]
    pub fn pays_link(&self, url: &str) -> impl Future<Output = String> + '_ {
        self.paying(Wanted::link(url), Location::caller())
    }

    /// Tries to pay an invoice in the open chat; returns why it came to nothing, in the words that the app shows.
    #[track_caller]
    pub fn pays_in_vain(&self, invoice: i64) -> impl Future<Output = String> + '_ {
        self.failing(Wanted::message(invoice), Location::caller())
    }

    /// Tries to pay by a link; returns why it came to nothing.
    #[track_caller]
    pub fn pays_link_in_vain(&self, url: &str) -> impl Future<Output = String> + '_ {
        self.failing(Wanted::link(url), Location::caller())
    }

    /// Confirms the pay sheet without waiting; returns the bot's question.
    pub fn confirms(&self, wanted: &Wanted) -> String {
        self.acts();
        self.sandbox.pay(self.seat, wanted).expect("something that can be paid")
    }

    /// How a payment that was confirmed ends: the charge, or why there is none.
    #[track_caller]
    pub fn learns_of<'a>(&'a self, question: &'a str) -> impl Future<Output = Result<String, String>> + 'a {
        let place = Location::caller();
        async move { self.outcome(question, place).await }
    }

    /// Waits for an invoice with these words that came after what they did last.
    #[track_caller]
    pub fn sees_invoice<'a>(&'a self, words: &'a str) -> impl Future<Output = Bubble> + 'a {
        let place = Location::caller();
        async move {
            let seen = |bubble: &Bubble| bubble.price().is_some() && bubble.text.contains(words);
            let look = || self.news().into_iter().rev().find(seen);
            self.waits(place, &format!("an invoice with {words:?}"), look).await
        }
    }

    pub fn stars(&self) -> i64 {
        self.sandbox.stars(self.id)
    }

    pub fn buys_stars(&self, stars: i64) {
        self.sandbox.top_up(self.id, stars).expect("Stars that can be bought");
    }

    /// Their subscriptions that are not over, by the end of what is paid.
    pub fn subscriptions(&self) -> Vec<Value> {
        self.sandbox.subscriptions(self.id)
    }

    /// Ends the first of their subscriptions that goes on, in the settings of the app.
    pub fn cancels_subscription(&self) {
        self.edits_subscription("active", Renewal::Cancel);
    }

    /// Goes on with the first of their subscriptions that was ended or could not be paid.
    pub fn resumes_subscription(&self) {
        let failed = self.subscriptions().iter().any(|one| one["state"] == "failed");
        self.edits_subscription(if failed { "failed" } else { "canceled" }, Renewal::Resume);
    }

    fn edits_subscription(&self, state: &str, act: Renewal) {
        self.acts();
        let own = self.subscriptions();
        let one = own.iter().find(|one| one["state"] == state).and_then(|one| one["id"].as_str());
        let id = one.unwrap_or_else(|| panic!("no subscription is {state}: {own:?}"));
        self.sandbox.edit_subscription(self.id, id, act).expect("a subscription that can be changed");
    }

    /// Passes a message of the open chat on into a group they are in; returns the copy's id.
    pub fn forwards_into(&self, chat: i64, message: i64) -> i64 {
        let copy = self.sandbox.forward(self.seat, message, Seat::group(self.id, chat));
        Bubble::of(&copy.expect("a message that can be forwarded")).id
    }

    async fn paying(&self, wanted: Wanted, place: &Location<'_>) -> String {
        let question = self.confirms(&wanted);
        match self.outcome(&question, place).await {
            Ok(charge) => charge,
            Err(words) => panic!("{place}: person {} could not pay: {words}\n{}", self.id, self.transcript()),
        }
    }

    async fn failing(&self, wanted: Wanted, place: &Location<'_>) -> String {
        self.acts();
        let question = match self.sandbox.pay(self.seat, &wanted) {
            Ok(question) => question,
            Err(refusal) => return refusal.description,
        };
        match self.outcome(&question, place).await {
            Ok(charge) => panic!("{place}: person {} paid: {charge}", self.id),
            Err(words) => words,
        }
    }

    async fn outcome(&self, question: &str, place: &Location<'_>) -> Result<String, String> {
        let told = || {
            let events = self.sandbox.events(self.id, self.since.get()).expect("events that are still known");
            events.into_iter().find(|event| event["checkout_id"] == question)
        };
        let told = self.waits(place, "the end of a payment", told).await;
        let text = |name: &str| told[name].as_str().map(str::to_owned);
        text("charge_id").ok_or_else(|| text("error").unwrap_or_default())
    }
}
