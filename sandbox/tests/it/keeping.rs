//! A restart, a death: what was said stays said, and no number is used twice.

use atelier_sandbox::{MediaKind, Upload};
use serde_json::json;

use crate::stage::{ANN, Stage, png};

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::with(Some(folder.path())).await;
    let token = stage.sandbox.token().to_owned();
    stage.say("/start");
    let id = stage.offer("x").await;
    let file = Upload { name: Some("a.png".into()), mime: None, bytes: png(10, 10).into() };
    let photo = stage.sandbox.upload(ANN, MediaKind::Photo, &[file], "").unwrap();
    stage.ok("setMyCommands", json!({ "commands": [{ "command": "go", "description": "Go" }] })).await;
    stage.sandbox.set_language(ANN, "ru").unwrap();
    let before = stage.sandbox.chat(ANN).unwrap();
    let pending = stage.sandbox.pending_updates();
    // The journal alone has to do: nothing is said goodbye to.
    drop(stage);

    let stage = Stage::with(Some(folder.path())).await;
    assert_eq!(stage.sandbox.token(), token);
    let after = stage.sandbox.chat(ANN).unwrap();
    for part in ["messages", "commands", "blocked", "started"] {
        assert_eq!(after[part], before[part], "{part}");
    }
    assert!(after["cursor"].as_i64() > before["cursor"].as_i64());
    assert_eq!(stage.sandbox.pending_updates(), pending);
    let last = pending.last().unwrap()["update_id"].as_i64().unwrap();
    stage.say("next");
    assert_eq!(stage.take().await.last().unwrap()["update_id"], json!(last + 1));
    assert!(stage.tell("new").await > id + 2);
    let size = &photo[0]["photo"][0]["file_id"];
    stage.ok("sendPhoto", json!({ "chat_id": ANN, "photo": size })).await;
}

#[tokio::test]
async fn a_deleted_last_message_leaves_its_number_used() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::with(Some(folder.path())).await;
    stage.say("/start");
    let id = stage.tell("gone").await;
    stage.ok("deleteMessage", json!({ "chat_id": ANN, "message_id": id })).await;
    drop(stage);
    let stage = Stage::with(Some(folder.path())).await;
    assert_eq!(stage.tell("new").await, id + 1);
}

#[tokio::test]
async fn a_pressed_button_waits_for_its_answer_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::with(Some(folder.path())).await;
    stage.say("/start");
    let id = stage.offer("x").await;
    let tapped = atelier_sandbox::Tapped { message_id: id, data: "x".into(), forged: false };
    let query = stage.sandbox.tap(ANN, &tapped).unwrap();
    drop(stage);
    let stage = Stage::with(Some(folder.path())).await;
    stage.ok("answerCallbackQuery", json!({ "callback_query_id": query })).await;
}
