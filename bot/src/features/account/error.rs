//! What goes wrong with accounts.

use crate::{
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

impl Explain for AccountError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Unknown(_) => FailureKind::Gone,
            Self::Storage(error) => error.kind(),
        }
    }
}
