//! The command menu of one person's chat, in the language they chose and with what they may do.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::super::ports::Staff;
use crate::{
    domain::{AccountId, ChatId, Lang},
    jobs::{Death, Job, JobError, Lane, Run, Runner},
    telegram::menu::Menu,
};

/// Shows the menu in a language; without one, in that of the client again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetMenu {
    pub account: AccountId,
    pub lang: Option<Lang>,
}

impl Job for SetMenu {
    const NAME: &'static str = "home.set_menu";
    const LANE: Lane = Lane::UPKEEP;
    const TIMEOUT: Duration = Duration::from_mins(1);
}

/// Runs [`SetMenu`].
pub struct MenuKeeper {
    pub menu: Menu,
    pub staff: Arc<dyn Staff>,
}

#[async_trait]
impl Runner<SetMenu> for MenuKeeper {
    async fn run(&self, job: SetMenu, _run: &Run) -> Result<(), JobError> {
        // A private chat has the id of the person in it.
        let chat = ChatId(job.account.0);
        let staff = self.staff.includes(job.account).await.map_err(JobError::retry)?;
        self.menu.set_private(chat, job.lang, staff).await.map_err(JobError::retry)
    }

    /// The menu stays in the client's language; every command works all the same.
    async fn bury(&self, _job: SetMenu, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}
