//! Which reactions a bot may set: the standard set, one at a time.
//! Custom emoji and paid reactions are refused, as for every bot without Premium.

use serde_json::Value;

use crate::refusal::Refusal;

const STANDARD: [&str; 73] = [
    "❤",
    "👍",
    "👎",
    "🔥",
    "🥰",
    "👏",
    "😁",
    "🤔",
    "🤯",
    "😱",
    "🤬",
    "😢",
    "🎉",
    "🤩",
    "🤮",
    "💩",
    "🙏",
    "👌",
    "🕊",
    "🤡",
    "🥱",
    "🥴",
    "😍",
    "🐳",
    "❤\u{200d}🔥",
    "🌚",
    "🌭",
    "💯",
    "🤣",
    "⚡",
    "🍌",
    "🏆",
    "💔",
    "🤨",
    "😐",
    "🍓",
    "🍾",
    "💋",
    "🖕",
    "😈",
    "😴",
    "😭",
    "🤓",
    "👻",
    "👨\u{200d}💻",
    "👀",
    "🎃",
    "🙈",
    "😇",
    "😨",
    "🤝",
    "✍",
    "🤗",
    "🫡",
    "🎅",
    "🎄",
    "☃",
    "💅",
    "🤪",
    "🗿",
    "🆒",
    "💘",
    "🙉",
    "🦄",
    "😘",
    "💊",
    "🙊",
    "😎",
    "👾",
    "🤷\u{200d}♂",
    "🤷",
    "🤷\u{200d}♀",
    "😡",
];

/// The emoji of a list of reactions, if all of them are allowed.
pub fn read(reactions: &[Value]) -> Result<Vec<String>, Refusal> {
    if reactions.len() > 1 {
        return Err(Refusal::rule("REACTIONS_TOO_MANY"));
    }
    reactions.iter().map(read_one).collect()
}

fn read_one(reaction: &Value) -> Result<String, Refusal> {
    let emoji = reaction.get("emoji").and_then(Value::as_str).unwrap_or_default();
    if is_allowed(emoji) { Ok(emoji.to_owned()) } else { Err(Refusal::rule("REACTION_INVALID")) }
}

/// Variation selectors make no difference.
pub fn is_allowed(emoji: &str) -> bool {
    let plain: String = emoji.chars().filter(|c| *c != '\u{fe0f}').collect();
    STANDARD.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn takes_one_standard_emoji() {
        assert_eq!(read(&[json!({ "type": "emoji", "emoji": "👀" })]).unwrap(), ["👀"]);
        assert!(read(&[json!({ "type": "emoji", "emoji": "❤️" })]).is_ok());
        assert!(read(&[json!({ "type": "emoji", "emoji": "🧀" })]).is_err());
        assert!(read(&[json!({ "type": "paid" })]).is_err());
        assert!(read(&[json!({ "emoji": "👍" }), json!({ "emoji": "🔥" })]).is_err());
    }
}
