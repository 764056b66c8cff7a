//! What a bot may call itself and its commands.
//! Knows limits and the order in which lists of commands are looked up; keeps nothing.

use serde_json::{Value, json};

use crate::refusal::Refusal;

/// A name, description or short description within its limit.
pub fn check_length(text: &str, limit: usize, what: &str) -> Result<(), Refusal> {
    if text.chars().count() > limit { Err(Refusal::rule(format_args!("{what}_INVALID"))) } else { Ok(()) }
}

/// Two letters, or none.
pub fn check_language(code: &str) -> Result<(), Refusal> {
    let fits = code.is_empty() || (code.len() == 2 && code.chars().all(|c| c.is_ascii_lowercase()));
    if fits { Ok(()) } else { Err(Refusal::rule("invalid language code specified")) }
}

/// 1 to 100 commands, each with a name and a description.
pub fn check_commands(commands: &[Value]) -> Result<(), Refusal> {
    if commands.len() > 100 {
        return Err(Refusal::rule("BOT_COMMANDS_TOO_MUCH"));
    }
    commands.iter().try_for_each(check_command)
}

fn check_command(command: &Value) -> Result<(), Refusal> {
    let name = command["command"].as_str().unwrap_or_default();
    let name = name.strip_prefix('/').unwrap_or(name);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !(1..=32).contains(&name.len()) || !name.chars().all(plain) {
        return Err(Refusal::rule("BOT_COMMAND_INVALID"));
    }
    let description = command["description"].as_str().unwrap_or_default();
    if !(1..=256).contains(&description.trim().chars().count()) {
        return Err(Refusal::rule("BOT_COMMAND_DESCRIPTION_INVALID"));
    }
    Ok(())
}

/// Commands as they are kept: without the slash that some write before them.
pub fn normalise(commands: &[Value]) -> Value {
    let clean = |command: &Value| {
        let mut clean = command.clone();
        let name = command["command"].as_str().unwrap_or_default();
        clean["command"] = json!(name.strip_prefix('/').unwrap_or(name));
        clean
    };
    commands.iter().map(clean).collect()
}

/// Where the commands of a private chat are looked for, first hit wins.
pub fn private_lookup(chat: i64, language: &str) -> Vec<(Value, String)> {
    let scopes = [
        json!({ "type": "chat", "chat_id": chat }),
        json!({ "type": "all_private_chats" }),
        json!({ "type": "default" }),
    ];
    in_languages(scopes.into(), language)
}

/// Where the commands that somebody is offered in a group are looked for.
pub fn group_lookup(chat: i64, person: i64, admin: bool, language: &str) -> Vec<(Value, String)> {
    let mut scopes = vec![json!({ "type": "chat_member", "chat_id": chat, "user_id": person })];
    if admin {
        scopes.push(json!({ "type": "chat_administrators", "chat_id": chat }));
    }
    scopes.push(json!({ "type": "chat", "chat_id": chat }));
    if admin {
        scopes.push(json!({ "type": "all_chat_administrators" }));
    }
    scopes.push(json!({ "type": "all_group_chats" }));
    scopes.push(json!({ "type": "default" }));
    in_languages(scopes, language)
}

fn in_languages(scopes: Vec<Value>, language: &str) -> Vec<(Value, String)> {
    let short: String = language.chars().take(2).collect();
    scopes.into_iter().flat_map(|scope| [(scope.clone(), short.clone()), (scope, String::new())]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_names_and_descriptions() {
        let check = |name: &str, description: &str| {
            check_commands(&[json!({ "command": name, "description": description })])
        };
        assert!(check("start", "Begin").is_ok());
        assert!(check("/start", "Begin").is_ok());
        assert!(check("Start", "Begin").is_err());
        assert!(check("start", "  ").is_err());
        assert!(check(&"a".repeat(33), "Begin").is_err());
        assert!(check("start", &"x".repeat(257)).is_err());
    }

    #[test]
    fn languages_have_two_letters() {
        assert!(check_language("").is_ok() && check_language("ru").is_ok());
        assert!(check_language("ru-RU").is_err() && check_language("RU").is_err());
    }
}
