//! What the talker can do, one file per skill; the first that feels meant answers.
//! A skill computes from the message and what was said before; wording is in `words/`.

mod about;
mod arithmetic;
mod chance;
mod count;
mod dates;
mod letters;
mod lists;
mod memory;
mod outline;
mod poem;
mod small_talk;
mod summary;
mod table;
mod units;
mod unknown;

use super::turn::Turn;

/// A skill: its answer, or `None` where it is not meant.
type Skill = fn(&Turn<'_>) -> Option<String>;

/// In this order: danger before all; wishes about a given text before what its words might mean.
const SKILLS: [Skill; 16] = [
    small_talk::danger,
    about::picture,
    letters::answer,
    table::answer,
    count::answer,
    lists::answer,
    summary::answer,
    memory::answer,
    chance::answer,
    poem::answer,
    outline::answer,
    dates::answer,
    units::answer,
    arithmetic::answer,
    about::answer,
    small_talk::answer,
];

/// The answer to a message; never empty.
pub(super) fn answer(turn: &Turn<'_>) -> String {
    let answers = SKILLS.iter().filter_map(|skill| skill(turn));
    let mut answers = answers.filter(|answer| !answer.trim().is_empty());
    answers.next().unwrap_or_else(|| unknown::answer(turn))
}
