//! What was gathered, once nothing more is to be expected: it is asked, or somebody asks what to do with it.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{Cause, Received},
    features::chat::{
        domain::{Gathering, GatheringId, GatheringState, Part},
        error::ChatError,
        ports::{Doorkeeper, Held, Wordless},
        screens,
        service::{Chat, Ripe},
    },
    jobs::{Death, Job, JobError, Lane, Run, Runner},
    telegram::outbox::Role,
};

/// Looks whether a gathering is complete.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReleaseGathering {
    pub gathering: GatheringId,
}

impl Job for ReleaseGathering {
    const NAME: &'static str = "chat.release_gathering";
    const LANE: Lane = Lane::QUICK;
    const MAX_ATTEMPTS: u16 = 6;
    const TIMEOUT: Duration = Duration::from_secs(30);
}

/// Runs [`ReleaseGathering`].
pub struct Releasing {
    pub chat: Arc<Chat>,
    pub doorkeeper: Arc<dyn Doorkeeper>,
}

impl Releasing {
    async fn release(&self, id: GatheringId, run: &Run) -> Result<(), JobError> {
        match self.chat.ripen(id, self.chat.clock.now()).await {
            Ok(Ripe::Over) => Ok(()),
            Ok(Ripe::Wait(wait)) => Err(JobError::again(wait)),
            Ok(Ripe::Wordless { gathering, parts }) => self.offer(&gathering, &parts, run).await,
            Ok(Ripe::Asked { asked, message, peer }) => {
                if let Some(message) = message.filter(|_| !asked.at_once()) {
                    self.chat.outbox.react(peer.chat, message, Some("👀")).await;
                }
                Ok(())
            }
            Err(error @ (ChatError::TooLong { .. } | ChatError::QueueFull { .. })) => {
                self.tell(id, &error).await.map_err(JobError::retry)
            }
            Err(error) => Err(JobError::retry(error)),
        }
    }

    /// Files, and no words: whoever knows the rooms decides. Words that come next are about them.
    async fn offer(&self, gathering: &Gathering, parts: &[Part], run: &Run) -> Result<(), JobError> {
        let cause = Cause::from(gathering.cause.clone());
        let received = Received {
            files: parts.iter().filter_map(|part| part.file.clone()).collect(),
            message: parts.iter().filter_map(|part| part.message).min(),
            words: String::new(),
        };
        let Gathering { id, account, peer, .. } = *gathering;
        let wordless = Wordless { gathering: id, cause, account, peer, received };
        let admission = self.doorkeeper.receive(wordless).await.map_err(JobError::retry)?;
        let chat = &self.chat;
        let mut tx = chat.db.begin().await.map_err(JobError::retry)?;
        let now = chat.store.lock_gathering(&mut tx, id).await.map_err(JobError::retry)?;
        let still = chat.store.list_parts(&mut tx, id).await.map_err(JobError::retry)?.len();
        // Another one has come in between, and with it a reason to look again.
        if now.is_none_or(|now| now.state != GatheringState::Open) || still != parts.len() {
            return Err(JobError::again(Duration::from_millis(50)));
        }
        let held = admission.settle(&mut tx).await.map_err(JobError::retry)?;
        let state = if held == Held::Held { GatheringState::Held } else { GatheringState::Closed };
        let at = chat.clock.now();
        chat.store.set_gathering(&mut tx, id, state, None, at, at).await.map_err(JobError::retry)?;
        run.complete_in(&mut tx).await.map_err(JobError::retry)?;
        tx.commit().await.map_err(JobError::retry)
    }

    /// It cannot be asked; the gathering is closed already.
    async fn tell(&self, id: GatheringId, error: &ChatError) -> Result<(), ChatError> {
        let Some(gathering) = self.chat.store.find_gathering(id).await? else { return Ok(()) };
        let account = self.chat.accounts.find(gathering.account).await?;
        let Some(screen) = screens::error(error, account.lang()) else { return Ok(()) };
        let cause = Cause::from(gathering.cause).part("refused");
        let mut tx = self.chat.db.begin().await?;
        self.chat.outbox.post(&mut tx, gathering.peer, &cause, Role::Message, &screen).await?;
        Ok(tx.commit().await?)
    }
}

#[async_trait]
impl Runner<ReleaseGathering> for Releasing {
    async fn run(&self, job: ReleaseGathering, run: &Run) -> Result<(), JobError> {
        self.release(job.gathering, run).await
    }

    /// What could not be asked is told, so that it can be sent again.
    async fn bury(&self, job: ReleaseGathering, _death: &Death) -> Result<(), JobError> {
        let chat = &self.chat;
        let buried = async {
            let found = chat.store.find_gathering(job.gathering).await?;
            let Some(gathering) = found.filter(|found| found.state == GatheringState::Open) else {
                return Ok(());
            };
            let screen = screens::not_gathered(chat.accounts.find(gathering.account).await?.lang());
            let (cause, now) = (Cause::from(gathering.cause).part("lost"), chat.clock.now());
            let mut tx = chat.db.begin().await?;
            let parts = chat.store.list_parts(&mut tx, gathering.id).await?;
            if !parts.iter().any(|part| part.addressed) {
                chat.store.delete_gathering(&mut tx, gathering.id).await?;
                return Ok(tx.commit().await?);
            }
            chat.store.set_gathering(&mut tx, gathering.id, GatheringState::Closed, None, now, now).await?;
            chat.outbox.post(&mut tx, gathering.peer, &cause, Role::Message, &screen).await?;
            Ok::<_, ChatError>(tx.commit().await?)
        };
        buried.await.map_err(JobError::retry)
    }
}
