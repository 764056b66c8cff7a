//! Coins: what each account has, every movement of it, what is set aside for work under way, and what of the plan's
//! allowances is used.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_pk_auto, integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null,
    },
};

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 5] =
    ["billing_prices", "billing_usage", "billing_charges", "billing_entries", "billing_balances"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [balances(), entries(), charges(), usage(), prices()] {
            manager.create_table(table).await?;
        }
        for statement in [
            "CREATE UNIQUE INDEX billing_entries_reference ON billing_entries (reference)",
            "CREATE INDEX billing_entries_account ON billing_entries (account_id, id)",
            "CREATE UNIQUE INDEX billing_charges_reference ON billing_charges (reference)",
            "CREATE INDEX billing_charges_account ON billing_charges (account_id, id)",
            "CREATE INDEX billing_charges_held ON billing_charges (expires_at) WHERE ended_at IS NULL",
            "CREATE INDEX billing_balances_premium ON billing_balances (premium_until) WHERE premium_until IS NOT NULL",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// The sum of the entries, kept so that a balance is one row. Nothing of it is ever below nothing.
fn balances() -> TableCreateStatement {
    Table::create()
        .table("billing_balances")
        .col(big_integer("account_id").primary_key())
        .col(big_integer("available").default(0))
        .col(big_integer("held").default(0))
        .col(big_integer("debt").default(0))
        .col(timestamp_with_time_zone_null("premium_until"))
        // The ends of Premium that the person was told of: that it comes, and that it has come.
        .col(timestamp_with_time_zone_null("told_ending"))
        .col(timestamp_with_time_zone_null("told_ended"))
        .check(Expr::col("available").gte(0))
        .check(Expr::col("held").gte(0))
        .check(Expr::col("debt").gte(0))
        .foreign_key(&mut of_account("billing_balances"))
        .to_owned()
}

/// The ledger: append-only.
fn entries() -> TableCreateStatement {
    Table::create()
        .table("billing_entries")
        .col(big_pk_auto("id"))
        .col(big_integer("account_id"))
        .col(text("kind"))
        .col(big_integer("available"))
        .col(big_integer("held"))
        .col(big_integer("debt"))
        .col(text("reference"))
        .col(text("reason"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut of_account("billing_entries"))
        .to_owned()
}

/// What an accepted action costs: so many units of an allowance, and so many coins set aside until it ends.
fn charges() -> TableCreateStatement {
    Table::create()
        .table("billing_charges")
        .col(big_pk_auto("id"))
        .col(big_integer("account_id"))
        .col(text("action"))
        .col(integer("units"))
        .col(integer("covered"))
        .col(timestamp_with_time_zone_null("window_ends_at"))
        .col(big_integer("coins"))
        .col(integer("done").default(0))
        .col(text("reference"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .foreign_key(&mut of_account("billing_charges"))
        .to_owned()
}

/// One row an allowance: the window it counts in, and what of it is used.
fn usage() -> TableCreateStatement {
    Table::create()
        .table("billing_usage")
        .col(big_integer("account_id"))
        .col(text("allowance"))
        .col(timestamp_with_time_zone("ends_at"))
        .col(big_integer("used"))
        .primary_key(Index::create().col("account_id").col("allowance"))
        .foreign_key(&mut of_account("billing_usage"))
        .to_owned()
}

/// What the operator has set otherwise than the price list says.
fn prices() -> TableCreateStatement {
    Table::create()
        .table("billing_prices")
        .col(text("name").primary_key())
        .col(big_integer("value"))
        .col(timestamp_with_time_zone("changed_at"))
        .to_owned()
}

/// What belongs to an account goes with it.
pub(crate) fn of_account(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, "account_id")
        .to("account_accounts", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
