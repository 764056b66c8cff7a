//! What goes wrong with accounts.

use crate::{
    jobs::QueueError,
    storage::StorageError,
    telegram::failure::{Explain, FailureKind},
};

#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("no account {0}")]
    Unknown(crate::domain::AccountId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<QueueError> for AccountError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Storage(error) => Self::Storage(error),
            error => Self::Storage(StorageError::Setup(error.to_string())),
        }
    }
}

impl Explain for AccountError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Unknown(_) => FailureKind::Gone,
            Self::Storage(error) => error.kind(),
        }
    }
}
