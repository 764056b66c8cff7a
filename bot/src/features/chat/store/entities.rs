//! The tables as SeaORM sees them, and rows as the domain sees them.

use crate::{
    domain::{AccountId, ChatId, FileRef, MessageId, Peer, SlotId, ThreadId},
    features::chat::domain::{
        Answer, AnswerId, AnswerStatus, Conversation, ConversationId, Question, QuestionId,
    },
    storage::StorageError,
};

pub mod conversations {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "chat_conversations")]
    #[expect(clippy::struct_field_names, reason = "SeaORM wants `Model`, and the column is a model")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub account_id: i64,
        pub title: Option<String>,
        pub named: bool,
        pub model: Option<String>,
        pub search_text: String,
        pub created_at: ChronoDateTimeUtc,
        pub changed_at: ChronoDateTimeUtc,
        pub deleted_at: Option<ChronoDateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod questions {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "chat_questions")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub conversation_id: i64,
        pub account_id: i64,
        pub cause: String,
        pub text: String,
        pub file: Option<String>,
        pub chat_id: Option<i64>,
        pub message_id: Option<i64>,
        /// How many messages it was gathered from; 0 for one that came whole, whose file stands in the row.
        pub parts: i16,
        pub search_text: String,
        pub created_at: ChronoDateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod answers {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "chat_answers")]
    #[expect(clippy::struct_field_names, reason = "SeaORM wants `Model`, and the column is a model")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub question_id: i64,
        pub conversation_id: i64,
        pub account_id: i64,
        pub cause: String,
        pub variation: i16,
        pub continues: Option<i64>,
        pub chat_id: i64,
        pub thread_id: Option<i64>,
        pub job_id: Option<i64>,
        pub draft_id: Option<i64>,
        pub slot_id: Option<i64>,
        /// The message that says it stands in line.
        pub line_slot_id: Option<i64>,
        /// Counts how often it has begun anew.
        pub revision: i32,
        pub status: String,
        pub text: String,
        pub search_text: String,
        pub error: Option<String>,
        pub provider: Option<String>,
        pub model: Option<String>,
        pub prompt_tokens: Option<i32>,
        pub completion_tokens: Option<i32>,
        pub cost_micros: Option<i64>,
        pub created_at: ChronoDateTimeUtc,
        pub finished_at: Option<ChronoDateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod rooms {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "chat_rooms")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: i64,
        pub conversation_id: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl From<conversations::Model> for Conversation {
    fn from(row: conversations::Model) -> Self {
        Self {
            id: ConversationId(row.id),
            title: row.title,
            named: row.named,
            model: row.model,
            created_at: row.created_at,
            changed_at: row.changed_at,
            deleted_at: row.deleted_at,
        }
    }
}

impl TryFrom<questions::Model> for Question {
    type Error = StorageError;

    fn try_from(row: questions::Model) -> Result<Self, StorageError> {
        let file = row.file.map(|file| read_file(&file)).transpose()?;
        Ok(Self {
            id: QuestionId(row.id),
            conversation: ConversationId(row.conversation_id),
            account: AccountId(row.account_id),
            text: row.text,
            files: file.into_iter().collect(),
            parts: row.parts.unsigned_abs(),
            message: row.message_id.map(MessageId),
            created_at: row.created_at,
        })
    }
}

/// A file as it lies in a row.
pub fn read_file(text: &str) -> Result<FileRef, StorageError> {
    serde_json::from_str(text).map_err(|source| StorageError::Unreadable { what: "file", source })
}

impl TryFrom<answers::Model> for Answer {
    type Error = StorageError;

    fn try_from(row: answers::Model) -> Result<Self, StorageError> {
        let status = AnswerStatus::of_name(&row.status)
            .ok_or_else(|| StorageError::Setup(format!("an answer of status {}", row.status)))?;
        Ok(Self {
            id: AnswerId(row.id),
            question: QuestionId(row.question_id),
            conversation: ConversationId(row.conversation_id),
            account: AccountId(row.account_id),
            peer: Peer { chat: ChatId(row.chat_id), thread: row.thread_id.map(ThreadId) },
            variation: u32::from(row.variation.unsigned_abs()),
            continues: row.continues.map(AnswerId),
            job: row.job_id,
            draft: row.draft_id,
            slot: row.slot_id.map(SlotId),
            line_slot: row.line_slot_id.map(SlotId),
            revision: row.revision,
            status,
            text: row.text,
            error: row.error,
            model: row.model,
            created_at: row.created_at,
            finished_at: row.finished_at,
        })
    }
}
