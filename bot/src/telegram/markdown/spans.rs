//! The half of the renderer that reads what stands inside a block: letters, markers, links, tags.
//! It only collects; nothing is written before the block has ended.

use std::ops::Range;

use super::super::text::EntityKind;
use super::inline::{self, Delim, Inline};
use super::render::Renderer;
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

impl Renderer<'_> {
    pub(super) fn text(&mut self, text: &str, range: &Range<usize>) {
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
        let escaped =
            self.source[..range.start].len() - self.source[..range.start].trim_end_matches('\\').len();
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

    pub(super) fn inline_code(&mut self, code: &str, end: usize) {
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
    pub(super) fn emphasis(&mut self, range: &Range<usize>, opens: bool) {
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
    pub(super) fn strong(&mut self, range: &Range<usize>, opens: bool) {
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

    pub(super) fn task(&mut self, done: bool) {
        self.line.push(Inline::Text(if done { "☑ " } else { "☐ " }.to_owned()));
    }

    pub(super) fn open_target(&mut self, address: &str, is_link: bool) {
        let address = self.protected.original(address).into_owned();
        let linked = self.targets.iter().any(|target| target.is_link);
        let url = link::accepted(&address).filter(|_| !linked);
        self.line.extend(url.map(|url| Inline::Open(EntityKind::TextLink { url })));
        self.targets.push(Target { address, first: self.line.len(), is_link });
        if !is_link {
            self.line.push(Inline::Text("🖼 ".to_owned()));
        }
    }

    pub(super) fn close_target(&mut self) {
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

    pub(super) fn inline_html(&mut self, tag: &str, end: usize) {
        self.tail = self.tail.max(end);
        let tag = self.protected.original(tag);
        self.script = match tag.to_ascii_lowercase().as_str() {
            "<sub>" => Some(script::lower),
            "<sup>" => Some(script::raise),
            _ => None,
        };
        self.line.extend(html::inline(&tag));
    }

    pub(super) fn html_text(&mut self, text: &str) {
        let text = self.protected.original(text);
        match &mut self.html {
            Some(html) => html.push_str(&text),
            None => self.line.push(Inline::Text(text.into_owned())),
        }
    }
}
