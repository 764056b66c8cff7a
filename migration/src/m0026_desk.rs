//! The operator's desk: whom owners have appointed, and what was done there, by whom and on whom.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, big_pk_auto, text, timestamp_with_time_zone},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

const INDEXES: [(&str, &str); 3] = [
    ("admin_audit_by", "admin_audit (by_account, id)"),
    ("admin_audit_on", "admin_audit (on_account, id)"),
    ("admin_audit_act", "admin_audit (act, id)"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(staff()).await?;
        manager.create_table(audit()).await?;
        for (name, on) in INDEXES {
            manager.get_connection().execute_unprepared(&format!("CREATE INDEX {name} ON {on}")).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("admin_audit").to_owned()).await?;
        manager.drop_table(Table::drop().table("admin_staff").to_owned()).await
    }
}

/// Whoever is erased is on the staff no more.
fn staff() -> TableCreateStatement {
    Table::create()
        .table("admin_staff")
        .col(big_integer("account_id").primary_key())
        .col(text("role"))
        .col(big_integer_null("appointed_by"))
        .col(timestamp_with_time_zone("appointed_at"))
        .foreign_key(
            ForeignKey::create()
                .from("admin_staff", "account_id")
                .to("account_accounts", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// One row for each act, unique by what caused it. Numbers of people who were erased are taken out; the act stays.
fn audit() -> TableCreateStatement {
    Table::create()
        .table("admin_audit")
        .col(big_pk_auto("id"))
        .col(text("cause").unique_key())
        .col(timestamp_with_time_zone("at"))
        .col(big_integer_null("by_account"))
        .col(text("role"))
        .col(text("act"))
        .col(big_integer_null("on_account"))
        .col(text("details"))
        .to_owned()
}
