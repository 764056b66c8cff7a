//! From the events of the Markdown parser to lines of text with formatting.
//! It decides how each block looks; what stands inside a block is written by `inline`.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::super::text::{EntityKind, FormattedText, utf16_len};
use super::inline::{self, Inline};
use super::list::List;
use super::protect::Protected;
use super::quotes::Quote;
use super::spans::Target;
use super::table::Table;
use super::writer::Writer;
use super::{html, script};

const RULE: &str = "──────────";

fn options() -> Options {
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
    pub(super) protected: &'a Protected,
    pub(super) source: &'a str,
    live: bool,
    pub(super) out: Writer,
    /// The letters of the block that is being read, and where in the source they end.
    pub(super) line: Vec<Inline>,
    pub(super) tail: usize,
    lists: Vec<List>,
    pub(super) quotes: Vec<Quote>,
    pub(super) targets: Vec<Target>,
    table: Option<Table>,
    pub(super) code: Option<(Option<String>, String)>,
    pub(super) html: Option<String>,
    pub(super) script: Option<fn(&str) -> Option<String>>,
}

impl<'a> Renderer<'a> {
    fn new(protected: &'a Protected, live: bool) -> Self {
        Self {
            protected,
            source: &protected.text,
            live,
            out: Writer::default(),
            line: Vec::new(),
            tail: 0,
            lists: Vec::new(),
            quotes: Vec::new(),
            targets: Vec::new(),
            table: None,
            code: None,
            html: None,
            script: None,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) => self.text(&text, &range),
            Event::Code(code) => self.inline_code(&code, range.end),
            Event::Html(text) => self.html_text(&text),
            Event::InlineHtml(tag) => self.inline_html(&tag, range.end),
            Event::FootnoteReference(label) => {
                self.line.push(Inline::Text(script::footnote(&self.protected.original(&label))));
            }
            Event::SoftBreak | Event::HardBreak => self.line.push(Inline::Break),
            Event::Rule => {
                self.end_line();
                self.out.gap(2);
                self.out.text(RULE);
                self.out.gap(2);
            }
            Event::TaskListMarker(done) => self.task(done),
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.line.push(Inline::Text(text.into_string()));
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Emphasis => self.emphasis(&range, true),
            Tag::Strong => self.strong(&range, true),
            Tag::Strikethrough => self.line.push(Inline::Open(EntityKind::Strikethrough)),
            Tag::Link { dest_url, link_type, .. } => {
                let mail = link_type == pulldown_cmark::LinkType::Email;
                self.open_target(if mail { "" } else { &dest_url }, true);
            }
            Tag::Image { dest_url, .. } => self.open_target(&dest_url, false),
            Tag::TableHead | Tag::TableRow => self.with_table(Table::begin_row),
            Tag::TableCell => {}
            block => {
                self.end_line();
                self.start_block(block, &range);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        let lines = self.lines_before(range.start);
        match tag {
            Tag::Heading { .. } => self.out.gap(2),
            Tag::BlockQuote(kind) => self.open_quote(kind, range.start),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => language(&self.protected.original(&info)),
                    CodeBlockKind::Indented => None,
                };
                self.out.gap(lines);
                self.code = Some((language, String::new()));
            }
            Tag::HtmlBlock => {
                self.out.gap(lines);
                self.html = Some(String::new());
            }
            Tag::List(first) => {
                self.out.gap(lines);
                self.lists.push(List::new(first, &self.lists));
            }
            Tag::Item => {
                self.out.gap(lines);
                let source = &self.source[range.clone()];
                if let Some(list) = self.lists.last_mut() {
                    let (marker, indent) = list.next_item(source);
                    self.out.enter(marker, indent);
                }
            }
            Tag::FootnoteDefinition(label) => {
                self.out.gap(lines);
                let mark = script::footnote(&self.protected.original(&label));
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
        self.tail = self.tail.max(range.end);
        match tag {
            TagEnd::Emphasis => self.emphasis(range, false),
            TagEnd::Strong => self.strong(range, false),
            TagEnd::Strikethrough => self.line.push(Inline::Close(EntityKind::Strikethrough)),
            TagEnd::Link | TagEnd::Image => self.close_target(),
            TagEnd::TableHead | TagEnd::TableRow => {}
            TagEnd::TableCell => {
                let cell = self.mended();
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
                if let Some((language, code)) = self.code.take() {
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

    /// One line end before a block, or two where its writer left an empty line.
    pub(super) fn lines_before(&self, at: usize) -> usize {
        let before = &self.source[..at.min(self.source.len())];
        let before = &before[..before.rfind('\n').unwrap_or(0)];
        let last = before.rsplit('\n').next().unwrap_or_default();
        if last.trim_matches(|c: char| c.is_whitespace() || c == '>').is_empty() { 2 } else { 1 }
    }

    /// Whether what has been read reaches to the end of an unfinished source.
    pub(super) fn is_growing(&self) -> bool {
        self.live && self.source[self.tail.min(self.source.len())..].trim().is_empty()
    }

    fn mended(&mut self) -> Vec<Inline> {
        let growing = self.is_growing();
        self.script = None;
        self.targets.clear();
        inline::mend(std::mem::take(&mut self.line), growing)
    }

    fn end_line(&mut self) {
        if !self.line.is_empty() {
            let line = self.mended();
            inline::write(&mut self.out, &line);
        }
    }

    /// Text under a line of dashes is a title only if it is short; otherwise the dashes were meant as a rule.
    fn heading(&mut self, level: HeadingLevel, range: &Range<usize>) {
        let line = self.mended();
        let underlined =
            level == HeadingLevel::H2 && !self.source[range.clone()].trim_start().starts_with('#');
        if underlined && (line.contains(&Inline::Break) || utf16_len(&inline::plain(&line)) > 100) {
            inline::write(&mut self.out, &line);
            self.out.gap(2);
            self.out.text(RULE);
            self.out.gap(2);
            return;
        }
        let depth = self.out.open(EntityKind::Bold);
        inline::write(&mut self.out, &line);
        self.out.close_to(depth);
        self.out.gap(if level <= HeadingLevel::H2 { 2 } else { 1 });
    }

    fn end_html(&mut self) {
        let Some(source) = self.html.take() else { return };
        if let Some(language) = html::code_language(&source) {
            self.out.pre_on(language, &source);
        } else {
            self.line = html::block(&source);
            self.end_line();
        }
    }
}

/// The language of a fence, as clients know it for colouring: one word of at most 32 letters.
fn language(info: &str) -> Option<String> {
    let word = info.split([' ', ',', '{', '\t', ':']).find(|word| !word.is_empty())?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '#' | '_' | '.');
    (word.len() <= 32 && word.chars().all(plain)).then(|| word.to_lowercase())
}
