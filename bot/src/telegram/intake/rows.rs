//! Rows of the inbox as values of ours.
//! It runs no statement.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::ticket::{Addressee, Buried, Claimed, Ticket};
use crate::{
    domain::{BotId, Cause},
    storage::StorageError,
};

/// A claim: its token, until when it holds, and the moment it is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lease {
    pub token: Uuid,
    pub now: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// A row that was new, and whether it was claimed as it was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fresh {
    pub seq: i64,
    pub update_id: i64,
    pub claimed: bool,
}

/// Which rows to claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Rows that nobody has tried yet.
    Untried,
    /// Rows that were in hand when something went wrong: any of them may be what went wrong.
    Suspect,
}

/// What the inbox holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InboxStats {
    /// Rows not dealt with, in hand or waiting.
    pub open: u64,
    /// Of them, those that nobody has tried yet.
    pub untried: u64,
    /// Rows given up, kept for 7 days.
    pub dead: u64,
    /// When the oldest open row came.
    pub oldest: Option<DateTime<Utc>>,
}

/// A row that was claimed under this token.
pub(super) fn claimed(bot: BotId, row: &QueryResult, token: Uuid) -> Result<Claimed, StorageError> {
    let update_id = row.try_get("", "update_id")?;
    let ticket = Ticket {
        seq: row.try_get("", "seq")?,
        update_id,
        lane: row.try_get("", "lane")?,
        attempt: attempts(row)?,
        received_at: row.try_get("", "received_at")?,
        cause: Cause::update(bot, update_id),
        token,
    };
    Ok(Claimed { ticket, kind: row.try_get("", "kind")?, raw: row.try_get("", "raw")? })
}

/// A row that was given up.
pub(super) fn buried(bot: BotId, row: &QueryResult) -> Result<Buried, StorageError> {
    let update_id = row.try_get("", "update_id")?;
    let (kind, raw): (String, String) = (row.try_get("", "kind")?, row.try_get("", "raw")?);
    Ok(Buried {
        update_id,
        cause: Cause::update(bot, update_id),
        attempts: attempts(row)?,
        received_at: row.try_get("", "received_at")?,
        who: Addressee::read(&kind, &raw),
        kind,
    })
}

/// A row that was just written.
pub(super) fn fresh(row: &QueryResult) -> Result<Fresh, StorageError> {
    let (seq, update_id) = (row.try_get("", "seq")?, row.try_get("", "update_id")?);
    Ok(Fresh { seq, update_id, claimed: attempts(row)? > 0 })
}

pub(super) fn count(row: &QueryResult, column: &str) -> Result<u64, StorageError> {
    Ok(u64::try_from(row.try_get::<i64>("", column)?).unwrap_or_default())
}

fn attempts(row: &QueryResult) -> Result<u32, StorageError> {
    Ok(u32::try_from(row.try_get::<i32>("", "attempts")?).unwrap_or_default())
}
