//! What is done with Telegram about payments: giving Stars back, and holding its list against ours.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::super::{domain::StarsError, error::BillingError, service::Billing};
use crate::{
    domain::ChargeId,
    jobs::{Death, Job, JobError, Lane, Run, Runner},
};

/// Gives the Stars of a payment back, and then takes what they had bought.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefundPayment {
    pub charge: String,
    pub reason: String,
}

impl Job for RefundPayment {
    const NAME: &'static str = "billing.refund_payment";
    const LANE: Lane = Lane::QUICK;
    /// A day of Telegram's absence is outlasted.
    const MAX_ATTEMPTS: u16 = 150;
}

/// Runs [`RefundPayment`].
pub struct Refunding(pub Arc<Billing>);

#[async_trait]
impl Runner<RefundPayment> for Refunding {
    async fn run(&self, job: RefundPayment, _run: &Run) -> Result<(), JobError> {
        let charge = ChargeId(job.charge);
        self.0.refund(&charge, &job.reason).await.map(|_| ()).map_err(verdict)
    }

    /// What Telegram refuses stays as it is, among the dead jobs, for an operator to see.
    async fn bury(&self, _job: RefundPayment, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}

/// Reads Telegram's list of movements on from where it ended.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reconcile {}

impl Job for Reconcile {
    const NAME: &'static str = "billing.reconcile";
    const LANE: Lane = Lane::UPKEEP;
}

/// Runs [`Reconcile`].
pub struct Reconciling(pub Arc<Billing>);

#[async_trait]
impl Runner<Reconcile> for Reconciling {
    async fn run(&self, _job: Reconcile, _run: &Run) -> Result<(), JobError> {
        let found = self.0.reconcile().await.map_err(verdict)?;
        if found.credited + found.returned > 0 {
            tracing::warn!(
                credited = found.credited,
                returned = found.returned,
                "Telegram's list told of payments that no update had told of"
            );
        }
        Ok(())
    }

    async fn bury(&self, _job: Reconcile, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}

fn verdict(error: BillingError) -> JobError {
    match error {
        BillingError::Stars(StarsError::Refused(_)) => JobError::fail(error),
        error => JobError::retry(error),
    }
}
