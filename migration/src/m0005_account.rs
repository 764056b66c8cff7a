//! Accounts and their preferences.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, text, text_null, timestamp_with_time_zone},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("account_accounts")
                    .col(big_integer("id").primary_key())
                    .col(text("first_name"))
                    .col(text_null("last_name"))
                    .col(text_null("username"))
                    .col(text("client_lang"))
                    .col(text_null("chosen_lang"))
                    .col(text_null("zone"))
                    .col(text_null("start_payload"))
                    .col(text("first_cause"))
                    .col(boolean("reachable").default(true))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("changed_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("account_preferences")
                    .col(big_integer("account_id"))
                    .col(text("name"))
                    .col(text("value"))
                    .primary_key(Index::create().col("account_id").col("name"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("account_preferences", "account_id")
                            .to("account_accounts", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("account_preferences").to_owned()).await?;
        manager.drop_table(Table::drop().table("account_accounts").to_owned()).await
    }
}
