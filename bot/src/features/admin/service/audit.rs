//! Reading what was done.

use super::Desk;
use crate::{
    domain::AccountId,
    features::admin::{
        domain::{Entry, Filter, Trail},
        error::AdminError,
    },
};

/// Acts on a screen.
const PAGE: usize = 8;

impl Desk {
    /// Some of what was done, newest first, from below a number.
    pub async fn trail(&self, filter: Filter, before: Option<i64>) -> Result<Trail, AdminError> {
        let above = before.unwrap_or(i64::MAX);
        let mut entries = self.store.list_entries(filter, above, PAGE as u64 + 1).await?;
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        let older = entries.last().map(|entry| entry.id).filter(|_| more);
        let names = self.names(&entries, filter).await?;
        Ok(Trail { entries, names, filter, turned: before.is_some(), older })
    }

    async fn names(&self, entries: &[Entry], filter: Filter) -> Result<Vec<(AccountId, String)>, AdminError> {
        let asked = match filter {
            Filter::By(person) | Filter::On(person) => Some(person),
            Filter::All | Filter::Act(_) => None,
        };
        let mut people: Vec<AccountId> =
            entries.iter().flat_map(|entry| [entry.by, entry.on]).flatten().chain(asked).collect();
        people.sort_unstable();
        people.dedup();
        let accounts = self.parts.accounts.find_all(&people).await?;
        Ok(accounts.iter().map(|account| (account.id, account.first_name.clone())).collect())
    }
}
