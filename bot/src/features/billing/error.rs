//! What goes wrong with coins and payments.

use chrono::{DateTime, Utc};

use super::{
    domain::{Action, PriceError, StarsError},
    screens,
};
use crate::{
    domain::{Coins, Lang},
    features::account::AccountError,
    jobs::QueueError,
    storage::StorageError,
    telegram::{
        failure::{Explain, FailureKind},
        screen::Screen,
    },
};

#[derive(Debug, thiserror::Error)]
pub enum BillingError {
    /// It costs more than there is.
    #[error("{needed} coins are needed and {available} are there")]
    NotEnough { needed: Coins, available: Coins },
    /// The allowance of this window is used up, and nothing was said of paying.
    #[error("the allowance for {} is used up", .0.action.name())]
    Limit(Reached),
    /// The list has it no more.
    #[error("that is not sold")]
    NotSold,
    #[error(transparent)]
    Price(#[from] PriceError),
    #[error(transparent)]
    Stars(#[from] StarsError),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// An allowance that is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    pub action: Action,
    /// How much the plan gives in a window.
    pub limit: i64,
    pub resets_at: DateTime<Utc>,
    /// What the rest would cost.
    pub price: Coins,
    pub available: Coins,
}

impl Explain for BillingError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::NotEnough { .. } | Self::Limit(_) | Self::NotSold | Self::Price(_) => FailureKind::Refusal,
            Self::Stars(_) => FailureKind::Busy,
            Self::Account(error) => error.kind(),
            Self::Queue(QueueError::Storage(error)) | Self::Storage(error) => error.kind(),
            Self::Queue(_) => FailureKind::Bug,
        }
    }

    fn screen(&self, lang: Lang) -> Option<Screen> {
        screens::error(self, lang)
    }
}
