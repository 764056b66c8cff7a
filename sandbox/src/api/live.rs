//! Methods about the moment: answers to pressed buttons, "typing", drafts while a message is written.
//! Nothing here stays in a chat.

use serde_json::{Value, json};
use url::Url;

use super::args::Args;
use super::send;
use crate::refusal::Refusal;
use crate::rules::text;
use crate::world::World;
use crate::world::passing::Draft;

const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

pub fn answer_callback(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let toast = args.text("text").unwrap_or_default();
    if toast.chars().count() > 200 {
        return Err(Refusal::rule("MESSAGE_TOO_LONG"));
    }
    if args.text("url").is_some_and(|url| !is_own_address(url)) {
        return Err(Refusal::rule("URL_INVALID"));
    }
    let callback =
        world.answer_callback(args.text("callback_query_id").unwrap_or_default()).ok_or_else(|| {
            Refusal::state("query is too old and response timeout expired or query ID is invalid")
        })?;
    let mut event = json!({ "callback_query_id": callback.id, "show_alert": args.flag("show_alert") });
    if !toast.is_empty() {
        event["text"] = json!(toast);
    }
    if let Some(url) = args.text("url") {
        event["url"] = json!(url);
    }
    world.emit_to(callback.person, callback.place(), "answer", event);
    Ok(json!(true))
}

/// A button without a game opens only links that lead to a bot.
fn is_own_address(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| url.scheme() == "tg" || url.host_str() == Some("t.me"))
}

pub fn action(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let chat = send::destination(world, args)?;
    let action = args.text("action").unwrap_or_default();
    if !ACTIONS.contains(&action) {
        return Err(Refusal::rule("wrong parameter action in request"));
    }
    world.show_action(chat, action);
    Ok(json!(true))
}

pub fn draft(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let chat = send::destination(world, args)?;
    if chat < 0 {
        return Err(Refusal::rule("TEXTDRAFT_PEER_INVALID"));
    }
    let id = args.int("draft_id").unwrap_or_default();
    if id == 0 {
        return Err(Refusal::rule("RANDOM_ID_INVALID"));
    }
    let content =
        text::format(args.text("text").unwrap_or_default(), args.list("entities"), args.text("parse_mode"))?;
    if text::utf16_len(&content.text) > text::MESSAGE_LIMIT {
        return Err(Refusal::rule("message is too long"));
    }
    world.show_draft(chat, Draft::new(id, None, content, args.flag("can_stop"), args.flag("keep_on_stop")));
    Ok(json!(true))
}

pub fn rich_draft(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let chat = send::destination(world, args)?;
    let id = args.int("draft_id").unwrap_or_default();
    if id == 0 {
        return Err(Refusal::rule("RANDOM_ID_INVALID"));
    }
    let message = send::rich_message(world, args, true)?;
    let nothing = text::Formatted::default();
    let draft = Draft::new(id, None, nothing, args.flag("can_stop"), args.flag("keep_on_stop"));
    world.show_draft(chat, draft.rich(message));
    Ok(json!(true))
}
