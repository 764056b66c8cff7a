//! A first look at the source: where code stands, and what the Markdown parser would take apart
//! although it is one thing: formulas, bare addresses, footnote numbers. It judges no other markup.

use std::ops::Range;

use super::formula::{Passed, begins_formula, closing, delimiters, fits};
use super::link;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A formula: the range inside its delimiters.
    Formula(Range<usize>),
    Url,
    /// `[^12]`: the range of the number.
    Note(Range<usize>),
    /// `x^2^`: the range of the number.
    Raised(Range<usize>),
    /// `H~2~O`: the range of the number.
    Lowered(Range<usize>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

/// What is still open where the source ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Text,
    /// A fenced block whose opening line begins here.
    Fence {
        line: usize,
    },
    /// Code in a line: where its ticks are and how many.
    Code {
        at: usize,
        ticks: usize,
    },
    /// A formula: where it begins, and its inside.
    Formula {
        at: usize,
        inside: usize,
        close: &'static str,
    },
}

#[derive(Debug)]
pub(super) struct Scan {
    pub(super) found: Vec<Found>,
    pub(super) end: End,
    /// Where the last whole thing ends that hides its markers: code in a line, a formula, an address.
    pub(super) whole_until: usize,
    /// Where the last run of lines without an empty one between them begins.
    pub(super) last_block: usize,
}

pub(super) fn scan(source: &str) -> Scan {
    let mut scan = Scan { found: Vec::new(), end: End::Text, whole_until: 0, last_block: 0 };
    let mut block: Option<usize> = None;
    let mut fence: Option<Fence> = None;
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let next = at + line.len();
        if let Some(open) = &fence {
            if open.closed_by(line) {
                fence = None;
                scan.last_block = next;
            }
        } else if let Some(opening) = Fence::opened_by(line, at) {
            scan_block(source, block.take().unwrap_or(at)..at, &mut scan);
            fence = Some(opening);
        } else if line.trim_matches(|c: char| c.is_whitespace() || c == '>').is_empty() {
            scan_block(source, block.take().unwrap_or(at)..at, &mut scan);
            scan.last_block = next;
        } else {
            block.get_or_insert(at);
        }
        at = next;
    }
    scan.end = End::Text;
    match fence {
        Some(fence) => scan.end = End::Fence { line: fence.line },
        None => {
            if let Some(start) = block {
                scan.last_block = start;
                scan_block(source, start..source.len(), &mut scan);
            }
        }
    }
    scan
}

struct Fence {
    mark: char,
    count: usize,
    line: usize,
}

impl Fence {
    fn opened_by(line: &str, at: usize) -> Option<Self> {
        let rest = after_item_marker(line.trim_start_matches([' ', '\t', '>']));
        let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let count = rest.len() - rest.trim_start_matches(mark).len();
        let info_fits = mark == '~' || !rest[count..].contains('`');
        (count >= 3 && info_fits).then_some(Self { mark, count, line: at })
    }

    fn closed_by(&self, line: &str) -> bool {
        let rest = line.trim_start_matches([' ', '\t', '>']).trim_end();
        rest.len() >= self.count && rest.chars().all(|c| c == self.mark)
    }
}

/// The line behind `- `, `* `, `1. ` and the like, if it begins so.
fn after_item_marker(line: &str) -> &str {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = match line.len() - digits.len() {
        0 => line.strip_prefix(['-', '*', '+']),
        _ => digits.strip_prefix(['.', ')']),
    };
    rest.filter(|rest| rest.starts_with(' ')).map_or(line, str::trim_start)
}

/// Looks through lines of text, in which inline code hides everything.
fn scan_block(source: &str, block: Range<usize>, scan: &mut Scan) {
    let mut at = block.start;
    let mut passed = Passed::default();
    scan.end = End::Text;
    while at < block.end {
        let rest = &source[at..block.end];
        let Some(c) = rest.chars().next() else { break };
        at += match c {
            '`' => code(source, at..block.end, scan),
            '\\' | '$' => formula(source, at..block.end, &mut passed, scan),
            'h' => url(source, at..block.end, scan),
            '[' => note(rest, at, scan),
            '~' | '^' => index(source, at..block.end, scan),
            c => c.len_utf8(),
        };
    }
}

/// Steps over a code span, or over ticks that nothing closes.
fn code(source: &str, range: Range<usize>, scan: &mut Scan) -> usize {
    let at = range.start;
    let rest = &source[range];
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let mut from = ticks;
    while let Some(next) = rest[from..].find('`').map(|found| from + found) {
        let run = rest[next..].len() - rest[next..].trim_start_matches('`').len();
        from = next + run;
        if run == ticks {
            scan.whole_until = at + from;
            return from;
        }
    }
    let follows_word = source[..at].ends_with(char::is_alphanumeric);
    let hugs = rest[ticks..].starts_with(|c: char| !c.is_whitespace());
    if scan.end == End::Text && hugs && !follows_word {
        scan.end = End::Code { at, ticks };
    }
    ticks
}

fn url(source: &str, range: Range<usize>, scan: &mut Scan) -> usize {
    let before = source[..range.start].chars().next_back();
    let in_markup = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '<' | '"' | '\'' | '=' | '/'))
        || source[..range.start].ends_with("](")
        || source[..range.start].trim_end_matches(' ').ends_with("]:");
    let address = link::bare(&source[range.clone()]);
    if let Some(address) = address {
        if !in_markup {
            let end = range.start + address.len();
            scan.found.push(Found { range: range.start..end, kind: Kind::Url });
        }
        return address.len();
    }
    1
}

fn note(rest: &str, at: usize, scan: &mut Scan) -> usize {
    let Some(rest) = rest.strip_prefix("[^") else { return 1 };
    let (number, tail) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
    let Some(tail) = tail.strip_prefix(']') else { return 1 };
    if !(1..=3).contains(&number.len()) || tail.starts_with([':', '(', '[']) {
        return 1;
    }
    let inside = at + 2..at + 2 + number.len();
    let end = inside.end + 1;
    scan.found.push(Found { range: at..end, kind: Kind::Note(inside) });
    end - at
}

/// A number between two tildes or two carets, right behind a letter.
fn index(source: &str, range: Range<usize>, scan: &mut Scan) -> usize {
    let rest = &source[range.clone()];
    let mark = if rest.starts_with('~') { '~' } else { '^' };
    let digits = rest[1..].len() - rest[1..].trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let closed = (1..=3).contains(&digits) && rest[1 + digits..].starts_with(mark);
    if !closed
        || rest[digits + 2..].starts_with(mark)
        || !source[..range.start].ends_with(char::is_alphabetic)
    {
        return 1;
    }
    let inside = range.start + 1..range.start + 1 + digits;
    let whole = range.start..inside.end + 1;
    let kind = if mark == '~' { Kind::Lowered(inside) } else { Kind::Raised(inside) };
    scan.found.push(Found { range: whole, kind });
    digits + 2
}

/// Steps over a formula, an escaped character or a lone dollar sign.
fn formula(source: &str, range: Range<usize>, passed: &mut Passed, scan: &mut Scan) -> usize {
    let rest = &source[range.clone()];
    let Some((open, close)) = delimiters(rest) else {
        let step = rest.chars().take(2).map(char::len_utf8).sum();
        return if rest.starts_with('\\') { step } else { 1 };
    };
    let keeps_delimiters = open.starts_with("\\begin");
    let inside = range.start + open.len()..range.end;
    match closing(source, inside, close, passed).map(|end| end - range.start) {
        Some(end) if fits(open, &rest[open.len()..end], &rest[end + close.len()..]) => {
            let whole = range.start..range.start + end + close.len();
            let inside = range.start + open.len()..range.start + end;
            let inside = if keeps_delimiters { whole.clone() } else { inside };
            scan.found.push(Found { range: whole.clone(), kind: Kind::Formula(inside) });
            scan.whole_until = whole.end;
            whole.len()
        }
        found => {
            let undecided = found.is_none() && scan.end == End::Text;
            if undecided && (close != "$" || begins_formula(&rest[open.len()..])) {
                let inside = range.start + if keeps_delimiters { 0 } else { open.len() };
                scan.end = End::Formula { at: range.start, inside, close };
            }
            open.len()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formulas(source: &str) -> Vec<&str> {
        let found = scan(source).found.into_iter();
        found
            .filter(|found| matches!(found.kind, Kind::Formula(_)))
            .map(|found| &source[found.range])
            .collect()
    }

    #[test]
    fn money_and_shell_are_no_formulas() {
        for text in [
            "$5 и $10",
            "цена: $10–$15",
            "от $5-$10.",
            "\\$5 или $7",
            "$HOME/$USER",
            "`$a` и `b$`",
            "US$ 5, A$ 6",
            "$1,000 and $x",
        ] {
            assert_eq!(formulas(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn formulas_are_found_in_all_their_delimiters() {
        assert_eq!(formulas("при $x^2$ и \\(n\\), $$a$$"), ["$x^2$", "\\(n\\)", "$$a$$"]);
        assert_eq!(formulas("\\[\na = b\n\\]"), ["\\[\na = b\n\\]"]);
        assert_eq!(formulas("скидка → $8_{\\text{итого}}$;"), ["$8_{\\text{итого}}$"]);
        assert_eq!(formulas("```\n$x$\n```\n\\[no link\\]"), [""; 0]);
    }

    #[test]
    fn tells_what_is_open_at_the_end() {
        assert_eq!(scan("a\n```rs\nlet").end, End::Fence { line: 2 });
        assert_eq!(scan("a `b").end, End::Code { at: 2, ticks: 1 });
        assert_eq!(scan("a `b` \\(x").end, End::Formula { at: 6, inside: 8, close: "\\)" });
        assert_eq!(scan("a `b\n\nc").end, End::Text);
    }
}
