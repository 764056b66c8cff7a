//! Taking everything away: one parcel at a time, and not without end.

use chrono::{DateTime, TimeDelta, Utc};

use super::Privacy;
use crate::{
    domain::{AccountId, Cause},
    features::account::{error::AccountError, jobs::ExportData},
    jobs::{Cancelled, Job as _, JobId, Push, Status},
};

/// How soon after one export the next may be wished for: each reads everything there is.
const PAUSE: TimeDelta = TimeDelta::hours(1);

/// What became of the wish for an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wished {
    /// It is being collected from now on.
    Begun,
    /// One is being collected.
    Already,
    /// There was one a short while ago; the next may be wished for then.
    TooSoon(DateTime<Utc>),
}

impl Privacy {
    /// Has everything collected that is kept about a person. The same cause again changes nothing.
    pub async fn wish_export(&self, id: AccountId, cause: &Cause) -> Result<Wished, AccountError> {
        let queue = &self.parts.queue;
        if let Some((job, caused_by)) = queue.last_of::<ExportData>(id).await? {
            let again = job.created_at + PAUSE;
            match job.status {
                _ if caused_by == *cause => return Ok(Wished::Begun),
                status if status.is_live() => return Ok(Wished::Already),
                Status::Done if again > queue.now() => return Ok(Wished::TooSoon(again)),
                _ => {}
            }
        }
        let mut tx = self.parts.db.begin().await?;
        let push = Push::new(cause).account(id).unique(format!("export:{id}"));
        queue.push(&mut tx, &ExportData { account: id }, push).await?;
        tx.commit().await?;
        Ok(Wished::Begun)
    }

    /// Stops collecting. Says whether there was anything to stop.
    pub async fn cancel_export(&self, id: AccountId, job: i64) -> Result<bool, AccountError> {
        let queue = &self.parts.queue;
        let found = queue.find(JobId(job)).await?;
        let own = found.filter(|found| found.account == Some(id) && found.name == ExportData::NAME);
        let Some(found) = own else { return Ok(false) };
        let mut tx = self.parts.db.begin().await?;
        let cancelled = queue.cancel(&mut tx, found.id).await?;
        tx.commit().await?;
        Ok(cancelled != Cancelled::TooLate)
    }
}
