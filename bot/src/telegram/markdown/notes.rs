//! A look over finished blocks: marks of footnotes that lead nowhere become letters again.
//! It changes nothing else.

use std::collections::HashSet;

use super::super::rich::{Block, RichText, Span};

/// Settles the marks, given the names that there are; says whether there is a formula anywhere.
pub(super) fn settle(blocks: &mut [Block], names: &HashSet<String>) -> bool {
    let mut settling = Settling { names, formulas: false };
    settling.blocks(blocks);
    settling.formulas
}

/// The letters of a text.
pub(super) fn letters(text: &RichText) -> String {
    match text {
        RichText::Plain(text) => text.clone(),
        RichText::Many(parts) => parts.iter().map(letters).collect(),
        RichText::Span(Span::MathematicalExpression { expression }) => expression.clone(),
        RichText::Span(span) => span.text().map(letters).unwrap_or_default(),
    }
}

struct Settling<'a> {
    names: &'a HashSet<String>,
    formulas: bool,
}

impl Settling<'_> {
    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &mut Block) {
        match block {
            Block::Divider | Block::Pre { .. } => {}
            Block::MathematicalExpression { .. } => self.formulas = true,
            Block::Paragraph { text }
            | Block::Heading { text, .. }
            | Block::Footer { text }
            | Block::ExpandableBlockquote { text } => self.text(text),
            Block::List { items } => items.iter_mut().for_each(|item| self.blocks(&mut item.blocks)),
            Block::Blockquote { blocks } => self.blocks(blocks),
            Block::Details { summary, blocks } => {
                self.text(summary);
                self.blocks(blocks);
            }
            Block::Table { cells, .. } => {
                cells.iter_mut().flatten().for_each(|cell| self.text(&mut cell.text));
            }
        }
    }

    fn text(&mut self, text: &mut RichText) {
        if let RichText::Span(Span::ReferenceLink { text: mark, reference_name }) = text
            && !self.names.contains(reference_name)
        {
            *text = std::mem::replace(mark, RichText::Plain(String::new()));
            return;
        }
        match text {
            RichText::Plain(_) => {}
            RichText::Many(parts) => parts.iter_mut().for_each(|part| self.text(part)),
            RichText::Span(Span::MathematicalExpression { .. }) => self.formulas = true,
            RichText::Span(span) => {
                if let Some(inner) = span.text_mut() {
                    self.text(inner);
                }
            }
        }
    }
}
