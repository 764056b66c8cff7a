//! A new language changes the command menu of that person's chat.

use async_trait::async_trait;

use super::super::jobs::SetMenu;
use crate::{
    domain::{AccountId, Cause, Lang},
    features::account::LanguageListener,
    jobs::{Push, Queue, QueueError},
    storage::{StorageError, Tx},
};

/// Wishes for a menu: a job each, because Telegram may be slow or away.
pub struct MenuWishes(pub Queue);

#[async_trait]
impl LanguageListener for MenuWishes {
    async fn language_changed(
        &self,
        tx: &mut Tx,
        account: AccountId,
        own: Option<Lang>,
        cause: &Cause,
    ) -> Result<(), StorageError> {
        // In order: the last choice is the one that stays.
        let push = Push::new(cause).account(account).group(format!("menu:{account}"));
        match self.0.push(tx, &SetMenu { account, lang: own }, push).await {
            Ok(_) => Ok(()),
            Err(QueueError::Storage(error)) => Err(error),
            Err(error) => Err(StorageError::Setup(error.to_string())),
        }
    }
}
