//! What the talker cannot know: it says so, names the topic, and tells what it can do. Once; then shorter.

use std::collections::HashSet;

use crate::providers::Role;
use crate::providers::local::text;
use crate::providers::local::turn::Turn;

/// Words of the topic that are repeated.
const TOPIC: usize = 4;
/// A sign in the long answer that it was given already.
const SIGN: &str = "OPENAI_API_KEY";

pub(super) fn answer(turn: &Turn<'_>) -> String {
    let topic = topic(turn);
    let told = turn.earlier.iter().any(|one| one.role == Role::Assistant && one.text().contains(SIGN));
    let question = turn.text.contains('?') || turn.means("question");
    let id = match (topic.is_empty(), question, told) {
        (true, ..) => "unclear",
        (_, true, false) => "unknown",
        (_, true, true) => "unknown-again",
        (_, false, false) => "noted",
        (_, false, true) => "noted-again",
    };
    turn.say(id, &[("topic", topic.into())])
}

/// The first telling words, as the person wrote them.
fn topic(turn: &Turn<'_>) -> String {
    let mut seen = HashSet::new();
    let telling = turn.tokens.iter().filter(|token| {
        let idle = ["stop", "lead-in", "fillers"].iter().any(|list| turn.words.in_list(list, &token.word));
        !idle && token.word.chars().count() > 2 && seen.insert(token.word.as_str())
    });
    let words = telling.take(TOPIC).map(|token| &turn.text[token.start..token.end]);
    text::plain(&words.collect::<Vec<_>>().join(" "))
}
