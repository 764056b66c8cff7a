//! Half a table, tag or link at the end of an answer that is still being written.
//! It says what to hold back; it changes nothing itself.

/// Longest words of a link, and longest half tag, that are held back, in characters.
const PATIENCE: usize = 120;
/// Longest address that is waited for, in bytes.
const ADDRESS: usize = 600;
/// Deepest brackets in an address.
const BRACKETS: usize = 8;

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
    (named && fits && !inside.contains('>') && inside.chars().nth(PATIENCE).is_none()).then_some(at)
}

/// Where a half `&amp;` begins.
pub(super) fn half_entity(text: &str, line: usize) -> Option<usize> {
    let at = line + text[line..].rfind('&')?;
    let name = &text[at + 1..];
    let fits = name.len() <= 8 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
    fits.then_some(at)
}

/// Where a link or a picture begins whose address has not arrived: shown before that, its words would turn into a
/// link later, and a bracket that proves to be none would come back.
pub(super) fn half_link(text: &str, block: usize) -> Option<usize> {
    let half = |start: &usize| {
        let before = text[..*start].chars().next_back();
        let inside = &text[start + 1..];
        let likely = inside.starts_with(|c: char| c.is_alphabetic() || matches!(c, '!' | '*' | '`' | '['));
        let follows = before.is_some_and(char::is_alphanumeric);
        inside.starts_with('^') || likely && !follows && inside.chars().nth(PATIENCE).is_none()
    };
    let whole = |start: usize| if text[..start].ends_with('!') { start - 1 } else { start };
    let mut open: Vec<usize> = Vec::new();
    let mut at = block;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let mut next = at + c.len_utf8();
        match c {
            '\\' => next += text[next..].chars().next().map_or(0, char::len_utf8),
            '`' => next = code_end(text, at),
            '[' => open.push(at),
            ']' => match (open.pop(), target_end(text, next)) {
                (Some(start), Target::Unknown) if half(&start) => return Some(whole(start)),
                (Some(start), Target::Missing) => return Some(whole(start)),
                (_, Target::At(end)) => next = end,
                _ => {}
            },
            _ => {}
        }
        at = next;
    }
    // A picture may stand in a link, and a link that is none holds back nothing.
    open.into_iter().find(|start| half(start)).map(whole)
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
                    _ if index > ADDRESS || depth > BRACKETS => return Target::None,
                    '(' => depth += 1,
                    ')' if depth == 1 => return Target::At(at + index + 1),
                    ')' => depth -= 1,
                    '\n' => return Target::None,
                    _ => {}
                }
            }
            Target::Missing
        }
        Some('[') if rest.find([']', '\n']).is_none() => Target::Missing,
        _ => Target::None,
    }
}

/// Where the code span that begins here ends, or its opening ticks.
fn code_end(text: &str, at: usize) -> usize {
    let ticks = text[at..].len() - text[at..].trim_start_matches('`').len();
    let fence = "`".repeat(ticks);
    text[at + ticks..].find(&fence).map_or(at + ticks, |end| at + 2 * ticks + end)
}
