//! Half a table, tag or link at the end of an answer that is still being written.
//! It says what to hold back or hide; it changes nothing itself.

use std::ops::Range;

/// Longest half tag or half link that is held back, in characters.
const PATIENCE: usize = 300;

/// What to do about the end.
pub(super) enum Edit {
    /// Hold back everything from here on.
    Cut(usize),
    /// Show all but this.
    Drop(Range<usize>),
}

/// A line without the blanks and quote marks before it.
pub(super) fn bare(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>'])
}

/// Where a table must end for now: before a row that is not complete, before a head whose second line is not.
pub(super) fn half_table(text: &str, block: usize) -> Option<usize> {
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = block;
    for line in text[block..].split_inclusive('\n') {
        lines.push((at, line));
        at += line.len();
    }
    let complete = |line: &str| line.ends_with('\n');
    let ruled = lines.iter().skip(1).any(|(_, line)| complete(line) && is_rule(line));
    let (last_at, last) = *lines.last()?;
    if ruled && lines.len() > 1 && is_rule(lines[lines.len() - 1 - usize::from(!complete(last))].1) {
        return lines.iter().position(|(_, line)| is_rule(line)).map(|rule| lines[rule.saturating_sub(1)].0);
    }
    if ruled {
        return (!complete(last)).then_some(last_at);
    }
    // Two bars begin a spoiler.
    let piped = |line: &str| bare(line).starts_with('|') && !bare(line).starts_with("||");
    let before = lines.len().checked_sub(2).and_then(|index| lines.get(index));
    let earlier = lines.len().checked_sub(3).and_then(|index| lines.get(index));
    if complete(last) {
        let heads = piped(last) && !before.is_some_and(|(_, line)| piped(line));
        return heads.then_some(last_at);
    }
    let begins_rule =
        !bare(last).is_empty() && bare(last).chars().all(|c| matches!(c, '|' | ':' | '-' | ' '));
    match before {
        Some((head_at, head))
            if begins_rule && piped(head) && !earlier.is_some_and(|(_, line)| piped(line)) =>
        {
            Some(*head_at)
        }
        Some((_, head)) if begins_rule && head.contains('|') => Some(last_at),
        _ => piped(last).then_some(last_at),
    }
}

/// The line between the head of a table and its rows.
fn is_rule(line: &str) -> bool {
    let line = bare(line).trim();
    line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '|' | ':' | '-' | ' '))
}

/// Where a tag or an address in angle brackets begins that has not been closed.
pub(super) fn half_tag(text: &str, block: usize) -> Option<usize> {
    let at = block + text[block..].rfind('<')?;
    let inside = &text[at + 1..];
    let named = inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let attribute = |word: &str| {
        word.contains(['=', '"', '\'']) || word.is_empty() || !text.ends_with(' ') && inside.ends_with(word)
    };
    let fits = inside.starts_with('!') || inside.split_whitespace().skip(1).all(attribute);
    (named && fits && !inside.contains('>') && inside.chars().count() < PATIENCE).then_some(at)
}

/// Where a half `&amp;` begins.
pub(super) fn half_entity(text: &str, line: usize) -> Option<usize> {
    let at = line + text[line..].rfind('&')?;
    let name = &text[at + 1..];
    let fits = name.len() <= 8 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
    fits.then_some(at)
}

/// The brackets of a link whose address has not arrived; its text is shown meanwhile.
pub(super) fn half_link(text: &str, block: usize) -> Option<Edit> {
    let half = |start: &usize| {
        let before = text[..*start].chars().next_back();
        let inside = &text[start + 1..];
        let likely = inside.starts_with(|c: char| c.is_alphabetic() || matches!(c, '!' | '*' | '`' | '['));
        inside.starts_with('^')
            || likely && !before.is_some_and(char::is_alphanumeric) && inside.chars().count() < PATIENCE
    };
    let mut open: Vec<usize> = Vec::new();
    let mut at = block;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let mut next = at + c.len_utf8();
        match c {
            '\\' => next += text[next..].chars().next().map_or(0, char::len_utf8),
            '`' => next = code_end(text, at),
            '[' => open.push(at),
            ']' => match (open.pop(), target_end(text, next)) {
                (Some(start), Target::Unknown) if half(&start) => return Some(link_edit(text, start, at)),
                (Some(start), Target::Missing) => return Some(link_edit(text, start, at)),
                (_, Target::At(end)) => next = end,
                _ => {}
            },
            _ => {}
        }
        at = next;
    }
    let start = open.into_iter().find(half)?;
    if text[start + 1..].starts_with(['^', '!']) && !text[start + 1..].starts_with("![") {
        return Some(Edit::Cut(start));
    }
    Some(Edit::Drop(bracket(text, start)))
}

/// An opening bracket with the `!` of a picture.
fn bracket(text: &str, start: usize) -> Range<usize> {
    if text[..start].ends_with('!') { start - 1..start + 1 } else { start..start + 1 }
}

fn link_edit(text: &str, start: usize, end: usize) -> Edit {
    if text[start + 1..end].starts_with('^') && end + 1 == text.len() {
        return Edit::Cut(start);
    }
    // First the half address goes, in the next round the bracket before the text.
    Edit::Drop(end..text.len())
}

enum Target {
    None,
    /// The text ends where an address may follow.
    Unknown,
    Missing,
    At(usize),
}

/// What follows the text of a link.
fn target_end(text: &str, at: usize) -> Target {
    let rest = &text[at..];
    match rest.chars().next() {
        None => Target::Unknown,
        Some('(') => {
            let mut depth = 0_usize;
            for (index, c) in rest.char_indices() {
                match c {
                    '(' => depth += 1,
                    ')' if depth == 1 => return Target::At(at + index + 1),
                    ')' => depth -= 1,
                    '\n' => return Target::None,
                    _ => {}
                }
            }
            Target::Missing
        }
        Some('[') if !rest.contains(']') => Target::Missing,
        _ => Target::None,
    }
}

/// Where the code span that begins here ends, or its opening ticks.
fn code_end(text: &str, at: usize) -> usize {
    let ticks = text[at..].len() - text[at..].trim_start_matches('`').len();
    let fence = "`".repeat(ticks);
    text[at + ticks..].find(&fence).map_or(at + ticks, |end| at + 2 * ticks + end)
}
