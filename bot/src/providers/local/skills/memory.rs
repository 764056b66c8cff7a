//! What was said before in this conversation: the person's name, their words, the last answer.

use crate::domain::shorten;
use crate::providers::Role;
use crate::providers::local::text;
use crate::providers::local::turn::Turn;

/// Messages that are told again.
const TOLD: usize = 6;
/// Letters of each.
const LETTERS: usize = 120;

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    if turn.means("what-is-my-name") {
        return Some(match name(turn) {
            Some(name) => turn.say("your-name", &[("name", name.into())]),
            None => turn.say("no-name", &[]),
        });
    }
    if turn.means("what-did-i-say") {
        return Some(what_was_said(turn));
    }
    if turn.means("what-did-you-say") {
        return Some(what_was_answered(turn));
    }
    let name = name_in(turn, &turn.text)?;
    Some(turn.say("nice-to-meet", &[("name", name.into())]))
}

/// The name the person gave, the last time they gave one.
pub(super) fn name(turn: &Turn<'_>) -> Option<String> {
    turn.said().rev().find_map(|said| name_in(turn, &said))
}

fn name_in(turn: &Turn<'_>, said: &str) -> Option<String> {
    let tokens = text::tokens(said);
    let found = turn.words.phrases("my-name-is").iter().find_map(|phrase| phrase.find(&tokens))?;
    let token = tokens.get(found.after)?;
    let name = &said[token.start..token.end];
    let named =
        name.chars().next().is_some_and(char::is_uppercase) && !turn.words.in_list("no-names", &token.word);
    named.then(|| text::plain(name))
}

fn what_was_said(turn: &Turn<'_>) -> String {
    let said: Vec<String> =
        turn.said().map(|text| shorten(&text::plain(&text.replace('\n', " ")), LETTERS)).collect();
    if said.is_empty() {
        return turn.say("nothing-said", &[]);
    }
    let first = said.len().saturating_sub(TOLD);
    let list = text::bullets(&said[first..]);
    format!("{}\n\n{list}", turn.say("you-said", &[("number", said.len().into())]))
}

fn what_was_answered(turn: &Turn<'_>) -> String {
    let last = turn.earlier.iter().rev().find(|message| message.role == Role::Assistant);
    last.map_or_else(|| turn.say("nothing-answered", &[]), |message| message.text())
}
