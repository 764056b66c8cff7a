//! What goes wrong at home.

use crate::{
    domain::Lang,
    features::{account::AccountError, chat::ChatError},
    storage::StorageError,
    telegram::{
        failure::{Explain, FailureKind},
        screen::Screen,
    },
};

#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    #[error("the file is not kept any more")]
    NoFile,
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Chat(#[from] ChatError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Explain for HomeError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::NoFile => FailureKind::Gone,
            Self::Account(error) => error.kind(),
            Self::Chat(error) => error.kind(),
            Self::Storage(error) => error.kind(),
        }
    }

    fn screen(&self, lang: Lang) -> Option<Screen> {
        match self {
            Self::Chat(error) => error.screen(lang),
            _ => None,
        }
    }
}
