//! What Atelier is and can do, how to connect a real model, and what the demo cannot see.

use crate::providers::local::turn::Turn;

/// An image came: the demo has no eyes, and says so instead of guessing.
pub(super) fn picture(turn: &Turn<'_>) -> Option<String> {
    turn.has_image.then(|| turn.say("no-eyes", &[]))
}

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    let intents = [
        ("are-you-human", "not-human"),
        ("how-to-connect", "how-to-connect"),
        ("who-are-you", "who-i-am"),
        ("what-is-atelier", "what-atelier-is"),
        ("what-can-you-do", "what-i-can-do"),
    ];
    let (_, id) = intents.into_iter().find(|(intent, _)| turn.means(intent))?;
    Some(turn.say(id, &[]))
}
