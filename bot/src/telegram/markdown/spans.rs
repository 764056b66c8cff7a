//! Reads what stands inside a block: letters, markers, links, tags.
//! It only collects; whoever writes takes a block's run when the block has ended.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::super::text::EntityKind;
use super::inline::{self, Delim, Inline};
use super::protect::Protected;
use super::{html, link, script};

const DUNDERS: [&str; 16] = [
    "init", "main", "name", "str", "repr", "call", "enter", "exit", "len", "iter", "next", "dict", "file",
    "all", "new", "eq",
];

/// An open link or picture.
pub(super) struct Target {
    address: String,
    first: usize,
    is_link: bool,
}

/// What has been read of the block that is open.
pub(super) struct Reader<'a> {
    pub(super) protected: &'a Protected,
    pub(super) source: &'a str,
    live: bool,
    /// The run so far, and where in the source it ends.
    line: Vec<Inline>,
    pub(super) tail: usize,
    /// A place in the source, and how many backslashes stand before it.
    counted: (usize, usize),
    targets: Vec<Target>,
    pub(super) code: Option<(Option<String>, String)>,
    pub(super) html: Option<String>,
    script: Option<fn(&str) -> Option<String>>,
}

impl<'a> Reader<'a> {
    /// Reads a source; in a `live` one, which is still being written, the last block counts as unfinished.
    pub(super) fn new(protected: &'a Protected, live: bool) -> Self {
        Self {
            protected,
            source: &protected.text,
            live,
            line: Vec::new(),
            tail: 0,
            counted: (0, 0),
            targets: Vec::new(),
            code: None,
            html: None,
            script: None,
        }
    }

    /// Takes what belongs into a line, and gives back what is about blocks.
    pub(super) fn take<'e>(&mut self, event: Event<'e>, range: &Range<usize>) -> Option<Event<'e>> {
        match event {
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.inline_code(&code, range.end),
            Event::Html(text) => self.html_text(&text),
            Event::InlineHtml(tag) => self.inline_html(&tag, range.end),
            Event::FootnoteReference(label) => {
                self.line.push(Inline::Note(self.protected.original(&label).into_owned()));
            }
            Event::SoftBreak | Event::HardBreak => self.line.push(Inline::Break),
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.line.push(Inline::Text(text.into_string()));
            }
            Event::Start(Tag::Emphasis) => self.emphasis(range, true),
            Event::Start(Tag::Strong) => self.strong(range, true),
            Event::Start(Tag::Strikethrough) => self.line.push(Inline::Open(EntityKind::Strikethrough)),
            Event::Start(Tag::Link { dest_url, link_type, .. }) => {
                self.open_target(if link_type == LinkType::Email { "" } else { &dest_url }, true);
            }
            Event::Start(Tag::Image { dest_url, .. }) => self.open_target(&dest_url, false),
            Event::End(end) => return self.end(end, range).map(Event::End),
            block => return Some(block),
        }
        None
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) -> Option<TagEnd> {
        self.tail = self.tail.max(range.end);
        match tag {
            TagEnd::Emphasis => self.emphasis(range, false),
            TagEnd::Strong => self.strong(range, false),
            TagEnd::Strikethrough => self.line.push(Inline::Close(EntityKind::Strikethrough)),
            TagEnd::Link | TagEnd::Image => self.close_target(),
            block => return Some(block),
        }
        None
    }

    pub(super) fn push(&mut self, piece: Inline) {
        self.line.push(piece);
    }

    /// The run of the block that ends here, its markers mended.
    pub(super) fn take_line(&mut self) -> Vec<Inline> {
        let growing = self.is_growing();
        self.script = None;
        self.targets.clear();
        inline::mend(std::mem::take(&mut self.line), growing)
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
    fn is_literal(&mut self, text: &str, range: &Range<usize>) -> bool {
        self.backslashes(range.start) % 2 == 1 || self.source.get(range.clone()) != Some(text)
    }

    /// How many backslashes stand before a place. What was counted is not counted again, however long the run.
    fn backslashes(&mut self, at: usize) -> usize {
        let (from, before) = if self.counted.0 <= at { self.counted } else { (0, 0) };
        let since = &self.source[from..at];
        let run = since.len() - since.trim_end_matches('\\').len();
        let count = if run == since.len() { before + run } else { run };
        self.counted = (at, count);
        count
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
        self.line.push(if blank {
            Inline::Text(format!("`{code}`"))
        } else {
            Inline::Code(code.into_owned())
        });
    }

    /// `2*3*4` is a product; whoever means italics leaves the word.
    fn emphasis(&mut self, range: &Range<usize>, opens: bool) {
        let beside =
            (self.source[..range.start].chars().next_back(), self.source[range.end..].chars().next());
        let product =
            matches!(beside, (Some(a), Some(b)) if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric());
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
            let name =
                if target.is_link { target.address.as_str() } else { link::file_name(&target.address) };
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
}
