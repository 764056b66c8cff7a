//! Groups as the bot meets them: who is there, what it hears, where its words go, and groups that grow.

use atelier_sandbox::{GroupAct, NewGroup, Said, Seat};
use serde_json::{Value, json};

use crate::stage::{ANN, BORIS, Stage};

const OLGA: i64 = 103;

fn walk() -> NewGroup {
    NewGroup { title: "Walk".into(), with_bot: true, ..NewGroup::default() }
}

impl Stage {
    async fn group(&self, group: &NewGroup) -> i64 {
        let id = self.sandbox.make_group(OLGA, group).unwrap();
        self.take().await;
        id
    }

    fn says(&self, at: Seat, text: &str) -> Value {
        let said = Said { text: text.to_owned(), ..Said::default() };
        self.sandbox.send(at, said).unwrap().pop().unwrap()
    }

    fn act(&self, at: Seat, act: GroupAct) -> i64 {
        self.sandbox.act_on_group(at, act).unwrap()
    }

    /// Kinds of the updates that wait, and of messages their texts.
    async fn heard(&self) -> Vec<String> {
        let updates = self.take().await;
        let words = |update: &Value| update["message"]["text"].as_str().map(str::to_owned);
        let kind = |update: &Value| update.as_object()?.keys().find(|key| *key != "update_id").cloned();
        updates.iter().filter_map(|update| words(update).or_else(|| kind(update))).collect()
    }
}

#[tokio::test]
async fn coming_and_going_is_told_in_both_ways() {
    let stage = Stage::empty().await;
    let chat = stage.sandbox.make_group(OLGA, &NewGroup { with_bot: false, ..walk() }).unwrap();
    assert!(stage.take().await.is_empty(), "nobody tells a bot of groups that it is not in");
    stage.act(Seat::group(ANN, chat), GroupAct::AddBot);
    let updates = stage.take().await;
    assert_eq!(updates[0]["my_chat_member"]["old_chat_member"]["status"], json!("left"));
    assert_eq!(updates[0]["my_chat_member"]["new_chat_member"]["status"], json!("member"));
    assert_eq!(updates[0]["my_chat_member"]["from"]["id"], json!(ANN));
    assert_eq!(updates[1]["message"]["new_chat_members"][0]["is_bot"], json!(true));

    assert!(
        stage.sandbox.act_on_group(Seat::group(ANN, chat), GroupAct::RemoveBot).is_err(),
        "Ann runs nothing"
    );
    stage.act(Seat::group(OLGA, chat), GroupAct::PromoteBot);
    stage.act(Seat::group(OLGA, chat), GroupAct::RemoveBot);
    let updates = stage.take().await;
    assert_eq!(updates[0]["my_chat_member"]["new_chat_member"]["status"], json!("administrator"));
    assert_eq!(updates[1]["my_chat_member"]["new_chat_member"]["status"], json!("kicked"));
    assert_eq!(updates.len(), 2, "who is out hears no more");
    let gone = stage.refused("sendMessage", json!({ "chat_id": chat, "text": "still here" })).await;
    assert_eq!(gone, "403 Forbidden: bot was kicked from the group chat");
}

#[tokio::test]
async fn privacy_mode_lets_through_what_is_meant_for_the_bot() {
    let stage = Stage::empty().await;
    let chat = stage.group(&walk()).await;
    let (ann, boris) = (Seat::group(ANN, chat), Seat::group(BORIS, chat));
    let own = stage.ok("sendMessage", json!({ "chat_id": chat, "text": "hello" })).await;
    for text in [
        "just talk",
        "@atelier_sandbox_bot look",
        "@somebody_else look",
        "/ask why",
        "/ask@Atelier_Sandbox_Bot why",
    ] {
        stage.says(ann, text);
    }
    stage.says(ann, "/ask@other_bot why");
    let answer = Said { text: "indeed".into(), reply_to: own["message_id"].as_i64(), ..Said::default() };
    stage.sandbox.send(boris, answer).unwrap();
    let heard = stage.heard().await;
    assert_eq!(heard, ["@atelier_sandbox_bot look", "/ask why", "/ask@Atelier_Sandbox_Bot why", "indeed"]);

    stage.sandbox.set_reads_all(true);
    assert_eq!(stage.ok("getMe", json!({})).await["can_read_all_group_messages"], json!(true));
    stage.says(boris, "just talk");
    assert_eq!(stage.heard().await, ["just talk"]);
    stage.sandbox.set_reads_all(false);
    stage.act(Seat::group(OLGA, chat), GroupAct::PromoteBot);
    stage.says(boris, "who runs a group hears it");
    assert_eq!(stage.heard().await, ["my_chat_member", "who runs a group hears it"]);
}

#[tokio::test]
async fn topics_have_numbers_and_general_has_none() {
    let stage = Stage::empty().await;
    let forum = NewGroup { topics: vec!["Books".into()], ..walk() };
    let chat = stage.group(&forum).await;
    let view = stage.get(&format!("people/{ANN}/chat?chat={chat}")).await;
    let topic = view["group"]["topics"][0]["thread_id"].as_i64().unwrap();
    let said = stage.says(Seat::topic(ANN, chat, topic), "/ask in the topic");
    assert_eq!((&said["message_thread_id"], &said["is_topic_message"]), (&json!(topic), &json!(true)));
    assert!(said["reply_to_message"]["forum_topic_created"].is_object());
    let general = stage.says(Seat::group(ANN, chat), "/ask in General");
    assert!(general.get("message_thread_id").is_none() && general.get("is_topic_message").is_none());

    let send = |thread: i64| json!({ "chat_id": chat, "message_thread_id": thread, "text": "here" });
    assert_eq!(stage.ok("sendMessage", send(topic)).await["message_thread_id"], json!(topic));
    for nowhere in [1, 999] {
        let refused = stage.refused("sendMessage", send(nowhere)).await;
        assert_eq!(refused, "400 Bad Request: message thread not found");
    }
    let answer =
        json!({ "chat_id": chat, "text": "there", "reply_parameters": { "message_id": said["message_id"] } });
    assert_eq!(stage.ok("sendMessage", answer).await["message_thread_id"], json!(topic));
    stage.act(Seat::group(OLGA, chat), GroupAct::CloseTopic { thread_id: topic, closed: true });
    assert_eq!(stage.refused("sendMessage", send(topic)).await, "400 Bad Request: TOPIC_CLOSED");
}

#[tokio::test]
async fn an_answer_in_a_supergroup_names_a_thread_that_is_no_topic() {
    let stage = Stage::empty().await;
    let chat = stage.group(&NewGroup { supergroup: true, ..walk() }).await;
    let root = stage.says(Seat::group(ANN, chat), "/ask one")["message_id"].as_i64();
    let said = Said { text: "two".into(), reply_to: root, ..Said::default() };
    let answer = stage.sandbox.send(Seat::group(BORIS, chat), said).unwrap().pop().unwrap();
    assert_eq!(answer["message_thread_id"].as_i64(), root);
    assert!(answer.get("is_topic_message").is_none());
    let send = json!({ "chat_id": chat, "message_thread_id": root, "text": "here" });
    assert_eq!(stage.refused("sendMessage", send).await, "400 Bad Request: message thread not found");
}

#[tokio::test]
async fn a_group_becomes_a_supergroup_under_another_number() {
    let stage = Stage::empty().await;
    let chat = stage.group(&walk()).await;
    let new = stage.act(Seat::group(OLGA, chat), GroupAct::Upgrade);
    let updates = stage.take().await;
    assert_eq!(updates[0]["message"]["migrate_to_chat_id"], json!(new));
    assert_eq!(updates[1]["message"]["migrate_from_chat_id"], json!(chat));
    assert_eq!(updates[1]["message"]["chat"]["type"], json!("supergroup"));
    assert_eq!(updates[2]["my_chat_member"]["new_chat_member"]["status"], json!("left"));
    assert_eq!(updates[3]["my_chat_member"]["chat"]["id"], json!(new));
    let answer = stage.call("sendMessage", json!({ "chat_id": chat, "text": "late" })).await;
    assert_eq!(answer["description"], json!("Bad Request: group chat was upgraded to a supergroup chat"));
    assert_eq!(answer["parameters"]["migrate_to_chat_id"], json!(new));
    stage.ok("sendMessage", json!({ "chat_id": new, "text": "in time" })).await;
    assert!(
        stage.sandbox.send(Seat::group(ANN, chat), Said { text: "hm".into(), ..Said::default() }).is_err()
    );
}

#[tokio::test]
async fn who_is_who_can_be_asked() {
    let stage = Stage::empty().await;
    let chat = stage.group(&walk()).await;
    stage.act(Seat::group(OLGA, chat), GroupAct::Promote { person: ANN });
    stage.act(Seat::group(ANN, chat), GroupAct::Anonymous { on: true });
    stage.act(Seat::group(OLGA, chat), GroupAct::Remove { person: BORIS });
    let status = async |user: i64| {
        stage.ok("getChatMember", json!({ "chat_id": chat, "user_id": user })).await["status"].clone()
    };
    assert_eq!(status(OLGA).await, json!("creator"));
    assert_eq!(status(ANN).await, json!("administrator"));
    assert_eq!(status(BORIS).await, json!("left"));
    let nobody = stage.refused("getChatMember", json!({ "chat_id": chat, "user_id": 7 })).await;
    assert_eq!(nobody, "400 Bad Request: PARTICIPANT_ID_INVALID");
    let admins = stage.ok("getChatAdministrators", json!({ "chat_id": chat })).await;
    assert_eq!(admins.as_array().unwrap().len(), 2);
    assert_eq!(stage.ok("getChat", json!({ "chat_id": chat })).await["title"], json!("Walk"));

    let hidden = stage.says(Seat::group(ANN, chat), "/ask who am I");
    assert_eq!(hidden["from"]["username"], json!("GroupAnonymousBot"));
    assert_eq!(hidden["sender_chat"]["id"], json!(chat));
    stage.ok("leaveChat", json!({ "chat_id": chat })).await;
    let out = stage.refused("getChat", json!({ "chat_id": chat })).await;
    assert_eq!(out, "403 Forbidden: bot is not a member of the group chat");
    assert_eq!(
        stage.refused("leaveChat", json!({ "chat_id": ANN })).await.split(':').next().unwrap(),
        "400 Bad Request"
    );
}

#[tokio::test]
async fn answers_carry_quotes_and_messages_of_other_chats() {
    let stage = Stage::new().await;
    let chat = stage.group(&NewGroup { supergroup: true, ..walk() }).await;
    let said = stage.says(Seat::group(BORIS, chat), "a 😀 long story about cats");
    let id = said["message_id"].as_i64();
    let quoting = Said {
        text: "@atelier_sandbox_bot which?".into(),
        reply_to: id,
        quote: Some("cats".into()),
        ..Said::default()
    };
    let answer = stage.sandbox.send(Seat::group(ANN, chat), quoting.clone()).unwrap().pop().unwrap();
    assert_eq!(answer["quote"], json!({ "text": "cats", "position": 22, "is_manual": true }));
    let elsewhere = Said { reply_in: Some(chat), ..quoting };
    let answer = stage.sandbox.send(ANN, elsewhere).unwrap().pop().unwrap();
    assert!(answer.get("reply_to_message").is_none());
    assert_eq!(answer["external_reply"]["chat"]["id"], json!(chat));
    assert_eq!(answer["external_reply"]["origin"]["sender_user"]["id"], json!(BORIS));
}

#[tokio::test]
async fn a_group_refuses_drafts_and_what_needs_rights() {
    let stage = Stage::empty().await;
    let chat = stage.group(&walk()).await;
    let draft =
        stage.refused("sendMessageDraft", json!({ "chat_id": chat, "draft_id": 1, "text": "a" })).await;
    assert_eq!(draft, "400 Bad Request: TEXTDRAFT_PEER_INVALID");
    let theirs = stage.says(Seat::group(ANN, chat), "/ask")["message_id"].clone();
    let delete = json!({ "chat_id": chat, "message_id": theirs });
    assert_eq!(
        stage.refused("deleteMessage", delete.clone()).await,
        "400 Bad Request: message can't be deleted"
    );
    stage.act(Seat::group(OLGA, chat), GroupAct::PromoteBot);
    stage.ok("deleteMessage", delete).await;
}

#[tokio::test]
async fn everybody_in_the_group_sees_it_and_nobody_else() {
    let stage = Stage::empty().await;
    let chat = stage.group(&walk()).await;
    stage.act(Seat::group(OLGA, chat), GroupAct::Remove { person: BORIS });
    let cursor = stage.sandbox.cursor();
    for person in [ANN, BORIS] {
        assert!(stage.sandbox.events(person, cursor).unwrap().is_empty());
    }
    stage.ok("sendMessage", json!({ "chat_id": chat, "text": "for Ann" })).await;
    let told = stage.sandbox.events(ANN, cursor).unwrap();
    assert_eq!((&told[0]["kind"], &told[0]["chat_id"]), (&json!("message"), &json!(chat)));
    assert!(stage.sandbox.events(BORIS, cursor).unwrap().is_empty());
    assert_eq!(
        stage.get(&format!("people/{BORIS}/chat?chat={chat}")).await,
        json!({ "error": "chat not found" })
    );
    assert_eq!(stage.get(&format!("people/{BORIS}/groups")).await["groups"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn commands_of_a_group_depend_on_who_looks() {
    let stage = Stage::empty().await;
    let chat = stage.group(&walk()).await;
    for (scope, name) in [("all_group_chats", "ask"), ("all_chat_administrators", "settings")] {
        let commands = json!([{ "command": name, "description": "Words" }]);
        stage.ok("setMyCommands", json!({ "scope": { "type": scope }, "commands": commands })).await;
    }
    let offered = async |person: i64| {
        stage.get(&format!("people/{person}/chat?chat={chat}")).await["commands"][0]["command"].clone()
    };
    assert_eq!(offered(ANN).await, json!("ask"));
    assert_eq!(offered(OLGA).await, json!("settings"));
}
