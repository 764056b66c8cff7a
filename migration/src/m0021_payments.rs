//! Payments in Stars: what was ordered, what was paid, which subscriptions go on, and which times of Premium came of it.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, big_pk_auto, boolean, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null,
    },
};

use crate::m0020_ledger::of_account;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 6] = [
    "billing_reconciliations",
    "billing_differences",
    "billing_premium",
    "billing_subscriptions",
    "billing_payments",
    "billing_orders",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [orders(), payments(), subscriptions(), premium(), differences(), reconciliations()];
        for table in tables {
            manager.create_table(table).await?;
        }
        for statement in [
            "CREATE INDEX billing_orders_account ON billing_orders (account_id, created_at)",
            "CREATE INDEX billing_orders_expires ON billing_orders (expires_at)",
            "CREATE INDEX billing_payments_account ON billing_payments (account_id, paid_at)",
            "CREATE INDEX billing_payments_paid ON billing_payments (paid_at)",
            "CREATE INDEX billing_subscriptions_account ON billing_subscriptions (account_id)",
            "CREATE INDEX billing_premium_account ON billing_premium (account_id, ends_at)",
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

/// What an invoice is about. Its id is the invoice's payload, and tells nothing.
fn orders() -> TableCreateStatement {
    Table::create()
        .table("billing_orders")
        .col(text("id").primary_key())
        .col(big_integer("account_id"))
        .col(text("goods"))
        .col(boolean("gift").default(false))
        .col(big_integer("stars"))
        .col(boolean("single").default(false))
        .col(text_null("promo"))
        .col(text_null("link"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("paid_at"))
        .foreign_key(&mut of_account("billing_orders"))
        .to_owned()
}

/// Every payment by Telegram's own number, also of those who are erased: disputes need it.
fn payments() -> TableCreateStatement {
    Table::create()
        .table("billing_payments")
        .col(text("charge_id").primary_key())
        .col(big_integer("account_id"))
        .col(text_null("order_id"))
        .col(text("goods"))
        .col(boolean("gift").default(false))
        .col(big_integer("stars"))
        .col(text("status"))
        .col(boolean("recurring").default(false))
        .col(text("source"))
        .col(timestamp_with_time_zone("paid_at"))
        .col(timestamp_with_time_zone_null("refunded_at"))
        .col(text_null("refund_reason"))
        .to_owned()
}

/// A subscription by the order whose link began it.
fn subscriptions() -> TableCreateStatement {
    Table::create()
        .table("billing_subscriptions")
        .col(text("order_id").primary_key())
        .col(big_integer("account_id"))
        .col(text("charge_id"))
        .col(big_integer("stars"))
        .col(text("state"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone("changed_at"))
        .foreign_key(&mut of_account("billing_subscriptions"))
        .to_owned()
}

/// Times of Premium, each with what it came from.
fn premium() -> TableCreateStatement {
    Table::create()
        .table("billing_premium")
        .col(text("reference").primary_key())
        .col(big_integer("account_id"))
        .col(timestamp_with_time_zone("starts_at"))
        .col(timestamp_with_time_zone("ends_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .foreign_key(&mut of_account("billing_premium"))
        .to_owned()
}

/// What Telegram's list of transactions told that no update had told.
fn differences() -> TableCreateStatement {
    Table::create()
        .table("billing_differences")
        .col(big_pk_auto("id"))
        .col(text("charge_id"))
        .col(text("kind"))
        .col(big_integer_null("account_id"))
        .col(big_integer("stars"))
        .col(timestamp_with_time_zone("found_at"))
        .to_owned()
}

/// How far the list was read.
fn reconciliations() -> TableCreateStatement {
    Table::create()
        .table("billing_reconciliations")
        .col(big_integer("bot_id").primary_key())
        .col(big_integer("read"))
        .col(timestamp_with_time_zone("read_at"))
        .to_owned()
}
