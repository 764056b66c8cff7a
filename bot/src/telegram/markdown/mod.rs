//! LLM Markdown becomes text and entities that Telegram always accepts.
//! It sends nothing and words nothing: every letter of the result comes from the answer.

use super::text::FormattedText;

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
mod partial;
mod protect;
mod quotes;
mod render;
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
    tidy::tidy(render::render(&partial::settled(&source), true))
}
