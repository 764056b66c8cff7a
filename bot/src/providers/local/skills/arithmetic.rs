//! Sums in a message.

use crate::providers::local::calculator::{self, CalculatorError, Sum, number_shown};
use crate::providers::local::turn::Turn;

/// Other words beside an expression that may still be a question about it.
const OTHER_WORDS: usize = 6;

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    let sum = calculator::find(&turn.text)?;
    let asked = turn.means("calculate") || turn.text.ends_with('=');
    let alone = sum.other_words == 0;
    if !(asked || alone) || sum.other_words > OTHER_WORDS || (sum.looks_like_date && !asked) {
        return None;
    }
    Some(said(turn, &sum))
}

fn said(turn: &Turn<'_>, sum: &Sum) -> String {
    match sum.result {
        Ok(number) => {
            let args = [("sum", sum.shown.as_str().into()), ("result", number_shown(number).into())];
            turn.say("sum", &args)
        }
        Err(CalculatorError::DividedByZero) => turn.say("sum-by-zero", &[]),
        Err(_) => turn.say("sum-beyond", &[]),
    }
}
