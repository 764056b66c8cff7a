//! What goes wrong at the desk.

use super::screens;
use crate::{
    domain::Lang,
    features::account::AccountError,
    jobs::QueueError,
    storage::{StorageError, no_answer},
    telegram::{
        failure::{Explain, FailureKind},
        screen::Screen,
    },
};

#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// Lost since the gate, or never had.
    #[error("not allowed")]
    NotAllowed,
    #[error("an admin is dismissed before anything is done to them")]
    IsAdmin,
    #[error("owners by configuration stay")]
    IsOwner,
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl AdminError {
    /// The database did not say who somebody is.
    pub fn away() -> Self {
        Self::Storage(no_answer())
    }
}

impl Explain for AdminError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::NotAllowed => FailureKind::Gone,
            Self::IsAdmin | Self::IsOwner => FailureKind::Refusal,
            Self::Account(error) => error.kind(),
            Self::Queue(QueueError::Storage(error)) | Self::Storage(error) => error.kind(),
            Self::Queue(_) => FailureKind::Bug,
        }
    }

    fn screen(&self, lang: Lang) -> Option<Screen> {
        match self {
            Self::IsAdmin => Some(screens::is_admin(lang)),
            Self::IsOwner => Some(screens::is_owner(lang)),
            Self::Account(AccountError::Unknown(_)) => Some(screens::nobody(lang)),
            _ => None,
        }
    }
}
