//! LLM Markdown becomes text and entities that Telegram always accepts.
//! It sends nothing and words nothing: every letter of the result comes from the answer.

use super::{
    rich::{Content, RichMessage},
    text::{FormattedText, MESSAGE_LIMIT},
};

mod blocks;
mod clean;
mod formula;
mod halves;
mod html;
mod inline;
mod latex;
mod latex_forms;
mod latex_symbols;
mod link;
mod list;
mod notes;
mod partial;
mod protect;
mod quotes;
mod render;
mod rich_text;
mod scan;
mod script;
mod spans;
mod split;
mod table;
mod tidy;
mod writer;

#[cfg(test)]
mod accept;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod hard;

use partial::Formulas;
pub use split::split;

/// Renders a finished answer. The result is acceptable to Telegram whatever the source was, but of any length:
/// give it to [`split`] before sending. It is empty if there is nothing to see in the source.
pub fn render(markdown: &str) -> FormattedText {
    tidy::tidy(render::render(&clean::source(markdown), false))
}

/// Renders an answer of which more is coming. What is begun (bold, code, a link, a formula) shows as what it will
/// be, half a marker or half a row of a table at the end is held back, and what was bold stays bold as text arrives.
pub fn render_partial(markdown: &str) -> FormattedText {
    let source = clean::source(markdown);
    tidy::tidy(render::render(&partial::settled(&source, Formulas::Shown), true))
}

/// A finished answer as text and, where it gains from that, as a rich message; see `rich`.
pub fn content(markdown: &str) -> Content {
    let text = render(markdown);
    let rich = rich(blocks::blocks(&clean::source(markdown), false), &text);
    Content { text, rich }
}

/// The same for an answer of which more is coming. A formula that is not complete waits: half of one cannot be set.
pub fn content_partial(markdown: &str) -> Content {
    let text = render_partial(markdown);
    let settled = partial::settled(&clean::source(markdown), Formulas::Awaited);
    let rich = rich(blocks::blocks(&settled, true), &text);
    Content { text, rich }
}

/// The rich form, for an answer with a table, a formula, a heading or something to unfold, or longer than a message
/// of text, if it keeps within the limits.
fn rich(read: blocks::Rich, text: &FormattedText) -> Option<RichMessage> {
    let gains = read.gains || text.len() > MESSAGE_LIMIT;
    (gains && !text.is_empty()).then_some(read.message).filter(RichMessage::fits)
}
