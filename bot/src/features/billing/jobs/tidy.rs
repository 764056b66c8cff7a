//! What comes round by the clock: coins that were set aside for work which nobody has ended come back, and ends of
//! Premium are told.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::super::service::Billing;
use crate::jobs::{Death, Job, JobError, Lane, Run, Runner};

/// Ends charges that are forgotten, and forgets those that ended long ago.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TidyCharges {}

impl Job for TidyCharges {
    const NAME: &'static str = "billing.tidy_charges";
    const LANE: Lane = Lane::UPKEEP;
}

/// Runs [`TidyCharges`].
pub struct ChargeKeeper(pub Arc<Billing>);

#[async_trait]
impl Runner<TidyCharges> for ChargeKeeper {
    async fn run(&self, _job: TidyCharges, _run: &Run) -> Result<(), JobError> {
        let returned = self.0.tidy().await.map_err(JobError::retry)?;
        if returned > 0 {
            tracing::warn!(returned, "charges had no end and were given back");
        }
        Ok(())
    }

    async fn bury(&self, _job: TidyCharges, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}

/// Tells those whose Premium ends, or has ended.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TellEnds {}

impl Job for TellEnds {
    const NAME: &'static str = "billing.tell_ends";
    const LANE: Lane = Lane::UPKEEP;
}

/// Runs [`TellEnds`].
pub struct Telling(pub Arc<Billing>);

#[async_trait]
impl Runner<TellEnds> for Telling {
    async fn run(&self, _job: TellEnds, _run: &Run) -> Result<(), JobError> {
        let told = self.0.tell_ends().await.map_err(JobError::retry)?;
        tracing::debug!(told, "ends of Premium were told");
        Ok(())
    }

    async fn bury(&self, _job: TellEnds, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}
