//! Dice, coins, choices, random numbers: by a seed of the conversation, so that "again" throws again.

use rand::Rng as _;
use rand::seq::IndexedRandom as _;

use super::lists;
use crate::providers::local::text;
use crate::providers::local::turn::Turn;

/// Most dice, and most sides of one.
const DICE: u32 = 20;
const SIDES: u32 = 1_000;

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    number(turn).or_else(|| choice(turn)).or_else(|| coin(turn)).or_else(|| dice(turn))
}

fn coin(turn: &Turn<'_>) -> Option<String> {
    turn.finds("coin")?;
    Some(turn.say(if turn.rng().random() { "heads" } else { "tails" }, &[]))
}

fn dice(turn: &Turn<'_>) -> Option<String> {
    let notation = turn.tokens.iter().find_map(|token| read_dice(&token.word));
    let (count, sides) = match notation {
        Some(dice) if turn.means("roll") || turn.tokens.len() == 1 => dice,
        _ => turn.finds("dice").map(|_| (first_number(turn).unwrap_or(1).clamp(1, DICE), 6))?,
    };
    let mut rng = turn.rng();
    let thrown: Vec<u32> = (0..count).map(|_| rng.random_range(1..=sides)).collect();
    let shown = thrown.iter().map(u32::to_string).collect::<Vec<_>>().join(" + ");
    let args = [("thrown", shown.into()), ("sum", thrown.iter().sum::<u32>().to_string().into())];
    Some(turn.say(if count == 1 { "die" } else { "dice" }, &args))
}

/// `2d6`, `d20`, Russian `2к6`.
fn read_dice(word: &str) -> Option<(u32, u32)> {
    let (count, sides) = word.split_once(['d', 'к', 'д'])?;
    let count = if count.is_empty() { 1 } else { count.parse().ok()? };
    let sides = sides.parse().ok()?;
    ((1..=DICE).contains(&count) && (2..=SIDES).contains(&sides)).then_some((count, sides))
}

fn first_number(turn: &Turn<'_>) -> Option<u32> {
    turn.tokens.iter().find_map(|token| token.word.parse().ok())
}

fn number(turn: &Turn<'_>) -> Option<String> {
    turn.finds("random-number")?;
    let mut bounds: Vec<i64> =
        turn.tokens.iter().filter_map(|token| token.word.parse().ok()).take(2).collect();
    if bounds.len() == 1 {
        bounds.insert(0, 1);
    }
    bounds.sort_unstable();
    let (low, high) = match bounds[..] {
        [low, high] => (low, high),
        _ => (1, 100),
    };
    let number = turn.rng().random_range(low..=high).to_string();
    let args =
        [("number", number.into()), ("low", low.to_string().into()), ("high", high.to_string().into())];
    Some(turn.say("random-number", &args))
}

/// "Choose between tea, coffee or milk."
fn choice(turn: &Turn<'_>) -> Option<String> {
    let wish = turn.finds("choose")?;
    let start = turn.tokens.get(wish.after.checked_sub(1)?)?.end;
    let mut given = turn.text[start..].trim_matches([':', ' ', '?', '.', '!']).to_owned();
    for or in turn.words.list("or") {
        given = given.replace(&format!(" {or} "), ", ");
    }
    let options: Vec<String> =
        if given.contains([',', '\n', ';']) { lists::items(&given) } else { Vec::new() };
    let chosen = options.choose(&mut turn.rng()).filter(|_| options.len() > 1)?;
    Some(turn.say("choice", &[("chosen", text::plain(chosen).into())]))
}
