//! Every method that the sandbox has answers in the schema's shape, and every update fits it.
//! The answers are checked by a second reading here, besides the sandbox's own.

use atelier_sandbox::schema::Schema;
use atelier_sandbox::{MediaKind, Tapped, Upload, Wanted};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::stage::{ANN, Stage, png};

struct Examiner {
    stage: Stage,
    schema: Schema,
    seen: Vec<String>,
}

impl Examiner {
    fn check(&mut self, method: &str, answer: &Value) -> Value {
        assert_eq!(answer["ok"], json!(true), "{method}: {answer}");
        let result = answer["result"].clone();
        self.schema.check(&self.schema.method(method).unwrap().returns, &result, method).unwrap();
        self.seen.push(method.to_owned());
        result
    }

    async fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.stage.call(method, params).await;
        self.check(method, &answer)
    }

    /// In Ann's chat.
    async fn there(&mut self, method: &str, mut params: Value) -> Value {
        params["chat_id"] = json!(ANN);
        self.ask(method, params).await
    }

    async fn send_file(&mut self, method: &str, field: &'static str, name: &str, bytes: Vec<u8>) -> Value {
        let part = Part::bytes(bytes).file_name(name.to_owned());
        let form = Form::new().text("chat_id", ANN.to_string()).text("caption", "See").part(field, part);
        let form = if matches!(field, "sticker" | "video_note") {
            let part = Part::bytes(png(512, 512)).file_name(name.to_owned());
            Form::new().text("chat_id", ANN.to_string()).part(field, part)
        } else {
            form
        };
        let answer = self.stage.form(method, form).await;
        self.check(method, &answer)
    }
}

#[tokio::test]
async fn every_answer_fits_the_schema() {
    let mut exam = Examiner { stage: Stage::new().await, schema: Schema::load().unwrap(), seen: Vec::new() };
    ask_about_things(&mut exam).await;
    send_things(&mut exam).await;
    change_things(&mut exam).await;
    present_itself(&mut exam).await;
    take_stars(&mut exam).await;
    let mut seen = exam.seen.clone();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 58, "{seen:?}");
    assert_eq!(exam.stage.rules_broken(), 0, "{:?}", exam.stage.sandbox.violations());
}

async fn ask_about_things(exam: &mut Examiner) {
    exam.ask("getMe", json!({})).await;
    exam.ask("getWebhookInfo", json!({})).await;
    exam.there("getChat", json!({})).await;
    let bot = exam.ask("getMe", json!({})).await["id"].clone();
    exam.there("getChatMember", json!({ "user_id": bot })).await;
    exam.there("getChatMember", json!({ "user_id": ANN })).await;
    exam.ask("getUserProfilePhotos", json!({ "user_id": ANN })).await;
    exam.ask("setWebhook", json!({ "url": "http://127.0.0.1:9/", "allowed_updates": ["message"] })).await;
    exam.ask("getWebhookInfo", json!({})).await;
    exam.ask("deleteWebhook", json!({})).await;
    exam.ask("getUpdates", json!({ "allowed_updates": [] })).await;
}

async fn send_things(exam: &mut Examiner) {
    let list = json!({ "type": "list", "items": [{ "blocks": [{ "type": "paragraph", "text": "a" }], "value": 1 }] });
    let cell = json!({ "text": "x", "align": "left", "valign": "top" });
    let rich = json!({ "blocks": [list, { "type": "table", "cells": [[cell]] }] });
    exam.there("sendRichMessageDraft", json!({ "draft_id": 3, "rich_message": rich })).await;
    exam.there("sendRichMessage", json!({ "rich_message": rich })).await;
    let bold = json!([{ "type": "bold", "offset": 0, "length": 2 }]);
    exam.there("sendMessage", json!({ "text": "hi @ann_b", "entities": bold, "protect_content": true }))
        .await;
    let photo = exam.send_file("sendPhoto", "photo", "p.png", png(900, 900)).await;
    exam.send_file("sendDocument", "document", "d.pdf", b"%PDF".to_vec()).await;
    exam.send_file("sendVoice", "voice", "v.ogg", b"OggS".to_vec()).await;
    exam.send_file("sendAudio", "audio", "a.mp3", b"ID3".to_vec()).await;
    exam.send_file("sendVideo", "video", "v.mp4", b"mp4".to_vec()).await;
    exam.send_file("sendAnimation", "animation", "a.mp4", b"mp4".to_vec()).await;
    exam.send_file("sendSticker", "sticker", "s.webp", Vec::new()).await;
    exam.send_file("sendVideoNote", "video_note", "n.mp4", Vec::new()).await;
    let file = photo["photo"][0]["file_id"].clone();
    let item = json!({ "type": "photo", "media": file });
    exam.there("sendMediaGroup", json!({ "media": [item, item] })).await;
    exam.ask("getFile", json!({ "file_id": file })).await;
    exam.there("sendLocation", json!({ "latitude": 1.5, "longitude": 2 })).await;
    exam.there("sendContact", json!({ "phone_number": "+1000", "first_name": "Bo" })).await;
    exam.there("sendPoll", json!({ "question": "Tea?", "options": [{ "text": "Yes" }, { "text": "No" }] }))
        .await;
    exam.there("sendDice", json!({})).await;
    exam.there("sendChatAction", json!({ "action": "typing" })).await;
    exam.there("sendMessageDraft", json!({ "draft_id": 1 })).await;
    let from = json!({ "from_chat_id": ANN, "message_id": photo["message_id"] });
    exam.there("copyMessage", from.clone()).await;
    exam.there("forwardMessage", from).await;
}

async fn change_things(exam: &mut Examiner) {
    let id = exam.stage.offer("x").await;
    let at = |mut params: Value| {
        params["message_id"] = json!(id);
        params
    };
    exam.there("editMessageText", at(json!({ "text": "new" }))).await;
    let keyboard = json!({ "inline_keyboard": [[{ "text": "a", "copy_text": { "text": "b" } }]] });
    exam.there("editMessageReplyMarkup", at(json!({ "reply_markup": keyboard }))).await;
    let photo = exam.send_file("sendPhoto", "photo", "p.png", png(90, 90)).await;
    let media = json!({ "type": "photo", "media": photo["photo"][0]["file_id"], "caption": "a" });
    exam.there("editMessageMedia", at(json!({ "media": media }))).await;
    exam.there("editMessageCaption", at(json!({ "caption": "b" }))).await;
    exam.there("setMessageReaction", at(json!({ "reaction": [{ "type": "emoji", "emoji": "❤" }] }))).await;
    exam.there("pinChatMessage", at(json!({}))).await;
    exam.there("getChat", json!({})).await;
    exam.there("unpinChatMessage", at(json!({}))).await;
    exam.there("unpinAllChatMessages", json!({})).await;
    let button = exam.stage.offer("y").await;
    let tapped = Tapped { message_id: button, data: "y".into(), forged: false };
    let query = exam.stage.sandbox.tap(ANN, &tapped).unwrap();
    exam.ask("answerCallbackQuery", json!({ "callback_query_id": query })).await;
    exam.there("deleteMessage", at(json!({}))).await;
    exam.there("deleteMessages", json!({ "message_ids": [button] })).await;
}

async fn present_itself(exam: &mut Examiner) {
    exam.ask("setMyCommands", json!({ "commands": [{ "command": "a", "description": "b" }] })).await;
    exam.ask("getMyCommands", json!({})).await;
    exam.ask("deleteMyCommands", json!({})).await;
    for (name, parameter) in
        [("Name", "name"), ("Description", "description"), ("ShortDescription", "short_description")]
    {
        let mut params = json!({});
        params[parameter] = json!("Text");
        exam.ask(&format!("setMy{name}"), params).await;
        exam.ask(&format!("getMy{name}"), json!({})).await;
    }
    exam.there("setChatMenuButton", json!({ "menu_button": { "type": "commands" } })).await;
    exam.there("getChatMenuButton", json!({})).await;
}

async fn take_stars(exam: &mut Examiner) {
    let bill = json!({
        "title": "Coins",
        "description": "Some",
        "payload": "x",
        "currency": "XTR",
        "prices": [{ "label": "Coins", "amount": 7 }],
    });
    exam.there("sendInvoice", bill.clone()).await;
    let mut renewed = bill;
    renewed["subscription_period"] = json!(2_592_000);
    let link = exam.ask("createInvoiceLink", renewed).await;
    let query = exam.stage.sandbox.pay(ANN, &Wanted::link(link.as_str().unwrap())).unwrap();
    exam.ask("answerPreCheckoutQuery", json!({ "pre_checkout_query_id": query, "ok": true })).await;
    let paid = exam.ask("getStarTransactions", json!({})).await["transactions"][0]["id"].clone();
    let payment = json!({ "user_id": ANN, "telegram_payment_charge_id": paid });
    let mut canceled = payment.clone();
    canceled["is_canceled"] = json!(true);
    exam.ask("editUserStarSubscription", canceled).await;
    exam.ask("refundStarPayment", payment).await;
    exam.ask("getStarTransactions", json!({})).await;
    exam.ask("getMyStarBalance", json!({})).await;
}

#[tokio::test]
async fn every_update_fits_the_schema() {
    let stage = Stage::new().await;
    let schema = Schema::load().unwrap();
    stage.ok("getUpdates", json!({ "allowed_updates": schema.update_kinds() })).await;
    let own =
        stage.say("/start@atelier_sandbox_bot hello https://example.org")["message_id"].as_i64().unwrap();
    stage.sandbox.edit(ANN, own, "other").unwrap();
    stage.sandbox.react(ANN, own, &["🔥"]).unwrap();
    stage.sandbox.send_sticker(ANN, "🐳").unwrap();
    stage.sandbox.hand_over(ANN, "location", json!({ "latitude": 1.0, "longitude": 2.0 })).unwrap();
    for kind in [MediaKind::Photo, MediaKind::Document, MediaKind::Voice, MediaKind::Audio, MediaKind::Video]
    {
        let file = Upload { name: Some("f.png".into()), mime: None, bytes: png(200, 100).into() };
        stage.sandbox.upload(ANN, kind, &[file], "caption").unwrap();
    }
    let id = stage.offer("x").await;
    stage.sandbox.tap(ANN, &Tapped { message_id: id, data: "x".into(), forged: false }).unwrap();
    stage.sandbox.tap(ANN, &Tapped { message_id: 77, data: "x".into(), forged: true }).unwrap();
    stage.ok("sendMessageDraft", json!({ "chat_id": ANN, "draft_id": 1, "can_stop": true })).await;
    stage.sandbox.stop_draft(ANN, 1).unwrap();
    stage.sandbox.set_blocked(ANN, true).unwrap();
    let updates = stage.take().await;
    assert_eq!(updates.len(), 14);
    for update in &updates {
        schema.check_type("Update", update).unwrap();
    }
}
