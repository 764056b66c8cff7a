//! From the events of the Markdown parser to lines of text with formatting.
//! It decides how each block looks; what stands inside a block is written by `inline`.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::super::text::{EntityKind, FormattedText, utf16_len};
use super::inline::{self, Delim, Inline};
use super::list::List;
use super::protect::Protected;
use super::table::Table;
use super::writer::Writer;
use super::{html, link, script};

/// A quote longer than this is shown collapsed.
const QUOTE_LETTERS: usize = 400;
const QUOTE_LINES: usize = 5;
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

/// An open quote: its formatting, where its text begins, and the indents outside of it.
struct Quote {
    depth: usize,
    bytes: usize,
    start: usize,
    indents: Vec<String>,
}

/// An open link or picture.
struct Target {
    address: String,
    first: usize,
    is_link: bool,
}

struct Renderer<'a> {
    protected: &'a Protected,
    source: &'a str,
    live: bool,
    out: Writer,
    /// The letters of the block that is being read, and where in the source they end.
    line: Vec<Inline>,
    tail: usize,
    lists: Vec<List>,
    quotes: Vec<Quote>,
    targets: Vec<Target>,
    table: Option<Table>,
    code: Option<(Option<String>, String)>,
    html: Option<String>,
    script: Option<fn(&str) -> Option<String>>,
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
            Event::FootnoteReference(label) => self.line.push(Inline::Text(script::footnote(&self.protected.original(&label)))),
            Event::SoftBreak | Event::HardBreak => self.line.push(Inline::Break),
            Event::Rule => {
                self.end_line();
                self.out.gap(2);
                self.out.text(RULE);
                self.out.gap(2);
            }
            Event::TaskListMarker(done) => self.task(done),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.line.push(Inline::Text(text.into_string())),
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
    fn lines_before(&self, at: usize) -> usize {
        let before = &self.source[..at.min(self.source.len())];
        let before = &before[..before.rfind('\n').unwrap_or(0)];
        let last = before.rsplit('\n').next().unwrap_or_default();
        if last.trim_matches(|c: char| c.is_whitespace() || c == '>').is_empty() { 2 } else { 1 }
    }

    /// Whether what has been read reaches to the end of an unfinished source.
    fn is_growing(&self) -> bool {
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
        let underlined = level == HeadingLevel::H2 && !self.source[range.clone()].trim_start().starts_with('#');
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

    fn open_quote(&mut self, kind: Option<BlockQuoteKind>, at: usize) {
        self.out.gap(self.lines_before(at));
        let indents = self.out.set_aside();
        self.out.gap(1);
        if self.quotes.is_empty() {
            let (bytes, start) = (self.out.byte_len(), self.out.len());
            let depth = self.out.open(EntityKind::Blockquote);
            self.quotes.push(Quote { depth, bytes, start, indents });
        } else {
            // Telegram has no quote in a quote: the inner one is marked line by line.
            indents.iter().for_each(|indent| self.out.indent(indent));
            self.out.indent("› ");
            self.quotes.push(Quote { depth: self.out.depth(), bytes: 0, start: 0, indents });
        }
        if let Some((sign, name)) = kind.map(alert) {
            self.out.text(sign);
            let depth = self.out.open(EntityKind::Bold);
            self.out.text(name);
            self.out.close_to(depth);
            self.out.gap(1);
        }
    }

    fn close_quote(&mut self) {
        let growing = self.is_growing();
        let Some(quote) = self.quotes.pop() else { return };
        if self.quotes.is_empty() {
            let long = self.out.len() - quote.start > QUOTE_LETTERS;
            let tall = self.out.written_since(quote.bytes).trim().lines().count() > QUOTE_LINES;
            if (long || tall) && !growing {
                self.out.recast(quote.depth, EntityKind::ExpandableBlockquote);
            }
            self.out.close_to(quote.depth);
        }
        self.out.restore(quote.indents);
        self.out.gap(if self.quotes.is_empty() { 2 } else { 1 });
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        self.tail = self.tail.max(range.end);
        if let Some((_, code)) = &mut self.code {
            code.push_str(&self.protected.original(text));
        } else if let Some(html) = &mut self.html {
            html.push_str(&self.protected.original(text));
        } else if let Some(convert) = self.script {
            self.line.push(Inline::Text(convert(text).unwrap_or_else(|| text.to_owned())));
        } else if self.is_literal(text, range) {
            self.line.extend(self.protected.shown(text));
        } else {
            self.marked_text(text, range);
        }
    }

    /// Whether a text stands in the source in other letters, or escaped.
    fn is_literal(&self, text: &str, range: &Range<usize>) -> bool {
        let escaped = self.source[..range.start].len() - self.source[..range.start].trim_end_matches('\\').len();
        escaped % 2 == 1 || self.source.get(range.clone()) != Some(text)
    }

    /// Text in which runs of markers are told apart from letters.
    fn marked_text(&mut self, text: &str, range: &Range<usize>) {
        let whole_run = |mark: char| !text.is_empty() && text.chars().all(|c| c == mark);
        if ['*', '_', '~'].into_iter().any(whole_run) {
            let run = self.delim(text.chars().next().unwrap_or('*'), range.clone());
            self.line.push(run);
            return;
        }
        let mut start = 0;
        for (at, _) in text.match_indices("||") {
            let bar = |c: Option<char>| c == Some('|');
            let alone = !bar(text[..at].chars().next_back()) && !bar(text[at + 2..].chars().next());
            if alone && at >= start {
                self.line.extend(self.protected.shown(&text[start..at]));
                let run = self.delim('|', range.start + at..range.start + at + 2);
                self.line.push(run);
                start = at + 2;
            }
        }
        self.line.extend(self.protected.shown(&text[start..]));
    }

    fn delim(&self, mark: char, range: Range<usize>) -> Inline {
        Inline::Delim(Delim {
            mark,
            count: range.len(),
            before: self.source[..range.start].chars().next_back(),
            after: self.source[range.end..].chars().next(),
        })
    }

    fn inline_code(&mut self, code: &str, end: usize) {
        self.tail = self.tail.max(end);
        let code = self.protected.original(code);
        let blank = code.trim().is_empty();
        self.line.push(if blank { Inline::Text(format!("`{code}`")) } else { Inline::Code(code.into_owned()) });
    }

    /// `2*3*4` is a product; whoever means italics leaves the word.
    fn emphasis(&mut self, range: &Range<usize>, opens: bool) {
        let beside = (self.source[..range.start].chars().next_back(), self.source[range.end..].chars().next());
        let product = matches!(beside, (Some(a), Some(b)) if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric());
        self.line.push(match opens {
            _ if product && self.source[range.clone()].starts_with('*') => Inline::Text("*".to_owned()),
            true => Inline::Open(EntityKind::Italic),
            false => Inline::Close(EntityKind::Italic),
        });
    }

    /// Python writes `__init__`; whoever means bold writes stars.
    fn strong(&mut self, range: &Range<usize>, opens: bool) {
        let source = &self.source[range.clone()];
        let name = source.strip_prefix("__").and_then(|rest| rest.strip_suffix("__")).unwrap_or_default();
        let dunder = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase());
        let called = dunder && (DUNDERS.contains(&name) || self.source[range.end..].starts_with(['.', '(']));
        self.line.push(match opens {
            _ if called => Inline::Text("__".to_owned()),
            true => Inline::Open(EntityKind::Bold),
            false => Inline::Close(EntityKind::Bold),
        });
    }

    fn task(&mut self, done: bool) {
        self.line.push(Inline::Text(if done { "☑ " } else { "☐ " }.to_owned()));
    }

    fn open_target(&mut self, address: &str, is_link: bool) {
        let address = self.protected.original(address).into_owned();
        let linked = self.targets.iter().any(|target| target.is_link);
        let url = link::accepted(&address).filter(|_| !linked);
        self.line.extend(url.map(|url| Inline::Open(EntityKind::TextLink { url })));
        self.targets.push(Target { address, first: self.line.len(), is_link });
        if !is_link {
            self.line.push(Inline::Text("🖼 ".to_owned()));
        }
    }

    fn close_target(&mut self) {
        let Some(target) = self.targets.pop() else { return };
        let words = inline::plain(&self.line[target.first.min(self.line.len())..]);
        let linked = self.targets.iter().any(|target| target.is_link);
        if words.trim_start_matches('🖼').trim().is_empty() {
            let name = if target.is_link { target.address.as_str() } else { link::file_name(&target.address) };
            self.line.push(Inline::Text(name.to_owned()));
        }
        if linked {
            return;
        }
        if link::accepted(&target.address).is_some() {
            self.line.push(Inline::Close(EntityKind::TextLink { url: String::new() }));
        } else if let Some(address) = link::spelled(&target.address, &words).filter(|_| !words.is_empty()) {
            self.line.push(Inline::Text(format!(" ({address})")));
        }
    }

    fn inline_html(&mut self, tag: &str, end: usize) {
        self.tail = self.tail.max(end);
        let tag = self.protected.original(tag);
        self.script = match tag.to_ascii_lowercase().as_str() {
            "<sub>" => Some(script::lower),
            "<sup>" => Some(script::raise),
            _ => None,
        };
        self.line.extend(html::inline(&tag));
    }

    fn html_text(&mut self, text: &str) {
        let text = self.protected.original(text);
        match &mut self.html {
            Some(html) => html.push_str(&text),
            None => self.line.push(Inline::Text(text.into_owned())),
        }
    }

    fn end_html(&mut self) {
        let Some(source) = self.html.take() else { return };
        match html::code_language(&source) {
            Some(language) => self.out.pre(Some(language.to_owned()), &source),
            None => {
                self.line = html::block(&source);
                self.end_line();
            }
        }
    }
}

const DUNDERS: [&str; 16] = [
    "init", "main", "name", "str", "repr", "call", "enter", "exit", "len", "iter", "next", "dict", "file", "all", "new", "eq",
];

/// The language of a fence, as clients know it for colouring: one word of at most 32 letters.
fn language(info: &str) -> Option<String> {
    let word = info.split([' ', ',', '{', '\t', ':']).find(|word| !word.is_empty())?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '#' | '_' | '.');
    (word.len() <= 32 && word.chars().all(plain)).then(|| word.to_lowercase())
}

fn alert(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("ℹ️ ", "Note"),
        BlockQuoteKind::Tip => ("💡 ", "Tip"),
        BlockQuoteKind::Important => ("❗ ", "Important"),
        BlockQuoteKind::Warning => ("⚠️ ", "Warning"),
        BlockQuoteKind::Caution => ("⛔ ", "Caution"),
    }
}
