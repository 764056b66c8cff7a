//! Who owns the bot.

use super::env::{ConfigError, Env};
use crate::domain::AccountId;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdminConfig {
    /// People who may do everything at the desk, and whom nobody can dismiss.
    pub owners: Vec<AccountId>,
}

impl AdminConfig {
    pub(super) fn read(env: &Env) -> Result<Self, ConfigError> {
        const IDS: &str = "ADMIN_IDS";
        let wrong = || ConfigError::new(IDS, "expected Telegram user ids, such as 4242,5151");
        let given = env.get(IDS).unwrap_or_default().split(',').map(str::trim).filter(|id| !id.is_empty());
        let person = |id: &str| id.parse().ok().filter(|id: &i64| *id > 0).map(AccountId).ok_or_else(wrong);
        Ok(Self { owners: given.map(person).collect::<Result<_, _>>()? })
    }
}
