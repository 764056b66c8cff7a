//! The port to whoever must hear of a new language: the command menu and the welcome screen.

use async_trait::async_trait;

use super::domain::Account;
use crate::{domain::Peer, telegram::screen::Screen};

/// Told when a person has chosen a language.
#[async_trait]
pub trait LanguageChanged: Send + Sync {
    /// Brings the command menu up to date. With `home`, gives the welcome screen in the new language.
    async fn language_changed(&self, account: &Account, peer: Peer, home: bool) -> Option<Screen>;
}
