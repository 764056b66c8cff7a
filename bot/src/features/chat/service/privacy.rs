//! What the chat keeps of a person: counted, handed over, forgotten.

use async_trait::async_trait;
use chrono::TimeDelta;
use futures::TryStreamExt as _;
use serde_json::{Value, json};

use super::Chat;
use crate::{
    domain::{AccountId, FileRef},
    features::{
        account::{self, Kept, Parcel, PersonalData, Progress, RetentionLimit},
        chat::{
            domain::{Answer, Conversation, ConversationId, NO_DRAFTS, Question, QuestionId, UNDELETE},
            error::ChatError,
        },
    },
    storage::{StorageError, blobs::BlobKey},
};

/// Conversations read at once.
const CONVERSATIONS: u64 = 50;
/// Questions with their answers in one piece of an export.
const QUESTIONS: u64 = 100;

impl Chat {
    /// Forgets for good what was deleted long enough ago, what is older than people are promised it is kept, and
    /// transcripts that Telegram has by now. Answers how many conversations and questions went.
    pub async fn purge(&self, limit: RetentionLimit) -> Result<(u64, u64), ChatError> {
        let now = self.clock.now();
        let conversations = self.store.purge_deleted(now - UNDELETE).await?;
        self.store.purge_gatherings(now - UNDELETE).await?;
        self.store.purge_refusals(now - NO_DRAFTS).await?;
        let mut questions = 0;
        if let Some(days) = limit.days() {
            questions += self.store.purge_said(None, now - days).await?;
        }
        for (account, days) in self.accounts.sooner_forgotten().await? {
            questions += self.store.purge_said(Some(account), now - days).await?;
        }
        self.purge_transcripts().await?;
        Ok((conversations, questions))
    }

    /// A transcript is a file for as long as it takes to send it.
    async fn purge_transcripts(&self) -> Result<(), StorageError> {
        let before = self.clock.now() - TimeDelta::hours(24);
        let mut found = self.blobs.list(Some(&transcripts(None)?));
        while let Some(file) = found.try_next().await? {
            if file.modified < before {
                self.blobs.delete(&file.key).await?;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl PersonalData for Chat {
    fn tables(&self) -> &'static [&'static str] {
        &[
            "chat_conversations",
            "chat_questions",
            "chat_answers",
            "chat_rooms",
            "chat_topics",
            "chat_gatherings",
            "chat_parts",
            "chat_draft_refusals",
        ]
    }

    async fn kept(&self, account: AccountId) -> Result<Kept, StorageError> {
        Ok(Kept {
            messages: self.store.count_messages(account).await?,
            conversations: self.store.count_conversations(account).await?,
            files: self.store.count_files(account).await?,
        })
    }

    async fn export(&self, account: AccountId, parcel: &Parcel) -> Result<(), StorageError> {
        let mut after = ConversationId(0);
        loop {
            let some = self.store.list_whole(account, after, CONVERSATIONS).await?;
            let Some(last) = some.last() else { break };
            after = last.id;
            for conversation in &some {
                self.export_conversation(conversation, parcel).await?;
            }
        }
        self.export_said_elsewhere(account, parcel).await
    }

    async fn erase(&self, account: AccountId) -> Result<Progress, StorageError> {
        self.store.erase(account).await?;
        self.blobs.delete_all(&transcripts(Some(account))?).await?;
        Ok(Progress::Done)
    }
}

impl Chat {
    async fn export_conversation(
        &self,
        conversation: &Conversation,
        parcel: &Parcel,
    ) -> Result<(), StorageError> {
        let mut after = QuestionId(0);
        for part in 1.. {
            let said = self.store.list_said(conversation.id, after, QUESTIONS).await?;
            if said.is_empty() && part > 1 {
                break;
            }
            after = said.last().map_or(after, |(question, _)| question.id);
            let told = json!({
                "id": conversation.id,
                "part": part,
                "title": conversation.title,
                "model": conversation.model,
                "created_at": conversation.created_at,
                "changed_at": conversation.changed_at,
                "deleted_at": conversation.deleted_at,
                "said": said.iter().map(|(question, answers)| tell(question, answers)).collect::<Vec<_>>(),
            });
            let number = conversation.id.0;
            let name = if part == 1 { format!("{number}") } else { format!("{number}-{part}") };
            parcel.json(format!("conversations/{name}.json"), &told).await?;
            hand_over_files(said, parcel).await?;
        }
        Ok(())
    }

    /// What the person said in groups: theirs are the words, not the conversation.
    async fn export_said_elsewhere(&self, account: AccountId, parcel: &Parcel) -> Result<(), StorageError> {
        let mut after = QuestionId(0);
        for part in 1.. {
            let said = self.store.list_said_elsewhere(account, after, QUESTIONS).await?;
            let Some((last, _)) = said.last() else { break };
            after = last.id;
            let told: Vec<_> = said.iter().map(|(question, answers)| tell(question, answers)).collect();
            parcel.json(format!("groups/{part}.json"), &told).await?;
            hand_over_files(said, parcel).await?;
        }
        Ok(())
    }
}

async fn hand_over_files(said: Vec<(Question, Vec<Answer>)>, parcel: &Parcel) -> Result<(), StorageError> {
    for (question, _) in said {
        for (n, file) in question.files.into_iter().enumerate() {
            parcel.file(path_of(question.id, n, &file), file).await?;
        }
    }
    Ok(())
}

/// Where a question's file lies in what is handed over: the first under the question's number alone.
fn path_of(question: QuestionId, n: usize, file: &FileRef) -> String {
    match n {
        0 => account::file_path(question.0, file),
        n => account::file_path(format!("{}-{n}", question.0), file),
    }
}

/// A question with what was answered, as its owner is told.
fn tell(question: &Question, answers: &[Answer]) -> Value {
    let files = question.files.iter().enumerate().map(|(n, file)| {
        json!({
            "path": path_of(question.id, n, file),
            "name": file.name,
            "type": file.mime,
            "bytes": file.size,
        })
    });
    let answers = answers.iter().map(|answer| {
        json!({
            "text": answer.text,
            "status": answer.status.name(),
            "model": answer.model,
            "continues_another": answer.continues.is_some(),
            "created_at": answer.created_at,
            "finished_at": answer.finished_at,
        })
    });
    json!({
        "asked_at": question.created_at,
        "text": question.text,
        "files": files.collect::<Vec<_>>(),
        "answers": answers.collect::<Vec<_>>(),
    })
}

/// Where transcripts lie: everybody's, or a person's.
pub(super) fn transcripts(account: Option<AccountId>) -> Result<BlobKey, StorageError> {
    let key = account.map_or_else(|| "chat".to_owned(), |account| format!("chat/{account}"));
    BlobKey::new(key).map_err(|error| StorageError::Setup(error.to_string()))
}
