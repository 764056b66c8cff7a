//! What goes wrong in the chat.

use super::screens;
use crate::{
    domain::Lang,
    features::{account::AccountError, billing::BillingError},
    jobs::QueueError,
    providers::ProviderError,
    storage::StorageError,
    telegram::{
        failure::{Explain, FailureKind},
        screen::Screen,
    },
};

#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    #[error("no such conversation")]
    NoConversation,
    #[error("no such answer")]
    NoAnswer,
    #[error("no such model")]
    NoModel,
    #[error("a question of {length} units")]
    TooLong { length: usize },
    #[error("{waiting} questions wait already")]
    QueueFull { waiting: u64 },
    #[error("the conversation was deleted too long ago")]
    TooLate,
    #[error(transparent)]
    Billing(#[from] BillingError),
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Explain for ChatError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::TooLong { .. } | Self::QueueFull { .. } | Self::TooLate => FailureKind::Refusal,
            Self::NoConversation | Self::NoAnswer | Self::NoModel => FailureKind::Gone,
            Self::Provider(_) => FailureKind::Busy,
            Self::Account(error) => error.kind(),
            Self::Billing(error) => error.kind(),
            Self::Queue(QueueError::Storage(error)) | Self::Storage(error) => error.kind(),
            Self::Queue(_) => FailureKind::Bug,
        }
    }

    fn screen(&self, lang: Lang) -> Option<Screen> {
        match self {
            Self::Billing(error) => error.screen(lang),
            error => screens::error(error, lang),
        }
    }
}
