//! A mended run of a block as rich text: formatting becomes a tree, formulas stay TeX.
//! It knows no blocks but the two that a paragraph with formulas falls into.

use super::super::rich::{Block, RichText, Span};
use super::super::text::EntityKind;
use super::clean::{invisible, wanted};
use super::inline::{Formula, Inline};
use super::script;

/// What the mark of a footnote points at is called in the message.
pub(super) fn note_name(label: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!label.is_empty() && label.len() <= 40 && label.chars().all(plain)).then(|| format!("note-{label}"))
}

/// A run as rich text, without blanks around it; `None` where there is nothing to see.
pub(super) fn rich_text(run: &[Inline]) -> Option<RichText> {
    let mut tree = Tree::default();
    for piece in run {
        tree.take(piece);
    }
    trimmed(tree.finish())
}

/// A run as paragraphs, formulas that want a line of their own between them.
pub(super) fn paragraphs(run: &[Inline]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut from = 0;
    for at in display_formulas(run) {
        blocks.extend(rich_text(&run[from..at]).map(|text| Block::Paragraph { text }));
        if let Inline::Formula(formula) = &run[at] {
            blocks.push(Block::MathematicalExpression { expression: formula.unquoted() });
        }
        from = at + 1;
    }
    blocks.extend(rich_text(&run[from..]).map(|text| Block::Paragraph { text }));
    blocks
}

/// Formulas outside of all formatting that are meant to stand alone.
fn display_formulas(run: &[Inline]) -> Vec<usize> {
    let mut open = 0_usize;
    let mut found = Vec::new();
    for (at, piece) in run.iter().enumerate() {
        match piece {
            Inline::Open(_) => open += 1,
            Inline::Close(_) => open = open.saturating_sub(1),
            Inline::Formula(Formula { tex, display: true }) if open == 0 && !tex.trim().is_empty() => {
                found.push(at);
            }
            _ => {}
        }
    }
    found
}

/// Formatting that is open, and what stands in it so far; the first is the text itself.
struct Node {
    kind: Option<EntityKind>,
    parts: Vec<RichText>,
}

struct Tree(Vec<Node>);

impl Default for Tree {
    fn default() -> Self {
        Self(vec![Node { kind: None, parts: Vec::new() }])
    }
}

impl Tree {
    fn take(&mut self, piece: &Inline) {
        match piece {
            Inline::Text(text) => self.letters(text),
            Inline::Code(code) => {
                let code: String = code.chars().filter_map(wanted).collect();
                let code = Some(code).filter(|code| !code.chars().all(invisible));
                self.push(code.map(|code| Span::Code { text: Box::new(code.into()) }));
            }
            Inline::Formula(formula) => {
                let expression = Some(formula.unquoted()).filter(|tex| !tex.is_empty());
                self.push(expression.map(|expression| Span::MathematicalExpression { expression }));
            }
            Inline::Note(label) => self.note(label),
            Inline::Break => self.letters("\n"),
            Inline::Open(kind) => self.open(kind),
            Inline::Close(kind) => self.close(kind),
            Inline::Delim(delim) => self.letters(&delim.letters()),
        }
    }

    fn push(&mut self, span: Option<Span>) {
        if let (Some(node), Some(span)) = (self.0.last_mut(), span) {
            node.parts.push(RichText::Span(span));
        }
    }

    fn letters(&mut self, text: &str) {
        let Some(node) = self.0.last_mut() else { return };
        let letters = text.chars().filter_map(wanted);
        if let Some(RichText::Plain(last)) = node.parts.last_mut() {
            last.extend(letters);
        } else {
            node.parts.push(RichText::Plain(letters.collect()));
        }
    }

    fn note(&mut self, label: &str) {
        let mark = Box::new(RichText::Plain(script::footnote(label)));
        match note_name(label) {
            Some(reference_name) => self.push(Some(Span::ReferenceLink { text: mark, reference_name })),
            None => self.letters(&script::footnote(label)),
        }
    }

    /// Formatting of a kind that is open already changes nothing.
    fn open(&mut self, kind: &EntityKind) {
        let known = self.0.iter().any(|node| node.kind.as_ref().is_some_and(|open| same(open, kind)));
        let kind = Some(kind.clone()).filter(|_| !known);
        self.0.push(Node { kind, parts: Vec::new() });
    }

    /// What was opened inside of the kind that closes goes on behind it.
    fn close(&mut self, kind: &EntityKind) {
        let open = |node: &Node| node.kind.as_ref().is_some_and(|open| same(open, kind));
        let Some(at) = self.0.iter().rposition(open).filter(|at| *at > 0) else { return };
        let inner: Vec<_> = self.0[at + 1..].iter().map(|node| node.kind.clone()).collect();
        while self.0.len() > at {
            self.fold();
        }
        self.0.extend(inner.into_iter().map(|kind| Node { kind, parts: Vec::new() }));
    }

    /// Ends the innermost formatting.
    fn fold(&mut self) {
        let Some(node) = self.0.pop() else { return };
        let Some(outer) = self.0.last_mut() else { return };
        match node.kind {
            Some(kind) if node.parts.iter().any(|part| !is_blank(part)) => {
                outer.parts.push(styled(kind, joined(node.parts)));
            }
            _ => outer.parts.extend(node.parts),
        }
    }

    fn finish(mut self) -> RichText {
        while self.0.len() > 1 {
            self.fold();
        }
        joined(self.0.pop().map(|node| node.parts).unwrap_or_default())
    }
}

fn same(one: &EntityKind, other: &EntityKind) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

fn styled(kind: EntityKind, inner: RichText) -> RichText {
    let text = Box::new(inner);
    RichText::Span(match kind {
        EntityKind::Bold => Span::Bold { text },
        EntityKind::Italic => Span::Italic { text },
        EntityKind::Underline => Span::Underline { text },
        EntityKind::Strikethrough => Span::Strikethrough { text },
        EntityKind::Spoiler => Span::Spoiler { text },
        EntityKind::Code | EntityKind::Pre { .. } => Span::Code { text },
        EntityKind::TextLink { url } => Span::Url { text, url },
        EntityKind::Blockquote | EntityKind::ExpandableBlockquote => return *text,
    })
}

/// Parts as one text.
pub(super) fn joined(mut parts: Vec<RichText>) -> RichText {
    match parts.len() {
        1 => parts.remove(0),
        _ => RichText::Many(parts),
    }
}

fn is_blank(text: &RichText) -> bool {
    match text {
        RichText::Plain(text) => text.chars().all(invisible),
        RichText::Many(parts) => parts.iter().all(is_blank),
        RichText::Span(span) => span.text().is_some_and(is_blank),
    }
}

fn trimmed(text: RichText) -> Option<RichText> {
    if is_blank(&text) {
        return None;
    }
    let mut parts = match text {
        RichText::Many(parts) => parts,
        one => vec![one],
    };
    let blank =
        |part: Option<&RichText>| matches!(part, Some(RichText::Plain(text)) if text.trim().is_empty());
    while blank(parts.first()) {
        parts.remove(0);
    }
    while blank(parts.last()) {
        parts.pop();
    }
    if let Some(RichText::Plain(first)) = parts.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(RichText::Plain(last)) = parts.last_mut() {
        last.truncate(last.trim_end().len());
    }
    Some(joined(parts))
}
