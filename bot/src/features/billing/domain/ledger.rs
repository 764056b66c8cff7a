//! Movements of coins, as the ledger keeps them.

use chrono::{DateTime, Utc};

use super::{Plan, Used};
use crate::domain::{AccountId, Coins};

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// Given: a welcome, a promo code, a gift, an invitation.
    Grant,
    /// Bought.
    Purchase,
    /// Set aside for work that was accepted.
    Hold,
    /// Spent: the work is done.
    Commit,
    /// Given back: the work was not done.
    Release,
    /// Taken back, because Stars went back.
    Refund,
    /// An operator's hand.
    Admin,
    /// A debt, paid out of what came in.
    Settle,
}

/// What a movement changes. The three sums of a balance are the sums of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub available: Coins,
    pub held: Coins,
    pub debt: Coins,
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub account: AccountId,
    pub kind: EntryKind,
    pub change: Change,
    /// What it was for: `picture_fast`, `pack`, `promo:SPRING`.
    pub reason: String,
    pub at: DateTime<Utc>,
}

/// What an account has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// To spend.
    pub available: Coins,
    /// Set aside for work under way.
    pub held: Coins,
    /// Owed after a refund of what was spent already; the next coins settle it.
    pub debt: Coins,
    pub premium_until: Option<DateTime<Utc>>,
}

/// What somebody has, uses, and did last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    pub balance: Balance,
    pub plan: Plan,
    /// The allowances of the plan.
    pub used: Vec<Used>,
    /// The last operations, newest first.
    pub entries: Vec<Entry>,
}

impl EntryKind {
    const ALL: [Self; 8] = [
        Self::Grant,
        Self::Purchase,
        Self::Hold,
        Self::Commit,
        Self::Release,
        Self::Refund,
        Self::Admin,
        Self::Settle,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Purchase => "purchase",
            Self::Hold => "hold",
            Self::Commit => "commit",
            Self::Release => "release",
            Self::Refund => "refund",
            Self::Admin => "admin",
            Self::Settle => "settle",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Balance {
    pub fn has_premium(&self, now: DateTime<Utc>) -> bool {
        self.premium_until.is_some_and(|until| until > now)
    }

    /// What coins that come in change: they settle a debt first.
    pub fn income(&self, coins: Coins) -> (Change, Option<Change>) {
        let settled = coins.min(self.debt);
        let settle = Change { available: -settled, debt: -settled, held: Coins::ZERO };
        (Change { available: coins, ..Change::default() }, (!settled.is_zero()).then_some(settle))
    }

    /// What coins that are taken back change: what is there goes, the rest is owed.
    pub fn taken_back(&self, coins: Coins) -> Change {
        let there = coins.min(self.available);
        Change { available: -there, debt: coins - there, held: Coins::ZERO }
    }
}
