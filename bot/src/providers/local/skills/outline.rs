//! An outline for a text on a topic: headings with a question under each. The thoughts are left to the person.

use crate::providers::local::text;
use crate::providers::local::turn::Turn;

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    let wish = turn.finds("outline")?;
    let given = turn.given(wish)?;
    let topic = text::plain(given.lines().next()?.trim_matches(['.', '!', '?', ' ']));
    let topic = text::capitalised(&crate::domain::shorten(&topic, 60));
    let kinds = [("outline-of-letter", "letter"), ("outline-of-talk", "talk")];
    let kind =
        kinds.into_iter().find(|(_, intent)| turn.means(intent)).map_or("outline-of-text", |(kind, _)| kind);
    Some(turn.say(kind, &[("topic", topic.into())]))
}
