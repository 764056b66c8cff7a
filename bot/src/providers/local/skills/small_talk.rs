//! Greetings and the like, coloured by what was said before. Danger goes before everything.

use crate::providers::local::skills::memory;
use crate::providers::local::turn::Turn;

/// Longer messages are about something else, whatever pleasantry they begin with.
const LONGEST: usize = 9;

/// Someone may be in danger: plain words, 112, nothing else.
pub(super) fn danger(turn: &Turn<'_>) -> Option<String> {
    turn.finds("danger").map(|_| turn.say("danger", &[]))
}

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    if turn.tokens.len() > LONGEST {
        return None;
    }
    let intents = [
        "sad",
        "how-are-you",
        "thanks",
        "goodbye",
        "good-night",
        "joke",
        "sorry",
        "praise",
        "reproach",
        "yes",
        "no",
    ];
    if let Some(intent) = intents.into_iter().find(|intent| turn.means(intent)) {
        return Some(with_name(turn, intent));
    }
    turn.means("hello").then(|| hello(turn))
}

/// The first greeting introduces itself; later ones know each other.
fn hello(turn: &Turn<'_>) -> String {
    let again = turn.said().next().is_some();
    with_name(turn, if again { "hello-again" } else { "greeting" })
}

/// The person's name with a comma before it, where it is known.
fn with_name(turn: &Turn<'_>, id: &str) -> String {
    let name = memory::name(turn).map(|name| format!(", {name}")).unwrap_or_default();
    turn.say(id, &[("name", name.into())])
}
