//! The end of an answer that is still being written, cut so that nothing shown has to be taken back.
//! It holds back what cannot be told yet and closes code and formulas; it leaves everything before the end alone.

use std::ops::Range;

use super::scan::{self, End, Scan, scan};

/// How far a dollar sign may be followed before it must have shown to be a formula, in characters.
const DOLLAR_PATIENCE: usize = 24;
/// Longest half tag or half link that is held back, in characters.
const PATIENCE: usize = 300;

enum Edit {
    /// Hold back everything from here on.
    Cut(usize),
    /// Show all but this.
    Drop(Range<usize>),
}

/// The source with its end settled, as Markdown that can be rendered.
pub(super) fn settled(source: &str) -> String {
    let mut text = source.to_owned();
    // Each round removes something, and few ends need more than three.
    for _ in 0..32 {
        let scan = scan(&text);
        let edit = match scan.end {
            End::Fence { line } => {
                text.truncate(fence_end(&text, line));
                return text;
            }
            End::Code { at, ticks } => {
                let end = text.trim_end_matches('`').trim_end().len().max(at + ticks);
                text.truncate(end);
                text.push_str(&"`".repeat(ticks));
                return text;
            }
            End::Formula { at, inside, close } if is_formula(&text, at, inside, close) => {
                match formula_end(&text, inside) {
                    None => Edit::Cut(at),
                    Some(end) => {
                        text.truncate(end);
                        text.push_str(close);
                        return text;
                    }
                }
            }
            End::Formula { at, inside, close: "$" } if text[inside..].chars().count() < DOLLAR_PATIENCE => Edit::Cut(at),
            End::Formula { .. } | End::Text => match text_edit(&text, &scan) {
                Some(edit) => edit,
                None => return text,
            },
        };
        match edit {
            Edit::Cut(at) => text.truncate(at),
            Edit::Drop(range) => text.replace_range(range, ""),
        }
    }
    text
}

fn line_start(text: &str) -> usize {
    text.rfind('\n').map_or(0, |at| at + 1)
}

/// A line without the blanks and quote marks before it.
fn bare(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>'])
}

/// Where an open block of code ends for now: before half an opening line, before what may become its closing line.
fn fence_end(text: &str, opening: usize) -> usize {
    let last = line_start(text);
    if last <= opening {
        return opening;
    }
    let line = bare(&text[last..]).trim_end();
    let closing = !line.is_empty() && (line.chars().all(|c| c == '`') || line.chars().all(|c| c == '~'));
    if closing { last } else { text.len() }
}

fn is_formula(text: &str, at: usize, inside: usize, close: &str) -> bool {
    match close {
        "$" => text[inside..].contains(['\\', '^', '_', '=']),
        "\\]" | "\\)" => scan::is_mathematics(&text[inside..]),
        _ => at <= inside,
    }
}

/// Where the last whole command of an open formula ends, if there is one.
fn formula_end(text: &str, inside: usize) -> Option<usize> {
    let tail = &text[inside..];
    let command = tail.rfind('\\').filter(|at| tail[at + 1..].chars().all(|c| c.is_ascii_alphabetic()));
    let tail = tail[..command.unwrap_or(tail.len())].trim_end_matches(['^', '_', '{', '$', ' ', '\n', '>']);
    (!tail.is_empty()).then_some(inside + tail.len())
}

fn text_edit(text: &str, scan: &Scan) -> Option<Edit> {
    let line = line_start(text);
    let cut = only_marker(&text[line..]).then_some(line);
    let cut = cut.or_else(|| half_table(text, scan.last_block));
    let cut = cut.or_else(|| trailing_marks(text));
    let cut = cut.or_else(|| half_tag(text, scan.last_block));
    let cut = cut.or_else(|| half_entity(text, line));
    cut.map(Edit::Cut).or_else(|| half_link(text, scan.last_block))
}

/// A line that so far consists of the mark of a block: `###`, `- `, `12.`, `> `, `- [x`, `---`.
fn only_marker(line: &str) -> bool {
    let mut rest = bare(line).trim_end();
    if rest.is_empty() {
        return line.contains('>');
    }
    if let Some(task) = rest.strip_prefix(['-', '*', '+']).map(str::trim_start) {
        if matches!(task, "[" | "[ " | "[ ]" | "[x" | "[x]" | "[X" | "[X]") {
            return true;
        }
    }
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if (1..=3).contains(&digits) {
        rest = &rest[digits..];
        return matches!(rest, "." | ")");
    }
    ['#', '-', '=', '+', '*'].into_iter().any(|mark| rest.chars().all(|c| c == mark))
}

/// Where a table must end for now: before a row that is not complete, before a head whose second line is not.
fn half_table(text: &str, block: usize) -> Option<usize> {
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = block;
    for line in text[block..].split_inclusive('\n') {
        lines.push((at, line));
        at += line.len();
    }
    let complete = |line: &str| line.ends_with('\n');
    let ruled = lines.iter().skip(1).any(|(_, line)| complete(line) && is_rule(line));
    let (last_at, last) = *lines.last()?;
    if ruled {
        return (!complete(last)).then_some(last_at);
    }
    let piped = |line: &str| bare(line).starts_with('|');
    let before = lines.len().checked_sub(2).and_then(|index| lines.get(index));
    let earlier = lines.len().checked_sub(3).and_then(|index| lines.get(index));
    if complete(last) {
        let heads = piped(last) && !before.is_some_and(|(_, line)| piped(line));
        return heads.then_some(last_at);
    }
    let begins_rule = !bare(last).is_empty() && bare(last).chars().all(|c| matches!(c, '|' | ':' | '-' | ' '));
    match before {
        Some((head_at, head)) if begins_rule && piped(head) && !earlier.is_some_and(|(_, line)| piped(line)) => Some(*head_at),
        Some((_, head)) if begins_rule && head.contains('|') => Some(last_at),
        _ => piped(last).then_some(last_at),
    }
}

/// The line between the head of a table and its rows.
fn is_rule(line: &str) -> bool {
    let line = bare(line).trim();
    line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '|' | ':' | '-' | ' '))
}

/// Where marks at the very end begin, which may be half of something: `**`, `` ` ``, `![`, half a flag.
fn trailing_marks(text: &str) -> Option<usize> {
    let blank = text.trim_end_matches(' ');
    let kept = blank.trim_end_matches(['*', '_', '~', '|', '`', '\\', '$', '[', '<', '\u{200d}']);
    let kept = if blank[kept.len()..].starts_with('[') { kept.strip_suffix('!').unwrap_or(kept) } else { kept };
    let flags = kept.chars().rev().take_while(|c| matches!(c, '\u{1f1e6}'..='\u{1f1ff}')).count();
    let kept = if flags % 2 == 1 { &kept[..kept.len() - 4] } else { kept };
    (kept.len() < blank.len()).then_some(kept.len())
}

/// Where a tag or an address in angle brackets begins that has not been closed.
fn half_tag(text: &str, block: usize) -> Option<usize> {
    let at = block + text[block..].rfind('<')?;
    let inside = &text[at + 1..];
    let named = inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let attribute = |word: &str| word.contains(['=', '"', '\'']) || word.is_empty() || !text.ends_with(' ') && inside.ends_with(word);
    let fits = inside.starts_with('!') || inside.split_whitespace().skip(1).all(attribute);
    (named && fits && !inside.contains('>') && inside.chars().count() < PATIENCE).then_some(at)
}

/// Where a half `&amp;` begins.
fn half_entity(text: &str, line: usize) -> Option<usize> {
    let at = line + text[line..].rfind('&')?;
    let name = &text[at + 1..];
    let fits = name.len() <= 8 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
    fits.then_some(at)
}

/// The brackets of a link whose address has not arrived; its text is shown meanwhile.
fn half_link(text: &str, block: usize) -> Option<Edit> {
    let mut open: Vec<usize> = Vec::new();
    let mut at = block;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let mut next = at + c.len_utf8();
        match c {
            '\\' => next += text[next..].chars().next().map_or(0, char::len_utf8),
            '`' => next = code_end(text, at),
            '[' => open.push(at),
            ']' => match (open.pop(), target_end(text, next)) {
                (Some(start), Target::Missing) => return Some(link_edit(text, start, at)),
                (_, Target::At(end)) => next = end,
                _ => {}
            },
            _ => {}
        }
        at = next;
    }
    let half = |start: &usize| {
        let before = text[..*start].chars().next_back();
        let inside = &text[start + 1..];
        let likely = inside.starts_with(|c: char| c.is_alphabetic() || matches!(c, '!' | '*' | '`' | '['));
        inside.starts_with('^') || likely && !before.is_some_and(char::is_alphanumeric) && inside.chars().count() < PATIENCE
    };
    let start = open.into_iter().find(half)?;
    if text[start + 1..].starts_with('^') {
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
    Missing,
    At(usize),
}

/// What follows the text of a link.
fn target_end(text: &str, at: usize) -> Target {
    let rest = &text[at..];
    match rest.chars().next() {
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

#[cfg(test)]
mod tests {
    use super::settled;

    #[test]
    fn half_markers_are_held_back() {
        let cases = [
            ("text\n5. *", "text\n"),
            ("text\n\n###", "text\n\n"),
            ("text\n- ", "text\n"),
            ("text\n- [x", "text\n"),
            ("3. **Смартфон*", "3. **Смартфон"),
            ("see `you", "see `you`"),
            ("see `you`", "see `you`"),
            ("code:\n\n``", "code:\n\n"),
            ("code:\n\n```py", "code:\n\n"),
            ("```\na\n``", "```\na\n"),
            ("a <di", "a "),
            ("AT&T", "AT"),
            ("AT&T x", "AT&T x"),
            ("🇷🇺🇷", "🇷🇺"),
        ];
        for (source, wanted) in cases {
            let settled = settled(source);
            assert!(settled == wanted || settled.trim_end() == wanted, "{source:?} became {settled:?}");
        }
    }

    #[test]
    fn half_links_show_their_text() {
        for source in ["see [the guide", "see [the guide](", "see [the guide](https://exa", "see [the guide](https://exa \"ti"] {
            assert_eq!(settled(source), "see the guide");
        }
        assert_eq!(settled("see [the guide](https://a.b) x"), "see [the guide](https://a.b) x");
        assert_eq!(settled("a ![pic](http"), "a pic");
        assert_eq!(settled("x[^1"), "x");
        assert_eq!(settled("interval [0, 1) and"), "interval [0, 1) and");
    }

    #[test]
    fn half_rows_and_half_formulas_wait() {
        assert_eq!(settled("| a | b |"), "");
        assert_eq!(settled("x\n\n| a | b |\n|--"), "x\n\n");
        assert_eq!(settled("| a | b |\n|---|---|\n| 1 | 2 |\n| 3"), "| a | b |\n|---|---|\n| 1 | 2 |\n");
        assert_eq!(settled("$$ f = \\"), "$$ f =$$");
        assert_eq!(settled("\\[ 67 - 25"), "\\[ 67 - 25\\]");
        assert_eq!(settled("при $x"), "при ");
        assert_eq!(settled("при $x^2"), "при $x^2$");
        assert_eq!(settled("по $5"), "по $5");
    }
}
