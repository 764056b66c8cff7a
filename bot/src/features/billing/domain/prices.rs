//! The price list: what coins and Premium cost in Stars, what each action costs in coins, and what plans give.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Action, Allowance};
use crate::domain::{Coins, Stars};

/// Telegram takes at most so many Stars for an invoice of a subscription (Bot API, `createInvoiceLink`).
pub const SUBSCRIPTION_LIMIT: Stars = Stars(10_000);
/// Nothing costs more than this, in coins or in Stars.
const LIMIT: i64 = 1_000_000;
/// A list that people can read on a phone.
const PACKS: usize = 6;
/// Longest term of Premium, in months.
const MONTHS: u32 = 36;

/// Everything that has a price. It is checked whole: a list that exists is one that can be sold by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceList {
    /// What everybody begins with.
    pub welcome: Coins,
    /// What both get when somebody comes by an invitation.
    pub invite: Coins,
    packs: BTreeMap<i64, Stars>,
    premium: BTreeMap<u32, Stars>,
    actions: BTreeMap<Action, Coins>,
    free: BTreeMap<Allowance, Limit>,
    paid: BTreeMap<Allowance, Limit>,
}

/// So many coins for so many Stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pack {
    pub coins: Coins,
    pub stars: Stars,
}

/// So many months of Premium for so many Stars. One month renews by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    pub months: u32,
    pub stars: Stars,
    /// What it saves against the same months one by one, in whole per cent.
    pub saved: u32,
}

/// How much a plan gives for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "LimitText", rename_all = "snake_case")]
pub enum Limit {
    Unlimited,
    Of { amount: i64, every: Period },
}

/// How often an allowance begins anew, at midnight where the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    Day,
    Month,
}

/// Which allowances hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Plan {
    Free,
    Premium,
}

/// Why a price list cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    #[error("there is no price called {0}")]
    Unknown(String),
    #[error("{name} is {value}, and may be from {least} to {most}")]
    OutOfRange { name: String, value: i64, least: i64, most: i64 },
    #[error("it has {0} packs of coins, and may have 1 to 6")]
    Packs(usize),
    #[error("Premium for 1 month has no price")]
    NoMonth,
    #[error("{0} has no price")]
    Missing(&'static str),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum LimitText {
    Word(Unlimited),
    Day { day: i64 },
    Month { month: i64 },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unlimited {
    Unlimited,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    welcome: i64,
    invite: i64,
    packs: BTreeMap<String, i64>,
    premium: BTreeMap<String, i64>,
    actions: BTreeMap<Action, i64>,
    allowances: Plans,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plans {
    #[serde(default)]
    free: BTreeMap<Allowance, Limit>,
    #[serde(default)]
    premium: BTreeMap<Allowance, Limit>,
}

impl From<LimitText> for Limit {
    fn from(text: LimitText) -> Self {
        match text {
            LimitText::Word(Unlimited::Unlimited) => Self::Unlimited,
            LimitText::Day { day } => Self::Of { amount: day, every: Period::Day },
            LimitText::Month { month } => Self::Of { amount: month, every: Period::Month },
        }
    }
}

/// The list that comes along.
const DEFAULT: &str = include_str!("../prices.toml");

impl Default for PriceList {
    #[expect(clippy::expect_used, reason = "a test reads the list that comes along")]
    fn default() -> Self {
        Self::parse(DEFAULT).expect("the price list that comes along can be sold by")
    }
}

impl PriceList {
    /// Reads a list as an operator writes it, in TOML.
    pub fn parse(text: &str) -> Result<Self, PriceError> {
        let file: File =
            toml::from_str(text).map_err(|error| PriceError::Unreadable(error.message().to_owned()))?;
        let coins_of = |text: &String| {
            text.parse::<i64>().map_err(|_| PriceError::Unreadable(format!("a pack of {text} coins")))
        };
        let months_of = |text: &String| {
            text.parse::<u32>().map_err(|_| PriceError::Unreadable(format!("a term of {text} months")))
        };
        let mut packs = BTreeMap::new();
        for (coins, stars) in &file.packs {
            packs.insert(coins_of(coins)?, Stars(*stars));
        }
        let mut premium = BTreeMap::new();
        for (months, stars) in &file.premium {
            premium.insert(months_of(months)?, Stars(*stars));
        }
        Self {
            welcome: Coins(file.welcome),
            invite: Coins(file.invite),
            packs,
            premium,
            actions: file.actions.into_iter().map(|(action, coins)| (action, Coins(coins))).collect(),
            free: file.allowances.free,
            paid: file.allowances.premium,
        }
        .checked()
    }

    /// The packs, smallest first.
    pub fn packs(&self) -> impl Iterator<Item = Pack> {
        self.packs.iter().map(|(coins, stars)| Pack { coins: Coins(*coins), stars: *stars })
    }

    pub fn pack(&self, coins: Coins) -> Option<Pack> {
        self.packs().find(|pack| pack.coins == coins)
    }

    /// The smallest pack with so many coins in it, or the largest there is.
    pub fn pack_for(&self, missing: Coins) -> Option<Pack> {
        self.packs().find(|pack| pack.coins >= missing).or_else(|| self.packs().last())
    }

    /// The terms of Premium, shortest first.
    pub fn terms(&self) -> impl Iterator<Item = Term> {
        let month = self.premium.get(&1).map_or(0, |stars| stars.0);
        self.premium.iter().map(move |(months, stars)| {
            let singly = month.saturating_mul(i64::from(*months)).max(1);
            let saved = (singly - stars.0).max(0).saturating_mul(100) / singly;
            Term { months: *months, stars: *stars, saved: u32::try_from(saved).unwrap_or_default() }
        })
    }

    pub fn term(&self, months: u32) -> Option<Term> {
        self.terms().find(|term| term.months == months)
    }

    /// What one of it costs beyond the allowance.
    pub fn price(&self, action: Action) -> Coins {
        self.actions.get(&action).copied().unwrap_or_default()
    }

    /// What a plan gives for nothing; `None`: nothing.
    pub fn limit(&self, plan: Plan, allowance: Allowance) -> Option<Limit> {
        let limits = match plan {
            Plan::Free => &self.free,
            Plan::Premium => &self.paid,
        };
        let given = |limit: &Limit| !matches!(limit, Limit::Of { amount: 0, .. });
        limits.get(&allowance).copied().filter(given)
    }

    /// Every single price by its name, as an operator changes it: `pack.100`, `premium.1`, `action.message`,
    /// `free.messages`, `welcome`.
    pub fn names(&self) -> Vec<(String, i64)> {
        let mut all = vec![("welcome".to_owned(), self.welcome.0), ("invite".to_owned(), self.invite.0)];
        all.extend(self.packs.iter().map(|(coins, stars)| (format!("pack.{coins}"), stars.0)));
        all.extend(self.premium.iter().map(|(months, stars)| (format!("premium.{months}"), stars.0)));
        all.extend(self.actions.iter().map(|(action, coins)| (format!("action.{}", action.name()), coins.0)));
        for (plan, limits) in [("free", &self.free), ("paid", &self.paid)] {
            all.extend(limits.iter().filter_map(|(allowance, limit)| match limit {
                Limit::Of { amount, .. } => Some((format!("{plan}.{}", allowance.name()), *amount)),
                Limit::Unlimited => None,
            }));
        }
        all
    }

    /// The list with another value for one price.
    ///
    /// # Errors
    /// When there is no such price, or the list would be none to sell by.
    pub fn with(&self, name: &str, value: i64) -> Result<Self, PriceError> {
        let mut changed = self.clone();
        if !changed.set(name, value) {
            return Err(PriceError::Unknown(name.to_owned()));
        }
        changed.checked()
    }

    fn set(&mut self, name: &str, value: i64) -> bool {
        let (kind, key) = name.split_once('.').unwrap_or((name, ""));
        match kind {
            "welcome" => put(Some(&mut self.welcome), Coins(value)),
            "invite" => put(Some(&mut self.invite), Coins(value)),
            "pack" => put(key.parse().ok().and_then(|coins| self.packs.get_mut(&coins)), Stars(value)),
            "premium" => put(key.parse().ok().and_then(|months| self.premium.get_mut(&months)), Stars(value)),
            "action" => {
                put(Action::of_name(key).and_then(|action| self.actions.get_mut(&action)), Coins(value))
            }
            "free" => put(amount_of(&mut self.free, key), value),
            "paid" => put(amount_of(&mut self.paid, key), value),
            _ => false,
        }
    }

    /// The list, if it is one that can be sold by.
    fn checked(self) -> Result<Self, PriceError> {
        for (name, value) in self.names() {
            let (least, most) = match name.split('.').next() {
                Some("premium") if name == "premium.1" => (1, SUBSCRIPTION_LIMIT.0),
                Some("pack" | "premium") => (1, LIMIT),
                _ => (0, LIMIT),
            };
            if !(least..=most).contains(&value) {
                return Err(PriceError::OutOfRange { name, value, least, most });
            }
        }
        let coins = |coins: &&i64| !(1..=LIMIT).contains(*coins);
        if let Some(value) = self.packs.keys().find(coins).copied() {
            return Err(PriceError::OutOfRange { name: "a pack".to_owned(), value, least: 1, most: LIMIT });
        }
        let long = |months: &&u32| !(1..=MONTHS).contains(*months);
        if let Some(value) = self.premium.keys().find(long).copied().map(i64::from) {
            let most = i64::from(MONTHS);
            return Err(PriceError::OutOfRange { name: "a term".to_owned(), value, least: 1, most });
        }
        if self.packs.is_empty() || self.packs.len() > PACKS {
            return Err(PriceError::Packs(self.packs.len()));
        }
        if !self.premium.contains_key(&1) {
            return Err(PriceError::NoMonth);
        }
        match Action::ALL.into_iter().find(|action| !self.actions.contains_key(action)) {
            Some(action) => Err(PriceError::Missing(action.name())),
            None => Ok(self),
        }
    }
}

impl Limit {
    /// How many; `None` without end.
    pub const fn amount(self) -> Option<i64> {
        match self {
            Self::Unlimited => None,
            Self::Of { amount, .. } => Some(amount),
        }
    }

    /// How often it begins anew; `None` where it never ends.
    pub const fn every(self) -> Option<Period> {
        match self {
            Self::Unlimited => None,
            Self::Of { every, .. } => Some(every),
        }
    }
}

fn put<T>(place: Option<&mut T>, value: T) -> bool {
    place.map(|place| *place = value).is_some()
}

fn amount_of<'a>(limits: &'a mut BTreeMap<Allowance, Limit>, name: &str) -> Option<&'a mut i64> {
    match limits.get_mut(&Allowance::of_name(name)?)? {
        Limit::Of { amount, .. } => Some(amount),
        Limit::Unlimited => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> PriceList {
        PriceList::default()
    }

    #[test]
    fn the_list_that_comes_along_can_be_sold_by() {
        let list = list();
        assert_eq!(list.welcome, Coins(25));
        assert_eq!(list.pack(Coins(500)), Some(Pack { coins: Coins(500), stars: Stars(350) }));
        assert_eq!(list.price(Action::PictureUltra), Coins(12));
        let messages = list.limit(Plan::Free, Allowance::Messages);
        assert_eq!(messages, Some(Limit::Of { amount: 50, every: Period::Day }));
        assert_eq!(list.limit(Plan::Premium, Allowance::Messages), Some(Limit::Unlimited));
        assert_eq!(list.limit(Plan::Premium, Allowance::Maps), None);
        let terms: Vec<_> = list.terms().map(|term| (term.months, term.stars.0, term.saved)).collect();
        assert_eq!(terms, [(1, 500, 0), (3, 1350, 10), (6, 2400, 20), (12, 4200, 30)]);
    }

    #[test]
    fn the_smallest_pack_that_suffices_is_offered() {
        let packs = [1, 100, 101, 1000, 5000].map(|missing| list().pack_for(Coins(missing)).unwrap().coins.0);
        assert_eq!(packs, [100, 100, 500, 1000, 1000]);
    }

    #[test]
    fn one_price_is_changed_and_the_rest_stays() {
        for (name, value) in list().names() {
            let changed = list().with(&name, value + 1).unwrap();
            assert!(changed.names().contains(&(name.clone(), value + 1)), "{name}");
            assert_eq!(changed.with(&name, value).unwrap(), list(), "{name}");
        }
        assert_eq!(list().with("pack.7", 1), Err(PriceError::Unknown("pack.7".to_owned())));
        assert!(matches!(list().with("premium.1", 10_001), Err(PriceError::OutOfRange { .. })));
        assert!(matches!(list().with("pack.100", 0), Err(PriceError::OutOfRange { .. })));
        assert!(matches!(list().with("action.vary", -1), Err(PriceError::OutOfRange { .. })));
        assert!(list().with("free.messages", 0).unwrap().limit(Plan::Free, Allowance::Messages).is_none());
    }

    #[test]
    fn a_list_that_cannot_be_sold_by_says_why() {
        let cases = [
            ("welcome = 25", "welcome = -1", "welcome is -1"),
            ("100 = 75", "100 = 0", "pack.100 is 0"),
            ("1 = 500\n", "", "Premium for 1 month"),
            ("map = 20", "", "map has no price"),
            ("map = 20", "mop = 20", "it cannot be read"),
            ("messages = \"unlimited\"", "messages = \"endless\"", "it cannot be read"),
        ];
        for (from, to, said) in cases {
            let error = PriceList::parse(&DEFAULT.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(error.contains(said), "{to}: {error}");
        }
    }
}
