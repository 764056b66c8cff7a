//! Methods about how the bot presents itself: name, descriptions, commands, menu button.
//! The scopes of groups can be set for groups that exist, and are read like the others.

use serde_json::{Value, json};

use super::args::Args;
use crate::refusal::Refusal;
use crate::rules::profile as rules;
use crate::world::World;
use crate::world::profile::{localised, set_localised};

/// One of the texts that exist per language.
#[derive(Debug, Clone, Copy)]
pub enum Text {
    Name,
    Description,
    ShortDescription,
}

impl Text {
    fn parameter(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Description => "description",
            Self::ShortDescription => "short_description",
        }
    }

    fn limit(self) -> usize {
        match self {
            Self::Name => 64,
            Self::Description => 512,
            Self::ShortDescription => 120,
        }
    }
}

fn language(args: &Args) -> Result<&str, Refusal> {
    let code = args.text("language_code").unwrap_or_default();
    rules::check_language(code)?;
    Ok(code)
}

pub fn set_text(world: &mut World, args: &Args, which: Text) -> Result<Value, Refusal> {
    let language = language(args)?.to_owned();
    let text = args.text(which.parameter()).unwrap_or_default().trim().to_owned();
    rules::check_length(&text, which.limit(), &format!("BOT_{}", which.parameter().to_uppercase()))?;
    world.change_profile(|profile| {
        let texts = match which {
            Text::Name => &mut profile.names,
            Text::Description => &mut profile.descriptions,
            Text::ShortDescription => &mut profile.short_descriptions,
        };
        set_localised(texts, &language, &text);
    });
    Ok(json!(true))
}

pub fn get_text(world: &World, args: &Args, which: Text) -> Result<Value, Refusal> {
    let language = language(args)?;
    let text = match which {
        Text::Name => world.profile.name(language),
        Text::Description => localised(&world.profile.descriptions, language),
        Text::ShortDescription => localised(&world.profile.short_descriptions, language),
    };
    let mut answer = json!({});
    answer[which.parameter()] = json!(text);
    Ok(answer)
}

fn scope(world: &World, args: &Args) -> Result<Value, Refusal> {
    let mut scope = args.value("scope").cloned().unwrap_or_else(|| json!({ "type": "default" }));
    if let Some(chat) = scope.get("chat_id") {
        let number = chat.as_i64().or_else(|| chat.as_str()?.parse().ok());
        let number = number.ok_or_else(|| Refusal::state("chat not found"))?;
        world.any_chat(number)?;
        scope["chat_id"] = json!(number);
    }
    Ok(scope)
}

pub fn set_commands(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let commands = args.list("commands");
    rules::check_commands(commands)?;
    put_commands(world, args, rules::normalise(commands))
}

pub fn delete_commands(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    put_commands(world, args, json!([]))
}

fn put_commands(world: &mut World, args: &Args, commands: Value) -> Result<Value, Refusal> {
    let (scope, language) = (scope(world, args)?, language(args)?.to_owned());
    world.change_profile(|profile| profile.set_commands(&scope, &language, commands));
    Ok(json!(true))
}

/// Exactly what was set for this scope and language: no falling back.
pub fn get_commands(world: &World, args: &Args) -> Result<Value, Refusal> {
    let commands = world.profile.commands(&scope(world, args)?, language(args)?);
    Ok(commands.cloned().unwrap_or_else(|| json!([])))
}

pub fn set_menu_button(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let chat = menu_chat(world, args)?;
    let button = args.value("menu_button").cloned().unwrap_or_else(|| json!({ "type": "default" }));
    let address = button.pointer("/web_app/url").and_then(Value::as_str);
    if address.is_some_and(|address| !address.starts_with("https://")) {
        return Err(Refusal::rule("BUTTON_URL_INVALID"));
    }
    world.change_profile(|profile| {
        profile.menu_buttons.insert(chat, button);
    });
    Ok(json!(true))
}

pub fn get_menu_button(world: &World, args: &Args) -> Result<Value, Refusal> {
    Ok(world.profile.menu_button(menu_chat(world, args)?))
}

fn menu_chat(world: &World, args: &Args) -> Result<i64, Refusal> {
    if args.value("chat_id").is_none() {
        return Ok(0);
    }
    let chat = args.chat("chat_id")?;
    world.known_chat(chat)?;
    Ok(chat)
}
