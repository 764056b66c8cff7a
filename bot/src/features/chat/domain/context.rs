//! What of a conversation a model is shown: the newest turns that fit, each whole.

use super::Turn;

/// Tokens that every message costs beside its words (OpenAI cookbook, "How to count tokens": three to four).
const PER_MESSAGE: usize = 4;
/// The share of the room that is kept free for the answer: a quarter.
const ANSWER_SHARE: usize = 4;

/// The turns that fit, oldest first, and how many older ones were left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    pub turns: Vec<Turn>,
    pub left_out: usize,
}

/// Takes whole turns from the newest back while they fit into `budget` tokens, beside what is sent in any case.
/// The newest turn is always there, even if it is too long: the model's refusal is clearer than silence.
pub fn window(turns: Vec<Turn>, fixed: usize, budget: usize, count: impl Fn(&str) -> usize) -> Window {
    let room = budget.saturating_sub(budget / ANSWER_SHARE).saturating_sub(fixed);
    let cost = |turn: &Turn| {
        let answer = turn.answer.as_deref().map_or(0, |text| count(text) + PER_MESSAGE);
        count(&turn.question.text) + PER_MESSAGE + answer
    };
    let mut used = 0;
    let mut kept = 0;
    for turn in turns.iter().rev() {
        used += cost(turn);
        if used > room && kept > 0 {
            break;
        }
        kept += 1;
    }
    let left_out = turns.len() - kept;
    Window { turns: turns.into_iter().skip(left_out).collect(), left_out }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{
        domain::AccountId,
        features::chat::domain::{ConversationId, Question, QuestionId},
    };

    fn turn(id: i64, words: usize) -> Turn {
        let question = Question {
            id: QuestionId(id),
            conversation: ConversationId(1),
            account: AccountId(7),
            text: "word ".repeat(words),
            files: Vec::new(),
            parts: 0,
            message: None,
            created_at: DateTime::UNIX_EPOCH,
        };
        Turn { question, answer: Some("answer ".repeat(words)) }
    }

    fn words(text: &str) -> usize {
        text.split_whitespace().count()
    }

    #[test]
    fn the_oldest_turns_are_left_out_whole() {
        let window = window(vec![turn(1, 100), turn(2, 100), turn(3, 100)], 50, 700, words);
        assert_eq!(window.left_out, 1);
        assert_eq!(window.turns.iter().map(|turn| turn.question.id.0).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn the_newest_turn_is_shown_even_when_it_is_too_long() {
        let window = window(vec![turn(1, 10), turn(2, 5000)], 0, 100, words);
        assert_eq!(window.turns.len(), 1);
        assert_eq!(window.turns[0].question.id, QuestionId(2));
    }
}
