//! The SQL of a job's life: pushed, claimed under a lease, renewed, settled, taken back.
//! One text for both databases. It decides nothing: what a run's end means is the attempt's affair.

mod claim;
mod leases;
mod push;
mod settle;

use sea_orm::QueryResult;

#[cfg(test)]
pub(super) use self::claim::LOCK_LANE;
pub(super) use self::{
    claim::{Burial, Claimed, claim, next_due},
    leases::{Ended, Kept, bring_back, renew, take_back},
    push::{NewJob, Pushed, cancel, move_account, push},
    settle::{Verdict, settle},
};
use crate::storage::StorageError;

/// A count that the program itself keeps small.
pub(in crate::jobs) fn small(row: &QueryResult, column: &str) -> Result<u16, StorageError> {
    Ok(u16::try_from(row.try_get::<i32>("", column)?).unwrap_or(u16::MAX))
}
