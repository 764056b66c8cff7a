//! The message that says that a question stands in line, where answers come by edits and no draft can say it.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    domain::Cause,
    features::chat::{
        domain::{Answer, AnswerId, AnswerStatus},
        error::ChatError,
        screens,
        service::Chat,
    },
    jobs::{Death, Job, JobError, Lane, Run, Runner},
    storage::Tx,
    telegram::outbox::Role,
};

/// Says that an answer stands in line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShowLine {
    pub answer: AnswerId,
}

impl Job for ShowLine {
    const NAME: &'static str = "chat.show_line";
    const LANE: Lane = Lane::QUICK;
    const TIMEOUT: Duration = Duration::from_secs(30);
}

/// Runs [`ShowLine`].
pub struct Lining(pub Arc<Chat>);

impl Lining {
    async fn show(&self, id: AnswerId) -> Result<(), ChatError> {
        let chat = &self.0;
        let before = chat.store.count_before(id).await?;
        let found = chat.store.find_answer(id).await?;
        let Some(answer) = found.filter(|answer| answer.status == AnswerStatus::Queued && before > 0) else {
            return Ok(());
        };
        let lang = chat.accounts.find(answer.account).await?.lang();
        let screen = screens::queued(lang, id, before);
        let mut tx = chat.db.begin().await?;
        let cause = line_cause(id);
        let slot = chat.outbox.post(&mut tx, answer.peer, &cause, Role::Message, &screen).await?;
        // Its turn may have come in between: then there is nothing to say.
        if chat.store.set_line_slot(&mut tx, id, Some(slot)).await? {
            tx.commit().await?;
        }
        Ok(())
    }
}

/// The answer's turn has come: what said that it waits goes, and the others of its place are nearer.
pub(super) async fn leave_line(
    chat: &Chat,
    tx: &mut Tx,
    answer: &Answer,
    line: &[Answer],
) -> Result<(), ChatError> {
    if let Some(slot) = answer.line_slot {
        chat.outbox.remove(tx, slot).await?;
        chat.store.set_line_slot(tx, answer.id, None).await?;
    }
    for (n, other) in line.iter().filter(|other| other.id != answer.id).enumerate() {
        let Some(slot) = other.line_slot else { continue };
        let lang = chat.accounts.find(other.account).await?.lang();
        let before = u64::try_from(n).unwrap_or_default() + 1;
        chat.outbox.show(tx, slot, &screens::queued(lang, other.id, before)).await?;
    }
    Ok(())
}

fn line_cause(answer: AnswerId) -> Cause {
    Cause::from(format!("a{}/line", answer.0))
}

#[async_trait]
impl Runner<ShowLine> for Lining {
    async fn run(&self, job: ShowLine, _run: &Run) -> Result<(), JobError> {
        self.show(job.answer).await.map_err(JobError::retry)
    }

    /// The question is answered all the same.
    async fn bury(&self, _job: ShowLine, _death: &Death) -> Result<(), JobError> {
        Ok(())
    }
}
