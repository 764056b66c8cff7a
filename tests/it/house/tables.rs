//! Every table of the schema belongs to a keeper of people's data, or to nobody, for a reason.
//! Whoever adds a table learns here that it must be told of, handed over and erased.

use std::sync::Arc;

use atelier::{
    app::{Parts, Tempo},
    config::{Config, Env, Role},
    domain::SystemClock,
    ops::lifecycle::Lifecycle,
};
use atelier_tests::Look;

/// Tables that hold nothing of a person, or nothing for longer than a moment.
const NOBODYS: [(&str, &str); 11] = [
    ("seaql_migrations", "the steps of the schema"),
    ("storage_leases", "which process does what only one may"),
    ("storage_processes", "which processes live"),
    ("jobs_schedules", "when recurring work was last due"),
    ("billing_differences", "payments by their numbers at Telegram, which disputes need"),
    ("billing_reconciliations", "how far Telegram's list of Stars was read"),
    ("billing_prices", "what the operator has set otherwise than the price list"),
    ("groups_places", "groups by their numbers: which have become others, which the bot has left"),
    ("account_totals", "how many people there were on a day"),
    ("ops_tallies", "how often something happened on a day"),
    ("outbox_taps", "presses by Telegram's own numbers, for the seconds until they are answered"),
];

/// SQLite keeps the search index of a table in tables of its own, which triggers hold in step.
const INDEX: &str = "_search";

#[tokio::test]
async fn every_table_is_claimed_by_one_keeper_or_is_nobodys() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("atelier.db").display());
    let files = format!("file://{}", folder.path().display());
    let env = Env::of([
        ("TELEGRAM_BOT_TOKEN", "1:a"),
        ("DATABASE_URL", url.as_str()),
        ("BLOB_URL", files.as_str()),
    ]);
    let config = Config::read(&env, Role::All).unwrap();
    let parts =
        Parts::build(&config, Tempo::default(), Arc::new(SystemClock), Lifecycle::new()).await.unwrap();
    let mut claimed: Vec<&str> = parts.privacy.tables();
    claimed.extend(NOBODYS.map(|(table, _)| table));
    claimed.sort_unstable();
    let look = Look::at(&url).await;
    let mut tables = look.tables().await;
    tables.retain(|table| !table.contains(INDEX));
    tables.sort_unstable();
    assert_eq!(
        tables, claimed,
        "each table (left) is claimed once, by PersonalData::tables or by NOBODYS with its reason (right)"
    );
    look.close().await;
    parts.db.close().await.unwrap();
}
