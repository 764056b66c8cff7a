//! Text under construction: lines, indents, list markers, and the formatting that is open.
//! It writes no blank at the edge of a line and never two empty lines in a row, except inside code.

use super::super::text::{Entity, EntityKind, FormattedText};
use super::clean::wanted;

/// Formatting that has begun; it starts with the next letter that is written.
struct Open {
    kind: EntityKind,
    start: Option<usize>,
}

#[derive(Default)]
pub(super) struct Writer {
    text: String,
    len: usize,
    entities: Vec<Entity>,
    open: Vec<Open>,
    /// How many of those wait for their first letter.
    waiting: usize,
    /// Line ends and blanks that are written as soon as something follows them.
    newlines: usize,
    blanks: String,
    /// What stands before each line, one per level; the last `markers.len()` have not had their first line.
    indents: Vec<String>,
    markers: Vec<String>,
}

impl Writer {
    /// Length in UTF-16 code units, without what is still held back.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// What has been written from a byte position on.
    pub(super) fn written_since(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    pub(super) fn byte_len(&self) -> usize {
        self.text.len()
    }

    /// Asks for at least so many line ends (one or two) before whatever comes next.
    pub(super) fn gap(&mut self, lines: usize) {
        self.blanks.clear();
        if self.markers.is_empty() && !self.text.is_empty() {
            self.newlines = self.newlines.max(lines.min(2));
        }
    }

    /// Ends the line; a second one in a row leaves an empty line, further ones do nothing.
    pub(super) fn newline(&mut self) {
        self.gap(self.newlines + 1);
    }

    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars().filter_map(wanted) {
            match c {
                '\n' => self.newline(),
                c if c.is_whitespace() => self.blanks.push(c),
                c => {
                    self.catch_up();
                    self.put(c);
                }
            }
        }
    }

    /// A block of code on lines of its own. Blank lines around it are dropped; code of nothing writes nothing.
    pub(super) fn pre(&mut self, language: Option<String>, code: &str) {
        let Some(code) = shaped(code) else { return };
        self.settle_markers();
        self.gap(1);
        self.break_lines();
        let start = self.len;
        code.chars().for_each(|c| self.put(c));
        self.entities.push(Entity {
            offset: start,
            length: self.len - start,
            kind: EntityKind::Pre { language },
        });
        self.gap(1);
    }

    /// Code that goes on with the block of code before it, if that is in the same language.
    pub(super) fn pre_on(&mut self, language: &str, code: &str) {
        let continued = self.entities.last().is_some_and(|last| {
            matches!(&last.kind, EntityKind::Pre { language: Some(before) } if before == language)
                && last.offset + last.length == self.len
        });
        let Some(code) = shaped(code).filter(|_| continued && self.newlines > 0) else {
            return self.pre(Some(language.to_owned()), code);
        };
        self.break_lines();
        self.put_str(&code);
        if let Some(last) = self.entities.last_mut() {
            last.length = self.len - last.offset;
        }
        self.gap(1);
    }

    /// Opens formatting and returns a mark for [`Writer::close_to`].
    pub(super) fn open(&mut self, kind: EntityKind) -> usize {
        self.open.push(Open { kind, start: None });
        self.waiting += 1;
        self.open.len() - 1
    }

    /// How much is open now.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Closes the formatting of this kind that was opened last, at or above a depth.
    pub(super) fn close(&mut self, kind: &EntityKind, floor: usize) {
        let found = self.open.iter().rposition(|open| same(&open.kind, kind));
        if let Some(at) = found.filter(|at| *at >= floor) {
            let open = self.open.remove(at);
            self.seal(open);
        }
    }

    /// Closes everything that was opened after this depth was taken.
    pub(super) fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            if let Some(open) = self.open.pop() {
                self.seal(open);
            }
        }
    }

    /// Turns an open quote into a collapsed one.
    pub(super) fn recast(&mut self, depth: usize, kind: EntityKind) {
        if let Some(open) = self.open.get_mut(depth) {
            open.kind = kind;
        }
    }

    /// Begins a list item (or anything else with a marker); its other lines are indented by `indent`.
    pub(super) fn enter(&mut self, marker: String, indent: String) {
        self.markers.push(marker);
        self.indents.push(indent);
    }

    /// Ends what [`Writer::enter`] began; an item of nothing still shows its marker.
    pub(super) fn leave(&mut self) {
        self.settle_markers();
        self.indents.pop();
    }

    /// Puts the indents away, for blocks that bring their own edge; give them back with [`Writer::restore`].
    pub(super) fn set_aside(&mut self) -> Vec<String> {
        self.settle_markers();
        std::mem::take(&mut self.indents)
    }

    pub(super) fn restore(&mut self, indents: Vec<String>) {
        self.settle_markers();
        self.indents = indents;
    }

    /// A prefix for every line from here on.
    pub(super) fn indent(&mut self, prefix: &str) {
        self.indents.push(prefix.to_owned());
    }

    pub(super) fn finish(mut self) -> FormattedText {
        self.settle_markers();
        self.close_to(0);
        FormattedText { text: self.text, entities: self.entities }
    }

    fn seal(&mut self, open: Open) {
        self.waiting -= usize::from(open.start.is_none());
        if let Some(start) = open.start.filter(|start| *start < self.len) {
            self.entities.push(Entity { offset: start, length: self.len - start, kind: open.kind });
        }
    }

    fn put(&mut self, c: char) {
        self.text.push(c);
        self.len += c.len_utf16();
    }

    fn put_str(&mut self, text: &str) {
        text.chars().for_each(|c| self.put(c));
    }

    fn break_lines(&mut self) {
        let lines = std::mem::take(&mut self.newlines);
        (0..lines).for_each(|_| self.put('\n'));
        self.blanks.clear();
    }

    /// Writes what was held back, and begins the formatting that was waiting for a letter.
    fn catch_up(&mut self) {
        if self.text.is_empty() || self.newlines > 0 || !self.markers.is_empty() {
            self.break_lines();
            self.begin_open(|kind| matches!(kind, EntityKind::Blockquote | EntityKind::ExpandableBlockquote));
            self.put_line_start();
        } else {
            let blanks = std::mem::take(&mut self.blanks);
            self.put_str(&blanks);
        }
        self.begin_open(|_| true);
    }

    fn put_line_start(&mut self) {
        let begun = self.indents.len().saturating_sub(self.markers.len());
        let mut start: String = self.indents[..begun].concat();
        start.extend(self.markers.drain(..));
        self.put_str(&start);
    }

    fn begin_open(&mut self, which: impl Fn(&EntityKind) -> bool) {
        if self.waiting == 0 {
            return;
        }
        // What waits was opened last, as a rule.
        for open in self.open.iter_mut().rev() {
            if self.waiting == 0 {
                break;
            }
            if open.start.is_none() && which(&open.kind) {
                open.start = Some(self.len);
                self.waiting -= 1;
            }
        }
    }

    /// Writes markers that still wait for their text, as a line of their own.
    fn settle_markers(&mut self) {
        if self.markers.is_empty() {
            return;
        }
        self.break_lines();
        self.begin_open(|kind| matches!(kind, EntityKind::Blockquote | EntityKind::ExpandableBlockquote));
        self.put_line_start();
        while self.text.ends_with(' ') {
            self.text.pop();
            self.len -= 1;
        }
    }
}

/// Links are the same kind of formatting wherever they lead.
fn same(one: &EntityKind, other: &EntityKind) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// Code as it is written: no blank lines around it, tabs as four blanks. Telegram moves the start of an entity
/// past blanks, so the first blank of an indented first line becomes one that does not break.
pub(super) fn shaped(code: &str) -> Option<String> {
    let code: String = code.replace('\t', "    ").chars().filter_map(wanted).collect();
    let code = code.trim_end();
    let first = code.find(|c: char| !c.is_whitespace())?;
    let line = code[..first].rfind('\n').map_or(0, |at| at + 1);
    let code = &code[line..];
    Some(match code.strip_prefix(|c: char| c.is_whitespace()) {
        Some(rest) => format!("\u{a0}{rest}"),
        None => code.to_owned(),
    })
}
