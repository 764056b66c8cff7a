//! Quotes: one entity however deep they nest, collapsed when long, with the sign of an alert.
//! It writes no letters but the alert's name, which stands in the source.

use pulldown_cmark::BlockQuoteKind;

use super::super::text::EntityKind;
use super::render::Renderer;

/// A quote longer than this is shown collapsed.
pub(super) const QUOTE_LETTERS: usize = 400;
pub(super) const QUOTE_LINES: usize = 5;
/// Quotes nested deeper than this are shown at this depth.
const QUOTE_DEPTH: usize = 6;

/// An open quote: its formatting, where its text begins, and the indents outside of it.
pub(super) struct Quote {
    depth: usize,
    bytes: usize,
    start: usize,
    indents: Option<Vec<String>>,
}

impl Renderer<'_> {
    pub(super) fn open_quote(&mut self, kind: Option<BlockQuoteKind>, at: usize) {
        // What nests deeper than is shown begins on the line it is on.
        if self.quotes.len() < QUOTE_DEPTH {
            self.out.gap(self.reader.lines_before(at));
        }
        let mut quote = Quote { depth: self.out.depth(), bytes: 0, start: 0, indents: None };
        if self.quotes.is_empty() {
            quote.indents = Some(self.out.set_aside());
            self.out.gap(1);
            (quote.bytes, quote.start) = (self.out.byte_len(), self.out.len());
            self.out.open(EntityKind::Blockquote);
        } else if self.quotes.len() < QUOTE_DEPTH {
            // Telegram has no quote in a quote: the inner one is marked line by line.
            let outer = self.out.set_aside();
            self.out.gap(1);
            for indent in &outer {
                self.out.indent(indent);
            }
            self.out.indent("› ");
            quote.indents = Some(outer);
        }
        self.quotes.push(quote);
        if let Some((sign, name)) = kind.map(alert) {
            self.out.text(sign);
            let depth = self.out.open(EntityKind::Bold);
            self.out.text(name);
            self.out.close_to(depth);
            self.out.gap(1);
        }
    }

    pub(super) fn close_quote(&mut self) {
        let growing = self.reader.is_growing();
        let Some(quote) = self.quotes.pop() else { return };
        if self.quotes.is_empty() {
            let long = self.out.len() - quote.start > QUOTE_LETTERS;
            let tall = self.out.written_since(quote.bytes).trim().lines().count() > QUOTE_LINES;
            if (long || tall) && !growing {
                self.out.recast(quote.depth, EntityKind::ExpandableBlockquote);
            }
            self.out.close_to(quote.depth);
        }
        if let Some(indents) = quote.indents {
            self.out.restore(indents);
        }
        self.out.gap(if self.quotes.is_empty() { 2 } else { 1 });
    }
}

/// The sign and the name of an alert.
pub(super) fn alert(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("ℹ️ ", "Note"),
        BlockQuoteKind::Tip => ("💡 ", "Tip"),
        BlockQuoteKind::Important => ("❗ ", "Important"),
        BlockQuoteKind::Warning => ("⚠️ ", "Warning"),
        BlockQuoteKind::Caution => ("⛔ ", "Caution"),
    }
}
