//! Methods that only ask: who am I, who is that, where is this file.
//! Changes nothing, but for a bot that leaves.

use serde_json::{Value, json};

use super::args::Args;
use crate::refusal::Refusal;
use crate::world::World;
use crate::world::chat::without_reply;
use crate::world::files::DOWNLOAD_LIMIT;
use crate::world::groups::{Group, Standing};

pub fn me(world: &World) -> Value {
    let mut me = world.bot_user();
    me["can_join_groups"] = json!(true);
    me["can_read_all_group_messages"] = json!(world.profile.reads_all);
    for absent in [
        "supports_guest_queries",
        "supports_inline_queries",
        "can_connect_to_business",
        "has_main_web_app",
        "has_topics_enabled",
        "allows_users_to_create_topics",
        "can_manage_bots",
        "supports_join_request_queries",
    ] {
        me[absent] = json!(false);
    }
    me
}

pub fn file(world: &World, args: &Args) -> Result<Value, Refusal> {
    let id = args.text("file_id").unwrap_or_default();
    let record = world.find_file(id).ok_or_else(|| Refusal::rule("invalid file_id"))?;
    if record.size > DOWNLOAD_LIMIT {
        return Err(Refusal::rule("file is too big"));
    }
    let suffix = id.strip_prefix(&record.file_id).unwrap_or_default();
    Ok(json!({
        "file_id": id,
        "file_unique_id": format!("{}{suffix}", record.unique_id),
        "file_size": record.size,
        "file_path": record.path,
    }))
}

pub fn chat(world: &World, args: &Args) -> Result<Value, Refusal> {
    let id = args.chat("chat_id")?;
    let mut chat = world.any_chat(id)?;
    let pinned = if id < 0 {
        world.open_chat(id)?;
        chat["permissions"] = json!({ "can_send_messages": true });
        world.group(id)?.pinned.clone()
    } else {
        chat["active_usernames"] = json!([chat["username"]]);
        world.member(id).pinned
    };
    chat["accent_color_id"] = json!(id.rem_euclid(7));
    chat["max_reaction_count"] = json!(11);
    chat["accepted_gift_types"] = json!({
        "unlimited_gifts": true,
        "limited_gifts": true,
        "unique_gifts": true,
        "premium_subscription": true,
        "gifts_from_channels": true,
    });
    let pinned = pinned.into_iter().rev().find_map(|message| world.message(id, message));
    if let Some(pinned) = pinned {
        chat["pinned_message"] = without_reply(&pinned.message);
    }
    Ok(chat)
}

pub fn chat_member(world: &World, args: &Args) -> Result<Value, Refusal> {
    let (chat, id) = (args.chat("chat_id")?, args.int("user_id").unwrap_or_default());
    if chat < 0 {
        world.open_chat(chat)?;
        return world.chat_member(world.group(chat)?, id);
    }
    let person = world.known_chat(chat)?;
    if id == person.id {
        return Ok(json!({ "status": "member", "user": person.user() }));
    }
    if id != world.bot.id {
        return Err(Refusal::state("user not found"));
    }
    Ok(bot_membership(world, world.member(person.id).blocked))
}

/// The people who run a group, and the bot if it does.
pub fn administrators(world: &World, args: &Args) -> Result<Value, Refusal> {
    let group = open_group(world, args, "there are no administrators in the private chat")?;
    let people = group.members.keys().copied().filter(|id| group.is_run_by(*id));
    let bot = (group.bot == Standing::Administrator).then_some(world.bot.id);
    people.chain(bot).map(|id| world.chat_member(group, id)).collect()
}

pub fn member_count(world: &World, args: &Args) -> Result<Value, Refusal> {
    let group = open_group(world, args, "chat not found")?;
    Ok(json!(group.members.len() + 1))
}

pub fn leave(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let chat = open_group(world, args, "chat member status can't be changed in private chats")?.id;
    world.bot_leaves(chat)?;
    Ok(json!(true))
}

fn open_group<'a>(world: &'a World, args: &Args, in_private: &str) -> Result<&'a Group, Refusal> {
    let chat = args.chat("chat_id")?;
    if chat >= 0 {
        world.known_chat(chat)?;
        return Err(Refusal::rule(in_private));
    }
    world.open_chat(chat)?;
    world.group(chat)
}

/// The bot as a member of a private chat: there, or kicked by being blocked.
pub fn bot_membership(world: &World, blocked: bool) -> Value {
    let user = world.bot_user();
    if blocked {
        json!({ "status": "kicked", "user": user, "until_date": 0 })
    } else {
        json!({ "status": "member", "user": user })
    }
}

/// Nobody here has a profile photo.
pub fn profile_photos(world: &World, args: &Args) -> Result<Value, Refusal> {
    let id = args.int("user_id").unwrap_or_default();
    if world.person(id).is_none() && id != world.bot.id {
        return Err(Refusal::state("user not found"));
    }
    Ok(json!({ "total_count": 0, "photos": [] }))
}

pub fn webhook(world: &World) -> Value {
    let hook = world.delivery.webhook.as_ref();
    let mut info = json!({
        "url": hook.map_or("", |hook| hook.url.as_str()),
        "has_custom_certificate": hook.is_some_and(|hook| hook.has_certificate),
        "pending_update_count": world.queue.waiting(),
    });
    if let Some(hook) = hook {
        info["max_connections"] = json!(hook.max_connections);
        info["ip_address"] = json!(hook.ip_address.as_deref().unwrap_or("127.0.0.1"));
        if let Some((date, message)) = &hook.last_error {
            info["last_error_date"] = json!(date);
            info["last_error_message"] = json!(message);
        }
    }
    if let Some(allowed) = world.delivery.allowed.as_ref().filter(|allowed| !allowed.is_empty()) {
        info["allowed_updates"] = json!(allowed);
    }
    info
}
