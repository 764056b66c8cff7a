//! Answers at the day's limit: the person is told, and what was put off is given when there is an allowance again.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{Cause, Coins},
    features::{
        billing::Pay,
        chat::{
            domain::{AnswerId, AnswerStatus},
            error::ChatError,
            screens::{self, LimitView},
            service::{Chat, Released},
        },
    },
    jobs::{Death, Job, JobError, Lane, Run, Runner},
    telegram::outbox::Role,
};

/// How soon it is tried again where the clock and the database's differ.
const SOON: Duration = Duration::from_secs(5);

/// Says that an answer was put off, and what can be done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShowLimit {
    pub answer: AnswerId,
    pub limit: i64,
    pub price: Coins,
    pub resets_at: DateTime<Utc>,
}

impl Job for ShowLimit {
    const NAME: &'static str = "chat.show_limit";
    const LANE: Lane = Lane::QUICK;
    const TIMEOUT: Duration = Duration::from_secs(30);
    const MAX_ATTEMPTS: u16 = 6;
}

/// Gives an answer that was put off until now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReleaseWithheld {
    pub answer: AnswerId,
}

impl Job for ReleaseWithheld {
    const NAME: &'static str = "chat.release_withheld";
    const LANE: Lane = Lane::QUICK;
    const TIMEOUT: Duration = Duration::from_secs(30);
    const MAX_ATTEMPTS: u16 = 6;
}

/// Runs [`ShowLimit`] and [`ReleaseWithheld`].
#[derive(Clone)]
pub struct Limiting(pub Arc<Chat>);

impl Limiting {
    async fn show(&self, job: &ShowLimit) -> Result<(), ChatError> {
        let chat = &self.0;
        let found = chat.store.find_answer(job.answer).await?;
        let Some(answer) = found.filter(|answer| answer.status == AnswerStatus::Withheld) else {
            return Ok(());
        };
        let account = chat.accounts.find(answer.account).await?;
        let question = chat.store.find_question(answer.question).await?;
        let ShowLimit { limit, price, resets_at, .. } = *job;
        let (answer_id, now) = (answer.id, chat.clock.now());
        let view = LimitView { account: &account, answer: answer_id, limit, price, resets_at, now };
        let mut screen = screens::limit(&view);
        screen.reply_to = question.and_then(|question| question.message);
        let cause = Cause::from(format!("a{}/limit", answer_id.0));
        let mut tx = chat.db.begin().await?;
        chat.outbox.post(&mut tx, answer.peer, &cause, Role::Message, &screen).await?;
        Ok(tx.commit().await?)
    }

    async fn release(&self, id: AnswerId, cause: &Cause) -> Result<Option<Duration>, ChatError> {
        let chat = &self.0;
        let Some(answer) = chat.store.find_answer(id).await? else { return Ok(None) };
        Ok(match chat.release_answer(&answer, Pay::Nothing, cause).await? {
            Released::Now { .. } | Released::Already => None,
            // Used up again by others of the same night.
            Released::Not(reached) => {
                Some((reached.resets_at - chat.clock.now()).to_std().unwrap_or_default().max(SOON))
            }
        })
    }
}

#[async_trait]
impl Runner<ShowLimit> for Limiting {
    async fn run(&self, job: ShowLimit, _run: &Run) -> Result<(), JobError> {
        self.show(&job).await.map_err(JobError::retry)
    }

    /// The question is kept all the same.
    async fn bury(&self, _job: ShowLimit, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}

#[async_trait]
impl Runner<ReleaseWithheld> for Limiting {
    async fn run(&self, job: ReleaseWithheld, run: &Run) -> Result<(), JobError> {
        match self.release(job.answer, &run.cause).await.map_err(JobError::retry)? {
            None => Ok(()),
            Some(wait) => Err(JobError::again(wait)),
        }
    }

    async fn bury(&self, _job: ReleaseWithheld, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}
