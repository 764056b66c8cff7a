//! Methods that put new messages into a chat: text, media, albums, copies and small things.
//! Sends nothing to anybody who has not started the bot or has blocked it.

use serde_json::{Map, Value, json};

use super::args::Args;
use crate::refusal::Refusal;
use crate::rules::invoice::Bill;
use crate::rules::markup::{self, Markup};
use crate::rules::rich;
use crate::rules::text::{self, Formatted};
use crate::world::World;
use crate::world::chat::{Post, Stored};
use crate::world::files::{FileRecord, MediaKind};

pub fn message(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let formatted =
        text::message(args.text("text").unwrap_or_default(), args.list("entities"), args.text("parse_mode"))?;
    let mut content = Map::new();
    formatted.write(&mut content, "text", "entities");
    write_preview(&mut content, args.value("link_preview_options"));
    send(world, args, content)
}

/// Preview options stand in the message only when they say something.
pub fn write_preview(content: &mut Map<String, Value>, options: Option<&Value>) {
    if let Some(options) = options.filter(|options| options.as_object().is_some_and(|o| !o.is_empty())) {
        content.insert("link_preview_options".into(), options.clone());
    }
}

pub fn rich(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    destination(world, args)?;
    let message = rich_message(world, args, false)?;
    let mut content = Map::new();
    content.insert("rich_message".into(), message);
    send(world, args, content)
}

/// The rich message of a request, with the files that it names.
pub fn rich_message(world: &mut World, args: &Args, draft: bool) -> Result<Value, Refusal> {
    let given = args.value("rich_message").cloned().unwrap_or_default();
    rich::read(&given, draft, &mut |kind, media: &Value| {
        let named = media["media"].as_str().unwrap_or_default();
        if draft && args.attached(named).is_some() {
            return Err(Refusal::rule("a draft takes only files that are there already"));
        }
        Ok(take_media(world, args, kind, named)?.media(&Map::new()))
    })
}

pub fn media(world: &mut World, args: &Args, kind: MediaKind) -> Result<Value, Refusal> {
    destination(world, args)?;
    let caption = caption(args)?;
    markup::read(args.value("reply_markup"))?;
    let record = take_media(world, args, kind, args.text(kind.field()).unwrap_or_default())?;
    let mut content = media_content(&record, &args.map);
    caption.write(&mut content, "caption", "caption_entities");
    send(world, args, content)
}

pub fn caption(args: &Args) -> Result<Formatted, Refusal> {
    text::caption(
        args.text("caption").unwrap_or_default(),
        args.list("caption_entities"),
        args.text("parse_mode"),
    )
}

/// The file a parameter means: an upload of this request, or one that is known.
pub fn take_media(
    world: &mut World,
    args: &Args,
    kind: MediaKind,
    named: &str,
) -> Result<FileRecord, Refusal> {
    if let Some(upload) = args.attached(named) {
        return world.store_file(kind, upload);
    }
    if named.starts_with("attach://") {
        return Err(Refusal::rule("there is no file in the request"));
    }
    world.reuse_file(kind, named)
}

/// The fields that a file adds to a message.
pub fn media_content(record: &FileRecord, extras: &Map<String, Value>) -> Map<String, Value> {
    let mut content = Map::new();
    content.insert(record.kind.field().into(), record.media(extras));
    if record.kind == MediaKind::Animation {
        // Clients that know no animations see a document.
        let document = FileRecord { kind: MediaKind::Document, ..record.clone() };
        content.insert("document".into(), document.media(extras));
    }
    for (given, written) in
        [("has_spoiler", "has_media_spoiler"), ("show_caption_above_media", "show_caption_above_media")]
    {
        if extras.get(given) == Some(&json!(true)) {
            content.insert(written.into(), json!(true));
        }
    }
    content
}

pub fn album(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let chat = destination(world, args)?;
    let items = args.list("media");
    if !(2..=10).contains(&items.len()) {
        return Err(Refusal::rule("Wrong number of messages in the album: must be 2-10"));
    }
    check_mixture(items)?;
    let reply_to = reply(world, chat, args.value("reply_parameters"))?;
    let mut contents = Vec::new();
    for item in items {
        contents.push(album_item(world, args, item)?);
    }
    let thread = thread(args).or_else(|| world.topic_of(chat, reply_to));
    let group = json!(format!("{}", 13_000_000_000_000_000_u64 + world.next_number()));
    let mut sent = Vec::new();
    for mut content in contents {
        content.insert("media_group_id".into(), group.clone());
        sent.push(world.post(chat, Post { content, reply_to, outgoing: true, thread, ..Post::default() })?);
    }
    Ok(Value::Array(sent))
}

fn album_item(world: &mut World, args: &Args, item: &Value) -> Result<Map<String, Value>, Refusal> {
    let (record, caption) = input_media(world, args, item)?;
    let mut content = media_content(&record, item.as_object().unwrap_or(&Map::new()));
    caption.write(&mut content, "caption", "caption_entities");
    Ok(content)
}

/// Reads an `InputMedia`.
pub fn input_media(world: &mut World, args: &Args, item: &Value) -> Result<(FileRecord, Formatted), Refusal> {
    let kind = item["type"].as_str().and_then(MediaKind::parse);
    let kind = kind.ok_or_else(|| Refusal::rule("can't parse InputMedia: unsupported media type"))?;
    let entities = item["caption_entities"].as_array().map_or(&[][..], Vec::as_slice);
    let caption =
        text::caption(item["caption"].as_str().unwrap_or_default(), entities, item["parse_mode"].as_str())?;
    let record = take_media(world, args, kind, item["media"].as_str().unwrap_or_default())?;
    Ok((record, caption))
}

/// Documents only with documents, sound only with sound.
fn check_mixture(items: &[Value]) -> Result<(), Refusal> {
    let class = |item: &Value| match item["type"].as_str() {
        Some("document") => 1,
        Some("audio") => 2,
        Some("animation") => 3,
        _ => 0,
    };
    let first = items.first().map_or(0, class);
    if first == 3 || items.iter().any(|item| class(item) != first) {
        return Err(Refusal::rule("can't use the media of the specified type in the album"));
    }
    Ok(())
}

/// What a copy leaves behind, and what it takes along.
const CONTENT: [&str; 20] = [
    "text",
    "rich_message",
    "entities",
    "link_preview_options",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
    "photo",
    "document",
    "voice",
    "audio",
    "video",
    "video_note",
    "animation",
    "sticker",
    "location",
    "contact",
    "poll",
    "dice",
];

/// What is about a payment: it is not copied, and forwarded only before it is paid.
const PAID: [&str; 3] = ["invoice", "successful_payment", "refunded_payment"];

fn original(world: &World, args: &Args, verb: &str) -> Result<Stored, Refusal> {
    let from = args.chat("from_chat_id")?;
    world.any_chat(from)?;
    let stored = world.message(from, args.int("message_id").unwrap_or_default());
    let stored = stored.ok_or_else(|| Refusal::state(format_args!("message to {verb} not found")))?;
    Ok(stored.clone())
}

fn content_of(message: &Value) -> Map<String, Value> {
    CONTENT.iter().filter_map(|key| Some(((*key).to_owned(), message.get(*key)?.clone()))).collect()
}

pub fn copy(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let original = original(world, args, "copy")?;
    if PAID.iter().any(|field| original.message.get(*field).is_some()) {
        return Err(Refusal::rule("message can't be copied"));
    }
    let mut content = content_of(&original.message);
    if args.value("caption").is_some() {
        caption(args)?.write(&mut content, "caption", "caption_entities");
    }
    let sent = send(world, args, content)?;
    Ok(json!({ "message_id": sent["message_id"] }))
}

pub fn forward(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let original = original(world, args, "forward")?;
    let (content, bill) = forwarded(world, &original)?;
    post(world, args, content, &Markup::None, bill)
}

/// What a forwarded copy is made of. That of an invoice without a start parameter is paid by whoever sees it; any other
/// leads to the bot.
pub fn forwarded(world: &World, original: &Stored) -> Result<(Map<String, Value>, Option<Bill>), Refusal> {
    let message = &original.message;
    if PAID.iter().skip(1).any(|field| message.get(*field).is_some()) {
        return Err(Refusal::rule("message can't be forwarded"));
    }
    let mut content = content_of(message);
    let origin = message.get("forward_origin").cloned().unwrap_or_else(
        || json!({ "type": "user", "date": message["date"], "sender_user": message["from"] }),
    );
    content.insert("forward_origin".into(), origin);
    let Some(invoice) = message.get("invoice") else { return Ok((content, None)) };
    content.insert("invoice".into(), invoice.clone());
    let start = invoice["start_parameter"].as_str().unwrap_or_default();
    let bill = original.bill.clone().filter(|_| start.is_empty());
    let keyboard = if let Some(bill) = &bill {
        bill.pay_button()
    } else {
        let url = format!("https://t.me/{}?start={start}", world.bot.username);
        json!({ "inline_keyboard": [[{ "text": invoice["title"], "url": url }]] })
    };
    content.insert("reply_markup".into(), keyboard);
    Ok((content, bill))
}

/// Where a message goes: a chat that exists and is open, and a topic of it that is.
pub fn destination(world: &World, args: &Args) -> Result<i64, Refusal> {
    let chat = args.chat("chat_id")?;
    world.open_chat(chat)?;
    if args.value("business_connection_id").is_some() {
        return Err(Refusal::rule("business connection not found"));
    }
    match thread(args) {
        Some(_) if chat >= 0 => Err(Refusal::rule("message thread not found")),
        thread if chat < 0 => world.group(chat)?.admits_thread(thread).map(|()| chat),
        _ => Ok(chat),
    }
}

/// The topic that a request names; zero names none.
pub fn thread(args: &Args) -> Option<i64> {
    args.int("message_thread_id").filter(|thread| *thread != 0)
}

/// Puts content into the chat that a request names, with its keyboard and what it answers.
pub fn send(world: &mut World, args: &Args, content: Map<String, Value>) -> Result<Value, Refusal> {
    destination(world, args)?;
    let keyboard = markup::read(args.value("reply_markup"))?;
    post(world, args, content, &keyboard, None)
}

/// Puts content into the chat that a request names, with this keyboard and what it answers.
pub fn post(
    world: &mut World,
    args: &Args,
    mut content: Map<String, Value>,
    keyboard: &Markup,
    bill: Option<Bill>,
) -> Result<Value, Refusal> {
    let chat = destination(world, args)?;
    let reply_to = reply(world, chat, args.value("reply_parameters"))?;
    if let Markup::Inline(markup) = keyboard {
        content.insert("reply_markup".into(), markup.clone());
    }
    if args.flag("protect_content") {
        content.insert("has_protected_content".into(), json!(true));
    }
    world.set_reply_keyboard(chat, keyboard);
    let frozen = matches!(keyboard, Markup::Reply(_) | Markup::Remove | Markup::Force);
    let thread = thread(args).or_else(|| world.topic_of(chat, reply_to));
    world.post(chat, Post { content, reply_to, frozen, outgoing: true, thread, bill, ..Post::default() })
}

/// The message that is answered, if it is there.
fn reply(world: &World, chat: i64, parameters: Option<&Value>) -> Result<Option<i64>, Refusal> {
    let Some(parameters) = parameters else { return Ok(None) };
    let Some(id) = parameters["message_id"].as_i64() else { return Ok(None) };
    let place = parameters["chat_id"].as_i64().unwrap_or(chat);
    match world.message(place, id) {
        Some(stored) => {
            check_quote(&stored.message, parameters["quote"].as_str())?;
            Ok((place == chat).then_some(id))
        }
        None if parameters["allow_sending_without_reply"] == json!(true) => Ok(None),
        None => Err(Refusal::state("message to be replied not found")),
    }
}

fn check_quote(message: &Value, quote: Option<&str>) -> Result<(), Refusal> {
    let Some(quote) = quote else { return Ok(()) };
    let text = message["text"].as_str().or_else(|| message["caption"].as_str()).unwrap_or_default();
    if quote.is_empty() || text::utf16_len(quote) > 1024 || !text.contains(quote) {
        return Err(Refusal::state("QUOTE_TEXT_INVALID"));
    }
    Ok(())
}
