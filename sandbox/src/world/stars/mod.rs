//! Stars: what people have and pay, what the bot earns, and what is taken back.
//! Holds what is so and how it is told; paying, renewing and undoing have files of their own.

mod paying;
mod renewing;
mod undoing;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use self::paying::Wanted;
pub use self::renewing::Renewal;
use super::World;
use super::journal::Key;
use crate::refusal::Refusal;
use crate::rules::invoice::Bill;

/// What everybody has at first.
const AT_FIRST: i64 = 10_000;
const MOST_AT_ONCE: i64 = 1_000_000;

/// The Stars of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Purse(pub i64);

impl Default for Purse {
    fn default() -> Self {
        Self(AT_FIRST)
    }
}

/// A payment that waits for the bot's word.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Checkout {
    pub id: String,
    pub person: i64,
    /// Where the receipt goes.
    pub chat: i64,
    pub thread: Option<i64>,
    /// The invoice it was begun on; a link has none.
    pub message: Option<i64>,
    pub bill: Bill,
    /// Until when the bot may answer, in milliseconds.
    pub until: i64,
}

/// A payment that was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Charge {
    pub id: String,
    pub person: i64,
    pub chat: i64,
    pub thread: Option<i64>,
    pub bill: Bill,
    /// The number that the provider knows it by.
    pub provider_id: String,
    /// The first payment of the subscription that it belongs to.
    pub subscription: Option<String>,
    /// The Stars went back, one way or the other.
    pub undone: bool,
}

/// What somebody pays again and again; its name is that of its first charge.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Subscription {
    pub id: String,
    pub person: i64,
    pub bill: Bill,
    /// Paid until then.
    pub until: i64,
    pub state: State,
    /// The bot has ended it, and the person may not go on with it.
    pub barred: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Active,
    /// Ends when what is paid is over.
    Canceled,
    /// There were too few Stars to go on.
    Failed,
    Over,
}

/// Why Stars came to the bot or left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    Payment,
    Refund,
    Chargeback,
}

/// One line of the bot's account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    pub charge: String,
    pub why: Move,
    pub at: i64,
}

/// All of it, by its names; the account by the order in which it came about.
#[derive(Debug, Default)]
pub struct Stars {
    pub links: BTreeMap<String, Bill>,
    pub checkouts: BTreeMap<String, Checkout>,
    pub charges: BTreeMap<String, Charge>,
    pub subscriptions: BTreeMap<String, Subscription>,
    pub account: BTreeMap<u64, Entry>,
}

impl Subscription {
    /// What a person's app shows of it.
    fn view(&self) -> Value {
        json!({
            "id": self.id,
            "title": self.bill.title,
            "price": self.bill.price,
            "until": self.until,
            "state": self.state,
            "barred": self.barred,
        })
    }
}

impl World {
    /// Makes a link that anybody can pay by.
    pub fn make_link(&mut self, bill: Bill) -> String {
        let slug = self.random_word(22);
        self.touch(Key::Link(slug.clone()));
        self.stars.links.insert(slug.clone(), bill);
        format!("https://t.me/${slug}")
    }

    pub fn stars_of(&self, person: i64) -> i64 {
        self.members.get(&person).map_or(AT_FIRST, |member| member.stars.0)
    }

    /// A person buys Stars.
    pub fn top_up(&mut self, person: i64, stars: i64) -> Result<i64, Refusal> {
        self.known_chat(person)?;
        if !(1..=MOST_AT_ONCE).contains(&stars) {
            return Err(Refusal::rule("STARS_AMOUNT_INVALID"));
        }
        self.change_stars(person, stars);
        Ok(self.stars_of(person))
    }

    /// Gives or takes Stars and shows what there is now.
    fn change_stars(&mut self, person: i64, by: i64) {
        self.change_member(person, |member| member.stars.0 += by);
        self.emit_stars(person);
    }

    pub(super) fn emit_stars(&mut self, person: i64) {
        let view = self.stars_view(person);
        self.emit(person, "stars", json!({ "stars": view }));
    }

    /// What a person's app shows of their Stars.
    pub fn stars_view(&self, person: i64) -> Value {
        let own = self.stars.subscriptions.values().filter(|one| one.person == person);
        let mut own: Vec<&Subscription> = own.filter(|one| one.state != State::Over).collect();
        own.sort_by_key(|one| one.until);
        json!({
            "balance": self.stars_of(person),
            "subscriptions": own.into_iter().map(Subscription::view).collect::<Vec<_>>(),
        })
    }

    /// The bot's own Stars; chargebacks can take more than there is.
    pub fn bot_stars(&self) -> i64 {
        self.stars.account.values().map(|entry| self.signed(entry)).sum()
    }

    fn signed(&self, entry: &Entry) -> i64 {
        let price = self.stars.charges.get(&entry.charge).map_or(0, |charge| charge.bill.price);
        if entry.why == Move::Payment { price } else { -price }
    }

    fn book(&mut self, charge: &str, why: Move) {
        let number = self.next_number();
        let entry = Entry { charge: charge.to_owned(), why, at: self.clock.unix() };
        self.touch(Key::Entry(number));
        self.stars.account.insert(number, entry);
    }

    /// The bot's account as `StarTransaction`s, oldest first.
    pub fn transactions(&self, offset: usize, limit: usize) -> Vec<Value> {
        let entries = self.stars.account.values().skip(offset).take(limit);
        entries.filter_map(|entry| self.transaction(entry)).collect()
    }

    fn transaction(&self, entry: &Entry) -> Option<Value> {
        let charge = self.stars.charges.get(&entry.charge)?;
        let mut partner = json!({
            "type": "user",
            "transaction_type": "invoice_payment",
            "user": self.person(charge.person)?.user(),
            "invoice_payload": charge.bill.payload,
        });
        if let Some(period) = charge.bill.period {
            partner["subscription_period"] = json!(period);
        }
        let side = if entry.why == Move::Payment { "source" } else { "receiver" };
        Some(json!({ "id": charge.id, "amount": charge.bill.price, "date": entry.at, side: partner }))
    }
}
