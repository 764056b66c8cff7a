//! What goes wrong in groups.

use crate::{
    domain::Lang,
    features::{account::AccountError, chat::ChatError},
    jobs::QueueError,
    storage::StorageError,
    telegram::{
        failure::{Explain, FailureKind},
        screen::Screen,
    },
};

#[derive(Debug, thiserror::Error)]
pub enum GroupsError {
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Chat(#[from] ChatError),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Explain for GroupsError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Account(error) => error.kind(),
            Self::Chat(error) => error.kind(),
            Self::Queue(QueueError::Storage(error)) | Self::Storage(error) => error.kind(),
            Self::Queue(_) => FailureKind::Bug,
        }
    }

    fn screen(&self, lang: Lang) -> Option<Screen> {
        match self {
            Self::Chat(error) => error.screen(lang),
            _ => None,
        }
    }
}
