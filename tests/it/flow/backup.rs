//! A backup that was made while the bot ran brings everything back, by the scripts that operators use.

use std::{path::Path, process::Command};

use atelier_tests::{Binary, Setup, TestApp, write};

/// Runs a script of the repository with the settings of this bot; panics with what it said when it fails.
fn script(app: &TestApp, name: &str, arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = app.stand().folder.path();
    let output = Command::new(root.join("scripts").join(name))
        .args(arguments)
        .current_dir(folder)
        .env("DATABASE_URL", app.stand().database_url())
        .env("BLOB_URL", format!("file://{}", folder.join("files").display()))
        .env("BOT", Binary::path())
        .output()
        .expect("a script that starts");
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{name} {arguments:?}: {said}");
    said
}

async fn lose_everything(app: &TestApp) {
    match app.stand().setup {
        Setup::Sqlite => {
            for name in ["atelier.db", "atelier.db-wal", "atelier.db-shm"] {
                let _ = std::fs::remove_file(app.stand().folder.path().join(name));
            }
        }
        Setup::Postgres => {
            write(app.stand().database_url(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
        }
    }
    std::fs::remove_dir_all(app.stand().folder.path().join("files")).unwrap();
}

/// What a later version may have made: a table that holds on to one of the backup's.
const NEWER: &str = "CREATE TABLE newer_things (account_id BIGINT NOT NULL REFERENCES account_accounts (id))";

#[tokio::test]
async fn what_was_backed_up_while_it_ran_comes_back() {
    let mut app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("2+2=");
    ann.sees("2 + 2 = 4").await;
    app.finish_jobs().await;
    let kept = app.stand().folder.path().join("files/chat/101/kept.md");
    std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
    std::fs::write(&kept, "# Kept").unwrap();
    let backup = app.stand().folder.path().join("backup");
    script(&app, "backup", &[backup.to_str().unwrap()]);
    app.stop().await;
    lose_everything(&app).await;
    script(&app, "restore", &[backup.to_str().unwrap()]);
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "# Kept");
    write(app.stand().database_url(), NEWER).await;
    script(&app, "restore", &["--replace", backup.to_str().unwrap()]);
    // It can be made again: with the rest, it gave way.
    write(app.stand().database_url(), NEWER).await;
    write(app.stand().database_url(), "DROP TABLE newer_things").await;
    app.go_on().await;
    app.look_anew().await;
    ann.sends("/chats");
    ann.sees_one("the conversation", |bubble| bubble.labels().iter().any(|label| label.contains("2+2")))
        .await;
    app.finish().await;
}
