//! From the events of the Markdown parser to lines of text with formatting.
//! It decides how each block looks; what stands inside a block is written by `inline`.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::super::text::{EntityKind, FormattedText, utf16_len};
use super::inline::{self, Inline};
use super::list::List;
use super::protect::Protected;
use super::quotes::Quote;
use super::spans::Reader;
use super::table::Table;
use super::writer::Writer;
use super::{html, script};

const RULE: &str = "──────────";

pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// Renders a cleaned source. In a `live` one, which is still being written, the last block counts as unfinished.
pub(super) fn render(source: &str, live: bool) -> FormattedText {
    let protected = Protected::new(source);
    let mut renderer = Renderer::new(&protected, live);
    for (event, range) in Parser::new_ext(&protected.text, options()).into_offset_iter() {
        renderer.event(event, range);
    }
    renderer.end_line();
    renderer.out.finish()
}

pub(super) struct Renderer<'a> {
    pub(super) reader: Reader<'a>,
    pub(super) out: Writer,
    lists: Vec<List>,
    pub(super) quotes: Vec<Quote>,
    table: Option<Table>,
}

impl<'a> Renderer<'a> {
    fn new(protected: &'a Protected, live: bool) -> Self {
        Self {
            reader: Reader::new(protected, live),
            out: Writer::default(),
            lists: Vec::new(),
            quotes: Vec::new(),
            table: None,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match self.reader.take(event, &range) {
            Some(Event::Start(tag)) => self.start(tag, &range),
            Some(Event::End(tag)) => self.end(tag, &range),
            Some(Event::Rule) => {
                self.end_line();
                self.rule();
            }
            Some(Event::TaskListMarker(done)) => {
                self.reader.push(Inline::Text(if done { "☑ " } else { "☐ " }.to_owned()));
            }
            _ => {}
        }
    }

    fn rule(&mut self) {
        self.out.gap(2);
        self.out.text(RULE);
        self.out.gap(2);
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::TableHead | Tag::TableRow => self.with_table(Table::begin_row),
            Tag::TableCell => {}
            block => {
                self.end_line();
                self.start_block(block, range);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        let lines = self.reader.lines_before(range.start);
        match tag {
            Tag::Heading { .. } => self.out.gap(2),
            Tag::BlockQuote(kind) => self.open_quote(kind, range.start),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => language(&self.reader.protected.original(&info)),
                    CodeBlockKind::Indented => None,
                };
                self.out.gap(lines);
                self.reader.code = Some((language, String::new()));
            }
            Tag::HtmlBlock => {
                self.out.gap(lines);
                self.reader.html = Some(String::new());
            }
            Tag::List(first) => {
                self.out.gap(lines);
                self.lists.push(List::new(first, &self.lists));
            }
            Tag::Item => {
                self.out.gap(lines);
                let source = &self.reader.source[range.clone()];
                if let Some(list) = self.lists.last_mut() {
                    let (marker, indent) = list.next_item(source);
                    self.out.enter(marker, indent);
                }
            }
            Tag::FootnoteDefinition(label) => {
                self.out.gap(lines);
                let mark = script::footnote(&self.reader.protected.original(&label));
                self.out.enter(format!("{mark} "), String::new());
            }
            Tag::Table(alignments) => {
                self.out.gap(lines);
                self.table = Some(Table::new(alignments));
            }
            _ => self.out.gap(lines),
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::TableHead | TagEnd::TableRow => {}
            TagEnd::TableCell => {
                let cell = self.reader.take_line();
                self.with_table(|table| table.push(cell));
            }
            TagEnd::Heading(level) => self.heading(level, range),
            block => {
                self.end_line();
                self.end_block(block);
            }
        }
    }

    fn end_block(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) => self.close_quote(),
            TagEnd::CodeBlock => {
                if let Some((language, code)) = self.reader.code.take() {
                    self.out.pre(language, &code);
                }
            }
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::List(_) => drop(self.lists.pop()),
            TagEnd::Item | TagEnd::FootnoteDefinition => self.out.leave(),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    table.write(&mut self.out);
                }
            }
            _ => {}
        }
        self.out.gap(1);
    }

    fn with_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = &mut self.table {
            change(table);
        }
    }

    fn end_line(&mut self) {
        let line = self.reader.take_line();
        inline::write(&mut self.out, &line);
    }

    fn heading(&mut self, level: HeadingLevel, range: &Range<usize>) {
        let line = self.reader.take_line();
        if !is_title(level, &self.reader.source[range.clone()], &line) {
            inline::write(&mut self.out, &line);
            self.rule();
            return;
        }
        let depth = self.out.open(EntityKind::Bold);
        inline::write(&mut self.out, &line);
        self.out.close_to(depth);
        self.out.gap(if level <= HeadingLevel::H2 { 2 } else { 1 });
    }

    fn end_html(&mut self) {
        let Some(source) = self.reader.html.take() else { return };
        if let Some(language) = html::code_language(&source) {
            self.out.pre_on(language, &source);
        } else {
            inline::write(&mut self.out, &html::block(&source));
        }
    }
}

/// Text under a line of dashes is a title only if it is short; otherwise the dashes were meant as a rule.
pub(super) fn is_title(level: HeadingLevel, source: &str, line: &[Inline]) -> bool {
    let underlined = level == HeadingLevel::H2 && !source.trim_start().starts_with('#');
    !underlined || !line.contains(&Inline::Break) && utf16_len(&inline::plain(line)) <= 100
}

/// The language of a fence, as clients know it for colouring: one word of at most 32 letters.
pub(super) fn language(info: &str) -> Option<String> {
    let word = info.split([' ', ',', '{', '\t', ':']).find(|word| !word.is_empty())?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '#' | '_' | '.');
    (word.len() <= 32 && word.chars().all(plain)).then(|| word.to_lowercase())
}
