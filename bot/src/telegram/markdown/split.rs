//! Long text in parts that each fit a message, cut where it hurts least.
//! It never cuts inside a grapheme that fits, and drops nothing but blanks at the cuts.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::super::text::{Entity, EntityKind, FormattedText};
use super::tidy::{ENTITY_LIMIT, tidy};

/// Places to cut, best first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Paragraph,
    Line,
    CodeParagraph,
    CodeLine,
    Sentence,
    Word,
}

const IN_TEXT: [Place; 6] =
    [Place::Paragraph, Place::Line, Place::Sentence, Place::CodeParagraph, Place::CodeLine, Place::Word];
const IN_LONG_CODE: [Place; 6] =
    [Place::CodeParagraph, Place::CodeLine, Place::Paragraph, Place::Line, Place::Sentence, Place::Word];

/// Splits text into parts of at most `limit` UTF-16 code units (at least 1) and 100 entities, none of them empty.
/// Cuts lie between paragraphs, lines, sentences, words or graphemes, in this order of preference, as long as a part
/// stays at least a third full. Formatting goes on in the next part, code with its language; a block of code
/// that fits one part is not cut. More entities than a message may carry end the part earlier: the server would
/// drop them without a word. Only a grapheme that is longer than `limit` is cut inside.
pub fn split(text: FormattedText, limit: usize) -> Vec<FormattedText> {
    let text = tidy(text);
    let cutter = Cutter::new(&text, limit.max(1));
    let mut parts = Vec::new();
    let mut start = 0;
    while let Some(from) = cutter.begin(start) {
        let end = cutter.end(from);
        parts.push(cutter.part(from..end));
        start = end;
    }
    parts.retain(|part| !part.is_empty());
    parts
}

struct Cutter<'a> {
    text: &'a FormattedText,
    limit: usize,
    /// The character at each UTF-16 position, with its byte position; nothing at the second half of a pair.
    letters: Vec<Option<(usize, char)>>,
    /// Blocks of code, in their order.
    pres: Vec<Range<usize>>,
}

impl<'a> Cutter<'a> {
    fn new(text: &'a FormattedText, limit: usize) -> Self {
        let mut letters = Vec::with_capacity(text.text.len());
        for (byte, c) in text.text.char_indices() {
            letters.push(Some((byte, c)));
            letters.resize(letters.len() + c.len_utf16() - 1, None);
        }
        let pre = |entity: &&Entity| matches!(entity.kind, EntityKind::Pre { .. });
        let pres = text.entities.iter().filter(pre).map(span).collect();
        Self { text, limit, letters, pres }
    }

    fn letter(&self, at: usize) -> Option<char> {
        self.letters.get(at).copied().flatten().map(|(_, c)| c)
    }

    fn byte(&self, at: usize) -> usize {
        self.letters.get(at).copied().flatten().map_or(self.text.text.len(), |(byte, _)| byte)
    }

    fn is_blank(&self, at: usize) -> bool {
        self.letter(at).is_some_and(char::is_whitespace)
    }

    /// The block of code that a position lies inside of.
    fn pre_at(&self, at: usize) -> Option<Range<usize>> {
        let after = self.pres.partition_point(|pre| pre.start < at);
        let pre = after.checked_sub(1).and_then(|last| self.pres.get(last))?;
        (at < pre.end).then(|| pre.clone())
    }

    /// Where the next part begins: behind blanks, but in code at the start of a line.
    fn begin(&self, start: usize) -> Option<usize> {
        let first =
            (start..self.letters.len()).find(|at| self.letter(*at).is_some_and(|c| !c.is_whitespace()))?;
        if self.pre_at(first).is_none() {
            return Some(first);
        }
        let line = (start..first).rev().find(|at| self.letter(*at) == Some('\n'));
        let from = line.map_or(start, |line| line + 1);
        Some(if first - from < self.limit { from } else { first })
    }

    fn end(&self, start: usize) -> usize {
        let len = self.letters.len();
        let bound = start.saturating_add(self.limit).min(len).min(self.entity_bound(start));
        if bound == len {
            return len;
        }
        let whole = self.best(start, bound).unwrap_or(bound);
        self.without_heading(start, self.on_boundary(start, whole))
    }

    /// Where the first entity begins that would be one too many.
    fn entity_bound(&self, start: usize) -> usize {
        let mut later = self.text.entities.iter().filter(|entity| span(entity).end > start);
        later.nth(ENTITY_LIMIT).map_or(usize::MAX, |entity| entity.offset.max(start + 1))
    }

    fn best(&self, start: usize, bound: usize) -> Option<usize> {
        let mut last = [None; 6];
        for at in (start + 1..=bound).filter(|at| self.is_blank(*at) && self.is_boundary(*at)) {
            last[self.place(at) as usize] = Some(at);
        }
        let cut_code = self.pre_at(bound);
        let long = cut_code.as_ref().is_some_and(|pre| pre.len() * 3 > self.limit * 2 || pre.start <= start);
        let order = if long { IN_LONG_CODE } else { IN_TEXT };
        let full = |at: &usize| at - start >= self.limit.min(bound - start) / 3;
        let found = order.iter().find_map(|place| last[*place as usize].filter(full));
        let found = found.or_else(|| cut_code.filter(|pre| !long && pre.start > start).map(|pre| pre.start));
        found.or(last[Place::Word as usize])
    }

    fn place(&self, at: usize) -> Place {
        let ends_line = self.letter(at) == Some('\n');
        let paragraph =
            ends_line && (self.letter(at + 1) == Some('\n') || at > 0 && self.letter(at - 1) == Some('\n'));
        match self.pre_at(at) {
            Some(_) if paragraph => Place::CodeParagraph,
            Some(_) if ends_line => Place::CodeLine,
            None if paragraph => Place::Paragraph,
            None if ends_line => Place::Line,
            None if self
                .letter(at.wrapping_sub(1))
                .is_some_and(|c| matches!(c, '.' | '!' | '?' | '…' | '。')) =>
            {
                Place::Sentence
            }
            Some(_) | None => Place::Word,
        }
    }

    fn is_boundary(&self, at: usize) -> bool {
        let text = &self.text.text;
        GraphemeCursor::new(self.byte(at), text.len(), true).is_boundary(text, 0).unwrap_or(true)
    }

    /// The last end of a grapheme up to here; of a character, if the grapheme fills the part.
    fn on_boundary(&self, start: usize, at: usize) -> usize {
        let letter = |at: &usize| self.letters.get(*at).is_none_or(Option::is_some);
        let graphemes = (start + 1..=at).rev().filter(letter).find(|at| self.is_boundary(*at));
        let characters =
            || (start + 1..=at).rev().find(letter).or_else(|| (at + 1..=self.letters.len()).find(letter));
        graphemes.or_else(characters).unwrap_or(at)
    }

    /// The same cut, or the one before a heading that would be left alone at the end of the part.
    fn without_heading(&self, start: usize, end: usize) -> usize {
        let last = (start..end)
            .rev()
            .find(|at| self.letter(*at).is_some_and(|c| !c.is_whitespace()))
            .map_or(end, |at| at + 1);
        let line = (start..last).rev().find(|at| self.letter(*at) == Some('\n'));
        let Some(line) = line.filter(|line| line - start >= self.limit / 3) else { return end };
        let heading = self.text.entities.iter().any(|entity| {
            entity.kind == EntityKind::Bold && entity.offset == line + 1 && span(entity).end + 1 >= last
        });
        if heading && self.is_blank(end) { line } else { end }
    }

    fn part(&self, range: Range<usize>) -> FormattedText {
        let mut text = self.text.text[self.byte(range.start)..self.byte(range.end)].to_owned();
        if self.pre_at(range.start).is_some() && text.starts_with(' ') {
            // A plain blank at the start of a block of code would be moved out of it.
            text.replace_range(..1, "\u{a0}");
        }
        let entities = self.text.entities.iter().filter_map(|entity| clipped(entity, &range)).collect();
        tidy(FormattedText { text, entities })
    }
}

fn span(entity: &Entity) -> Range<usize> {
    entity.offset..entity.offset + entity.length
}

fn clipped(entity: &Entity, range: &Range<usize>) -> Option<Entity> {
    let start = entity.offset.max(range.start);
    let end = span(entity).end.min(range.end);
    (start < end).then(|| Entity {
        offset: start - range.start,
        length: end - start,
        kind: entity.kind.clone(),
    })
}
