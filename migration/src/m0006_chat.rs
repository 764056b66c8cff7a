//! Conversations, the messages in them and the answers.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, big_pk_auto, boolean, integer_null, small_integer, text, text_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null,
    },
};

use crate::search::{add_search_index, drop_search_index};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(conversations()).await?;
        manager.create_table(questions()).await?;
        manager.create_table(answers()).await?;
        manager.create_table(rooms()).await?;
        for statement in [
            "CREATE INDEX chat_conversations_list ON chat_conversations (account_id, changed_at, id) \
             WHERE deleted_at IS NULL",
            "CREATE INDEX chat_conversations_deleted ON chat_conversations (deleted_at) WHERE deleted_at IS NOT NULL",
            "CREATE UNIQUE INDEX chat_questions_cause ON chat_questions (cause)",
            "CREATE INDEX chat_questions_conversation ON chat_questions (conversation_id, id)",
            "CREATE INDEX chat_questions_account ON chat_questions (account_id)",
            "CREATE UNIQUE INDEX chat_answers_cause ON chat_answers (cause)",
            "CREATE INDEX chat_answers_question ON chat_answers (question_id, id)",
            "CREATE INDEX chat_answers_open ON chat_answers (chat_id, id) WHERE finished_at IS NULL",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        add_search_index(manager, "chat_conversations", "id", "search_text").await?;
        add_search_index(manager, "chat_questions", "id", "search_text").await?;
        add_search_index(manager, "chat_answers", "id", "search_text").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_search_index(manager, "chat_answers").await?;
        drop_search_index(manager, "chat_questions").await?;
        drop_search_index(manager, "chat_conversations").await?;
        for table in ["chat_rooms", "chat_answers", "chat_questions", "chat_conversations"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn conversations() -> TableCreateStatement {
    Table::create()
        .table("chat_conversations")
        .col(big_pk_auto("id"))
        .col(big_integer("account_id"))
        .col(text_null("title"))
        .col(boolean("named").default(false))
        .col(text_null("model"))
        .col(text("search_text").default(""))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("changed_at"))
        .col(timestamp_with_time_zone_null("deleted_at"))
        .foreign_key(
            ForeignKey::create()
                .from("chat_conversations", "account_id")
                .to("account_accounts", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn questions() -> TableCreateStatement {
    Table::create()
        .table("chat_questions")
        .col(big_pk_auto("id"))
        .col(big_integer("conversation_id"))
        .col(big_integer("account_id"))
        .col(text("cause"))
        .col(text("text"))
        .col(text_null("file"))
        .col(big_integer_null("message_id"))
        .col(text("search_text").default(""))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(
            ForeignKey::create()
                .from("chat_questions", "conversation_id")
                .to("chat_conversations", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn answers() -> TableCreateStatement {
    Table::create()
        .table("chat_answers")
        .col(big_pk_auto("id"))
        .col(big_integer("question_id"))
        .col(big_integer("conversation_id"))
        .col(big_integer("account_id"))
        .col(text("cause"))
        .col(small_integer("variation").default(0))
        .col(big_integer_null("continues"))
        .col(big_integer("chat_id"))
        .col(big_integer_null("thread_id"))
        .col(big_integer_null("job_id"))
        .col(big_integer_null("draft_id"))
        .col(big_integer_null("slot_id"))
        .col(text("status"))
        .col(text("text").default(""))
        .col(text("search_text").default(""))
        .col(text_null("error"))
        .col(text_null("provider"))
        .col(text_null("model"))
        .col(integer_null("prompt_tokens"))
        .col(integer_null("completion_tokens"))
        .col(big_integer_null("cost_micros"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .foreign_key(
            ForeignKey::create()
                .from("chat_answers", "question_id")
                .to("chat_questions", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn rooms() -> TableCreateStatement {
    Table::create()
        .table("chat_rooms")
        .col(big_integer("account_id").primary_key())
        .col(big_integer_null("conversation_id"))
        .foreign_key(
            ForeignKey::create()
                .from("chat_rooms", "account_id")
                .to("account_accounts", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
