//! Tells thought from answer where a model writes both into one text as `<think>…</think>`, as Ollama's do.
//! Only at the very beginning: later such words are part of the answer.

use crate::providers::Delta;

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// Where in a text we are.
#[derive(Debug, Default)]
pub(super) enum Thinking {
    /// Nothing but what may become the opening tag has come.
    #[default]
    Undecided,
    /// What came last may be the beginning of the closing tag.
    Inside(String),
    /// The blank lines after the thought are dropped.
    Leaving,
    Answering,
}

impl Thinking {
    /// Sorts the next piece; `held` is what is kept back until it is clear what it is.
    pub(super) fn push(&mut self, held: &mut String, piece: &str, out: &mut Vec<Delta>) {
        held.push_str(piece);
        loop {
            match self {
                Self::Undecided => {
                    let text = held.trim_start();
                    if let Some(rest) = text.strip_prefix(OPEN) {
                        let rest = rest.to_owned();
                        held.clear();
                        *self = Self::Inside(rest);
                    } else if OPEN.starts_with(text) {
                        return;
                    } else {
                        *self = Self::Answering;
                    }
                }
                Self::Inside(thought) => {
                    thought.push_str(&std::mem::take(held));
                    if let Some(at) = thought.find(CLOSE) {
                        thought[at + CLOSE.len()..].clone_into(held);
                        thought.truncate(at);
                        emit(Delta::Reasoning(std::mem::take(thought)), out);
                        *self = Self::Leaving;
                    } else {
                        let keep = pending_close(thought);
                        let rest = thought.split_off(thought.len() - keep);
                        emit(Delta::Reasoning(std::mem::replace(thought, rest)), out);
                        return;
                    }
                }
                Self::Leaving => {
                    let text = held.trim_start().to_owned();
                    *held = text;
                    if held.is_empty() {
                        return;
                    }
                    *self = Self::Answering;
                }
                Self::Answering => return emit(Delta::Text(std::mem::take(held)), out),
            }
        }
    }

    /// What was kept back when the answer ended.
    pub(super) fn finish(&mut self, held: &mut String, out: &mut Vec<Delta>) {
        match self {
            Self::Undecided | Self::Answering => emit(Delta::Text(std::mem::take(held)), out),
            Self::Inside(thought) => emit(Delta::Reasoning(std::mem::take(thought)), out),
            Self::Leaving => {}
        }
    }
}

fn emit(delta: Delta, out: &mut Vec<Delta>) {
    let empty = matches!(&delta, Delta::Text(text) | Delta::Reasoning(text) if text.is_empty());
    if !empty {
        out.push(delta);
    }
}

/// Bytes at the end that may be the beginning of the closing tag.
fn pending_close(text: &str) -> usize {
    (1..CLOSE.len()).rev().find(|&length| text.ends_with(&CLOSE[..length])).unwrap_or(0)
}
