//! What the talker cannot know: it says so, repeats the question, and tells what it can do. Once; then shorter.

use crate::domain::shorten;
use crate::providers::Role;
use crate::providers::local::text;
use crate::providers::local::turn::Turn;

/// Letters of the message that are repeated.
const TOPIC: usize = 60;
/// A sign in the long answer that it was given already.
const SIGN: &str = "OPENAI_API_KEY";
/// Wishes that need something to work on.
const WISHES: [&str; 10] = [
    "upper",
    "lower",
    "reverse",
    "table",
    "sort",
    "deduplicate",
    "number-list",
    "shuffle",
    "choose",
    "outline",
];

pub(super) fn answer(turn: &Turn<'_>) -> String {
    if WISHES.iter().any(|wish| turn.means(wish)) {
        return turn.say("send-it-along", &[]);
    }
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

/// The first sentence, as the person wrote it; empty where it has no word.
fn topic(turn: &Turn<'_>) -> String {
    let first = text::sentences(&turn.text).into_iter().find(|sentence| !text::tokens(sentence).is_empty());
    let plain = text::plain(first.unwrap_or_default());
    shorten(plain.trim_end_matches(['.', '!', ' ']), TOPIC)
}
