//! Paying: a press on Pay, the bot's word within ten seconds, Stars that go over, and the receipt.
//! Nothing goes over before the bot agreed; what it then does with the money is its own affair.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Charge, Checkout, Move};
use crate::refusal::Refusal;
use crate::rules::invoice::Bill;
use crate::world::World;
use crate::world::chat::Post;
use crate::world::journal::Key;
use crate::world::seat::Seat;

/// How long the bot may think, in milliseconds.
const PATIENCE: i64 = 10_000;

/// What a person wants to pay: an invoice in the open chat, or a link.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub message_id: Option<i64>,
    pub url: Option<String>,
}

impl Wanted {
    pub fn message(id: i64) -> Self {
        Self { message_id: Some(id), url: None }
    }

    pub fn link(url: &str) -> Self {
        Self { message_id: None, url: Some(url.to_owned()) }
    }
}

impl World {
    /// What the app shows before somebody pays.
    pub fn pay_sheet(&self, seat: Seat, wanted: &Wanted) -> Result<Value, Refusal> {
        self.may_look(seat)?;
        let bill = self.bill(seat, wanted)?;
        Ok(json!({
            "title": bill.title,
            "description": bill.description,
            "price": bill.price,
            "period": bill.period,
            "balance": self.stars_of(seat.person),
        }))
    }

    fn bill(&self, seat: Seat, wanted: &Wanted) -> Result<&Bill, Refusal> {
        if let Some(id) = wanted.message_id {
            let bill = self.message(seat.chat, id).and_then(|stored| stored.bill.as_ref());
            return bill.ok_or_else(|| Refusal::state("MESSAGE_ID_INVALID"));
        }
        let url = wanted.url.as_deref().unwrap_or_default();
        let slug =
            ["https://t.me/$", "https://t.me/invoice/"].iter().find_map(|start| url.strip_prefix(start));
        slug.and_then(|slug| self.stars.links.get(slug)).ok_or_else(|| Refusal::state("SLUG_INVALID"))
    }

    /// Confirms the sheet: the bot is asked. Returns the number of its question.
    pub fn pay(&mut self, seat: Seat, wanted: &Wanted) -> Result<String, Refusal> {
        self.may_look(seat)?;
        let user = self.known_chat(seat.person)?.user();
        let bill = self.bill(seat, wanted)?.clone();
        let place = if wanted.message_id.is_some() { seat } else { Seat::from(seat.person) };
        self.may_write(Seat { thread: None, ..place })?;
        if self.stars_of(seat.person) < bill.price {
            return Err(Refusal::state("BALANCE_TOO_LOW"));
        }
        let number = self.next_number();
        let checkout = Checkout {
            id: format!("{}", 4_000_000_000_000_000_000_u64 + number),
            person: seat.person,
            chat: place.chat,
            thread: self.topic_of(place.chat, wanted.message_id),
            message: wanted.message_id,
            bill,
            until: self.clock.millis() + PATIENCE,
        };
        let id = checkout.id.clone();
        let query = json!({
            "id": id,
            "from": user,
            "currency": "XTR",
            "total_amount": checkout.bill.price,
            "invoice_payload": checkout.bill.payload,
        });
        self.touch(Key::Checkout(id.clone()));
        self.stars.checkouts.insert(id.clone(), checkout);
        self.push_update("pre_checkout_query", query);
        Ok(id)
    }

    /// The bot's word: nothing to object, or why not.
    pub fn answer_checkout(&mut self, id: &str, objection: Option<&str>) -> Result<(), Refusal> {
        self.end_old_checkouts();
        let checkout = self.close_checkout(id).ok_or_else(|| {
            Refusal::state("query is too old and response timeout expired or query ID is invalid")
        })?;
        if let Some(objection) = objection {
            self.tell_failure(&checkout, "BOT_PRECHECKOUT_FAILED", objection);
        } else if self.stars_of(checkout.person) < checkout.bill.price {
            self.tell_failure(&checkout, "BALANCE_TOO_LOW", "Not enough Stars");
        } else {
            self.settle(checkout)?;
        }
        Ok(())
    }

    /// Payments that the bot kept waiting for too long come to nothing.
    pub fn end_old_checkouts(&mut self) {
        let now = self.clock.millis();
        let late = self.stars.checkouts.values().filter(|checkout| checkout.until <= now);
        for id in late.map(|checkout| checkout.id.clone()).collect::<Vec<_>>() {
            if let Some(checkout) = self.close_checkout(&id) {
                self.tell_failure(&checkout, "BOT_PRECHECKOUT_TIMEOUT", "The bot did not answer");
            }
        }
    }

    fn close_checkout(&mut self, id: &str) -> Option<Checkout> {
        let checkout = self.stars.checkouts.remove(id)?;
        self.touch(Key::Checkout(id.to_owned()));
        Some(checkout)
    }

    fn tell_failure(&mut self, checkout: &Checkout, code: &str, words: &str) {
        let told = json!({ "checkout_id": checkout.id, "state": "failed", "code": code, "error": words });
        self.emit_to(checkout.person, checkout.chat, "payment", told);
    }

    fn settle(&mut self, checkout: Checkout) -> Result<(), Refusal> {
        let id = self.new_charge_id();
        let subscription = checkout.bill.period.map(|_| id.clone());
        let charge = Charge {
            id: id.clone(),
            person: checkout.person,
            chat: checkout.chat,
            thread: checkout.thread,
            provider_id: self.provider_id(checkout.person),
            bill: checkout.bill,
            subscription,
            undone: false,
        };
        let until = charge.bill.period.map(|period| self.clock.unix() + period);
        self.take_stars(&charge);
        if let Some(until) = until {
            self.begin_subscription(&charge, until);
        }
        self.give_receipt(checkout.chat, checkout.message, checkout.person, &id);
        let told = json!({ "checkout_id": checkout.id, "state": "paid", "charge_id": id });
        self.emit_to(checkout.person, checkout.chat, "payment", told);
        self.report(&charge, until)
    }

    /// The Stars go from the person to the bot.
    pub(super) fn take_stars(&mut self, charge: &Charge) {
        self.touch(Key::Charge(charge.id.clone()));
        self.stars.charges.insert(charge.id.clone(), charge.clone());
        self.book(&charge.id, Move::Payment);
        self.change_stars(charge.person, -charge.bill.price);
    }

    /// The invoice shows its payer that it is paid.
    fn give_receipt(&mut self, chat: i64, message: Option<i64>, person: i64, charge: &str) {
        let Some(stored) = message.and_then(|id| self.messages.get_mut(&(chat, id))) else { return };
        stored.receipts.insert(person, charge.to_owned());
        let view = stored.view();
        self.touch(Key::Message(chat, message.unwrap_or_default()));
        self.emit(chat, "edit", json!({ "message": view }));
    }

    /// The message by which everybody there learns of a payment; it is the bot's proof.
    pub(super) fn report(&mut self, charge: &Charge, until: Option<i64>) -> Result<(), Refusal> {
        let mut payment = json!({
            "currency": "XTR",
            "total_amount": charge.bill.price,
            "invoice_payload": charge.bill.payload,
            "telegram_payment_charge_id": charge.id,
            "provider_payment_charge_id": charge.provider_id,
        });
        if let Some(until) = until {
            payment["subscription_expiration_date"] = json!(until);
            payment["is_recurring"] = json!(true);
            if charge.subscription.as_ref() == Some(&charge.id) {
                payment["is_first_recurring"] = json!(true);
            }
        }
        let content = Map::from_iter([("successful_payment".to_owned(), payment)]);
        let seat = Seat { person: charge.person, chat: charge.chat, thread: charge.thread };
        self.receive(seat, Post { content, ..Post::default() }).map(drop)
    }

    pub(super) fn new_charge_id(&mut self) -> String {
        format!("stx{}", self.random_word(61))
    }

    pub(super) fn provider_id(&mut self, person: i64) -> String {
        format!("{person}_{}", self.next_number())
    }
}
