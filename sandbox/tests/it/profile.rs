//! Commands, names and descriptions, and what each person sees of them.

use serde_json::{Value, json};

use crate::stage::{ANN, BORIS, Stage};

fn commands(name: &str) -> Value {
    json!([{ "command": name, "description": "Do it" }])
}

fn seen(stage: &Stage, person: i64) -> Value {
    stage.sandbox.chat(person).unwrap()["commands"][0]["command"].clone()
}

#[tokio::test]
async fn the_nearest_list_of_commands_wins() {
    let stage = Stage::new().await;
    stage.ok("setMyCommands", json!({ "commands": commands("general") })).await;
    assert_eq!(seen(&stage, BORIS), json!("general"));
    let russian = json!({ "commands": commands("russian"), "language_code": "ru" });
    stage.ok("setMyCommands", russian).await;
    assert_eq!((seen(&stage, ANN), seen(&stage, BORIS)), (json!("general"), json!("russian")));
    let private = json!({ "type": "all_private_chats" });
    stage.ok("setMyCommands", json!({ "commands": commands("private"), "scope": private })).await;
    assert_eq!(seen(&stage, BORIS), json!("private"));
    let chat = json!({ "type": "chat", "chat_id": BORIS });
    stage.ok("setMyCommands", json!({ "commands": commands("boris"), "scope": chat })).await;
    assert_eq!((seen(&stage, ANN), seen(&stage, BORIS)), (json!("private"), json!("boris")));
    stage.ok("deleteMyCommands", json!({ "scope": chat })).await;
    assert_eq!(seen(&stage, BORIS), json!("private"));
    assert_eq!(stage.ok("getMyCommands", json!({ "scope": chat })).await, json!([]));
    assert_eq!(stage.ok("getMyCommands", json!({ "language_code": "ru" })).await, commands("russian"));
    let wrong = json!({ "commands": commands("Wrong Name") });
    assert_eq!(stage.refused("setMyCommands", wrong).await, "400 Bad Request: BOT_COMMAND_INVALID");
    let odd = json!({ "commands": [], "language_code": "ru-RU" });
    assert!(stage.refused("setMyCommands", odd).await.contains("invalid language code"));
}

#[tokio::test]
async fn names_and_descriptions_follow_the_language() {
    let stage = Stage::new().await;
    stage.ok("setMyDescription", json!({ "description": "An AI studio" })).await;
    stage.ok("setMyDescription", json!({ "description": "Студия", "language_code": "ru" })).await;
    stage.ok("setMyName", json!({ "name": "Studio" })).await;
    assert_eq!(stage.sandbox.chat(BORIS).unwrap()["description"], json!("Студия"));
    assert_eq!(stage.sandbox.chat(ANN).unwrap()["description"], json!("An AI studio"));
    assert_eq!(stage.ok("getMyName", json!({})).await, json!({ "name": "Studio" }));
    let cursor = stage.sandbox.cursor();
    let button = json!({ "type": "web_app", "text": "Open", "web_app": { "url": "https://example.org/" } });
    stage.ok("setChatMenuButton", json!({ "menu_button": button })).await;
    stage.ok("setMyName", json!({ "name": "Студия", "language_code": "ru" })).await;
    let told = stage.sandbox.events(BORIS, cursor).unwrap();
    assert_eq!((&told[0]["kind"], &told[0]["menu_button"]), (&json!("commands"), &button));
    assert_eq!((&told[1]["kind"], &told[1]["name"]), (&json!("person"), &json!("Студия")));
    assert_eq!(stage.sandbox.events(ANN, cursor).unwrap().len(), 1);
    stage.sandbox.set_language(BORIS, "de").unwrap();
    assert_eq!(stage.sandbox.chat(BORIS).unwrap()["description"], json!("An AI studio"));
    let long = json!({ "short_description": "x".repeat(121) });
    assert!(stage.refused("setMyShortDescription", long).await.contains("INVALID"));
}
