//! Entities put in the order that Telegram accepts: nested or apart, trimmed, code alone, quotes side by side.
//! It never changes a letter of the text; where two kinds cannot live together, the less important one gives way.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::text::{Entity, EntityKind, FormattedText};
use super::clean::invisible;

/// Most entities the server keeps on one message; it drops the rest without a word.
pub(super) const ENTITY_LIMIT: usize = 100;

const STYLES: [EntityKind; 5] = [
    EntityKind::Bold,
    EntityKind::Italic,
    EntityKind::Underline,
    EntityKind::Strikethrough,
    EntityKind::Spoiler,
];

/// Makes any text and any entities acceptable. Text without anything to see becomes empty.
pub(super) fn tidy(text: FormattedText) -> FormattedText {
    if text.text.chars().all(invisible) {
        return FormattedText::default();
    }
    let units: Vec<u16> = text.text.encode_utf16().collect();
    let entities = in_order(trimmed(&units, arranged(text.entities)));
    cropped(&text.text, &units, entities)
}

/// How kinds that begin and end together are ordered, outermost first.
fn rank(kind: &EntityKind) -> usize {
    match kind {
        EntityKind::Blockquote | EntityKind::ExpandableBlockquote => 0,
        EntityKind::Pre { .. } => 1,
        EntityKind::Code => 2,
        EntityKind::TextLink { .. } => 3,
        style => 4 + STYLES.iter().position(|known| known == style).unwrap_or(STYLES.len()),
    }
}

fn in_order(mut entities: Vec<Entity>) -> Vec<Entity> {
    entities.sort_by_key(|entity| (entity.offset, usize::MAX - entity.length, rank(&entity.kind)));
    entities
}

fn range(entity: &Entity) -> Range<usize> {
    entity.offset..entity.offset + entity.length
}

fn at(range: Range<usize>, kind: &EntityKind) -> Entity {
    Entity { offset: range.start, length: range.end.saturating_sub(range.start), kind: kind.clone() }
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Takes kinds in order of weight: blocks of code, quotes, links, code in a line, styles.
fn arranged(entities: Vec<Entity>) -> Vec<Entity> {
    let entities = in_order(entities);
    let (mut pres, mut quotes, mut links, mut codes) = (vec![], vec![], vec![], vec![]);
    let mut styles = Vec::new();
    for entity in entities {
        match rank(&entity.kind) {
            0 => quotes.push(entity),
            1 => pres.push(entity),
            2 => codes.push(entity),
            3 => links.push(entity),
            _ => styles.push(entity),
        }
    }
    let pres = apart(pres, &[]);
    let quotes = apart(quotes, &pres);
    let links = cut_at_edges(apart(links, &pres), &quotes);
    let held: Vec<Entity> = pres.iter().chain(&quotes).chain(&links).cloned().collect();
    let taken = Edges::of(&held);
    let codes = apart(codes.into_iter().filter(|code| !taken.touch(&range(code))).collect(), &[]);
    let alone = in_order(pres.iter().chain(&codes).cloned().collect());
    let mut placed: Vec<Entity> = quotes.into_iter().chain(links).collect();
    let mut edges = Edges::of(&placed);
    for style in merged(styles) {
        let parts: Vec<Entity> = subtract(&style, &alone).iter().flat_map(|part| cut(part, &edges)).collect();
        edges.extend(&parts);
        placed.extend(parts);
    }
    placed.extend(alone);
    placed
}

/// Entities of one kind beside each other, without the places that others hold; the earlier one wins.
fn apart(entities: Vec<Entity>, holes: &[Entity]) -> Vec<Entity> {
    let mut kept: Vec<Entity> = Vec::with_capacity(entities.len());
    for entity in entities {
        let last = kept.last().map_or(0, |last| range(last).end);
        let open = entity.offset.max(last)..range(&entity).end.max(last);
        kept.extend(subtract(&at(open, &entity.kind), holes));
    }
    kept
}

fn subtract(entity: &Entity, holes: &[Entity]) -> Vec<Entity> {
    let mut rest = Vec::new();
    let mut start = entity.offset;
    // Holes stand in their order and apart.
    let first = holes.partition_point(|hole| range(hole).end <= entity.offset);
    for hole in holes[first..].iter().map(range).take_while(|hole| overlap(hole, &range(entity))) {
        if start < hole.start {
            rest.push(at(start..hole.start, &entity.kind));
        }
        start = start.max(hole.end);
    }
    if start < range(entity).end {
        rest.push(at(start..range(entity).end, &entity.kind));
    }
    rest
}

/// Cuts entities wherever an edge of another lies inside and the two would overlap in part.
fn cut_at_edges(entities: Vec<Entity>, others: &[Entity]) -> Vec<Entity> {
    let edges = Edges::of(others);
    entities.iter().flat_map(|entity| cut(entity, &edges)).collect()
}

fn cut(entity: &Entity, edges: &Edges) -> Vec<Entity> {
    let whole = range(entity);
    let mut parts = Vec::new();
    let mut start = whole.start;
    for edge in edges.crossing(&whole).into_iter().chain([whole.end]) {
        parts.push(at(start..edge, &entity.kind));
        start = edge;
    }
    parts
}

/// Where entities begin and end, in order.
#[derive(Default)]
struct Edges {
    starts: BTreeSet<(usize, usize)>,
    ends: BTreeSet<(usize, usize)>,
}

impl Edges {
    fn of(entities: &[Entity]) -> Self {
        let mut edges = Self::default();
        edges.extend(entities);
        edges
    }

    fn extend(&mut self, entities: &[Entity]) {
        for range in entities.iter().map(range) {
            self.starts.insert((range.start, range.end));
            self.ends.insert((range.end, range.start));
        }
    }

    /// The edges inside of a range whose entities reach out of it.
    fn crossing(&self, whole: &Range<usize>) -> BTreeSet<usize> {
        let inside = (whole.start + 1, 0)..(whole.end.max(whole.start + 1), 0);
        let starts = self.starts.range(inside.clone()).filter(|(_, end)| *end > whole.end);
        let ends = self.ends.range(inside).filter(|(_, start)| *start < whole.start);
        starts.chain(ends).map(|(edge, _)| *edge).collect()
    }

    /// Whether anything shares a letter with a range.
    fn touch(&self, range: &Range<usize>) -> bool {
        let before = self.starts.range(..(range.end, 0)).next_back();
        before.is_some_and(|(_, end)| *end > range.start)
            || self.ends.range((range.start + 1, 0)..).next().is_some_and(|(_, start)| *start < range.end)
    }
}

/// The five styles as few stretches as possible, longest first so that short ones come to lie in long ones.
fn merged(styles: Vec<Entity>) -> Vec<Entity> {
    let mut merged: Vec<Entity> = Vec::with_capacity(styles.len());
    for kind in &STYLES {
        let first = merged.len();
        for style in styles.iter().filter(|style| style.kind == *kind && style.length > 0) {
            match merged[first..].last_mut() {
                Some(last) if style.offset <= range(last).end => {
                    last.length = range(last).end.max(range(style).end) - last.offset;
                }
                _ => merged.push(style.clone()),
            }
        }
    }
    merged.sort_by_key(|style| (usize::MAX - style.length, style.offset));
    merged
}

fn blank(unit: u16) -> bool {
    char::from_u32(u32::from(unit)).is_some_and(char::is_whitespace)
}

/// Entities without blanks at their edges (code may begin with the blank that keeps its indent), none empty.
fn trimmed(units: &[u16], entities: Vec<Entity>) -> Vec<Entity> {
    let trim = |entity: Entity| {
        let is_pre = matches!(entity.kind, EntityKind::Pre { .. });
        let mut span = range(&entity).start.min(units.len())..range(&entity).end.min(units.len());
        while span.start < span.end && blank(units[span.start]) && !(is_pre && units[span.start] == 0xa0) {
            span.start += 1;
        }
        while span.start < span.end && blank(units[span.end - 1]) {
            span.end -= 1;
        }
        at(span, &entity.kind)
    };
    entities.into_iter().map(trim).filter(|entity| entity.length > 0).collect()
}

/// The text without blanks around it, its entities moved along.
fn cropped(text: &str, units: &[u16], entities: Vec<Entity>) -> FormattedText {
    let first = entities.first().map_or(units.len(), |entity| entity.offset);
    let lead = units.iter().take(first).take_while(|unit| blank(**unit)).count();
    // Every blank is one unit, so blanks can be skipped as characters.
    let text: String = text.trim_end().chars().skip(lead).collect();
    let entities =
        entities.into_iter().map(|entity| Entity { offset: entity.offset - lead, ..entity }).collect();
    FormattedText { text, entities }
}
