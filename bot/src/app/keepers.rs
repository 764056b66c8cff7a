//! The parts of the platform that keep something about people, as the port of the account sees them.
//! They know no feature, so the composition root speaks for them.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;

use super::Parts;
use crate::{
    domain::{AccountId, ChatId, SlotId},
    features::account::{Parcel, PersonalData, Progress},
    jobs::{Queue, QueueError},
    storage::{StorageError, state::State},
    telegram::{intake::Intake, outbox::Outbox, steps::Steps},
};

/// Messages of ours in one piece of an export.
const MESSAGES: u16 = 500;

impl Parts {
    /// The keepers of the platform. They come before the features: jobs end first, and nothing more is sent.
    pub(super) fn platform_keepers(
        queue: &Queue,
        outbox: &Outbox,
        intake: &Intake,
        steps: &Steps,
        state: &State,
    ) -> [Arc<dyn PersonalData>; 5] {
        [
            Arc::new(Jobs(queue.clone())),
            Arc::new(Messages(outbox.clone())),
            Arc::new(Updates(intake.clone())),
            Arc::new(Waits(steps.clone())),
            Arc::new(Fleeting(state.clone())),
        ]
    }
}

/// Long work that was wished for.
struct Jobs(Queue);

#[async_trait]
impl PersonalData for Jobs {
    fn tables(&self) -> &'static [&'static str] {
        &["jobs_queue"]
    }

    async fn export(&self, account: AccountId, parcel: &Parcel) -> Result<(), StorageError> {
        let jobs = self.0.all_of(account).await.map_err(storage)?;
        let told: Vec<_> = jobs
            .iter()
            .map(|job| json!({ "kind": job.name, "wished_at": job.created_at, "finished_at": job.finished_at }))
            .collect();
        parcel.json("work.json", &told).await
    }

    /// What runs is told to stop, and buried in its own way; then nothing is left that could write anew.
    async fn prepare(&self, account: AccountId) -> Result<Progress, StorageError> {
        self.forget(account).await?;
        Ok(Progress::from(self.0.live_of(account).await.map_err(storage)? == 0))
    }

    async fn erase(&self, account: AccountId) -> Result<Progress, StorageError> {
        self.forget(account).await?;
        Ok(Progress::Done)
    }
}

impl Jobs {
    async fn forget(&self, account: AccountId) -> Result<(), StorageError> {
        let mut tx = self.0.begin().await?;
        self.0.forget(&mut tx, account).await.map_err(storage)?;
        tx.commit().await
    }
}

fn storage(error: QueueError) -> StorageError {
    match error {
        QueueError::Storage(error) => error,
        error => StorageError::Setup(error.to_string()),
    }
}

/// Messages of ours. A private chat has the id of the person in it.
struct Messages(Outbox);

#[async_trait]
impl PersonalData for Messages {
    fn tables(&self) -> &'static [&'static str] {
        &["outbox_slots", "outbox_plain_chats"]
    }

    async fn export(&self, account: AccountId, parcel: &Parcel) -> Result<(), StorageError> {
        let mut after = SlotId(0);
        for part in 1.. {
            let said = self.0.said_in(ChatId(account.0), after, MESSAGES).await?;
            let Some(last) = said.last() else { break };
            after = last.slot;
            let told: Vec<_> = said.iter().map(|said| json!({ "at": said.at, "text": said.text })).collect();
            parcel.json(format!("messages/{part}.json"), &told).await?;
        }
        Ok(())
    }

    async fn erase(&self, account: AccountId) -> Result<Progress, StorageError> {
        Ok(Progress::from(self.0.forget_chat(ChatId(account.0)).await?))
    }
}

/// What came. Words are erased from an update when it is done; those that were given up keep theirs for a week.
struct Updates(Intake);

#[async_trait]
impl PersonalData for Updates {
    fn tables(&self) -> &'static [&'static str] {
        &["intake_inbox"]
    }

    async fn export(&self, account: AccountId, parcel: &Parcel) -> Result<(), StorageError> {
        let given_up = self.0.given_up_of(account).await?;
        if given_up.is_empty() { Ok(()) } else { parcel.json("given-up.json", &given_up).await }
    }

    async fn erase(&self, account: AccountId) -> Result<Progress, StorageError> {
        self.0.forget(account).await?;
        Ok(Progress::Done)
    }
}

/// What a person is in the middle of.
struct Waits(Steps);

#[async_trait]
impl PersonalData for Waits {
    fn tables(&self) -> &'static [&'static str] {
        &["telegram_steps"]
    }

    async fn export(&self, account: AccountId, parcel: &Parcel) -> Result<(), StorageError> {
        parcel.json("steps.json", &self.0.of_person(account).await?).await
    }

    async fn erase(&self, account: AccountId) -> Result<Progress, StorageError> {
        self.0.forget(account).await?;
        Ok(Progress::Done)
    }
}

/// What lies in Redis or in the process, each thing with an end of its own. It holds nothing that is not a row too.
struct Fleeting(State);

#[async_trait]
impl PersonalData for Fleeting {
    fn tables(&self) -> &'static [&'static str] {
        &[]
    }

    async fn export(&self, _account: AccountId, _parcel: &Parcel) -> Result<(), StorageError> {
        Ok(())
    }

    /// A Redis that is away is told when it is back: until then the person is not told that all is gone.
    async fn erase(&self, account: AccountId) -> Result<Progress, StorageError> {
        Ok(Progress::from(self.0.forget(account.0).await))
    }
}
