//! A rich message (Bot API 10.1 to 10.3) in blocks, as `InputRichMessage` takes it: nothing in it is parsed again.
//! It knows no Markdown, and says itself whether it keeps within what a message may hold.

use serde::{Deserialize, Serialize};

use super::text::FormattedText;

/// Most characters of a message, formulas counted in TeX ("Rich message limits", Bot API).
const LETTERS: usize = 32_768;
/// Most blocks, items of lists and rows of tables.
const BLOCKS: usize = 500;
/// Deepest nesting of blocks and formatting.
const DEPTH: usize = 16;
/// Most columns of a table.
const COLUMNS: usize = 20;

/// What a message says: text with entities and, where that reads better, a rich form of the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// All of it, as long as it is.
    pub text: FormattedText,
    pub rich: Option<RichMessage>,
}

impl From<FormattedText> for Content {
    fn from(text: FormattedText) -> Self {
        Self { text, rich: None }
    }
}

/// What a rich message says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RichMessage {
    pub blocks: Vec<Block>,
    /// Reads from right to left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_rtl: bool,
}

/// `InputRichBlock`, as far as we write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    Paragraph {
        text: RichText,
    },
    Heading {
        text: RichText,
        /// 1, the largest, to 6.
        size: u8,
    },
    Pre {
        text: RichText,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
    },
    Footer {
        text: RichText,
    },
    Divider,
    MathematicalExpression {
        /// TeX.
        expression: String,
    },
    List {
        items: Vec<Item>,
    },
    Blockquote {
        blocks: Vec<Self>,
    },
    /// A quote that is shown collapsed.
    ExpandableBlockquote {
        text: RichText,
    },
    Table {
        /// The first row is the head.
        cells: Vec<Vec<Cell>>,
        is_bordered: bool,
    },
    Details {
        summary: RichText,
        blocks: Vec<Self>,
    },
}

/// An item of a list; with a `value` it is numbered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub blocks: Vec<Block>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_checkbox: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_checked: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub text: RichText,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_header: bool,
    pub align: Align,
    pub valign: Valign,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    Left,
    Center,
    Right,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Valign {
    Top,
}

/// Formatted text: letters, several pieces, or one piece with a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RichText {
    Plain(String),
    Many(Vec<Self>),
    Span(Span),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Span {
    Bold {
        text: Box<RichText>,
    },
    Italic {
        text: Box<RichText>,
    },
    Underline {
        text: Box<RichText>,
    },
    Strikethrough {
        text: Box<RichText>,
    },
    Spoiler {
        text: Box<RichText>,
    },
    Code {
        text: Box<RichText>,
    },
    MathematicalExpression {
        /// TeX.
        expression: String,
    },
    Url {
        text: Box<RichText>,
        url: String,
    },
    /// The text of a footnote.
    Reference {
        text: Box<RichText>,
        name: String,
    },
    /// The mark that leads to a footnote.
    ReferenceLink {
        text: Box<RichText>,
        reference_name: String,
    },
}

/// How much a message holds.
#[derive(Debug, Default)]
struct Measure {
    letters: usize,
    blocks: usize,
    depth: usize,
    columns: usize,
}

impl RichMessage {
    /// Whether Telegram takes a message of this size: neither empty nor beyond a limit.
    pub fn fits(&self) -> bool {
        let mut measure = Measure::default();
        measure.blocks(&self.blocks, 1);
        !self.blocks.is_empty()
            && measure.letters > 0
            && measure.letters <= LETTERS
            && measure.blocks <= BLOCKS
            && measure.depth <= DEPTH
            && measure.columns <= COLUMNS
    }
}

impl RichText {
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Plain(text) => text.is_empty(),
            Self::Many(parts) => parts.iter().all(Self::is_empty),
            Self::Span(Span::MathematicalExpression { expression }) => expression.is_empty(),
            Self::Span(span) => span.text().is_none_or(Self::is_empty),
        }
    }
}

/// What lies inside a span, by whatever reference the span is given; nothing in a formula.
macro_rules! inside {
    ($span:expr) => {
        match $span {
            Span::Bold { text }
            | Span::Italic { text }
            | Span::Underline { text }
            | Span::Strikethrough { text }
            | Span::Spoiler { text }
            | Span::Code { text }
            | Span::Url { text, .. }
            | Span::Reference { text, .. }
            | Span::ReferenceLink { text, .. } => Some(text),
            Span::MathematicalExpression { .. } => None,
        }
    };
}

impl Span {
    /// What lies inside, to be changed.
    pub fn text_mut(&mut self) -> Option<&mut RichText> {
        inside!(self)
    }

    /// What lies inside; nothing in a formula.
    pub fn text(&self) -> Option<&RichText> {
        inside!(self)
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        FormattedText::plain(text).into()
    }
}

impl From<String> for RichText {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<&str> for RichText {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl Measure {
    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            self.block(block, depth);
        }
    }

    fn block(&mut self, block: &Block, depth: usize) {
        self.blocks += 1;
        self.depth = self.depth.max(depth);
        match block {
            Block::Divider => {}
            Block::MathematicalExpression { expression } => self.letters += expression.chars().count(),
            Block::Paragraph { text }
            | Block::Heading { text, .. }
            | Block::Pre { text, .. }
            | Block::Footer { text }
            | Block::ExpandableBlockquote { text } => self.text(text, depth + 1),
            Block::List { items } => {
                self.blocks += items.len();
                for item in items {
                    self.blocks(&item.blocks, depth + 2);
                }
            }
            Block::Blockquote { blocks } => self.blocks(blocks, depth + 1),
            Block::Details { summary, blocks } => {
                self.text(summary, depth + 1);
                self.blocks(blocks, depth + 1);
            }
            Block::Table { cells, .. } => {
                self.blocks += cells.len();
                self.columns = self.columns.max(cells.iter().map(Vec::len).max().unwrap_or(0));
                cells.iter().flatten().for_each(|cell| self.text(&cell.text, depth + 2));
            }
        }
    }

    fn text(&mut self, text: &RichText, depth: usize) {
        self.depth = self.depth.max(depth);
        match text {
            RichText::Plain(text) => self.letters += text.chars().count(),
            RichText::Many(parts) => parts.iter().for_each(|part| self.text(part, depth)),
            RichText::Span(Span::MathematicalExpression { expression }) => {
                self.letters += expression.chars().count();
            }
            RichText::Span(span) => span.text().into_iter().for_each(|text| self.text(text, depth + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paragraph(text: &str) -> Block {
        Block::Paragraph { text: text.into() }
    }

    fn fits(blocks: Vec<Block>) -> bool {
        RichMessage { blocks, is_rtl: false }.fits()
    }

    #[test]
    fn it_is_written_as_the_bot_api_reads_it() {
        let bold = RichText::Span(Span::Bold { text: Box::new("b".into()) });
        let cell = Cell { text: "x".into(), is_header: true, align: Align::Right, valign: Valign::Top };
        let message = RichMessage {
            blocks: vec![
                Block::Paragraph { text: RichText::Many(vec!["a ".into(), bold]) },
                Block::Table { cells: vec![vec![cell]], is_bordered: true },
                Block::Divider,
            ],
            is_rtl: false,
        };
        let wire = json!({ "blocks": [
            { "type": "paragraph", "text": ["a ", { "type": "bold", "text": "b" }] },
            { "type": "table", "is_bordered": true,
              "cells": [[{ "text": "x", "is_header": true, "align": "right", "valign": "top" }]] },
            { "type": "divider" },
        ] });
        assert_eq!(serde_json::to_value(&message).unwrap(), wire);
        assert_eq!(serde_json::from_value::<RichMessage>(wire).unwrap(), message);
    }

    #[test]
    fn each_limit_is_held() {
        assert!(!fits(vec![]) && !fits(vec![Block::Divider]));
        assert!(fits(vec![paragraph(&"я".repeat(LETTERS))]));
        assert!(!fits(vec![paragraph(&"я".repeat(LETTERS + 1))]));
        assert!(fits(vec![paragraph("x"); BLOCKS]) && !fits(vec![paragraph("x"); BLOCKS + 1]));
        let quoted = |depth: usize| {
            (0..depth).fold(paragraph("x"), |inner, _| Block::Blockquote { blocks: vec![inner] })
        };
        assert!(fits(vec![quoted(DEPTH - 2)]) && !fits(vec![quoted(DEPTH)]));
        let cell = Cell { text: "x".into(), is_header: false, align: Align::Left, valign: Valign::Top };
        let table = |columns| Block::Table { cells: vec![vec![cell.clone(); columns]], is_bordered: true };
        assert!(fits(vec![table(COLUMNS)]) && !fits(vec![table(COLUMNS + 1)]));
    }
}
