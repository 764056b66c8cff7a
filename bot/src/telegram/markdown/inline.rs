//! What stands in one block of text, as a flat run: letters, code, and where formatting begins and ends.
//! Markers that the parser could not pair are mended here the way their writer meant them.

use super::super::text::EntityKind;
use super::writer::Writer;
use super::{latex, script};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Inline {
    Text(String),
    Code(String),
    Formula(Formula),
    /// The mark of a footnote, by its label.
    Note(String),
    Break,
    Open(EntityKind),
    Close(EntityKind),
    Delim(Delim),
}

/// A formula in TeX, without its delimiters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Formula {
    pub(super) tex: String,
    /// It was meant to stand on a line of its own.
    pub(super) display: bool,
}

impl Formula {
    /// The formula in lines without the marks of a quote it may stand in.
    pub(super) fn unquoted(&self) -> String {
        let lines = self.tex.trim().lines().map(|line| line.trim_start_matches(['>', ' ']));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// As text where Unicode has all of it, otherwise as code.
    fn shown(&self) -> Inline {
        latex::readable(&self.tex).map_or_else(|| Inline::Code(self.unquoted()), Inline::Text)
    }
}

/// A run of `*`, `_`, `~` or `|` without a partner, and the characters beside it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Delim {
    pub(super) mark: char,
    pub(super) count: usize,
    pub(super) before: Option<char>,
    pub(super) after: Option<char>,
}

impl Delim {
    fn kinds(&self) -> &'static [EntityKind] {
        match (self.mark, self.count) {
            ('*' | '_', 1) => &[EntityKind::Italic],
            ('*' | '_', 2) => &[EntityKind::Bold],
            ('*' | '_', 3) => &[EntityKind::Bold, EntityKind::Italic],
            ('~', 2) => &[EntityKind::Strikethrough],
            ('|', 2) => &[EntityKind::Spoiler],
            _ => &[],
        }
    }

    /// The run as it was written.
    pub(super) fn letters(&self) -> String {
        std::iter::repeat_n(self.mark, self.count).collect()
    }

    /// `a**b` is a power and `**kwargs` a name; everything that hugs the word behind it may begin something.
    fn can_open(&self) -> bool {
        let hugs = self.after.is_some_and(|c| !c.is_whitespace() && !",.;:!?)]}»".contains(c));
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let plain = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        match (self.mark, self.count) {
            _ if !hugs => false,
            ('*', 2 | 3) => !(plain(self.before) && plain(self.after)),
            ('*', _) => {
                !letter(self.before)
                    && self.after.is_some_and(|c| c.is_alphabetic() || matches!(c, '«' | '"' | '“' | '('))
            }
            ('_', _) => !letter(self.before) && letter(self.after),
            _ => !letter(self.before),
        }
    }

    fn can_close(&self) -> bool {
        let hugs = self.before.is_some_and(|c| !c.is_whitespace());
        let letter = self.after.is_some_and(char::is_alphanumeric);
        hugs && (self.mark == '*' || !letter)
    }
}

/// Open markers that a closing one is looked for among, latest first. Whoever opens more has not meant to.
const REACH: usize = 64;

/// Pairs what can be paired, closes bold that was never closed at the end of its block, and turns the rest back
/// into letters. In a block that is `live`, still being written, everything begun counts as meant.
pub(super) fn mend(run: Vec<Inline>, live: bool) -> Vec<Inline> {
    if !run.iter().any(|piece| matches!(piece, Inline::Delim(_))) {
        return run;
    }
    let mut pieces = joined(run);
    let mut open: Vec<usize> = Vec::new();
    // Whether a marker opens or closes, by its place.
    let mut roles: Vec<Option<bool>> = vec![None; pieces.len()];
    for (at, piece) in pieces.iter().enumerate() {
        let Inline::Delim(delim) = piece else { continue };
        let floor = open.len().saturating_sub(REACH);
        let near = open[floor..].iter().rposition(|other| pairs(&pieces[*other], delim));
        if let Some(partner) = near.map(|near| floor + near).filter(|_| delim.can_close()) {
            roles[open[partner]] = Some(true);
            roles[at] = Some(false);
            open.truncate(partner);
        } else if delim.can_open() && !delim.kinds().is_empty() && !is_name(&pieces[at + 1..]) {
            open.push(at);
        }
    }
    for at in open.into_iter().filter(|at| stays_open(&pieces[*at], live)) {
        roles[at] = Some(true);
    }
    let mended = pieces.drain(..).zip(roles).flat_map(|(piece, role)| match piece {
        Inline::Delim(delim) => resolved(&delim, role),
        piece => vec![piece],
    });
    mended.collect()
}

fn pairs(opener: &Inline, closer: &Delim) -> bool {
    matches!(opener, Inline::Delim(opener) if opener.mark == closer.mark && opener.count == closer.count)
}

/// `**kwargs` and `*args`, the two names that people write with stars in front.
fn is_name(rest: &[Inline]) -> bool {
    let Some(Inline::Text(text)) = rest.first() else { return false };
    let word: String = text.chars().take_while(char::is_ascii_alphanumeric).collect();
    matches!(word.as_str(), "kwargs" | "args" | "kw")
}

fn stays_open(piece: &Inline, live: bool) -> bool {
    match piece {
        Inline::Delim(delim) if delim.mark == '*' && delim.count >= 2 => true,
        Inline::Delim(delim) => live && !(delim.mark == '_' && delim.count > 1),
        _ => false,
    }
}

fn resolved(delim: &Delim, opens: Option<bool>) -> Vec<Inline> {
    match opens {
        Some(true) => delim.kinds().iter().cloned().map(Inline::Open).collect(),
        Some(false) => delim.kinds().iter().rev().cloned().map(Inline::Close).collect(),
        None => vec![Inline::Text(delim.letters())],
    }
}

/// Neighbouring runs of one mark as one.
fn joined(run: Vec<Inline>) -> Vec<Inline> {
    let mut pieces: Vec<Inline> = Vec::with_capacity(run.len());
    for piece in run {
        match (pieces.last_mut(), piece) {
            (Some(Inline::Delim(last)), Inline::Delim(next))
                if last.mark == next.mark && last.after == Some(next.mark) =>
            {
                last.count += next.count;
                last.after = next.after;
            }
            (_, piece) => pieces.push(piece),
        }
    }
    pieces
}

/// Writes a mended run; whatever it leaves open is closed at its end.
pub(super) fn write(out: &mut Writer, run: &[Inline]) {
    let floor = out.depth();
    for piece in run {
        match piece {
            Inline::Text(text) => out.text(text),
            Inline::Code(code) => {
                let depth = out.open(EntityKind::Code);
                out.text(code);
                out.close_to(depth);
            }
            Inline::Formula(formula) => write(out, &[formula.shown()]),
            Inline::Note(label) => out.text(&script::footnote(label)),
            Inline::Break => out.newline(),
            Inline::Open(kind) => drop(out.open(kind.clone())),
            Inline::Close(kind) => out.close(kind, floor),
            Inline::Delim(delim) => out.text(&delim.letters()),
        }
    }
    out.close_to(floor);
}

/// The letters of a run in one line.
pub(super) fn plain(run: &[Inline]) -> String {
    let mut text = String::new();
    for piece in run {
        match piece {
            Inline::Text(piece) | Inline::Code(piece) => text.push_str(piece),
            Inline::Formula(formula) => text.push_str(&plain(&[formula.shown()])),
            Inline::Note(label) => text.push_str(&script::footnote(label)),
            Inline::Break => text.push(' '),
            Inline::Delim(delim) => text.push_str(&delim.letters()),
            Inline::Open(_) | Inline::Close(_) => {}
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// Whether a run carries an address that plain letters would lose.
pub(super) fn has_link(run: &[Inline]) -> bool {
    run.iter().any(|piece| matches!(piece, Inline::Open(EntityKind::TextLink { .. })))
}
