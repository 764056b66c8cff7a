//! A restart, a death: what was said stays said, and no number is used twice.

use std::sync::Arc;

use atelier_sandbox::schema::Schema;
use atelier_sandbox::world::World;
use atelier_sandbox::world::chat::Post;
use atelier_sandbox::{MediaKind, Said, Upload};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

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

/// Something that happens in a chat.
#[derive(Debug, Clone)]
enum Deed {
    Say(String),
    Tell(String),
    Delete(i64),
    Edit(i64),
    React(i64),
    Confirm(i64),
    Block(bool),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        "[a-z]{1,5}".prop_map(Deed::Say),
        "[a-z]{1,5}".prop_map(Deed::Tell),
        (1..8_i64).prop_map(Deed::Delete),
        (1..8_i64).prop_map(Deed::Edit),
        (1..8_i64).prop_map(Deed::React),
        (0..6_i64).prop_map(Deed::Confirm),
        any::<bool>().prop_map(Deed::Block),
    ]
}

/// Refusals are part of life here.
fn happen(world: &mut World, deed: Deed) {
    match deed {
        Deed::Say(text) => drop(world.say(ANN.into(), Said { text, ..Said::default() })),
        Deed::Tell(text) => {
            let content = Map::from_iter([("text".to_owned(), json!(text))]);
            drop(world.post(ANN, Post { content, outgoing: true, ..Post::default() }));
        }
        Deed::Delete(id) => drop(world.delete(ANN, &[id])),
        Deed::Edit(id) => drop(world.edit_own(ANN.into(), id, "edited")),
        Deed::React(id) => drop(world.react_as(ANN.into(), id, vec!["👍".to_owned()])),
        Deed::Confirm(count) => world.confirm_to(100_000_001 + count),
        Deed::Block(blocked) => drop(world.set_blocked(ANN, blocked)),
    }
    world.flush();
}

fn truth(world: &mut World) -> (Value, Vec<Value>, String) {
    let mut chat = world.chat_view(ANN.into(), i64::MAX, usize::MAX).unwrap();
    chat["cursor"].take();
    let pending = world.queue.all().map(|update| update.body.clone()).collect();
    (chat, pending, format!("{:?}", world.counters))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_journal_alone_tells_the_truth(deeds in proptest::collection::vec(deed(), 1..30)) {
        let folder = tempfile::tempdir().unwrap();
        let schema = Arc::new(Schema::load().unwrap());
        let open = || World::open(Arc::clone(&schema), Some(folder.path()), None).unwrap();
        let mut world = open();
        for deed in deeds {
            happen(&mut world, deed);
        }
        let before = truth(&mut world);
        drop(world);
        prop_assert_eq!(truth(&mut open()), before);
    }
}
