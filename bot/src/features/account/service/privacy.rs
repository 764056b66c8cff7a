//! What the privacy screen tells: who keeps what, and who outside reads it.

use std::sync::Arc;

use super::super::{
    domain::{Kept, Outside},
    error::AccountError,
    ports::PersonalData,
};
use crate::domain::AccountId;

/// What is kept about people, by everybody who keeps something.
pub struct Privacy {
    keepers: Vec<Arc<dyn PersonalData>>,
    outside: Option<Outside>,
}

impl Privacy {
    pub fn new(keepers: Vec<Arc<dyn PersonalData>>, outside: Option<Outside>) -> Arc<Self> {
        Arc::new(Self { keepers, outside })
    }

    pub async fn kept(&self, account: AccountId) -> Result<Kept, AccountError> {
        let mut sum = Kept::default();
        for keeper in &self.keepers {
            sum += keeper.kept(account).await?;
        }
        Ok(sum)
    }

    /// Who outside reads what people send; `None` when nobody does.
    pub const fn outside(&self) -> Option<&Outside> {
        self.outside.as_ref()
    }
}
