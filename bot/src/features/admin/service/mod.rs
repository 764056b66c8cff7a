//! What can be done at the desk. Every act looks at the role once more, in its own transaction, and is written down in
//! it; the same cause again does nothing again.

mod audit;
mod people;
mod privacy;
mod staff;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::{DateTime, Duration as Span, Utc};
use chrono_tz::Tz;

pub use privacy::DeskRecords;

use super::{
    domain::{Admin, Deed, DeskView, Role, Work},
    error::AdminError,
    ports::Pulse,
    store::AdminStore,
};
use crate::{
    domain::{AccountId, Cause, SharedClock},
    features::account::{Accounts, Privacy},
    jobs::Queue,
    storage::{Db, StorageError, Tx},
    telegram::outbox::Outbox,
};

/// The desk.
pub struct Desk {
    store: AdminStore,
    parts: DeskParts,
}

/// What the desk is built from.
pub struct DeskParts {
    pub db: Db,
    pub clock: SharedClock,
    pub accounts: Arc<Accounts>,
    pub privacy: Arc<Privacy>,
    pub queue: Queue,
    pub outbox: Outbox,
    pub pulse: Arc<dyn Pulse>,
    /// Owners by configuration.
    pub owners: Vec<AccountId>,
}

impl Desk {
    pub fn new(parts: DeskParts) -> Arc<Self> {
        Arc::new(Self { store: AdminStore::new(parts.db.clone()), parts })
    }

    /// What a person is at the desk now; `None` for everybody else. Never from memory: who is dismissed is so at once.
    pub async fn role_of(&self, person: AccountId) -> Result<Option<Role>, StorageError> {
        if self.parts.owners.contains(&person) {
            return Ok(Some(Role::Owner));
        }
        self.store.role_of(person).await
    }

    /// The desk as it is now; the day begins where the admin is.
    pub async fn look(&self, now: DateTime<Utc>, zone: Tz) -> Result<DeskView, AdminError> {
        let attendance = self.parts.accounts.attendance(midnight(now, zone)).await?;
        let vitals = self.parts.pulse.vitals().await;
        let lanes = self.parts.queue.load().await?;
        let oldest = lanes.iter().filter_map(|lane| lane.oldest).chain(vitals.oldest).max();
        let work = Work {
            waiting: vitals.updates
                + lanes.iter().map(|lane| lane.due + lane.running + lane.dying).sum::<u64>(),
            oldest,
            dead: lanes.iter().map(|lane| lane.dead).sum(),
        };
        Ok(DeskView { vitals, work, active: attendance.active, new: attendance.new })
    }

    /// Begins an act: its transaction, with the act written down in it. `None` where this cause has done it already.
    async fn begin(&self, by: AccountId, deed: Deed, cause: &Cause) -> Result<Option<Tx>, AdminError> {
        let mut tx = self.parts.db.begin().await?;
        let owns = self.parts.owners.contains(&by);
        let role = if owns { Some(Role::Owner) } else { self.store.role_in(&mut tx, by).await? };
        let role = role.filter(|role| role.may(deed.act)).ok_or(AdminError::NotAllowed)?;
        let by = Admin { account: by, role };
        let written = self.store.record(&mut tx, by, &deed, cause, self.parts.clock.now()).await?;
        Ok(written.then_some(tx))
    }
}

/// When the day began there. Where a clock was put forward over midnight, an hour or so is missing.
fn midnight(now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let local = now.with_timezone(&zone);
    let start =
        local.date_naive().and_hms_opt(0, 0, 0).and_then(|start| start.and_local_timezone(zone).earliest());
    start.map_or(now - Span::hours(24), |start| start.with_timezone(&Utc))
}
