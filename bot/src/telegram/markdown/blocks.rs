//! From the events of the Markdown parser to the blocks of a rich message.
//! It decides what each block becomes; whether an answer gains from that is told beside it.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

use super::super::rich::{Align, Block, Cell, Item, RichMessage, RichText, Span, Valign};
use super::inline::Inline;
use super::list::List;
use super::protect::Protected;
use super::quotes::{self, QUOTE_LETTERS, QUOTE_LINES};
use super::render::{is_title, language, options};
use super::rich_text::{joined, note_name, paragraphs, rich_text};
use super::spans::Reader;
use super::writer::shaped;
use super::{html, notes, script};

/// How many blocks may lie in one another. A message that nests deeper goes out as text (`RichMessage::fits`); here it is
/// kept from growing into a tree that no stack can walk.
const NEST: usize = 16;

/// A rich message, and whether it has what text can only imitate: a table, a formula, a heading, something to unfold.
pub(super) struct Rich {
    pub(super) message: RichMessage,
    pub(super) gains: bool,
}

/// Reads a cleaned source. In a `live` one, which is still being written, the last block counts as unfinished.
pub(super) fn blocks(source: &str, live: bool) -> Rich {
    let protected = Protected::new(source);
    let mut reading = Reading::new(&protected, live);
    for (event, range) in Parser::new_ext(&protected.text, options()).into_offset_iter() {
        reading.event(event, &range);
    }
    reading.finish()
}

/// A block of blocks that is open; the first is the message.
struct Frame {
    kind: Kind,
    blocks: Vec<Block>,
}

enum Kind {
    Message,
    Quote,
    List(List, Vec<Item>),
    Item(Item),
    Note(String),
    Table(Vec<Alignment>, Vec<Vec<Cell>>),
    Details(Option<RichText>),
    /// What lies too deep: it goes where the frame before it is, and has its blocks meanwhile. Whether it unfolds.
    Flat(bool),
}

impl Frame {
    /// Whether it was opened by `<details>`, of which the parser knows nothing.
    const fn unfolds(&self) -> bool {
        matches!(self.kind, Kind::Details(_) | Kind::Flat(true))
    }
}

struct Reading<'a> {
    reader: Reader<'a>,
    open: Vec<Frame>,
    /// The words between `<summary>` and its end.
    summary: Option<Vec<Inline>>,
    names: HashSet<String>,
    gains: bool,
}

impl<'a> Reading<'a> {
    fn new(protected: &'a Protected, live: bool) -> Self {
        Self {
            reader: Reader::new(protected, live),
            open: vec![Frame { kind: Kind::Message, blocks: Vec::new() }],
            summary: None,
            names: HashSet::new(),
            gains: false,
        }
    }

    fn finish(mut self) -> Rich {
        self.end_line();
        while self.open.len() > 1 {
            self.fold();
        }
        let mut blocks = self.open.pop().map(|frame| frame.blocks).unwrap_or_default();
        let formulas = notes::settle(&mut blocks, &self.names);
        let is_rtl = reads_from_right(&self.reader.protected.text);
        Rich { message: RichMessage { blocks, is_rtl }, gains: self.gains || formulas }
    }

    fn event(&mut self, event: Event<'_>, range: &Range<usize>) {
        match self.reader.take(event, range) {
            Some(Event::Start(tag)) => self.start(tag, range),
            Some(Event::End(tag)) => self.end(tag, range),
            Some(Event::Rule) => {
                self.end_line();
                self.push(Block::Divider);
            }
            Some(Event::TaskListMarker(done)) => {
                if let Some(Kind::Item(item)) = self.open.last_mut().map(|frame| &mut frame.kind) {
                    (item.has_checkbox, item.is_checked) = (true, done);
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::TableHead | Tag::TableRow => {
                if let Some(Kind::Table(_, rows)) = self.open.last_mut().map(|frame| &mut frame.kind) {
                    rows.push(Vec::new());
                }
            }
            Tag::TableCell => {}
            block => {
                self.end_line();
                self.start_block(block, range);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::BlockQuote(kind) => self.open_quote(kind),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => language(&self.reader.protected.original(&info)),
                    CodeBlockKind::Indented => None,
                };
                self.reader.code = Some((language, String::new()));
            }
            Tag::HtmlBlock => self.reader.html = Some(String::new()),
            Tag::List(first) => self.enter(Kind::List(List::new(first, &[]), Vec::new())),
            Tag::Item => {
                let source = &self.reader.source[range.clone()];
                let value = match self.open.last_mut().map(|frame| &mut frame.kind) {
                    Some(Kind::List(list, _)) => list.next_number(source).map(|number| number.0),
                    _ => None,
                };
                let value = value.and_then(|value| i32::try_from(value).ok());
                self.enter(Kind::Item(Item { value, ..Item::default() }));
            }
            Tag::FootnoteDefinition(label) => {
                self.enter(Kind::Note(self.reader.protected.original(&label).into_owned()));
            }
            Tag::Table(alignments) => self.enter(Kind::Table(alignments, Vec::new())),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::TableHead | TagEnd::TableRow => {}
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Heading(level) => self.heading(level, range),
            block => {
                self.end_line();
                self.end_block(block);
            }
        }
    }

    fn end_block(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => {
                if let Some((language, code)) = self.reader.code.take() {
                    self.code(language, &code, false);
                }
            }
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::Table => self.leave(),
            _ => {}
        }
    }

    fn enter(&mut self, kind: Kind) {
        let mut frame = Frame { kind, blocks: Vec::new() };
        if self.open.len() > NEST
            && let Some(outer) = self.open.last_mut()
        {
            frame = Frame { kind: Kind::Flat(frame.unfolds()), blocks: std::mem::take(&mut outer.blocks) };
        }
        self.open.push(frame);
    }

    /// Ends a block of the parser's; what was unfolded inside of it ends with it.
    fn leave(&mut self) {
        while self.open.last().is_some_and(Frame::unfolds) {
            self.fold();
        }
        self.fold();
    }

    fn push(&mut self, block: Block) {
        if let Some(frame) = self.open.last_mut() {
            frame.blocks.push(block);
        }
    }

    fn end_line(&mut self) {
        let run = self.reader.take_line();
        self.extend(paragraphs(&run));
    }

    fn end_cell(&mut self) {
        let run = self.reader.take_line();
        let text = rich_text(&run).unwrap_or_else(|| RichText::Plain(String::new()));
        let Some(Kind::Table(alignments, rows)) = self.open.last_mut().map(|frame| &mut frame.kind) else {
            return;
        };
        let is_header = rows.len() == 1;
        let Some(row) = rows.last_mut() else { return };
        let align = match alignments.get(row.len()) {
            Some(Alignment::Right) => Align::Right,
            Some(Alignment::Center) => Align::Center,
            _ => Align::Left,
        };
        row.push(Cell { text, is_header, align, valign: Valign::Top });
    }

    fn heading(&mut self, level: HeadingLevel, range: &Range<usize>) {
        let run = self.reader.take_line();
        if !is_title(level, &self.reader.source[range.clone()], &run) {
            self.extend(paragraphs(&run));
            return self.push(Block::Divider);
        }
        if let Some(text) = rich_text(&run) {
            self.gains = true;
            self.push(Block::Heading { text, size: level as u8 });
        }
    }

    /// Code; `goes_on` where it belongs to the block of the same language before it.
    fn code(&mut self, language: Option<String>, code: &str, goes_on: bool) {
        let Some(code) = shaped(code) else { return };
        let code = code.replacen('\u{a0}', " ", usize::from(code.starts_with('\u{a0}')));
        let last = self.open.last_mut().and_then(|frame| frame.blocks.last_mut());
        if let Some(Block::Pre { text: RichText::Plain(text), language: before }) = last
            && goes_on
            && *before == language
        {
            text.push_str("\n\n");
            text.push_str(&code);
            return;
        }
        self.push(Block::Pre { text: RichText::Plain(code), language });
    }

    fn open_quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.enter(Kind::Quote);
        if let Some((sign, name)) = kind.map(quotes::alert) {
            let name = RichText::Span(Span::Bold { text: Box::new(name.into()) });
            self.push(Block::Paragraph { text: joined(vec![sign.into(), name]) });
        }
    }

    fn end_html(&mut self) {
        let Some(source) = self.reader.html.take() else { return };
        if let Some(language) = html::code_language(&source) {
            return self.code(Some(language.to_owned()), &source, true);
        }
        for piece in html::unfolding(&source) {
            match piece {
                html::Unfolding::Text(text) => self.html_text(text),
                html::Unfolding::Begin => self.enter(Kind::Details(None)),
                html::Unfolding::Summary(true) => self.summary = Some(Vec::new()),
                html::Unfolding::Summary(false) => self.end_summary(),
                html::Unfolding::End => {
                    if self.open.last().is_some_and(Frame::unfolds) {
                        self.fold();
                    }
                }
            }
        }
        self.end_summary();
    }

    fn html_text(&mut self, text: &str) {
        let run = html::block(text);
        match &mut self.summary {
            Some(summary) => summary.extend(run),
            None => self.extend(paragraphs(&run)),
        }
    }

    fn end_summary(&mut self) {
        let Some(run) = self.summary.take() else { return };
        let Some(text) = rich_text(&run) else { return };
        match self.open.last_mut().map(|frame| &mut frame.kind) {
            Some(Kind::Details(summary)) if summary.is_none() => *summary = Some(text),
            _ => self.push(Block::Paragraph { text }),
        }
    }

    /// Ends the innermost block of blocks.
    fn fold(&mut self) {
        let Some(Frame { kind, blocks }) = self.open.pop() else { return };
        let growing = self.reader.is_growing();
        match kind {
            Kind::Flat(_) => {
                if let Some(outer) = self.open.last_mut() {
                    outer.blocks = blocks;
                }
            }
            Kind::Quote => self.extend(quoted(blocks, growing)),
            Kind::List(_, items) if !items.is_empty() => self.push(Block::List { items }),
            Kind::Item(item) => self.end_item(Item { blocks, ..item }),
            Kind::Note(label) => {
                let blocks = self.noted(&label, blocks);
                self.extend(blocks);
            }
            Kind::Table(_, cells) if !cells.is_empty() => {
                self.gains = true;
                self.push(Block::Table { cells, is_bordered: true });
            }
            Kind::Message | Kind::List(..) | Kind::Table(..) => {}
            Kind::Details(Some(summary)) if !blocks.is_empty() => {
                self.gains = true;
                self.push(Block::Details { summary, blocks });
            }
            Kind::Details(summary) => {
                self.extend(summary.map(|text| Block::Paragraph { text }));
                self.extend(blocks);
            }
        }
    }

    fn extend(&mut self, blocks: impl IntoIterator<Item = Block>) {
        if let Some(frame) = self.open.last_mut() {
            frame.blocks.extend(blocks);
        }
    }

    /// An item of nothing is left out.
    fn end_item(&mut self, item: Item) {
        if let Some(Kind::List(_, items)) = self.open.last_mut().map(|frame| &mut frame.kind)
            && !item.blocks.is_empty()
        {
            items.push(item);
        }
    }

    /// A footnote: its mark, and its first paragraph as what the marks in the text point at.
    fn noted(&mut self, label: &str, mut blocks: Vec<Block>) -> Vec<Block> {
        let name = note_name(label).filter(|name| self.names.insert(name.clone()));
        let mark: RichText = format!("{} ", script::footnote(label)).into();
        match (blocks.first_mut(), name) {
            (Some(Block::Paragraph { text }), Some(name)) => {
                let note = Span::Reference { text: Box::new(text.clone()), name };
                *text = joined(vec![mark, RichText::Span(note)]);
            }
            (_, name) => {
                if let Some(name) = name {
                    self.names.remove(&name);
                }
                blocks.insert(0, Block::Paragraph { text: mark });
            }
        }
        blocks
    }
}

/// A quote; a long one of nothing but text is shown collapsed once it is complete.
fn quoted(blocks: Vec<Block>, growing: bool) -> Option<Block> {
    let texts: Vec<&RichText> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph { text } => Some(text),
            _ => None,
        })
        .collect();
    let plain = texts.iter().map(|text| notes::letters(text)).collect::<Vec<_>>().join("\n");
    let long = plain.chars().count() > QUOTE_LETTERS || plain.lines().count() > QUOTE_LINES;
    if long && !growing && texts.len() == blocks.len() {
        let parts = texts.into_iter().enumerate().flat_map(|(n, text)| {
            let gap = (n > 0).then(|| RichText::Plain("\n\n".to_owned()));
            gap.into_iter().chain([text.clone()])
        });
        return Some(Block::ExpandableBlockquote { text: joined(parts.collect()) });
    }
    (!blocks.is_empty()).then_some(Block::Blockquote { blocks })
}

/// Whether the first letter belongs to a script that is written from right to left.
fn reads_from_right(source: &str) -> bool {
    let first = source.chars().find(|c| c.is_alphabetic());
    first.is_some_and(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(blocks: &[Block]) -> usize {
        let inner = |block: &Block| match block {
            Block::Blockquote { blocks } | Block::Details { blocks, .. } => depth(blocks),
            Block::List { items } => 1 + items.iter().map(|item| depth(&item.blocks)).max().unwrap_or(0),
            _ => 0,
        };
        blocks.iter().map(|block| 1 + inner(block)).max().unwrap_or(0)
    }

    #[test]
    fn what_nests_without_an_end_becomes_no_deep_tree_and_loses_nothing() {
        let lists: String = (0..400).map(|n| "  ".repeat(n) + &format!("- {n}\n")).collect();
        let unfolding = "<details><summary>s</summary>\n\n".repeat(300);
        for source in [
            format!("before\n\n{}word\n\nafter", ">".repeat(20_000)),
            format!("before\n\n{}word\n\nafter", "> ".repeat(20_000)),
            format!("before\n\n{}word\n\nafter", "- ".repeat(5_000)),
            format!("before\n\n{lists}\n\nword\n\nafter"),
            format!("before\n\n{unfolding}word\n\n{}\n\nafter", "</details>\n\n".repeat(300)),
        ] {
            for live in [false, true] {
                let read = blocks(&source, live).message.blocks;
                let name = &source[..60];
                assert!((8..=NEST + 2).contains(&depth(&read)), "{} {name:?}", depth(&read));
                let told = format!("{read:?}");
                assert!(["before", "word", "after"].iter().all(|word| told.contains(word)), "{name:?}");
            }
        }
    }
}
