//! Methods that change or remove what stands in a chat.
//! Only the bot's own messages are edited; unchanged ones are refused as "not modified".

use serde_json::{Map, Value, json};

use super::args::Args;
use super::send;
use crate::refusal::Refusal;
use crate::rules::markup::{self, Markup};
use crate::rules::{invoice, reactions, text};
use crate::world::World;
use crate::world::chat::Stored;
use crate::world::files::MediaKind;
use crate::world::groups::Standing;

const DELETABLE: i64 = 48 * 60 * 60;
/// What goes with text and with nothing else.
const TEXT: [&str; 4] = ["text", "entities", "parse_mode", "link_preview_options"];
const MEDIA: [&str; 5] = ["photo", "video", "animation", "document", "audio"];
const CAPTIONED: [&str; 6] = ["photo", "video", "animation", "document", "audio", "voice"];

/// The bot's own message that a request means.
fn target(world: &World, args: &Args) -> Result<(i64, i64, Value), Refusal> {
    if args.value("inline_message_id").is_some() {
        return Err(Refusal::rule("MESSAGE_ID_INVALID"));
    }
    let chat = args.chat("chat_id")?;
    world.open_chat(chat)?;
    let id = args.int("message_id").ok_or_else(|| Refusal::schema("message identifier is not specified"))?;
    let stored = world.message(chat, id).ok_or_else(|| Refusal::state("message to edit not found"))?;
    if !stored.outgoing || stored.frozen || stored.message.get("forward_origin").is_some() {
        return Err(Refusal::rule("message can't be edited"));
    }
    Ok((chat, id, stored.message.clone()))
}

fn has(message: &Value, fields: &[&str]) -> bool {
    fields.iter().any(|field| message.get(*field).is_some())
}

fn write_markup(message: &mut Map<String, Value>, args: &Args) -> Result<(), Refusal> {
    message.remove("reply_markup");
    let given = args.value("reply_markup");
    let price = message.get("invoice").and_then(|invoice| invoice["total_amount"].as_i64());
    let markup = match price {
        Some(price) => markup::read_under_invoice(given)?.or_inline(|| invoice::pay_button(price)),
        None => markup::read(given)?,
    };
    if let Markup::Inline(markup) = markup {
        message.insert("reply_markup".into(), markup);
    }
    Ok(())
}

/// Puts the new content in place, unless nothing would be different.
fn replace(
    world: &mut World,
    at: (i64, i64),
    old: &Value,
    mut new: Map<String, Value>,
    dated: bool,
) -> Result<Value, Refusal> {
    if Some(&new) == old.as_object() {
        return Err(Refusal::state(
            "message is not modified: specified new message content and reply markup are exactly the same \
             as a current content and reply markup of the message",
        ));
    }
    if dated {
        new.insert("edit_date".into(), json!(world.clock.unix()));
    }
    Ok(world.amend(at.0, at.1, |message| *message = new))
}

fn fields(message: &Value) -> Map<String, Value> {
    message.as_object().cloned().unwrap_or_default()
}

pub fn edit_text(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let (chat, id, old) = target(world, args)?;
    if !has(&old, &["text", "rich_message"]) {
        return Err(Refusal::rule("there is no text in the message to edit"));
    }
    let mut new = fields(&old);
    for gone in ["text", "entities", "link_preview_options", "rich_message"] {
        new.remove(gone);
    }
    if args.value("rich_message").is_some() {
        if TEXT.iter().any(|name| args.value(name).is_some()) {
            return Err(Refusal::rule("a message is either text or rich"));
        }
        new.insert("rich_message".into(), send::rich_message(world, args, false)?);
    } else {
        let formatted = text::message(
            args.text("text").unwrap_or_default(),
            args.list("entities"),
            args.text("parse_mode"),
        )?;
        formatted.write(&mut new, "text", "entities");
        send::write_preview(&mut new, args.value("link_preview_options"));
    }
    write_markup(&mut new, args)?;
    replace(world, (chat, id), &old, new, true)
}

pub fn edit_caption(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let (chat, id, old) = target(world, args)?;
    if !has(&old, &CAPTIONED) {
        return Err(Refusal::rule("there is no caption in the message to edit"));
    }
    let mut new = fields(&old);
    send::caption(args)?.write(&mut new, "caption", "caption_entities");
    new.remove("show_caption_above_media");
    if args.flag("show_caption_above_media") {
        new.insert("show_caption_above_media".into(), json!(true));
    }
    write_markup(&mut new, args)?;
    replace(world, (chat, id), &old, new, true)
}

pub fn edit_media(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let (chat, id, old) = target(world, args)?;
    if !has(&old, &MEDIA) && !has(&old, &["text", "rich_message"]) {
        return Err(Refusal::rule("message can't be edited"));
    }
    let item = args.value("media").cloned().unwrap_or_default();
    check_album_edit(&old, &item)?;
    let mut new = fields(&old);
    write_markup(&mut new, args)?;
    let (record, caption) = send::input_media(world, args, &item)?;
    for gone in MEDIA.iter().chain(&[
        "text",
        "rich_message",
        "entities",
        "link_preview_options",
        "has_media_spoiler",
        "show_caption_above_media",
    ]) {
        new.remove(*gone);
    }
    new.extend(send::media_content(&record, &fields(&item)));
    caption.write(&mut new, "caption", "caption_entities");
    replace(world, (chat, id), &old, new, true)
}

/// A member of an album stays of its class.
fn check_album_edit(old: &Value, item: &Value) -> Result<(), Refusal> {
    if old.get("media_group_id").is_none() {
        return Ok(());
    }
    let kind = item["type"].as_str().and_then(MediaKind::parse);
    let fits = match kind {
        Some(MediaKind::Document) => old.get("document").is_some(),
        Some(MediaKind::Audio) => old.get("audio").is_some(),
        Some(MediaKind::Photo | MediaKind::Video) => has(old, &["photo", "video"]),
        _ => false,
    };
    if fits { Ok(()) } else { Err(Refusal::rule("can't use the media of the specified type in the album")) }
}

pub fn edit_markup(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let (chat, id, old) = target(world, args)?;
    let mut new = fields(&old);
    write_markup(&mut new, args)?;
    replace(world, (chat, id), &old, new, false)
}

pub fn delete(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let chat = args.chat("chat_id")?;
    world.open_chat(chat)?;
    let id = args.int("message_id").unwrap_or_default();
    let stored = world.message(chat, id).ok_or_else(|| Refusal::state("message to delete not found"))?;
    if is_too_old(world, &stored.message) {
        return Err(Refusal::state("message can't be deleted for everyone"));
    }
    if !stored.outgoing && !runs(world, chat) {
        return Err(Refusal::state("message can't be deleted"));
    }
    world.delete(chat, &[id]);
    Ok(json!(true))
}

pub fn delete_many(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let chat = args.chat("chat_id")?;
    world.open_chat(chat)?;
    let ids: Vec<i64> = args.list("message_ids").iter().filter_map(Value::as_i64).collect();
    if !(1..=100).contains(&ids.len()) {
        return Err(Refusal::rule("there must be 1-100 message identifiers"));
    }
    let all = runs(world, chat);
    let may = |stored: &Stored| !is_too_old(world, &stored.message) && (all || stored.outgoing);
    let deletable: Vec<i64> =
        ids.iter().copied().filter(|id| world.message(chat, *id).is_none_or(may)).collect();
    world.delete(chat, &deletable);
    Ok(json!(true))
}

fn is_too_old(world: &World, message: &Value) -> bool {
    message["date"].as_i64().unwrap_or_default() < world.clock.unix() - DELETABLE
}

pub fn react(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let chat = args.chat("chat_id")?;
    world.open_chat(chat)?;
    let emoji = reactions::read(args.list("reaction"))?;
    let (id, bot) = (args.int("message_id").unwrap_or_default(), world.bot.id);
    world.react(chat, id, bot, emoji).ok_or_else(|| Refusal::state("message to react not found"))?;
    Ok(json!(true))
}

pub fn pin(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let chat = pinnable(world, args)?;
    let id = args.int("message_id").unwrap_or_default();
    if world.message(chat, id).is_none() {
        return Err(Refusal::state("message to pin not found"));
    }
    change_pins(world, chat, |pinned| {
        pinned.retain(|other| *other != id);
        pinned.push(id);
    });
    Ok(json!(true))
}

pub fn unpin(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let chat = pinnable(world, args)?;
    let mut pinned = Vec::new();
    change_pins(world, chat, |now| pinned.clone_from(now));
    let id = args.int("message_id").or_else(|| pinned.last().copied());
    let known =
        id.filter(|id| pinned.contains(id)).ok_or_else(|| Refusal::state("message to unpin not found"))?;
    change_pins(world, chat, |pinned| pinned.retain(|other| *other != known));
    Ok(json!(true))
}

pub fn unpin_all(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let chat = pinnable(world, args)?;
    change_pins(world, chat, Vec::clear);
    Ok(json!(true))
}

/// A chat where the bot may pin.
fn pinnable(world: &World, args: &Args) -> Result<i64, Refusal> {
    let chat = args.chat("chat_id")?;
    world.open_chat(chat)?;
    if runs(world, chat) {
        Ok(chat)
    } else {
        Err(Refusal::state("not enough rights to manage pinned messages in the chat"))
    }
}

/// Whether the bot has an administrator's rights; in a private chat nobody needs them.
fn runs(world: &World, chat: i64) -> bool {
    world.groups.get(&chat).is_none_or(|group| group.bot == Standing::Administrator)
}

fn change_pins(world: &mut World, chat: i64, change: impl FnOnce(&mut Vec<i64>)) {
    if chat < 0 {
        world.change_group(chat, |group| change(&mut group.pinned));
    } else {
        world.change_member(chat, |member| change(&mut member.pinned));
    }
}
